//! What pages are made of.

pub mod bar;
pub mod clock;
pub mod join;
pub mod languages;
pub mod leader;
pub mod opened;
pub mod order;
pub mod phase;
pub mod ranking;
pub mod search;
pub mod status;
pub mod stream;
pub mod title;
pub mod top;
pub mod undo;
pub mod vote;

use crate::words::{Counted, Words};
use leptos::prelude::*;

/// A number that changes, with what it counts: "1 vote", "2 votes".
#[component]
pub fn Count(
    /// The number.
    #[prop(into)]
    number: Signal<u32>,
    /// What it counts.
    of: fn(Words, u64) -> Counted,
    /// A class for the number.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let words = expect_context::<Words>();
    let counted = Memo::new(move |_| of(words, number.get().into()));
    let text = |text: &'static str| (!text.is_empty()).then_some(text);
    view! {
        <span>
            {move || text(counted.read().before)}
            <b class=class>{move || counted.read().shown.clone()}</b>
            {move || text(counted.read().after)}
        </span>
    }
}
