//! `/events/{id}/embed`: who leads at an event, in a frame of another site's page. A browser keeps its voter's cookie from
//! there: one votes on the page that the link opens.

use crate::{
    components::{Count, join, status::StatusBadge, text, top::Top},
    live::LiveBoard,
    words::Words,
};
use leptos::prelude::*;

/// The most tracks in a frame.
const MOST: usize = 10;

/// An event in another site's page.
#[component]
pub fn EmbedPage(
    /// Its board.
    board: LiveBoard,
) -> impl IntoView {
    let words = expect_context::<Words>();
    let (name, code) = (board.title(), board.code());
    let counted = board.clone();
    view! {
        <div class="embed">
            <div class="head">
                <h1 dir="auto">{text(move || name.get())}</h1>
                <a class="button" href=text(move || join::address(&code.read())) target="_blank" rel="noopener">{words.embed_vote()}</a>
            </div>
            <Top board most=MOST/>
            <div class="facts">
                <StatusBadge/>
                <Count number=Signal::derive(move || counted.total()) of=Words::votes class="total"/>
            </div>
        </div>
    }
}
