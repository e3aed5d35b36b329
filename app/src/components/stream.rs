//! The last votes, one line each: "Track by Artist was voted up".

use super::clock::Clock;
use crate::live::LiveBoard;
use leptos::prelude::*;
use shared::{Channel, Publication};

/// The votes as they come, newest first.
#[component]
pub fn Stream(
    /// Whose votes.
    board: LiveBoard,
) -> impl IntoView {
    let with_event = board.channel() == Channel::Firehose;
    let recent = board.recent();
    let is_empty = {
        let recent = recent.clone();
        Memo::new(move |_| recent.with(Vec::is_empty))
    };
    view! {
        <ol class="stream" reversed>
            <For each=move || recent.get() key=|vote| vote.id let:vote>
                <Line vote with_event/>
            </For>
        </ol>
        {move || is_empty.get().then(|| view! { <p class="empty">"No votes yet. The first one appears here."</p> })}
    }
}

#[component]
fn Line(vote: Publication, with_event: bool) -> impl IntoView {
    let Publication { event, title, name, artist, direction, cast_at, .. } = vote;
    view! {
        <li class=direction.as_str()>
            <span class="what">
                <bdi class="name">{name}</bdi>
                {artist.map(|artist| view! { " by " <bdi>{artist}</bdi> })}
                " was voted "
                <strong>{direction.as_str()}</strong>
                {with_event.then(|| view! { " at " <a href=format!("/events/{event}")><bdi>{title}</bdi></a> })}
            </span>
            " "
            <Clock at=cast_at/>
        </li>
    }
}
