//! `/events/{id}`: the ranked line-up, and the votes as they come.

use crate::{
    components::{
        Count, fixed, flag,
        leader::Leader,
        phase::{Phase, Voting},
        ranking::Ranking,
        search::{Needle, Search},
        stream::Stream,
        text, title,
        undo::Undo,
    },
    live::LiveBoard,
    words::Words,
};
use leptos::prelude::*;
use shared::EventId;

/// An event's page.
#[component]
pub fn EventPage(
    /// The event.
    event: EventId,
    /// Its board.
    board: LiveBoard,
) -> impl IntoView {
    let title = board.title();
    title::show(title);
    let (viewers, counted, rows) = (board.viewers(), board.clone(), board.rows());
    let words = expect_context::<Words>();
    let phase = Phase::live(board.event());
    let needle = Needle::default();
    let ruled = board.clone();
    view! {
        <div class="title">
            <h1 dir="auto">{text(move || title.get())}</h1>
            <p class="facts">
                <Count number=Signal::derive(move || counted.total()) of=Words::votes class="total"/>
                <Count number=viewers of=Words::watching class="viewers"/>
                <span>{text(move || rules(&ruled, words).unwrap_or_default())}</span>
            </p>
            <Voting phase/>
            <Leader board=board.clone()/>
        </div>
        <div class="event">
            <section aria-label=words.line_up()>
                <Search board=board.clone() needle/>
                <Ranking event board=board.clone() needle/>
                <p class="empty">{text(move || if rows.read().is_empty() { words.line_up_empty() } else { "" }.to_owned())}</p>
            </section>
            <section class="panel" aria-label=words.stream() tabindex="0">
                <h2>{words.just_voted()}</h2>
                <Stream board=board.clone()/>
            </section>
        </div>
        <Invitation board=board.clone()/>
        <Undo board/>
    }
}

/// How often one may vote, if that is not the usual way.
fn rules(board: &LiveBoard, words: Words) -> Option<String> {
    let rules = board.rules();
    let often = rules.votes_per_hour.map(|votes| words.an_hour(votes.into()).text());
    often.or_else(|| rules.free_repeats.then(|| words.once_a_press().to_owned()))
}

/// How others come in, and what else there is of the event.
#[component]
fn Invitation(board: LiveBoard) -> impl IntoView {
    let ruled = board.clone();
    let suggesting = flag(move || !ruled.rules().takes_suggestions);
    view! {
        <div class="more">
            <details hidden=suggesting inner_html=fixed!(suggestion(&board))></details>
            <div inner_html=fixed!(invitation(&board))></div>
        </div>
    }
}

#[cfg(feature = "ssr")]
fn suggestion(board: &LiveBoard) -> impl IntoView {
    let event = board.event().with_untracked(|event| event.as_ref().map_or(0, |event| event.id.0));
    let words = expect_context::<Words>();
    view! {
        <summary>{words.suggest()}</summary>
        <form class="suggest" method="post" action=format!("/events/{event}/suggestions")>
            <label>{words.suggest_name()}<input name="name" required maxlength="200" autocomplete="off"/></label>
            <label>{words.suggest_artist()}<input name="artist" maxlength="200" autocomplete="off"/></label>
            <button class="button">{words.suggest_send()}</button>
        </form>
    }
}

#[cfg(feature = "ssr")]
fn invitation(board: &LiveBoard) -> impl IntoView {
    let event = board.event().get_untracked();
    let (event, code) = event.map(|event| (event.id.0, event.code)).unwrap_or_default();
    let words = expect_context::<Words>();
    view! {
        <details class="invite">
            <summary>{words.invite()}</summary>
            <p>{words.invite_how()}" "<a href="/j" dir="ltr">"/j"</a></p>
            <img src=format!("/events/{event}/qr.svg") alt="" width="160" height="160" loading="lazy"/>
            <p class="code" translate="no">{code}</p>
        </details>
        <nav>
            <a href=format!("/events/{event}/wall")>{words.wall()}</a>
            <a href=format!("/events/{event}/recap")>{words.recap()}</a>
        </nav>
    }
}
