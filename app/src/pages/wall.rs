//! `/events/{id}/wall`: the event for a screen that a whole hall looks at, all night. Nothing on it casts a vote.

use crate::{
    components::{
        Count,
        clock::Zone,
        follow,
        join::Join,
        phase::Phase,
        status::StatusBadge,
        stream::Stream,
        text, title,
        top::{Score, Top},
    },
    live::{LiveBoard, Row},
    words::Words,
};
use leptos::{either::EitherOf4, prelude::*};
use shared::{EventId, Standing};

/// The most tracks on a wall: as many as a tall one has room for.
const MOST: usize = 14;

/// An event's wall.
#[component]
pub fn WallPage(
    /// The event.
    event: EventId,
    /// Its board.
    board: LiveBoard,
) -> impl IntoView {
    let words = expect_context::<Words>();
    let name = board.title();
    title::show(name);
    // A hall is dark; who has a bright one says so in the address.
    let is_light = RwSignal::new(false);
    follow(move || is_light.set(window().location().search().is_ok_and(|search| search == "?light")));
    let (viewers, counted) = (board.viewers(), board.clone());
    view! {
        <div class="wall" class:light=is_light>
            <div class="stage">
                <h1 dir="auto">{text(move || name.get())}</h1>
                <Notice board=board.clone()/>
                <NowPlaying board=board.clone()/>
                <Top board=board.clone() most=MOST/>
            </div>
            <div class="side">
                <Join event board=board.clone()/>
                <section class="lately" aria-labelledby="lately">
                    <h2 id="lately">{words.just_voted()}</h2>
                    <Stream board/>
                </section>
                <div class="facts">
                    <Count number=viewers of=Words::watching class="viewers"/>
                    <Count number=Signal::derive(move || counted.total()) of=Words::votes class="total"/>
                    <StatusBadge/>
                </div>
            </div>
            <FullScreen/>
        </div>
    }
}

/// What there is to say at large: that voting is over and who won, that it is still to open, or that nobody has voted.
#[component]
fn Notice(board: LiveBoard) -> impl IntoView {
    let words = expect_context::<Words>();
    let phase = Phase::live(board.event());
    let zone = expect_context::<Zone>();
    let is_unvoted = {
        let board = board.clone();
        Memo::new(move |_| board.total() == 0)
    };
    let say = |text: String| view! { <p class="notice-line">{text}</p> };
    move || match (phase.get(), is_unvoted.get()) {
        (Some(Phase::Closed(_)), _) => EitherOf4::A(view! {
            <section class="over">
                <h2>{words.voting_closed()}</h2>
                <Winner board=board.clone()/>
            </section>
        }),
        (Some(Phase::Before(opens)), _) => EitherOf4::B(say(words.voting_opens(&zone.moment(opens, words)))),
        (Some(Phase::Open(_)), true) => EitherOf4::C(say(words.wall_first().to_owned())),
        _ => EitherOf4::D(()),
    }
}

#[component]
fn Winner(board: LiveBoard) -> impl IntoView {
    let words = expect_context::<Words>();
    move || {
        board.winner().map(|row| {
            view! {
                <p class="winner">
                    <span class="label">{words.wall_winner()}</span>
                    <Names row=row.clone()/>
                    <Score board=board.clone() row/>
                </p>
            }
        })
    }
}

#[component]
fn NowPlaying(board: LiveBoard) -> impl IntoView {
    let words = expect_context::<Words>();
    let rows = board.rows();
    let playing = move || rows.with(|rows| rows.iter().find(|row| row.standing() == Standing::Playing).cloned());
    move || {
        playing().map(|row| {
            view! {
                <p class="playing">
                    <span class="beat" aria-hidden="true"><i></i><i></i><i></i></span>
                    <span class="label">{words.playing()}</span>
                    <Names row/>
                </p>
            }
        })
    }
}

#[component]
fn Names(row: Row) -> impl IntoView {
    let (title, artist) = (row.clone(), row);
    view! {
        <span class="names">
            <bdi class="name">{text(move || title.title())}</bdi>
            <bdi class="artist">{text(move || artist.artist())}</bdi>
        </span>
    }
}

/// A button that shows itself to who moves the pointer.
#[component]
fn FullScreen() -> impl IntoView {
    let words = expect_context::<Words>();
    let toggle = move |_| {
        let document = document();
        if document.fullscreen_element().is_some() {
            document.exit_fullscreen();
        } else if let Some(root) = document.document_element() {
            // A browser that refuses leaves the page as it is.
            let _ = root.request_fullscreen();
        }
    };
    view! {
        <button class="full" aria-label=words.wall_full_screen() title=words.wall_full_screen() on:click=toggle>
            <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 9V4h5m6 0h5v5m0 6v5h-5m-6 0H4v-5"/></svg>
        </button>
    }
}
