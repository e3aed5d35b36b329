//! Turns the Fluent files in `languages` into one typed method a message, and into the plain templates that those
//! fill. A language that says less than English, or more, or otherwise, does not compile.

mod check;
mod read;
mod write;

use read::{File, Language};
use std::{env, fs, path::Path, process::exit};

/// The languages, English first, and the plural forms that each must have (Unicode CLDR, "Language Plural Rules").
/// Spanish knows one more, for whole millions: nobody counts that far here, and `other` stands in.
const LANGUAGES: [Language; 5] = [
    Language { tag: "en", plurals: &["one", "other"] },
    Language { tag: "de", plurals: &["one", "other"] },
    Language { tag: "es", plurals: &["one", "other"] },
    Language { tag: "ja", plurals: &["other"] },
    Language { tag: "ar", plurals: &["zero", "one", "two", "few", "many", "other"] },
];

fn main() {
    for watched in ["build", "languages"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    let target = env::var("OUT_DIR").expect("cargo names the folder to write to");
    for part in ["live", "pages"] {
        let (methods, tables) = generate(part).unwrap_or_else(|mistake| {
            eprintln!("\n{mistake}\n");
            exit(1)
        });
        for (name, text) in [(format!("{part}.rs"), methods), (format!("{part}_tables.rs"), tables)] {
            fs::write(Path::new(&target).join(name), text).expect("the folder can be written to");
        }
    }
}

/// The methods of a part, and its templates in every language.
fn generate(part: &str) -> Result<(String, String), String> {
    let mut files = Vec::new();
    for language in LANGUAGES {
        files.push(File::read(language, part)?);
    }
    let (english, others) = files.split_first().expect("English is a language");
    for file in others {
        check::compare(english, file)?;
    }
    let mut tables = Vec::new();
    for file in &files {
        let mut templates = Vec::new();
        for message in &english.messages {
            templates.extend(file.templates(message)?);
        }
        tables.push((file.language.tag, templates));
    }
    Ok((write::methods(part, &english.messages), write::tables(part, &tables)))
}
