//! The numbers behind the pictures.

use crate::{
    components::clock::rfc3339,
    still::{
        chart::{Clocks, shown, signed},
        night::{Course, Night, Ranked, Rest},
    },
    words::{Words, number},
};
use leptos::prelude::*;
use shared::Timestamp;

/// The votes of each step.
#[component]
pub fn Times(
    /// What the page says.
    words: Words,
    /// The night.
    course: Course,
    /// Whether votes against are told.
    shows_negative: bool,
) -> impl IntoView {
    let language = words.language();
    let rows = course.bars.iter().enumerate().map(|(nth, bar)| {
        let counts = if shows_negative { vec![bar.up, bar.down] } else { vec![bar.up + bar.down] };
        let counts = counts.into_iter().map(|count| view! { <td>{number(language, count)}</td> });
        view! { <tr><Step course=course.clone() nth/>{counts.collect_view()}</tr> }
    });
    let rows = rows.collect_view();
    let heads = if shows_negative { vec![words.recap_for(), words.recap_against()] } else { vec![words.recap_cast()] };
    view! {
        <table>
            <thead><tr><th scope="col">{words.recap_time()}" (UTC)"</th>{heads.into_iter().map(head).collect_view()}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// The scores of those who race, at the end of each step.
#[component]
pub fn Scores(
    /// What the page says.
    words: Words,
    /// The night.
    course: Course,
    /// The tracks, best first.
    tracks: Vec<Ranked>,
    /// Whether votes against are told.
    shows_negative: bool,
) -> impl IntoView {
    let least = if shows_negative { i64::MIN } else { 0 };
    let racers: Vec<_> = course.racers(&tracks).collect();
    let rows = (0..course.bars.len()).map(|nth| {
        let score = |(_, line): &(&Ranked, &[i64])| view! { <td>{signed(words.language(), line[nth].max(least))}</td> };
        let scores = racers.iter().map(score).collect_view();
        view! { <tr><Step course=course.clone() nth/>{scores}</tr> }
    });
    let rows = rows.collect_view();
    let names = racers.iter().map(|(ranked, _)| view! { <th scope="col" dir="auto">{ranked.track.name.clone()}</th> });
    view! {
        <table>
            <thead><tr><th scope="col">{words.recap_time()}" (UTC)"</th>{names.collect_view()}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// Every track, what is not named, and all of it together.
#[component]
pub fn Ranking(
    /// What the page says.
    words: Words,
    /// The night.
    night: Night,
) -> impl IntoView {
    let shows_negative = night.event.rules.shows_negative;
    let (up, down) = night.standing();
    let named = night.tracks.iter().enumerate().map(|(nth, Ranked { track, tally, .. })| {
        let name = words.track(&track.name, track.artist.as_deref());
        let tally = shown(*tally, shows_negative);
        view! { <Line words nth=Some(nth + 1) name up=tally.up.into() down=tally.down.into() shows_negative/> }
    });
    let named = named.collect_view();
    let rest = |name: String, Rest { up, down, .. }: Rest| {
        view! { <Line words nth=None name up down shows_negative/> }
    };
    let others = (night.rest.tracks > 0).then(|| rest(words.recap_others(night.rest.tracks).text(), night.rest));
    let is_hidden = night.hidden.cast > 0;
    let hidden = is_hidden.then(|| rest(words.recap_hidden(night.hidden.tracks).text(), night.hidden));
    let sum = Rest { up, down, ..Rest::default() };
    let heads = [words.recap_for(), words.recap_against()].map(head);
    view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">"#"</th><th scope="col">{words.recap_track()}</th>
                    {shows_negative.then_some(heads)}
                    <th scope="col">{words.recap_score()}</th>
                </tr>
            </thead>
            <tbody>{named}{others}{hidden}</tbody>
            {shows_negative.then(|| view! { <tfoot>{rest(words.recap_sum().to_owned(), sum)}</tfoot> })}
        </table>
    }
}

#[component]
fn Line(words: Words, nth: Option<usize>, name: String, up: u64, down: u64, shows_negative: bool) -> impl IntoView {
    let language = words.language();
    let counts = [up, down].map(|count| view! { <td>{number(language, count)}</td> });
    let score = up.cast_signed() - down.cast_signed();
    let score = if shows_negative { score } else { score.max(0) };
    view! {
        <tr>
            <td>{nth}</td><th scope="row" dir="auto">{name}</th>
            {shows_negative.then_some(counts)}
            <td><b>{signed(language, score)}</b></td>
        </tr>
    }
}

/// When a step begins.
#[component]
fn Step(course: Course, nth: usize) -> impl IntoView {
    let at = Timestamp(course.from.0 + nth as i64 * course.step * 1_000);
    let text = Clocks::of(course.step, course.span).write(at);
    view! { <th scope="row"><time datetime=rfc3339(at)>{text}</time></th> }
}

fn head(word: &'static str) -> impl IntoView {
    view! { <th scope="col">{word}</th> }
}
