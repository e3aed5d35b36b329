//! Fills templates: in each a private-use character stands for an argument. Knows no language.

use leptos::{either::Either, prelude::*};

/// Stands for the first argument; the next ones follow it.
const FIRST_SLOT: char = '\u{E000}';
/// Stands for the second.
const SECOND_SLOT: char = '\u{E001}';
/// Around an argument, so that its direction does not reach its neighbours. An element around it does that too.
const ISOLATES: [char; 2] = ['\u{2068}', '\u{2069}'];

/// A number with its words: "1 vote", "2 votes".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// What comes before the number.
    pub before: &'static str,
    /// The number as the language writes it; or all of it, where the language says it in words.
    pub shown: String,
    /// What comes after it.
    pub after: &'static str,
}

impl Counted {
    pub(super) fn new(template: &'static str, shown: String) -> Self {
        match template.split_once(FIRST_SLOT) {
            Some((before, after)) => Self { before, shown, after },
            None => Self { before: "", shown: template.to_owned(), after: "" },
        }
    }

    /// All of it.
    pub fn text(self) -> String {
        self.before.to_owned() + &self.shown + self.after
    }
}

/// The template with its arguments in it.
pub(super) fn fill(template: &str, arguments: &[&str]) -> String {
    let mut text = String::new();
    for part in template.chars() {
        let slot = (part as usize).wrapping_sub(FIRST_SLOT as usize);
        match arguments.get(slot) {
            Some(argument) => text += argument,
            None => text.push(part),
        }
    }
    text
}

/// A template of one argument, around a view of it.
pub(super) fn around(template: &'static str, first: impl IntoView) -> impl IntoView {
    let (before, after) = split(template, FIRST_SLOT);
    (text(before), first, text(after))
}

/// A template of two arguments, among views of them in its own order.
pub(super) fn among(template: &'static str, first: impl IntoView, second: impl IntoView) -> impl IntoView {
    let (before, after) = split(template, FIRST_SLOT);
    if after.contains(SECOND_SLOT) {
        let (between, after) = split(after, SECOND_SLOT);
        Either::Left((text(before), first, text(between), second, text(after)))
    } else {
        let (before, between) = split(before, SECOND_SLOT);
        Either::Right((text(before), second, text(between), first, text(after)))
    }
}

/// No node for no text: the server and the browser would not agree on it.
fn text(text: &'static str) -> Option<&'static str> {
    (!text.is_empty()).then_some(text)
}

fn split(template: &'static str, slot: char) -> (&'static str, &'static str) {
    let (before, after) = template.split_once(slot).unwrap_or((template, ""));
    (before.trim_end_matches(ISOLATES[0]), after.trim_start_matches(ISOLATES[1]))
}
