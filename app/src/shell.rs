//! The document around every page.

use crate::{
    components::{clock::Zone, status::StatusBadge, title},
    live::Link,
    page::Page,
    pages::{
        event::EventPage,
        firehose::FirehosePage,
        home::HomePage,
        missing::{AwayPage, MissingPage},
    },
    visit::{Opening, Visit},
};
use leptos::{either::EitherOf5, prelude::*};
use serde::{Deserialize, Serialize};

/// The built files that every page names: paths with a hash of their content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assets {
    /// The style sheet.
    pub style: String,
    /// The script that starts the WASM.
    pub script: String,
    /// The WASM.
    pub wasm: String,
}

/// The whole document.
#[component]
pub fn Shell(
    /// The built files.
    assets: Assets,
    /// The page.
    visit: Visit,
) -> impl IntoView {
    let carried = visit.to_text();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbf8f4"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#16121d"/>
                <title>{title::full(visit.title())}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=assets.style/>
                <link rel="modulepreload" href=assets.script.clone()/>
                <link rel="preload" href=assets.wasm r#as="fetch" r#type="application/wasm" crossorigin=""/>
                <script type="module" src=assets.script></script>
            </head>
            <body>
                <App page=RwSignal::new(visit.page) opening=visit.opening/>
                <script type="text/plain" id=Visit::ELEMENT>{carried}</script>
            </body>
        </html>
    }
}

/// The body: the bar at the top, and below it the page.
#[component]
pub fn App(
    /// What to show; the browser's edge changes it as the reader goes from page to page.
    page: RwSignal<Page>,
    /// What the first page begins with.
    opening: Option<Opening>,
) -> impl IntoView {
    provide_context(Zone::new());
    // The browser's edge provides the one that it feeds; on a server it stays as it is.
    let link = use_context::<Link>().unwrap_or_default();
    provide_context(link);
    let opening = StoredValue::new(opening);
    let shown = move || {
        let opening = opening.try_update_value(Option::take).flatten();
        match page.get() {
            Page::Home => EitherOf5::A(view! { <HomePage opening/> }),
            Page::Event(event) => EitherOf5::B(view! { <EventPage event opening/> }),
            Page::Firehose => EitherOf5::C(view! { <FirehosePage opening/> }),
            Page::Missing => EitherOf5::D(view! { <MissingPage/> }),
            Page::Away => EitherOf5::E(view! { <AwayPage/> }),
        }
    };
    let at_home = move || (page.get() == Page::Home).then_some("page");
    view! {
        <a class="skip" href="#content">"Skip to content"</a>
        <header class="masthead">
            <a href="/" class="brand" aria-current=at_home>
                <svg viewBox="0 0 32 32" aria-hidden="true"><path d="M7 21v-9m4.5 13V8M16 20v-8m4.5 11V9M25 20v-7"/></svg>
                <span>"PartySense"</span>
            </a>
            <StatusBadge/>
        </header>
        <main id="content">{shown}</main>
    }
}
