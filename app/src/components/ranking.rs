//! The ranked line-up. Numbers and bars move at once; the order waits until no finger is near, and then glides.

use super::{bar::Bar, order::Order, search::Needle, vote::VoteButtons};
use crate::{
    live::{Link, LiveBoard, OwnVote, Row},
    words::Words,
};
use leptos::{html::Ol, prelude::*};
use shared::{EventId, Rules, Standing};

/// The tracks of an event, best first.
#[component]
pub fn Ranking(
    /// The event.
    event: EventId,
    /// Its board.
    board: LiveBoard,
    /// What is searched for.
    needle: Needle,
) -> impl IntoView {
    let link = expect_context::<Link>();
    let rules = {
        let board = board.clone();
        Memo::new(move |_| board.rules())
    };
    let list = NodeRef::<Ol>::new();
    let order = Order::new(board.clone(), list);
    let rows = board.rows();
    let is_waiting = {
        let out_of_order = board.out_of_order();
        move || out_of_order.get().then_some("")
    };
    view! {
        <ol
            class="ranking"
            node_ref=list
            data-reordering=is_waiting
            data-positive=move || (!rules.get().shows_negative).then_some("")
            on:pointerdown=move |_| order.touch()
            on:pointermove=move |_| order.touch()
            on:wheel=move |_| order.touch()
            on:touchmove=move |_| order.touch()
            on:keydown=move |_| order.touch()
        >
            <For each=move || rows.get() key=|row| row.id let:row>
                <TrackRow event board=board.clone() row link rules needle/>
            </For>
        </ol>
    }
}

#[component]
fn TrackRow(
    event: EventId,
    board: LiveBoard,
    row: Row,
    link: Link,
    rules: Memo<Rules>,
    needle: Needle,
) -> impl IntoView {
    let Row { id, title, artist, standing, own, .. } = row.clone();
    let (shown, pressed) = (board.clone(), row.clone());
    let words = expect_context::<Words>();
    let on_vote = move |direction| link.cast_pressed(board.press(event, &pressed, direction));
    let (stands, searched) = (standing.clone(), row.clone());
    let standing_name = move || match standing.get() {
        Standing::Open => None,
        Standing::Playing => Some("playing"),
        Standing::Played => Some("played"),
        Standing::Unlisted => Some("unlisted"),
    };
    let standing_text = move || match stands.get() {
        Standing::Open => None,
        Standing::Playing => Some(words.playing()),
        Standing::Played => Some(words.played()),
        Standing::Unlisted => Some(words.unlisted()),
    };
    view! {
        <li class="track" id=format!("track-{id}") data-id=id data-standing=standing_name hidden=move || !needle.finds(&searched)>
            <div class="names">
                <small class="standing">{standing_text}</small>
                <span class="name" dir="auto">{move || title.get()}</span>
                <span class="artist" dir="auto">{move || artist.get()}</span>
                <Bar board=shown row=row.clone()/>
            </div>
            <VoteButtons event row rules on_vote/>
            <p class="refusal" role="alert">{move || own.with(OwnVote::refused).map(|why| words.refused(why))}</p>
        </li>
    }
}
