//! The document around every page, and the routes.

use crate::{
    components::{clock::Zone, status::StatusBadge},
    live::Link,
    pages::{event::EventPage, firehose::FirehosePage, home::HomePage, missing::MissingPage},
};
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    StaticSegment,
    components::{A, Route, Router, Routes},
    path,
};
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
) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbf8f4"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#16121d"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=assets.style/>
                <link rel="modulepreload" href=assets.script.clone()/>
                <link rel="preload" href=assets.wasm r#as="fetch" r#type="application/wasm" crossorigin=""/>
                <script type="module" src=assets.script></script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The body: the bar at the top, and below it the page that the address names.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(Zone::new());
    // The browser's edge provides the one that it feeds; on a server it stays as it is.
    let link = use_context::<Link>().unwrap_or_default();
    provide_context(link);
    view! {
        <Title formatter=|page: String| if page.is_empty() { "PartySense Live".to_owned() } else { format!("{page} · PartySense Live") }/>
        <Router>
            <a class="skip" href="#content">"Skip to content"</a>
            <header class="masthead">
                <A href="/" attr:class="brand">
                    <svg viewBox="0 0 32 32" aria-hidden="true"><path d="M7 21v-9m4.5 13V8M16 20v-8m4.5 11V9M25 20v-7"/></svg>
                    <span>"PartySense"</span>
                </A>
                <StatusBadge/>
            </header>
            <main id="content">
                <Routes fallback=MissingPage>
                    <Route path=StaticSegment("") view=HomePage/>
                    <Route path=path!("/events/:id") view=EventPage/>
                    <Route path=path!("/firehose") view=FirehosePage/>
                </Routes>
            </main>
        </Router>
    }
}
