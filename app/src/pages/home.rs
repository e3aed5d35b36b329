//! `/`: pick an event, or the firehose.

use crate::{
    components::{Count, opened::Opened, stream::Stream},
    live::{LiveBoard, Row},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::A;
use shared::Channel;

/// All events with their votes, counted live.
#[component]
pub fn HomePage() -> impl IntoView {
    view! {
        <Title text=""/>
        <Opened channel=Channel::Firehose let:board>
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
                <A href="/firehose">
                    <strong class="name">"The firehose"</strong>
                    <span class="votes"><Count number=move || all.total() one="vote" many="votes"/>" at all events"</span>
                </A>
            </li>
        </ul>
        <Show when=move || is_empty.get() && filled.is_filled()>
            <p class="empty">"There are no events yet. "<code>"partysense demo"</code>" adds three to try it out."</p>
        </Show>
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
            <A href=format!("/events/{id}")>
                <strong class="name" dir="auto">{move || title.get()}</strong>
                <span class="votes"><Count number=move || tally.get().total() one="vote" many="votes"/></span>
            </A>
        </li>
    }
}
