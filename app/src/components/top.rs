//! The tracks that lead, to look at: rank, names, score and bar. Nobody votes here.

use super::{bar::Bar, order::Order, text, vote::score};
use crate::{
    live::{LiveBoard, Row},
    words::Words,
};
use leptos::{html::Ol, prelude::*};
use shared::Standing;

/// The open tracks of an event, best first; those that play or were played are out of the race.
#[component]
pub fn Top(
    /// The event's board.
    board: LiveBoard,
    /// How many at most; the style sheet may show fewer.
    most: usize,
) -> impl IntoView {
    let list = NodeRef::<Ol>::new();
    Order::new(board.clone(), list);
    let rows = board.rows();
    let words = expect_context::<Words>();
    let leading = move || {
        let mut rows = rows.get();
        rows.retain(|row| row.standing() == Standing::Open);
        rows.truncate(most);
        rows
    };
    view! {
        <ol class="top" node_ref=list aria-label=words.line_up()>
            <For each=leading key=|row| row.id let:row>
                <Place board=board.clone() row/>
            </For>
        </ol>
    }
}

#[component]
fn Place(board: LiveBoard, row: Row) -> impl IntoView {
    let (id, title, artist) = (row.id, row.clone(), row.clone());
    view! {
        <li data-id=id>
            <span class="names">
                <span class="name" dir="auto">{text(move || title.title())}</span>
                <span class="artist" dir="auto">{text(move || artist.artist())}</span>
            </span>
            <Score board=board.clone() row=row.clone()/>
            <Bar board row/>
        </li>
    }
}

/// A track's score.
#[component]
pub fn Score(
    /// The event's board.
    board: LiveBoard,
    /// The track.
    row: Row,
) -> impl IntoView {
    let words = expect_context::<Words>();
    let shown = text(move || score(words.language(), row.tally.get(), board.rules()));
    view! { <b class="score" title=words.score_meaning()>{shown}</b> }
}
