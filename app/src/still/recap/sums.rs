//! The numbers that one remembers: how many, how long, what was loved and what was not agreed on.

use crate::{
    still::night::{Course, Night, Ranked},
    words::{Words, number},
};
use leptos::prelude::*;

/// A number and what it is.
#[component]
pub fn Sums(
    /// What the page says.
    words: Words,
    /// The night.
    night: Night,
) -> impl IntoView {
    let language = words.language();
    let (up, down) = night.standing();
    let shows_negative = night.event.rules.shows_negative;
    let unknown = (night.unknown > 0).then(|| words.recap_unknown(night.unknown).text());
    let for_and_against =
        shows_negative.then(|| words.recap_divisive_why(&number(language, up), &number(language, down)));
    let loved = night.loved().filter(|_| shows_negative).cloned();
    let divisive = night.divisive().filter(|_| shows_negative).cloned();
    let lasted = night.course.as_ref().map(|course| lasted(words, course));
    view! {
        <dl class="sums">
            <Sum name=words.recap_cast() value=number(language, night.cast) note=None/>
            <Sum name=words.recap_standing() value=number(language, up + down) note=for_and_against/>
            <Sum name=words.recap_voters() value=number(language, night.voters) note=unknown/>
            {lasted.map(|value| view! { <Sum name=words.recap_lasted() value note=None/> })}
        </dl>
        <div class="picks">
            {loved.map(|ranked| {
                let why = words.recap_loved_why(&share(words, &ranked), &words.votes(ranked.tally.total().into()).text());
                view! { <Pick kind="loved" name=words.recap_loved() ranked why/> }
            })}
            {divisive.map(|ranked| {
                let count = |votes: u32| number(language, votes.into());
                let why = words.recap_divisive_why(&count(ranked.tally.up), &count(ranked.tally.down));
                view! { <Pick kind="divisive" name=words.recap_divisive() ranked why/> }
            })}
        </div>
    }
}

#[component]
fn Sum(name: &'static str, value: String, note: Option<String>) -> impl IntoView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
            {note.map(|note| view! { <dd class="note">{note}</dd> })}
        </div>
    }
}

/// A track that stands out, and its voices as a bar.
#[component]
fn Pick(kind: &'static str, name: &'static str, ranked: Ranked, why: String) -> impl IntoView {
    let Ranked { track, tally, .. } = ranked;
    let up = f64::from(tally.up) * 100.0 / f64::from(tally.total().max(1));
    view! {
        <section class=format!("pick {kind}")>
            <h2>{name}</h2>
            <p class="name" dir="auto">{track.name}</p>
            {track.artist.map(|artist| view! { <p class="artist" dir="auto">{artist}</p> })}
            <svg class="bar" aria-hidden="true"><rect width="100%"></rect><rect width=format!("{up:.2}%")></rect></svg>
            <p class="why">{why}</p>
        </section>
    }
}

/// The whole per cent of a track's voices that are for it; all of them only where nobody is against.
fn share(words: Words, ranked: &Ranked) -> String {
    let tally = ranked.tally;
    number(words.language(), u64::from(tally.up) * 100 / u64::from(tally.total().max(1)))
}

/// How long it went on, in the two largest units that say something.
fn lasted(words: Words, course: &Course) -> String {
    let seconds = ((course.span.1.0 - course.span.0.0) / 1_000).max(0).cast_unsigned();
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    let count = |value| number(words.language(), value);
    match () {
        () if days > 1 => words.recap_days(&count(days), &count(hours % 24)),
        () if hours > 0 => words.recap_hours(&count(hours), &count(minutes % 60)),
        () if minutes > 0 => words.recap_minutes(&count(minutes)),
        () => words.recap_seconds(&count(seconds)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;
    use shared::Timestamp;

    #[test]
    fn a_night_lasts_as_long_as_one_says_it_did() {
        let said = |seconds: i64| {
            let span = (Timestamp(0), Timestamp(seconds * 1_000 + 999));
            let course =
                Course { from: span.0, step: 60, span, bars: vec![], busiest: (span.0, 0), astray: 0, race: vec![] };
            lasted(Words::of(Language::En), &course).replace(['\u{2068}', '\u{2069}'], "")
        };
        let spans = [0, 59, 60, 3_599, 3_600, 5 * 3_600 + 720, 47 * 3_600, 21 * 86_400 + 7_200];
        let texts = ["0 s", "59 s", "1 min", "59 min", "1 h 0 min", "5 h 12 min", "47 h 0 min", "21 d 2 h"];
        assert_eq!(spans.map(said), texts);
    }
}
