//! What the browser's tab says.

use super::follow;
use leptos::prelude::*;

/// The tab's text for a page that is called so; an empty name is the program's own page.
pub fn full(page: &str) -> String {
    const PROGRAM: &str = "PartySense Live";
    if page.is_empty() { PROGRAM.to_owned() } else { page.to_owned() + " · " + PROGRAM }
}

/// From now on the tab says what the page is called. The server has written it into the document already.
pub fn show(page: Memo<String>) {
    follow(move || document().set_title(&full(&page.read())));
}
