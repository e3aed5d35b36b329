//! `/`: pick an event, or the firehose.

use crate::{
    components::{Count, fixed, stream::Stream, text},
    live::{LiveBoard, Row},
    words::Words,
};
use leptos::prelude::*;

/// All events with their votes, counted live.
#[component]
pub fn HomePage(
    /// Its board.
    board: LiveBoard,
) -> impl IntoView {
    let rows = board.rows();
    let is_empty = {
        let rows = rows.clone();
        Memo::new(move |_| rows.with(Vec::is_empty))
    };
    let words = expect_context::<Words>();
    let all = board.clone();
    view! {
        <div class="hero" inner_html=fixed!(hero())></div>
        <ul class="picker">
            <For each=move || rows.get() key=|row| row.id let:row>
                <EventCard row/>
            </For>
            <li class="card firehose">
                <a href="/firehose">
                    <strong class="name">{words.firehose()}</strong>
                    <span class="votes"><Count number=Signal::derive(move || all.total()) of=Words::votes_everywhere/></span>
                </a>
            </li>
        </ul>
        {move || {
            is_empty.get().then(|| {
                view! { <p class="empty">{words.no_events_with(view! { <code>"partysense demo"</code> })}</p> }
            })
        }}
        <section class="panel now" aria-labelledby="now">
            <h2 id="now">{words.right_now()}</h2>
            <Stream board/>
        </section>
    }
}

/// What the page is for, the way in by a code, and the way to an event of one's own.
#[cfg(feature = "ssr")]
fn hero() -> impl IntoView {
    let words = expect_context::<Words>();
    view! {
        <h1>{words.home_question()}</h1>
        <p>{words.home_invitation()}</p>
        <a class="button plain" href="/new">{words.create_event()}</a>
        <form class="enter" action="/j">
            <label for="code">{words.have_code()}</label>
            <input id="code" name="code" required maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false"/>
            <button class="button">{words.enter()}</button>
        </form>
    }
}

#[component]
fn EventCard(row: Row) -> impl IntoView {
    let (id, tally) = (row.id, row.tally.clone());
    view! {
        <li class="card">
            <a href=format!("/events/{id}")>
                <strong class="name" dir="auto">{text(move || row.title())}</strong>
                <span class="votes"><Count number=Signal::derive(move || tally.get().total()) of=Words::votes/></span>
            </a>
        </li>
    }
}
