//! The pictures of a night, each with its words above it and its table below.

use super::tables::{Ranking, Scores, Times};
use crate::{
    components::clock::rfc3339,
    still::{
        chart::{Bars, Clocks, MOST, Race, Ranks},
        night::{Course, Night, Ranked},
    },
    words::Words,
};
use leptos::prelude::*;

/// All of them.
#[component]
pub fn Charts(
    /// What the page says.
    words: Words,
    /// The night.
    night: Night,
) -> impl IntoView {
    let shows_negative = night.event.rules.shows_negative;
    let title = if night.is_running() { words.recap_ranking_now() } else { words.recap_ranking() };
    let others = night.tracks.len().saturating_sub(MOST) as u64 + night.rest.tracks;
    let tracks = night.tracks.clone();
    let course = night.course.clone();
    view! {
        {course.map(|course| view! { <Hours words course tracks=tracks.clone() shows_negative/> }.into_any())}
        <Chart words title table=view! { <Ranking words night=night.clone()/> }.into_any()>
            <Ranks words title tracks=night.tracks.clone() shows_negative/>
            {(others > 0).then(|| view! { <p class="others">{words.recap_others(others).text()}</p> })}
        </Chart>
    }
}

/// What happened when.
#[component]
fn Hours(words: Words, course: Course, tracks: Vec<Ranked>, shows_negative: bool) -> impl IntoView {
    let clocks = Clocks::of(course.step.min(60), course.span);
    let (minute, votes) = course.busiest;
    let votes = words.votes(votes).text();
    let time = view! { <time dir="ltr" datetime=rfc3339(minute)>{clocks.write(minute)}</time> };
    let astray = (course.astray > 0).then(|| view! { <p>{words.recap_astray(course.astray).text()}</p> });
    let (times, scores, drawn) = (course.clone(), course.clone(), course.clone());
    let has_race = course.race.len() > 1;
    view! {
        <Chart words title=words.recap_over_time() table=view! { <Times words course=times shows_negative/> }.into_any()>
            <p class="lead">{words.recap_busiest_with(time, votes)}</p>
            {astray}
            <Bars words course=drawn.clone() shows_negative/>
        </Chart>
        {has_race.then(move || view! {
            <Chart
                words title=words.recap_race()
                table=view! { <Scores words course=scores tracks=tracks.clone() shows_negative/> }.into_any()
            >
                {shows_negative.then(|| view! { <p class="lead">{words.recap_race_what()}</p> })}
                <Race words course=course.clone() tracks=tracks.clone() shows_negative/>
            </Chart>
        })}
    }
}

/// A picture between what it shows and the numbers that it was drawn from.
#[component]
fn Chart(words: Words, title: &'static str, table: AnyView, children: Children) -> impl IntoView {
    view! {
        <figure class="chart">
            <figcaption><h2>{title}</h2></figcaption>
            {children()}
            <details>
                <summary>{words.recap_numbers()}<span class="of">": "{title}</span></summary>
                <div class="table" tabindex="0" role="region" aria-label=title>{table}</div>
            </details>
        </figure>
    }
}
