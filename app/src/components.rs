//! What pages are made of.

pub mod bar;
pub mod clock;
pub mod join;
pub mod languages;
pub mod leader;
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

/// A part that never changes, for `inner_html`: the server renders it, and the browser leaves it as it is. Nothing of it is
/// sent as code, nor are its words: what the browser puts there instead is never looked at.
macro_rules! fixed {
    ($view:expr) => {{
        #[cfg(feature = "ssr")]
        let html = leptos::prelude::RenderHtml::to_html($view);
        #[cfg(not(feature = "ssr"))]
        let html = "";
        html
    }};
}
pub(crate) use fixed;

/// A text that follows what it reads; an empty one is no node at all.
pub type Text = Signal<Option<String>>;

/// A text in a view or in an attribute. All are of one type: a closure of a type of its own is 300 bytes more to send.
pub fn text(say: impl Fn() -> String + Send + Sync + 'static) -> Text {
    Signal::derive(move || Some(say()).filter(|text| !text.is_empty()))
}

/// An attribute that is there or not, likewise.
pub fn flag(is: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    Signal::derive(is)
}

/// Runs `work` now in the browser, and again whenever what it reads is another. All effects are of one type, likewise.
pub fn follow(work: impl Fn() + 'static) {
    let work: Box<dyn Fn()> = Box::new(work);
    Effect::new(work);
}

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
    let counted = move || of(words, number.get().into());
    view! {
        <span>
            {text(move || counted().before.to_owned())}
            <b class=class>{text(move || counted().shown)}</b>
            {text(move || counted().after.to_owned())}
        </span>
    }
}
