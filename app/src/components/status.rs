//! The badge that says how fresh the page is.

use super::clock::Zone;
use crate::live::{Link, Status};
use leptos::prelude::*;

/// Live, catching up, or offline and since when.
#[component]
pub fn StatusBadge() -> impl IntoView {
    let status = expect_context::<Link>().status();
    let zone = expect_context::<Zone>();
    let name = move || match status.get() {
        Status::Connecting => "connecting",
        Status::CatchingUp => "catching-up",
        Status::Live => "live",
        Status::Offline { .. } => "offline",
    };
    let text = move || match status.get() {
        Status::Connecting => "Connecting".to_owned(),
        Status::CatchingUp => "Catching up".to_owned(),
        Status::Live => "Live".to_owned(),
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
