//! `/events/{id}`: the ranked line-up, and the votes as they come.

use crate::{
    components::{
        Count, flag,
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
            <section class="panel" aria-label=words.stream()>
                <h2>{words.just_voted()}</h2>
                <Stream board=board.clone()/>
            </section>
        </div>
        <Invitation event board=board.clone()/>
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
fn Invitation(event: EventId, board: LiveBoard) -> impl IntoView {
    let words = expect_context::<Words>();
    let code = board.code();
    let suggesting = flag(move || !board.rules().takes_suggestions);
    view! {
        <div class="more">
            <details hidden=suggesting>
                <summary>{words.suggest()}</summary>
                <form class="suggest" method="post" action=format!("/events/{event}/suggestions")>
                    <label>{words.suggest_name()}<input name="name" required maxlength="200" autocomplete="off"/></label>
                    <label>{words.suggest_artist()}<input name="artist" maxlength="200" autocomplete="off"/></label>
                    <button class="button">{words.suggest_send()}</button>
                </form>
            </details>
            <details class="invite">
                <summary>{words.invite()}</summary>
                <p>{words.invite_how()}" "<a href="/j" rel="external">"/j"</a></p>
                <img src=format!("/events/{event}/qr.svg") alt="" width="160" height="160" loading="lazy"/>
                <p class="code" translate="no">{text(move || code.get())}</p>
            </details>
            <nav>
                <a href=format!("/events/{event}/wall") target="_blank">{words.wall()}</a>
                <a href=format!("/events/{event}/recap") rel="external">{words.recap()}</a>
            </nav>
        </div>
    }
}
