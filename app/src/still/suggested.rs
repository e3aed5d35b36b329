//! What became of a guest's suggestion.

use super::{About, Head, absent::notice, document};
use crate::words::Words;
use leptos::prelude::*;
use shared::EventId;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suggested {
    /// A host reads it.
    Kept,
    /// It is no name.
    Unreadable,
    /// The event takes none.
    Off,
    /// Voting is over.
    Closed,
    /// As many of the guest's wait as may.
    Enough,
    /// As many wait at the event as may.
    Full,
    /// The browser sent no cookie, or another site's page the form.
    Nobody,
}

/// The page, with the way back.
pub fn page(words: Words, head: Head<'_>, event: EventId, suggested: Suggested) -> String {
    let (title, why) = match suggested {
        Suggested::Kept => (words.suggested(), words.suggested_kept()),
        Suggested::Unreadable => (words.unsuggested(), words.unsuggested_unreadable()),
        Suggested::Off => (words.unsuggested(), words.unsuggested_off()),
        Suggested::Closed => (words.unsuggested(), words.unsuggested_closed()),
        Suggested::Enough => (words.unsuggested(), words.unsuggested_enough()),
        Suggested::Full => (words.unsuggested(), words.unsuggested_full()),
        Suggested::Nobody => (words.unsuggested(), words.unsuggested_nobody()),
    };
    let about = About { title: title.to_owned(), ..About::default() };
    let way_on =
        move || view! { <a href=format!("/events/{event}") class="button">{words.suggested_back()}</a> }.into_any();
    document(words, head, about, move || notice(title, why, way_on()))
}
