//! `/firehose`: every vote at every event.

use crate::{
    components::{Count, stream::Stream},
    live::LiveBoard,
    words::Words,
};
use leptos::prelude::*;

/// The live list of all events.
#[component]
pub fn FirehosePage(
    /// Its board.
    board: LiveBoard,
) -> impl IntoView {
    let viewers = board.viewers();
    let counted = board.clone();
    let words = expect_context::<Words>();
    view! {
        <div class="title">
            <h1>{words.firehose()}</h1>
            <p class="facts">
                <Count number=Signal::derive(move || counted.total()) of=Words::votes_everywhere/>
                <Count number=viewers of=Words::watching class="viewers"/>
            </p>
        </div>
        <section class="panel" aria-label=words.stream()>
            <Stream board/>
        </section>
    }
}
