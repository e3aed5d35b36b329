//! What guests suggest: each is taken in or turned down.

use super::{Part, Section, Wish, action};
use crate::words::Words;
use leptos::prelude::*;

#[component]
pub(super) fn Suggestions(wishes: Vec<Wish>, allowed: bool) -> impl IntoView {
    let words = expect_context::<Words>();
    let none = match (wishes.is_empty(), allowed) {
        (true, true) => Some(words.host_suggestions_none()),
        (true, false) => Some(words.host_suggestions_off()),
        (false, _) => None,
    };
    // One may be answered by itself.
    let all = (wishes.len() > 1).then(|| {
        view! {
            <form method="post" action=action("suggestions/none") class="buttons">
                <button>{words.host_decline_all()}</button>
            </form>
        }
    });
    let rows: Vec<_> = wishes.into_iter().map(|wish| view! { <Row wish/> }).collect();
    view! {
        <Part section=Section::Suggestions>
            {none.map(|none| view! { <p class="empty">{none}</p> })}
            <ul class="listed">{rows}</ul>
            {all}
        </Part>
    }
}

#[component]
fn Row(wish: Wish) -> impl IntoView {
    let words = expect_context::<Words>();
    let what = words.track(&wish.name, wish.artist.as_deref());
    let button = |answer: &'static str, text: &'static str| {
        let label = words.host_action(text, &what);
        view! { <button name="answer" value=answer aria-label=label>{text}</button> }
    };
    view! {
        <li>
            <p class="names">
                <span class="name" dir="auto">{wish.name.clone()}</span>
                <span class="artist" dir="auto">{wish.artist.clone()}</span>
            </p>
            <form method="post" action=action("suggestions") class="buttons">
                <input type="hidden" name="suggestion" value=wish.id.to_string()/>
                {button("accept", words.host_accept())}
                {button("decline", words.host_decline())}
            </form>
        </li>
    }
}
