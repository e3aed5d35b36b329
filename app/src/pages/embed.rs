//! `/events/{id}/embed`: who leads at an event, in a frame of another site's page. A browser keeps its voter's cookie from
//! there: one votes on the page that the link opens.

use crate::{
    components::{Count, join, opened::Opened, status::StatusBadge, title, top::Top},
    live::LiveBoard,
    visit::Opening,
    words::Words,
};
use leptos::prelude::*;
use shared::{Channel, EventId};

/// The most tracks in a frame.
const MOST: usize = 10;

/// An event in another site's page.
#[component]
pub fn EmbedPage(
    /// The event.
    event: EventId,
    /// What the page begins with.
    opening: Option<Opening>,
) -> impl IntoView {
    view! {
        <Opened channel=Channel::Event(event) opening let:board>
            <Embed board/>
        </Opened>
    }
}

#[component]
fn Embed(board: LiveBoard) -> impl IntoView {
    let words = expect_context::<Words>();
    let (name, code) = (board.title(), board.code());
    title::show(name);
    let counted = board.clone();
    view! {
        <div class="embed">
            <div class="head">
                <h1 dir="auto">{name}</h1>
                <a class="button" href=move || join::address(&code.read()) target="_blank" rel="noopener">{words.embed_vote()}</a>
            </div>
            <Top board most=MOST/>
            <div class="facts">
                <StatusBadge/>
                <Count number=Signal::derive(move || counted.total()) of=Words::votes class="total"/>
            </div>
        </div>
    }
}
