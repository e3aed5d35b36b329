//! Holds messages to the little of Fluent that a template can carry (text, `{ $argument }` and a choice by `$count`),
//! and every language to English.

use crate::read::{COUNT, File, Language, Message, SHOWN};
use fluent_syntax::ast::{self, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};

/// What a message takes; an error says what is wrong with it.
pub(crate) fn message(language: &Language, message: &ast::Message<&str>) -> Result<Message, String> {
    let pattern = message.value.as_ref().ok_or("says nothing")?;
    let mut read =
        Message { key: message.id.name.to_owned(), arguments: vec![], is_counted: false, text: String::new() };
    walk(language, pattern, &mut read)?;
    if let Some(shown) = read.arguments.iter().position(|name| name == SHOWN) {
        if !read.is_counted {
            return Err(format!("shows ${SHOWN} without a choice by ${COUNT}"));
        }
        // First, whatever comes first in a language.
        let shown = read.arguments.remove(shown);
        read.arguments.insert(0, shown);
    }
    Ok(read)
}

fn walk(language: &Language, pattern: &Pattern<&str>, read: &mut Message) -> Result<(), String> {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => read.text += &value.replace('\n', " "),
            PatternElement::Placeable { expression: Expression::Inline(InlineExpression::StringLiteral { value }) } => {
                read.text += value;
            }
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } => {
                if id.name == COUNT {
                    return Err(format!("writes ${COUNT}; ${SHOWN} is the number as the language writes it"));
                }
                if !read.arguments.iter().any(|name| name == id.name) {
                    read.arguments.push(id.name.to_owned());
                } else if !read.is_counted {
                    return Err(format!("has ${} twice", id.name));
                }
                read.text += &format!("{{{}}}", id.name);
            }
            PatternElement::Placeable {
                expression: Expression::Select { selector: InlineExpression::VariableReference { id }, variants },
            } if id.name == COUNT => choice(language, variants, read)?,
            PatternElement::Placeable { .. } => {
                return Err(format!("has more than text, arguments and a choice by ${COUNT}"));
            }
        }
    }
    Ok(())
}

fn choice(language: &Language, variants: &[Variant<&str>], read: &mut Message) -> Result<(), String> {
    read.is_counted = true;
    let mut names = Vec::new();
    for variant in variants {
        let VariantKey::Identifier { name } = variant.key else { return Err("chooses by a number".to_owned()) };
        names.push(name);
        if names.len() > 1 {
            read.text += " / ";
        }
        walk(language, &variant.value, read)?;
    }
    if names == language.plurals {
        Ok(())
    } else {
        Err(format!("has the plural forms {names:?}, not {:?}", language.plurals))
    }
}

/// Whether a language says all that English says, and nothing else.
pub(crate) fn compare(english: &File, file: &File) -> Result<(), String> {
    let path = &file.path;
    for message in &file.messages {
        if !english.messages.iter().any(|english| english.key == message.key) {
            return Err(format!("{path}: {} is not a message of {}", message.key, english.path));
        }
    }
    for english in &english.messages {
        let key = &english.key;
        let message = file.messages.iter().find(|message| message.key == *key);
        let message = message.ok_or_else(|| format!("{path}: {key} is missing"))?;
        let sorted = |message: &Message| {
            let mut names = message.arguments.clone();
            names.sort();
            names
        };
        if sorted(message) != sorted(english) {
            return Err(format!(
                "{path}: {key} has the arguments {:?}, not {:?}",
                message.arguments, english.arguments
            ));
        }
        if message.is_counted != english.is_counted {
            return Err(format!("{path}: {key} must have plural forms exactly if English has them"));
        }
    }
    Ok(())
}
