//! `/new`: makes an event.

use super::{
    About, Head,
    clock::Clock,
    document,
    form::{
        Draft, Field,
        fields::{TextField, Times},
    },
};
use crate::words::Words;
use leptos::prelude::*;
use shared::Timestamp;

/// The page; `draft` is what was sent and not done.
pub fn page(words: Words, head: Head<'_>, draft: Draft, clock: Clock, now: Timestamp) -> String {
    let about =
        About { title: words.new_event().to_owned(), description: words.new_how().to_owned(), ..About::default() };
    document(words, head, about, move || view! { <CreatePage draft clock now/> }.into_any())
}

#[component]
fn CreatePage(draft: Draft, clock: Clock, now: Timestamp) -> impl IntoView {
    let words = expect_context::<Words>();
    let is_fine = draft.is_fine();
    provide_context(draft);
    view! {
        <section class="create">
            <h1>{words.new_event()}</h1>
            <p class="quiet">{words.new_how()}</p>
            {(!is_fine).then(|| view! { <p class="wrong" role="alert">{words.wrong()}</p> })}
            <form method="post" action="/events" class="fields panel">
                <TextField field=Field::Title label=words.new_title() required=true most=200/>
                <Times opens=None closes=None clock now/>
                <p class="buttons"><button class="button">{words.new_make()}</button></p>
            </form>
        </section>
    }
}
