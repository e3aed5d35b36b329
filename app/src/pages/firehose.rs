//! `/firehose`: every vote at every event.

use crate::{
    components::{Count, opened::Opened, stream::Stream, title},
    live::LiveBoard,
    page::Page,
    visit::Opening,
};
use leptos::prelude::*;
use shared::Channel;

/// The live list of all events.
#[component]
pub fn FirehosePage(
    /// What the page begins with.
    opening: Option<Opening>,
) -> impl IntoView {
    title::show(Page::Firehose.title().to_owned());
    view! {
        <Opened channel=Channel::Firehose opening let:board>
            <Firehose board/>
        </Opened>
    }
}

#[component]
fn Firehose(board: LiveBoard) -> impl IntoView {
    let viewers = board.viewers();
    let counted = board.clone();
    view! {
        <div class="title">
            <h1>"The firehose"</h1>
            <p class="facts">
                <Count number=Signal::derive(move || counted.total()) one="vote at all events" many="votes at all events"/>
                <Count number=viewers one="watching" many="watching" class="viewers"/>
            </p>
        </div>
        <section class="panel" aria-label="Votes as they come">
            <Stream board/>
        </section>
    }
}
