//! The document around every page, which only the server writes.

use crate::{components::title, shell::App, visit::Visit};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The built files that every page names: paths with a hash of their content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assets {
    /// The style sheet of most pages.
    pub style: String,
    /// That of pages which come without the bar at the top.
    pub bare: String,
    /// That of pages which the server alone renders.
    pub still: String,
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
    /// What the answer's policy calls its own scripts by.
    nonce: String,
    /// The page.
    visit: Visit,
) -> impl IntoView {
    let carried = visit.to_text();
    let words = visit.words;
    view! {
        <!DOCTYPE html>
        <html lang=words.language().tag() dir=words.language().direction()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbf8f4"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#16121d"/>
                <title>{title::full(visit.title())}</title>
                <meta name="description" content=words.description()/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="apple-touch-icon" href="/icon-180.png"/>
                <link rel="stylesheet" href=if visit.page.is_bare() { assets.bare } else { assets.style }/>
                <link rel="modulepreload" href=assets.script.clone() nonce=nonce.clone()/>
                <link rel="preload" href=assets.wasm r#as="fetch" r#type="application/wasm" crossorigin=""/>
                <script type="module" src=assets.script nonce=nonce></script>
            </head>
            <body>
                <App page=visit.page opening=visit.opening words now=visit.now host=visit.host/>
                <script type="text/plain" id=Visit::ELEMENT>{carried}</script>
            </body>
        </html>
    }
}
