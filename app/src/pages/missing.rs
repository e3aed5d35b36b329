//! Pages for when there is nothing to show.

use crate::{components::title, page::Page, words::Words};
use leptos::prelude::*;

/// There is no such page or event.
#[component]
pub fn MissingPage() -> impl IntoView {
    let words = expect_context::<Words>();
    title::show(Page::Missing.title(words).to_owned());
    view! {
        <section class="notice">
            <h1>{words.missing()}</h1>
            <p>{words.missing_why()}</p>
            <p><a href="/" class="button">{words.see_events()}</a></p>
        </section>
    }
}

/// The database is away.
#[component]
pub fn AwayPage() -> impl IntoView {
    let words = expect_context::<Words>();
    title::show(Page::Away.title(words).to_owned());
    view! {
        <section class="notice">
            <h1>{words.away()}</h1>
            <p>{words.away_why()}</p>
            <p><a href="" class="button" rel="external">{words.try_again()}</a></p>
        </section>
    }
}
