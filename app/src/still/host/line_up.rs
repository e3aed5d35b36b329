//! What one votes on, as it stands: what plays, what is next, what was played, what is hidden.

use super::{Done, Listed, Part, Section, action};
use crate::words::{Words, number};
use leptos::prelude::*;
use shared::{Standing, Tally, TrackId};

#[component]
pub(super) fn LineUp(tracks: Vec<Listed>) -> impl IntoView {
    let words = expect_context::<Words>();
    let is_empty = tracks.is_empty();
    let rows: Vec<_> = in_order(tracks).into_iter().map(|listed| view! { <Row listed/> }).collect();
    view! {
        <Part section=Section::LineUp>
            {is_empty.then(|| view! { <p class="empty">{words.line_up_empty()}</p> })}
            <ol class="listed">{rows}</ol>
        </Part>
    }
}

/// What plays first, then what one can vote on, then what was played, and last what is hidden; each as it came: the best first.
fn in_order(mut tracks: Vec<Listed>) -> Vec<Listed> {
    tracks.sort_by_key(|listed| match listed.standing {
        Some(Standing::Playing) => 0,
        Some(Standing::Open | Standing::Unlisted) => 1,
        Some(Standing::Played) => 2,
        None => 3,
    });
    tracks
}

#[component]
fn Row(listed: Listed) -> impl IntoView {
    let words = expect_context::<Words>();
    let done = expect_context::<Option<(Done, Option<TrackId>)>>();
    let Listed { track, tally, standing } = listed;
    let (state, badge) = match standing {
        Some(Standing::Playing) => ("playing", Some(words.host_playing())),
        Some(Standing::Played) => ("played", Some(words.host_played())),
        Some(_) => ("open", None),
        None => ("hidden", Some(words.host_hidden())),
    };
    let here = done.filter(|(_, about)| *about == Some(track.id));
    let count = |count: u32| number(words.language(), count.into());
    let what = words.track(&track.name, track.artist.as_deref());
    let button = |mark: &'static str, text: &'static str| {
        let label = words.host_action(text, &what);
        view! { <button name="mark" value=mark aria-label=label>{text}</button> }
    };
    let (play, played) = (button("playing", words.host_play()), button("played", words.host_done_playing()));
    let (hide, remove) = (button("hidden", words.host_hide()), button("remove", words.host_remove()));
    let buttons = match standing {
        Some(Standing::Playing) => vec![played, button("open", words.host_open_again())],
        Some(Standing::Played) => vec![button("open", words.host_open_again()), hide, remove],
        Some(_) => vec![play, played, hide, remove],
        // Out of the line-up it would be shown again, with its votes.
        None if tally != Tally::default() => vec![button("open", words.host_show())],
        None => vec![button("open", words.host_show()), remove],
    };
    view! {
        <li id=format!("track-{}", track.id) data-standing=state>
            <p class="names">
                <span class="name" dir="auto">{track.name}</span>
                <span class="artist" dir="auto">{track.artist}</span>
            </p>
            <p class="sums">
                <b class="score" dir="ltr">{score(tally.score())}</b>
                <small>{words.host_sums(&count(tally.up), &count(tally.down))}</small>
            </p>
            {badge.map(|badge| view! { <span class="badge">{badge}</span> })}
            <form method="post" action=action("mark") class="buttons">
                <input type="hidden" name="track" value=track.id.to_string()/>
                {buttons}
            </form>
            {here.map(|(done, _)| view! { <p class="done" role="status">{done.text(words)}</p> })}
        </li>
    }
}

/// With the sign that a minus has in print.
fn score(score: i64) -> String {
    score.to_string().replace('-', "\u{2212}")
}
