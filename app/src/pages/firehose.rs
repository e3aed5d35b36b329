//! `/firehose`: every vote at every event.

use crate::{
    components::{Count, opened::Opened, stream::Stream, title},
    live::LiveBoard,
    page::Page,
    visit::Opening,
    words::Words,
};
use leptos::prelude::*;
use shared::Channel;

/// The live list of all events.
#[component]
pub fn FirehosePage(
    /// What the page begins with.
    opening: Option<Opening>,
) -> impl IntoView {
    let words = expect_context::<Words>();
    title::show(Page::Firehose.title(words).to_owned());
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
