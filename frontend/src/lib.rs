//! The browser's edge: makes the server's pages live, and carries messages between the server and `app`'s link.
//! It renders nothing and decides nothing.

mod socket;

use app::{live::Link, shell::App};
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// Begins; the script that the bundler writes calls it once the WASM is there.
#[wasm_bindgen(start)]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(|| {
        let link = Link::new();
        provide_context(link);
        socket::keep(link);
        // For tests and for styles: from here on a press is answered at once.
        Effect::new(|| {
            if let Some(root) = document().document_element() {
                let _ = root.set_attribute("data-live", "");
            }
        });
        view! { <App/> }
    });
}
