//! The ranked line-up. Numbers and bars move at once; the order waits until no finger is near, and then glides.

use super::{bar::Bar, flag, order::Order, search::Needle, text, vote::VoteButtons};
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
        flag(move || out_of_order.get())
    };
    order.hold_while_touched();
    view! {
        <ol
            class="ranking"
            node_ref=list
            data-reordering=is_waiting
            data-positive=flag(move || !rules.get().shows_negative)
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
    let said = move |standing| match standing {
        Standing::Open => ("", ""),
        Standing::Playing => ("playing", words.playing()),
        Standing::Played => ("played", words.played()),
        Standing::Unlisted => ("unlisted", words.unlisted()),
    };
    view! {
        <li class="track" id=format!("track-{id}") data-id=id data-standing=text(move || said(standing.get()).0.to_owned()) hidden=flag(move || !needle.finds(&searched))>
            <div class="names">
                <small class="standing">{text(move || said(stands.get()).1.to_owned())}</small>
                <span class="name" dir="auto">{text(move || title.get())}</span>
                <span class="artist" dir="auto">{text(move || artist.get().unwrap_or_default())}</span>
                <Bar board=shown row=row.clone()/>
            </div>
            <VoteButtons event row rules on_vote/>
            <p class="refusal" role="alert">{text(move || own.with(OwnVote::refused).map_or("", |why| words.refused(why)).to_owned())}</p>
        </li>
    }
}
