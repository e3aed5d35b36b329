//! Writes the Rust that `src/words.rs` includes: a method a message, and the templates.

use crate::read::{CATEGORIES, Message, SHOWN};
use std::fmt::Write;

/// The methods of a part, on `Words`.
pub(crate) fn methods(part: &str, messages: &[Message]) -> String {
    let mut methods = String::from("impl Words {\n");
    let mut first = 0;
    for message in messages {
        methods += &method(part, first, message);
        first += if message.is_counted { CATEGORIES.len() } else { 1 };
    }
    let constant = part.to_uppercase();
    methods + &format!("}}\n/// How many templates `{part}.ftl` makes.\nconst {constant}: usize = {first};\n")
}

/// The method of a message whose first template is number `first`; and one that takes views instead of text, where
/// there are few enough arguments.
fn method(part: &str, first: usize, message: &Message) -> String {
    let Message { key, arguments, text, .. } = message;
    let name = key.replace('-', "_");
    let doc = format!("/// `{}`", text.replace('`', "'"));
    if message.is_counted {
        return counted(part, first, message, &format!("{doc}\n    pub fn {name}"));
    }
    if arguments.is_empty() {
        return format!("    {doc}\n    pub fn {name}(self) -> &'static str {{ self.{part}[{first}] }}\n");
    }
    let (typed, names) = (list(arguments, ": &str"), list(arguments, ""));
    let filled = format!(
        "    {doc}\n    pub fn {name}(self{typed}) -> String {{ fill(self.{part}[{first}], &[{}]) }}\n",
        arguments.join(", ")
    );
    let views = match arguments.len() {
        1 => "around",
        2 => "among",
        _ => return filled,
    };
    let typed = list(arguments, ": impl IntoView");
    filled
        + &format!(
            "    {doc}, with views in it.\n    pub fn {name}_with(self{typed}) -> impl IntoView {{ {views}(self.{part}[{first}]{names}) }}\n"
        )
}

fn counted(part: &str, first: usize, message: &Message, opening: &str) -> String {
    let forms = format!("&self.{part}[{first}..]");
    let rest: Vec<String> = message.arguments.iter().filter(|name| *name != SHOWN).cloned().collect();
    if rest.is_empty() {
        return format!("    {opening}(self, count: u64) -> Counted {{ self.counted({forms}, count) }}\n");
    }
    let (typed, names) = (list(&rest, ": &str"), list(&rest, ""));
    format!(
        "    {opening}(self, count: u64{typed}) -> String {{ fill(self.form({forms}, count), &[&number(self.language, count){names}]) }}\n"
    )
}

/// Each with a comma before it and its kind after it.
fn list(arguments: &[String], kind: &str) -> String {
    arguments.iter().map(|name| format!(", {name}{kind}")).collect()
}

/// The templates of a part in each language.
pub(crate) fn tables(part: &str, tables: &[(&str, Vec<String>)]) -> String {
    let constant = part.to_uppercase();
    let mut text = format!(
        "/// What `{part}.ftl` says.\nfn {part}_of(language: Language) -> &'static [&'static str; {constant}] {{\n    match language {{\n"
    );
    for (tag, templates) in tables {
        let (first, rest) = tag.split_at(1);
        let variant = first.to_uppercase() + rest;
        writeln!(text, "        Language::{variant} => &{templates:?},").expect("a string takes all");
    }
    text + "    }\n}\n"
}
