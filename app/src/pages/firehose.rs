//! `/firehose`: every vote at every event.

use crate::{
    components::{Count, opened::Opened, stream::Stream},
    live::LiveBoard,
};
use leptos::prelude::*;
use leptos_meta::Title;
use shared::Channel;

/// The live list of all events.
#[component]
pub fn FirehosePage() -> impl IntoView {
    view! {
        <Title text="Firehose"/>
        <Opened channel=Channel::Firehose let:board>
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
                <Count number=move || counted.total() one="vote at all events" many="votes at all events"/>
                <Count number=move || viewers.get() one="watching" many="watching" class="viewers"/>
            </p>
        </div>
        <section class="panel" aria-label="Votes as they come">
            <Stream board/>
        </section>
    }
}
