//! The badge that says how fresh the page is.

use super::clock::Zone;
use crate::live::{Link, Status};
use leptos::prelude::*;

/// Live, catching up, paused, or offline and since when; after a gap, how much was missed.
#[component]
pub fn StatusBadge() -> impl IntoView {
    let link = expect_context::<Link>();
    let status = link.status();
    let zone = expect_context::<Zone>();
    let name = move || match status.get() {
        Status::Connecting => "connecting",
        Status::CatchingUp => "catching-up",
        Status::Live => "live",
        Status::Paused => "paused",
        Status::Offline { .. } => "offline",
    };
    let text = move || match status.get() {
        Status::Connecting => "Connecting".to_owned(),
        Status::CatchingUp => "Catching up".to_owned(),
        Status::Live => match link.caught_up().get() {
            None => "Live".to_owned(),
            Some(0) => "Caught up, nothing missed".to_owned(),
            Some(1) => "Caught up, 1 vote".to_owned(),
            Some(votes) => format!("Caught up, {votes} votes"),
        },
        Status::Paused => "Paused: votes wait".to_owned(),
        Status::Offline { since } => format!("Offline since {}", zone.minute(since)),
    };
    view! {
        <span class="status" role="status" data-status=name>{text}</span>
        <noscript>
            <style>"[data-status] { display: none }"</style>
            <span class="status">"Reload to see new votes"</span>
        </noscript>
    }
}
