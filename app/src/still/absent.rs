//! Pages for when there is nothing to show.

use super::{About, Head, document};
use crate::words::Words;
use leptos::prelude::*;

/// There is no such page or event.
pub fn missing(words: Words, head: Head<'_>) -> String {
    let about = About { title: words.title_missing().to_owned(), ..About::default() };
    let way_on = move || view! { <a href="/" class="button">{words.see_events()}</a> }.into_any();
    document(words, head, about, move || notice(words.missing(), words.missing_why(), way_on()))
}

/// The database is away.
pub fn away(words: Words, head: Head<'_>) -> String {
    let about = About { title: words.title_away().to_owned(), again: true, ..About::default() };
    document(words, head, about, move || notice(words.away(), words.away_why(), again(words)))
}

/// Too much came from the reader's address.
pub fn crowded(words: Words, head: Head<'_>) -> String {
    let about = About { title: words.crowded().to_owned(), ..About::default() };
    document(words, head, about, move || notice(words.crowded(), words.crowded_why(), again(words)))
}

/// There is no network: what the browser keeps for then.
pub fn offline(words: Words, head: Head<'_>) -> String {
    let about = About { title: words.offline().to_owned(), again: true, ..About::default() };
    document(words, head, about, move || notice(words.offline(), words.offline_why(), again(words)))
}

fn again(words: Words) -> AnyView {
    view! { <a href="" class="button">{words.try_again()}</a> }.into_any()
}

/// What a page says that has nothing else to show.
pub(super) fn notice(what: &'static str, why: &'static str, way_on: AnyView) -> AnyView {
    view! {
        <section class="notice">
            <h1>{what}</h1>
            <p>{why}</p>
            <p>{way_on}</p>
        </section>
    }
    .into_any()
}
