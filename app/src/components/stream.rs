//! The last votes, one line each: "Track by Artist was voted up", in the order of the reader's language.

use super::{clock::Clock, text};
use crate::{live::LiveBoard, words::Words};
use leptos::{either::Either, prelude::*};
use shared::{Channel, Publication};

/// The votes as they come, newest first.
#[component]
pub fn Stream(
    /// Whose votes.
    board: LiveBoard,
) -> impl IntoView {
    let with_event = board.channel() == Channel::Firehose;
    let recent = board.recent();
    let words = expect_context::<Words>();
    let nothing = {
        let recent = recent.clone();
        text(move || if recent.with(Vec::is_empty) { words.no_votes() } else { "" }.to_owned())
    };
    let told = move || {
        let mut recent = recent.get();
        recent.retain(|vote| vote.direction.is_up() || board.tells_against(vote.event));
        recent
    };
    view! {
        <ol class="stream" reversed>
            <For each=told key=|vote| vote.id let:vote>
                <Line vote with_event/>
            </For>
        </ol>
        <p class="empty">{nothing}</p>
    }
}

#[component]
fn Line(vote: Publication, with_event: bool) -> impl IntoView {
    let words = expect_context::<Words>();
    let Publication { event, title, name, artist, direction, cast_at, .. } = vote;
    let name = view! { <bdi class="name">{name}</bdi> };
    let what = match artist {
        Some(artist) => Either::Left(words.by_artist_with(name, view! { <bdi>{artist}</bdi> })),
        None => Either::Right(name),
    };
    let said = if with_event {
        let at = view! { <a href=format!("/events/{event}")><bdi>{title}</bdi></a> };
        Either::Left(if direction.is_up() {
            Either::Left(words.voted_up_at_with(what, at))
        } else {
            Either::Right(words.voted_down_at_with(what, at))
        })
    } else {
        Either::Right(if direction.is_up() {
            Either::Left(words.voted_up_with(what))
        } else {
            Either::Right(words.voted_down_with(what))
        })
    };
    view! {
        <li class=direction.as_str()>
            <span class="what">{said}</span>
            " "
            <Clock at=cast_at/>
        </li>
    }
}
