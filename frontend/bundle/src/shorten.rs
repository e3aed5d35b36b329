//! Leaves out of what the binding made whatever nobody uses here, and gives the rest short names: a name is mostly a hash,
//! which no compression makes smaller, and stands in the script as well as in the WASM. Knows nothing of what the code does.

use std::collections::{HashMap, HashSet};
use walrus::Module;

/// How the classes begin that a dependency exports for streams of bytes; no script makes one.
const UNUSED: &str = "IntoUnderlying";
/// How the names begin that the binding made up.
const MADE_UP: [&str; 3] = ["__wb", "__externref", "wasm_bindgen__"];

/// Shortens the WASM, and returns the script that fits it.
pub(crate) fn shorten(module: &mut Module, script: &str) -> String {
    let unused = UNUSED.to_lowercase();
    let exports: Vec<_> =
        module.exports.iter().filter(|export| export.name.contains(&unused)).map(walrus::Export::id).collect();
    exports.into_iter().for_each(|export| module.exports.delete(export));
    walrus::passes::gc::run(module);
    let imported = module.imports.iter().map(|import| import.name.as_str()).collect();
    let script = without_unused(script, &imported);
    renamed(module, &script)
}

/// The script without the classes nobody makes, and the functions for the WASM that it does not import.
fn without_unused(script: &str, imported: &HashSet<&str>) -> String {
    let (mut depth, mut dropped) = (0, None);
    let mut kept = String::with_capacity(script.len());
    for line in script.lines().map(str::trim) {
        if dropped.is_none() {
            dropped = last_of_unused(line, imported).map(|last| (last, depth));
        }
        let braces = |brace| line.matches(brace).count() as isize;
        depth += braces('{') - braces('}');
        match dropped {
            None => kept.extend([line, "\n"]),
            Some((last, begun)) if depth == begun && line.ends_with(last) => dropped = None,
            Some(_) => {}
        }
    }
    kept
}

/// How the last line ends of what begins here and is not used.
fn last_of_unused(line: &str, imported: &HashSet<&str>) -> Option<char> {
    let unused = |beginning| line.strip_prefix(beginning).is_some_and(|rest: &str| rest.starts_with(UNUSED));
    if unused("export class ") {
        return Some('}');
    }
    if unused("const ") || unused("if (Symbol.dispose) ") {
        return Some(';');
    }
    let (name, _) = line.split_once(": function(")?;
    (!imported.contains(name)).then_some(',')
}

/// Gives each made-up name a short one, on both sides.
fn renamed(module: &mut Module, script: &str) -> String {
    let names = module.imports.iter_mut().map(|import| &mut import.name);
    let names = names.chain(module.exports.iter_mut().map(|export| &mut export.name));
    let mut short = HashMap::new();
    for name in names.filter(|name| MADE_UP.iter().any(|beginning| name.starts_with(beginning))) {
        let next = short.len();
        *name = short.entry(name.clone()).or_insert_with(|| format!("_{next}")).clone();
    }
    let is_part = |character: char| character.is_ascii_alphanumeric() || "_$".contains(character);
    let mut shortened = String::with_capacity(script.len());
    let mut rest = script;
    while !rest.is_empty() {
        let begins = rest.find(is_part).unwrap_or(rest.len());
        let (between, word) = rest.split_at(begins);
        let ends = word.find(|character| !is_part(character)).unwrap_or(word.len());
        let (word, behind) = word.split_at(ends);
        shortened.push_str(between);
        shortened.push_str(short.get(word).map_or(word, String::as_str));
        rest = behind;
    }
    shortened
}
