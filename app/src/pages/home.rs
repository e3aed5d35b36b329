//! `/`: pick an event, or the firehose.

use crate::{
    components::{Count, opened::Opened, stream::Stream, title},
    live::{LiveBoard, Row},
    page::Page,
    visit::Opening,
};
use leptos::prelude::*;
use shared::Channel;

/// All events with their votes, counted live.
#[component]
pub fn HomePage(
    /// What the page begins with.
    opening: Option<Opening>,
) -> impl IntoView {
    title::show(Page::Home.title().to_owned());
    view! {
        <Opened channel=Channel::Firehose opening let:board>
            <Picker board/>
        </Opened>
    }
}

#[component]
fn Picker(board: LiveBoard) -> impl IntoView {
    let rows = board.rows();
    let is_empty = {
        let rows = rows.clone();
        Memo::new(move |_| rows.with(Vec::is_empty))
    };
    let (filled, all) = (board.clone(), board.clone());
    view! {
        <div class="hero">
            <h1>"What should play next?"</h1>
            <p>"Pick an event and vote its tracks up or down. Every vote appears at once, for everyone."</p>
        </div>
        <ul class="picker">
            <For each=move || rows.get() key=|row| row.id let:row>
                <EventCard row/>
            </For>
            <li class="card firehose">
                <a href="/firehose">
                    <strong class="name">"The firehose"</strong>
                    <span class="votes"><Count number=Signal::derive(move || all.total()) one="vote" many="votes"/>" at all events"</span>
                </a>
            </li>
        </ul>
        {move || {
            (is_empty.get() && filled.is_filled()).then(|| {
                view! { <p class="empty">"There are no events yet. "<code>"partysense demo"</code>" adds three to try it out."</p> }
            })
        }}
        <section class="panel now" aria-labelledby="now">
            <h2 id="now">"Right now"</h2>
            <Stream board/>
        </section>
    }
}

#[component]
fn EventCard(row: Row) -> impl IntoView {
    let Row { id, title, tally, .. } = row;
    view! {
        <li class="card">
            <a href=format!("/events/{id}")>
                <strong class="name" dir="auto">{move || title.get()}</strong>
                <span class="votes"><Count number=Signal::derive(move || tally.get().total()) one="vote" many="votes"/></span>
            </a>
        </li>
    }
}
