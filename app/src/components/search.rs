//! Finds a track in the line-up by what its title or artist contains. What does not match is hidden, and stays in place.

use super::{flag, text};
use crate::{
    live::{LiveBoard, Row},
    words::Words,
};
use js_sys::JsString;
use leptos::prelude::*;

/// Fewer tracks than this are seen at a glance.
const MANY: usize = 7;

/// What is searched for, in small letters.
#[derive(Clone, Copy, Debug)]
pub struct Needle(RwSignal<String>);

impl Default for Needle {
    fn default() -> Self {
        Self(RwSignal::new(String::new()))
    }
}

impl Needle {
    /// Whether `row` is to be shown.
    pub fn finds(self, row: &Row) -> bool {
        let needle = self.0.read();
        let contains = |text: &str| small(text).includes(needle.as_str(), 0);
        needle.is_empty() || contains(&row.title()) || contains(&row.artist())
    }
}

/// The field, where there is enough to search.
#[component]
pub fn Search(
    /// The line-up.
    board: LiveBoard,
    /// What is searched for.
    needle: Needle,
) -> impl IntoView {
    let words = expect_context::<Words>();
    let rows = board.rows();
    let few = {
        let rows = rows.clone();
        flag(move || rows.read().len() < MANY)
    };
    let nothing = text(move || {
        let is_found = few.get() || rows.read().iter().any(|row| needle.finds(row));
        if is_found { "" } else { words.search_nothing() }.to_owned()
    });
    view! {
        <search class="search" hidden=few>
            <input
                type="search"
                aria-label=words.search()
                placeholder=words.search()
                autocomplete="off"
                enterkeyhint="search"
                on:input:target=move |typed| needle.0.set(small(typed.target().value().trim()).into())
            />
            <p class="empty" role="status">{nothing}</p>
        </search>
    }
}

/// In small letters. The browser knows all alphabets; to bring them along would cost what a page of votes does.
fn small(text: &str) -> JsString {
    JsString::from(text).to_lower_case()
}
