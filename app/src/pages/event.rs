//! `/events/{id}`: the ranked line-up, and the votes as they come.

use crate::{
    components::{Count, opened::Opened, ranking::Ranking, stream::Stream},
    live::LiveBoard,
    pages::missing::MissingPage,
};
use leptos::{either::Either, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use shared::{Channel, EventId, Refusal};

/// The event that the address names.
#[component]
pub fn EventPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse().ok()).map(EventId));
    move || match id.get() {
        None => Either::Left(view! { <MissingPage/> }),
        Some(event) => Either::Right(view! {
            <Opened channel=Channel::Event(event) let:board>
                <EventBoard event board/>
            </Opened>
        }),
    }
}

#[component]
fn EventBoard(event: EventId, board: LiveBoard) -> impl IntoView {
    // A form that was refused leads back here with the reason.
    let query = use_query_map().get_untracked();
    let refusal = query.get("refused").and_then(|code| Refusal::from_code(&code));
    if let (Some(refusal), Some(track)) = (refusal, query.get("track").and_then(|track| track.parse().ok())) {
        board.refuse(track, refusal);
    }
    let title = {
        let event = board.event();
        Memo::new(move |_| event.with(|event| event.as_ref().map(|event| event.title.clone()).unwrap_or_default()))
    };
    let (viewers, counted, rows) = (board.viewers(), board.clone(), board.rows());
    let has_tracks = Memo::new(move |_| rows.with(|rows| !rows.is_empty()));
    let filled = board.clone();
    view! {
        <Title text=move || title.get()/>
        <div class="title">
            <h1 dir="auto">{move || title.get()}</h1>
            <p class="facts">
                <Count number=move || counted.total() one="vote" many="votes" class="total"/>
                <Count number=move || viewers.get() one="watching" many="watching" class="viewers"/>
            </p>
        </div>
        <div class="event">
            <section aria-label="Line-up">
                <Ranking event board=board.clone()/>
                <Show when=move || !has_tracks.get() && filled.is_filled()>
                    <p class="empty">"The line-up is still empty."</p>
                </Show>
            </section>
            <section class="panel" aria-label="Votes as they come">
                <h2>"Just voted"</h2>
                <Stream board/>
            </section>
        </div>
    }
}
