//! `/events/{id}/host`: all that a host does, in forms that the server answers. Knows no key but the reader's own.

// What the macro makes of a component that only its neighbours see is public all the same.
#![allow(unreachable_pub)]

mod add;
mod done;
mod guests;
mod hosts;
mod line_up;
mod rules;
mod suggestions;
mod voting;

pub use done::{Done, Section};

use super::{
    About, Head,
    clock::Clock,
    document,
    form::{Draft, Field, fields::Mistake},
};
use crate::words::Words;
use add::Add;
use guests::Guests;
use hosts::Hosts;
use leptos::prelude::*;
use line_up::LineUp;
use rules::Rules;
use shared::{Event, EventId, Standing, Tally, Timestamp, Track, TrackId};
use suggestions::Suggestions;
use voting::Voting;

/// Everything that is on the page.
#[derive(Clone, Debug)]
pub struct Console {
    /// The event.
    pub event: Event,
    /// What time it is.
    pub now: Timestamp,
    /// By which clock times are told.
    pub clock: Clock,
    /// Where guests find the server: `https://vote.example`.
    pub site: String,
    /// The link that guests join by.
    pub join: String,
    /// The reader's own secret link.
    pub link: String,
    /// Whether the reader made the event.
    pub is_owner: bool,
    /// The line-up, the best first.
    pub tracks: Vec<Listed>,
    /// What guests suggest, the oldest first.
    pub suggestions: Vec<Wish>,
    /// Those whom the host lets.
    pub cohosts: Vec<Cohost>,
    /// What was looked for in the library, and what was found.
    pub found: Option<(String, Vec<Track>)>,
    /// What was done just now, and the track that it was done to.
    pub done: Option<(Done, Option<TrackId>)>,
    /// What was sent and not done.
    pub draft: Draft,
}

/// A track of the line-up.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The track.
    pub track: Track,
    /// Its voices.
    pub tally: Tally,
    /// How it stands; `None`: it is hidden.
    pub standing: Option<Standing>,
}

/// What a guest suggests.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Its row.
    pub id: i32,
    /// The track's name.
    pub name: String,
    /// `None`: the guest named nobody.
    pub artist: Option<String>,
}

/// Somebody whom the host lets.
#[derive(Clone, Debug)]
pub struct Cohost {
    /// Its row.
    pub id: i32,
    /// As the host calls them.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
    /// The secret link, this once.
    pub link: Option<String>,
}

/// The page.
pub fn page(words: Words, head: Head<'_>, console: Console) -> String {
    let about = About { title: words.host_of(&console.event.title), ..About::default() };
    document(words, head, about, move || view! { <ConsolePage console/> }.into_any())
}

#[component]
fn ConsolePage(console: Console) -> impl IntoView {
    let words = expect_context::<Words>();
    let Console { event, now, clock, site, join, link, is_owner, tracks, suggestions, cohosts, found, done, draft } =
        console;
    let (is_fine, id) = (draft.is_fine(), event.id);
    provide_context(draft);
    provide_context(id);
    provide_context(done);
    let links = Section::ALL.map(|section| view! { <a href="#".to_owned() + section.id()>{section.title(words)}</a> });
    view! {
        <div class="title">
            <h1 dir="auto">{event.title.clone()}</h1>
            {(!is_fine).then(|| view! { <p class="wrong" role="alert">{words.wrong()}</p> })}
            <Mistake field=Field::Subject/>
            <nav class="chips" aria-label=words.host_sections()>{links}</nav>
        </div>
        <div class="console">
            <Voting event=event.clone() now clock/>
            <div class="desk">
                <LineUp tracks/>
                <Suggestions wishes=suggestions allowed=event.rules.takes_suggestions/>
                <Add found/>
            </div>
            <div class="desk">
                <Guests event=id code=event.code.clone() join site/>
                <Rules event/>
                <Hosts link is_owner cohosts clock/>
            </div>
        </div>
    }
}

/// A part of the page, with what was done there just now.
#[component]
fn Part(section: Section, children: Children) -> impl IntoView {
    let words = expect_context::<Words>();
    let done = expect_context::<Option<(Done, Option<TrackId>)>>();
    // What was done to a track is said beside it.
    let here = done.filter(|(done, track)| done.section() == section && track.is_none());
    let title = section.id().to_owned() + "-title";
    let named = title.clone();
    view! {
        <section class="panel" id=section.id() aria-labelledby=named>
            <h2 id=title>{section.title(words)}</h2>
            {here.map(|(done, _)| view! { <p class="done" role="status">{done.text(words)}</p> })}
            {children()}
        </section>
    }
}

/// Where a form of the page goes.
fn action(step: &str) -> String {
    format!("/events/{}/host/{step}", expect_context::<EventId>())
}
