//! `/events/{id}`: the ranked line-up, and the votes as they come.

use crate::{
    components::{Count, opened::Opened, ranking::Ranking, stream::Stream, title},
    live::LiveBoard,
    visit::Opening,
    words::Words,
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
    let words = expect_context::<Words>();
    view! {
        <div class="title">
            <h1 dir="auto">{title}</h1>
            <p class="facts">
                <Count number=Signal::derive(move || counted.total()) of=Words::votes class="total"/>
                <Count number=viewers of=Words::watching class="viewers"/>
            </p>
        </div>
        <div class="event">
            <section aria-label=words.line_up()>
                <Ranking event board=board.clone()/>
                {move || {
                    (!has_tracks.get() && filled.is_filled())
                        .then(|| view! { <p class="empty">{words.line_up_empty()}</p> })
                }}
            </section>
            <section class="panel" aria-label=words.stream()>
                <h2>{words.just_voted()}</h2>
                <Stream board/>
            </section>
        </div>
    }
}
