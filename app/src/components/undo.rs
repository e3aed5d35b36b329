//! What the reader just pressed, said once, and the way back.

use super::{flag, text};
use crate::{
    live::{Link, LiveBoard},
    words::Words,
};
use leptos::prelude::*;
use shared::Direction;

/// A line at the foot of the screen, for a moment after each press.
#[component]
pub fn Undo(
    /// Where it was pressed.
    board: LiveBoard,
) -> impl IntoView {
    let link = expect_context::<Link>();
    let words = expect_context::<Words>();
    let pressed = link.pressed();
    let told = board.clone();
    let said = text(move || {
        let Some(pressed) = pressed.get() else { return String::new() };
        let Some(row) = told.row(pressed.ballot.track.0) else { return String::new() };
        let what = untrack(|| row.title());
        match pressed.ballot.choice {
            Some(Direction::Up) => words.you_voted_up(&what),
            Some(Direction::Down) => words.you_voted_down(&what),
            None => words.you_withdrew(&what),
        }
    });
    let adds = {
        let board = board.clone();
        flag(move || board.adds())
    };
    let undo = move |_| {
        let Some(pressed) = pressed.get_untracked() else { return };
        link.forget_press(pressed.ballot.id);
        if let Some(ballot) = board.take_back(&pressed) {
            link.cast(ballot);
        }
    };
    view! {
        <div class="undo" data-shown=flag(move || pressed.get().is_some())>
            <span role="status">{said}</span>
            <button type="button" hidden=adds disabled=flag(move || pressed.get().is_none()) on:click=undo>{words.undo()}</button>
        </div>
    }
}
