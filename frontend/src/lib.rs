//! The browser's edge: makes the server's pages live, and carries messages between the server and `app`'s link.
//! It renders nothing and decides nothing.

mod renewal;
mod screen;
mod socket;
mod waiting;
mod worker;

use app::{live::Link, page::Page, shell::App, visit::Visit};
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// Begins; the script that the bundler writes calls it once the WASM is there.
#[wasm_bindgen(start)]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    // A page without it is not of this version: it stays as it was rendered, and its forms work.
    let Some(Visit { page, opening, words, now, host }) = carried() else { return };
    leptos::mount::hydrate_body(move || {
        let link = Link::new();
        provide_context(link);
        // In another site's page nobody is a voter, and what waits here would be refused there.
        if matches!(page, Page::Event(_) | Page::Home | Page::Firehose) {
            waiting::keep(link);
        }
        socket::keep(link);
        // In another site's page a browser may let none be hired, and nothing is there to keep.
        if !matches!(page, Page::Embed(_)) {
            worker::hire();
        }
        if matches!(page, Page::Wall(_)) {
            screen::keep();
        }
        // For tests and for styles: from here on a press is answered at once.
        Effect::new(|| {
            if let Some(root) = document().document_element() {
                let _ = root.set_attribute("data-live", "");
            }
        });
        view! { <App page opening words now host/> }
    });
}

/// What the server wrote into the page.
fn carried() -> Option<Visit> {
    let text = document().get_element_by_id(Visit::ELEMENT)?.text_content()?;
    // One character a byte.
    let bytes: Vec<u8> = window().atob(&text).ok()?.chars().map(|byte| byte as u8).collect();
    Visit::from_bytes(&bytes)
}
