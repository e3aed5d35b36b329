//! What pages are made of.

pub mod clock;
pub mod opened;
pub mod ranking;
pub mod status;
pub mod stream;
pub mod title;
pub mod vote;

use leptos::prelude::*;

/// A number that changes, and what it counts: "1 vote", "2 votes".
#[component]
pub fn Count(
    /// The number.
    #[prop(into)]
    number: Signal<u32>,
    /// What one is called.
    one: &'static str,
    /// What all other numbers are called.
    many: &'static str,
    /// A class for the number.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! {
        <span>
            <b class=class>{number}</b>
            " "
            {move || if number.get() == 1 { one } else { many }}
        </span>
    }
}
