//! The ranked line-up. Numbers and bars move at once; the order waits until no finger is near, and then glides.

use super::{bar::Bar, flag, order::Order, search::Needle, text, vote::VoteButtons};
use crate::{
    live::{Link, LiveBoard, OwnVote, Row},
    words::Words,
};
use leptos::{html::Ol, prelude::*};
use shared::{EventId, Standing};

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
    let ruled = board.clone();
    let list = NodeRef::<Ol>::new();
    let order = Order::new(board.clone(), list);
    let rows = board.rows();
    let is_waiting = {
        let out_of_order = board.out_of_order();
        flag(move || out_of_order.get())
    };
    order.hold_while_touched();
    view! {
        <ol
            class="ranking"
            node_ref=list
            data-reordering=is_waiting
            data-positive=flag(move || !ruled.rules().shows_negative)
        >
            <For each=move || rows.get() key=|row| row.id let:row>
                <TrackRow event board=board.clone() row link needle/>
            </For>
        </ol>
    }
}

#[component]
fn TrackRow(event: EventId, board: LiveBoard, row: Row, link: Link, needle: Needle) -> impl IntoView {
    let (id, own) = (row.id, row.own.clone());
    let [title, artist, stands, standing] = std::array::from_fn(|_| row.clone());
    let (shown, ballots, pressed) = (board.clone(), board.clone(), row.clone());
    let words = expect_context::<Words>();
    let on_vote = move |direction| link.cast_pressed(ballots.press(event, &pressed, direction));
    let searched = row.clone();
    let said = move |standing| match standing {
        Standing::Open => ("", ""),
        Standing::Playing => ("playing", words.playing()),
        Standing::Played => ("played", words.played()),
        Standing::Unlisted => ("unlisted", words.unlisted()),
    };
    view! {
        <li class="track" id=format!("track-{id}") data-id=id data-standing=text(move || said(standing.standing()).0.to_owned()) hidden=flag(move || !needle.finds(&searched))>
            <div class="names">
                <small class="standing">{text(move || said(stands.standing()).1.to_owned())}</small>
                <span class="name" dir="auto">{text(move || title.title())}</span>
                <span class="artist" dir="auto">{text(move || artist.artist())}</span>
                <Bar board=shown row=row.clone()/>
            </div>
            <VoteButtons event board row on_vote/>
            <p class="refusal" role="alert">{text(move || own.with(OwnVote::refused).map_or("", |why| words.refused(why)).to_owned())}</p>
        </li>
    }
}
