//! `/events/{id}/recap`: a night in pictures, and the numbers behind each. Every word that others wrote is only text.

pub mod charts;
pub mod sums;
pub mod tables;

use super::{
    About, Head, Shared, card,
    chart::{self, signed},
    document,
    night::{Night, Outcome},
};
use crate::{components::clock::rfc3339, words::Words};
use charts::Charts;
use leptos::prelude::*;
use sums::Sums;

/// The page of a night; `site` is where guests find the server, if that can be told.
pub fn page(words: Words, head: Head<'_>, night: &Night, site: Option<&str>) -> String {
    let title = words.recap_of(&night.event.title);
    let description = outcome(words, night);
    let shared = site.map(|site| {
        let address = format!("{site}/events/{}/recap", night.event.id);
        Shared { picture: address.clone() + ".png", address, alternative: description.clone(), size: card::SIZE }
    });
    let about = About { title, description, shared, ..About::default() };
    let night = night.clone();
    let host = site.and_then(|site| site.split_once("://")).map(|(_, host)| host.to_owned());
    document(words, head, about, move || view! { <RecapPage words night host/> }.into_any())
}

/// How it ended, in a sentence.
pub fn outcome(words: Words, night: &Night) -> String {
    let score = |score| signed(words.language(), score);
    if night.is_empty() {
        return words.recap_empty().to_owned();
    }
    match night.outcome() {
        Outcome::Nobody => words.recap_nobody().to_owned(),
        Outcome::One(first) if night.is_running() => words.recap_leads(&first.track.name, &score(first.tally.score())),
        Outcome::One(first) => words.recap_won(&first.track.name, &score(first.tally.score())),
        Outcome::Several(tracks, best) => words.recap_tied(tracks as u64, &score(best)),
    }
}

#[component]
fn RecapPage(words: Words, night: Night, host: Option<String>) -> impl IntoView {
    let so_far = night.is_running().then(|| view! { <span class="badge">{words.recap_so_far()}</span> });
    let when = night.course.as_ref().map(|course| {
        let (first, last) = course.span;
        let day = |at| view! { <time datetime=rfc3339(at)>{chart::at(at)}</time> };
        view! { <p class="when"><span dir="ltr">{day(first)}" – "{day(last)}" UTC"</span></p> }
    });
    let (id, at, is_empty) = (night.event.id, night.at, night.is_empty());
    let title = night.event.title.clone();
    let join = host.filter(|_| night.is_running()).map(|host| {
        let (link, code) = (format!("{host}/j/{}", night.event.code), format!("/events/{id}/qr.svg"));
        let shown = view! { <b class="code" dir="ltr">{link}</b> };
        view! { <p class="join-in"><img src=code alt="" width="96" height="96"/><span>{words.recap_join_with(shown)}</span></p> }
    });
    view! {
        <article class="recap">
            <header class="title">
                <p class="eyebrow">{words.recap_night()}{so_far}</p>
                <h1 dir="auto">{title}</h1>
                {when}
            </header>
            <Winner words night=night.clone()/>
            {join}
            {(!is_empty).then(|| view! { <Sums words night=night.clone()/> }.into_any())}
            {(!is_empty).then(|| view! { <Charts words night=night.clone()/> }.into_any())}
            <Take words id=id.0 is_empty/>
            <p class="read">{words.recap_utc_with(view! { <time dir="ltr" datetime=rfc3339(at)>{chart::at(at)}</time> })}</p>
        </article>
    }
}

/// Who is first, or that there is nothing yet.
#[component]
fn Winner(words: Words, night: Night) -> impl IntoView {
    let artist = match night.outcome() {
        Outcome::One(first) => first.track.artist.clone(),
        _ => None,
    };
    view! {
        <section class="winner">
            <p class="outcome" dir="auto">{outcome(words, &night)}</p>
            {artist.map(|artist| view! { <p class="artist" dir="auto">{artist}</p> })}
            {night.is_empty().then(|| view! { <p>{words.recap_empty_how()}</p> })}
        </section>
    }
}

/// What can be taken away, and the way back.
#[component]
fn Take(words: Words, id: i32, is_empty: bool) -> impl IntoView {
    let links = [
        (words.recap_picture(), format!("/events/{id}/recap.png")),
        (words.recap_csv(), format!("/api/events/{id}/votes.csv")),
        (words.recap_ndjson(), format!("/api/events/{id}/votes.ndjson")),
        (words.recap_json(), format!("/api/events/{id}/recap")),
    ];
    let link = |(word, to): (&'static str, String)| view! { <li><a class="plain button" href=to>{word}</a></li> };
    view! {
        <nav class="take" aria-labelledby="take">
            <h2 id="take">{words.recap_take()}</h2>
            <ul>
                <li><a class="button" href=format!("/events/{id}")>{words.recap_back()}</a></li>
                {(!is_empty).then(|| links.map(link))}
            </ul>
        </nav>
    }
}

#[cfg(test)]
mod tests;
