//! Pages for when there is nothing to show.

use crate::{components::title, page::Page};
use leptos::prelude::*;

/// There is no such page or event.
#[component]
pub fn MissingPage() -> impl IntoView {
    title::show(Page::Missing.title().to_owned());
    view! {
        <section class="notice">
            <h1>"Nothing plays here"</h1>
            <p>"There is no such page or event. The link may be mistyped, or the event may be gone."</p>
            <p><a href="/" class="button">"See all events"</a></p>
        </section>
    }
}

/// The database is away.
#[component]
pub fn AwayPage() -> impl IntoView {
    title::show(Page::Away.title().to_owned());
    view! {
        <section class="notice">
            <h1>"Back in a moment"</h1>
            <p>"The votes can’t be read right now. Nothing is lost; please try again shortly."</p>
            <p><a href="" class="button" rel="external">"Try again"</a></p>
        </section>
    }
}
