//! Pages for when there is nothing to show.

use crate::backend::{Missing, Visit};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::A;

/// There is no such page or event.
#[component]
pub fn MissingPage() -> impl IntoView {
    if let Some(visit) = use_context::<Visit>() {
        visit.missing(Missing::Unknown);
    }
    view! {
        <Title text="Not found"/>
        <section class="notice">
            <h1>"Nothing plays here"</h1>
            <p>"There is no such page or event. The link may be mistyped, or the event may be gone."</p>
            <p><A href="/" attr:class="button">"See all events"</A></p>
        </section>
    }
}

/// The database is away.
#[component]
pub fn AwayPage() -> impl IntoView {
    view! {
        <Title text="Not now"/>
        <section class="notice">
            <h1>"Back in a moment"</h1>
            <p>"The votes can’t be read right now. Nothing is lost; please try again shortly."</p>
            <p><a href="" class="button" rel="external">"Try again"</a></p>
        </section>
    }
}
