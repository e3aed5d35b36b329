//! Pages for who may not do what they tried. None says whether an event is there.

use super::{About, Head, absent::notice, document};
use crate::words::Words;
use leptos::prelude::*;

/// Why a host's page is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shut {
    /// The secret link is nobody's.
    Link,
    /// The reader has no secret link to this event, or one that opens nothing any more.
    Page,
    /// A page of another site sent the form.
    Foreign,
}

/// The page.
pub fn page(words: Words, head: Head<'_>, shut: Shut) -> String {
    let (title, why) = match shut {
        Shut::Link => (words.shut_link(), words.shut_link_why()),
        Shut::Page => (words.shut_page(), words.shut_page_why()),
        Shut::Foreign => (words.shut_foreign(), words.shut_foreign_why()),
    };
    let about = About { title: title.to_owned(), ..About::default() };
    let way_on = move || view! { <a href="/" class="button">{words.see_events()}</a> }.into_any();
    document(words, head, about, move || notice(title, why, way_on()))
}
