//! The badge that says how fresh the page is.

use super::{clock::Zone, fixed, text};
use crate::{
    live::{Link, Status},
    words::Words,
};
use leptos::prelude::*;

/// Live, catching up, paused, or offline and since when; after a gap, how much was missed.
#[component]
pub fn StatusBadge() -> impl IntoView {
    let link = expect_context::<Link>();
    let status = link.status();
    let zone = expect_context::<Zone>();
    let words = expect_context::<Words>();
    let name = text(move || {
        match status.get() {
            Status::Connecting => "connecting",
            Status::CatchingUp => "catching-up",
            Status::Live => "live",
            Status::Paused => "paused",
            Status::Offline { .. } => "offline",
        }
        .to_owned()
    });
    let said = text(move || match status.get() {
        Status::Connecting => words.status_connecting().to_owned(),
        Status::CatchingUp => words.status_catching_up().to_owned(),
        Status::Live => match link.caught_up().get() {
            None => words.status_live().to_owned(),
            Some(0) => words.caught_up_nothing().to_owned(),
            Some(votes) => words.caught_up(votes).text(),
        },
        Status::Paused => words.status_paused().to_owned(),
        Status::Offline { since } => match link.unanswered().with(Vec::len) {
            0 => words.status_offline(&zone.minute(since)),
            waiting => words.votes_wait(waiting as u64).text(),
        },
    });
    view! {
        <span class="status" role="status" data-status=name>{said}</span>
        <noscript inner_html=fixed!(unscripted())></noscript>
    }
}

/// What a page says of itself that nothing keeps up to date.
#[cfg(feature = "ssr")]
fn unscripted() -> impl IntoView {
    let words = expect_context::<Words>();
    view! { <span class="status">{words.reload()}</span> }
}
