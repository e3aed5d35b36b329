//! `/events/{id}`: the ranked line-up, and the votes as they come.

use crate::{
    components::{Count, opened::Opened, ranking::Ranking, stream::Stream, title},
    live::LiveBoard,
    visit::Opening,
};
use leptos::prelude::*;
use shared::{Channel, EventId};

/// An event's page.
#[component]
pub fn EventPage(
    /// The event.
    event: EventId,
    /// What the page begins with.
    opening: Option<Opening>,
) -> impl IntoView {
    view! {
        <Opened channel=Channel::Event(event) opening let:board>
            <EventBoard event board/>
        </Opened>
    }
}

#[component]
fn EventBoard(event: EventId, board: LiveBoard) -> impl IntoView {
    let title = {
        let event = board.event();
        Memo::new(move |_| event.with(|event| event.as_ref().map(|event| event.title.clone()).unwrap_or_default()))
    };
    title::show(title);
    let (viewers, counted, rows) = (board.viewers(), board.clone(), board.rows());
    let has_tracks = Memo::new(move |_| rows.with(|rows| !rows.is_empty()));
    let filled = board.clone();
    view! {
        <div class="title">
            <h1 dir="auto">{title}</h1>
            <p class="facts">
                <Count number=Signal::derive(move || counted.total()) one="vote" many="votes" class="total"/>
                <Count number=viewers one="watching" many="watching" class="viewers"/>
            </p>
        </div>
        <div class="event">
            <section aria-label="Line-up">
                <Ranking event board=board.clone()/>
                {move || {
                    (!has_tracks.get() && filled.is_filled())
                        .then(|| view! { <p class="empty">"The line-up is still empty."</p> })
                }}
            </section>
            <section class="panel" aria-label="Votes as they come">
                <h2>"Just voted"</h2>
                <Stream board/>
            </section>
        </div>
    }
}
