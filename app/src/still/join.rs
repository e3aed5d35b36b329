//! `/j`: type the code that somebody calls across the room. What was typed comes from outside, and is only ever text.

use super::{About, Head, document};
use crate::words::Words;
use leptos::prelude::*;

/// The page that asks for a code; `tried` is one that no event has.
pub fn page(words: Words, head: Head<'_>, tried: Option<&str>) -> String {
    let title = if tried.is_some() { words.join_unknown() } else { words.join() };
    let about = About { title: title.to_owned(), description: words.join_how().to_owned(), ..About::default() };
    let tried = tried.map(str::to_owned);
    document(words, head, about, move || view! { <JoinPage words title tried/> }.into_any())
}

#[component]
fn JoinPage(words: Words, title: &'static str, tried: Option<String>) -> impl IntoView {
    let is_wrong = tried.is_some();
    let described = if is_wrong { "how wrong" } else { "how" };
    view! {
        <section class="notice join">
            <h1>{title}</h1>
            {tried.clone().map(|tried| {
                view! {
                    <p id="wrong" role="alert">
                        {words.join_no_such_with(view! { <bdi class="code">{tried}</bdi> })}
                    </p>
                }
            })}
            <form action="/j" method="get">
                <label for="code">{words.join_code()}</label>
                <input
                    id="code" name="code" required maxlength="40" value=tried
                    autocomplete="off" autocapitalize="characters" spellcheck="false" dir="ltr" autofocus
                    aria-describedby=described aria-invalid=is_wrong.then_some("true")
                />
                <button class="button">{words.join_go()}</button>
            </form>
            <p id="how">{words.join_how()}</p>
            <p><a href="/">{words.see_events()}</a></p>
        </section>
    }
}
