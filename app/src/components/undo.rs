//! What the reader just pressed, said once, and the way back.

use super::{flag, follow, text};
use crate::{
    live::{Link, LiveBoard},
    words::Words,
};
use leptos::{html::Div, prelude::*};
use shared::{Direction, TrackId};
use std::time::Duration;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// How long a press can be taken back here; afterwards by another press of the same button.
const SECOND_THOUGHTS: Duration = Duration::from_secs(7);

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
    let bar = NodeRef::<Div>::new();
    follow(move || {
        if let Some(pressed) = pressed.get() {
            forget_later(link, bar, pressed.ballot.id);
        }
    });
    let undo = move |_| {
        let Some(pressed) = pressed.get_untracked() else { return };
        link.forget_press(pressed.ballot.id);
        focus_on(pressed.ballot.track);
        if let Some(ballot) = board.take_back(&pressed) {
            link.cast(ballot);
        }
    };
    view! {
        <div class="undo" node_ref=bar data-shown=flag(move || pressed.get().is_some())>
            <span role="status">{said}</span>
            <button type="button" hidden=adds disabled=flag(move || pressed.get().is_none()) on:click=undo>{words.undo()}</button>
        </div>
    }
}

/// Not while somebody is at it.
fn forget_later(link: Link, bar: NodeRef<Div>, ballot: Uuid) {
    let forget = move || {
        let in_use = bar.try_get_untracked().flatten().and_then(|bar| bar.matches(":hover, :focus-within").ok());
        if in_use == Some(true) {
            forget_later(link, bar, ballot);
        } else {
            link.forget_press(ballot);
        }
    };
    set_timeout(forget, SECOND_THOUGHTS);
}

/// The button that was pressed goes; who came to it by keyboard goes back to the track.
fn focus_on(track: TrackId) {
    let row = document().get_element_by_id(&("track-".to_owned() + &track.to_string()));
    let button = row.and_then(|row| row.query_selector("button").ok().flatten()?.dyn_into::<HtmlElement>().ok());
    if let Some(button) = button {
        let _ = button.focus();
    }
}
