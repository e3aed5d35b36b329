//! What pages are made of.

pub mod clock;
pub mod opened;
pub mod ranking;
pub mod status;
pub mod stream;
pub mod vote;

use leptos::prelude::*;

/// A number that changes, and what it counts: "1 vote", "2 votes".
#[component]
pub fn Count<N: Fn() -> u32 + Clone + Send + Sync + 'static>(
    /// The number.
    number: N,
    /// What one is called.
    one: &'static str,
    /// What all other numbers are called.
    many: &'static str,
    /// A class for the number.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let named = number.clone();
    view! {
        <span>
            <b class=class>{number}</b>
            " "
            {move || if named() == 1 { one } else { many }}
        </span>
    }
}
