//! Votes over time: for a track above the line, against one below it.

use super::{Mark, Plot, scale};
use crate::{
    still::{night::Course, rules::look},
    words::{Words, number},
};
use leptos::prelude::*;
use std::fmt::Write;

/// How much of its step a bar fills.
const FILLED: f64 = 0.76;
/// Steps that a drawing is wide at least: a single bar shall not be a wall.
const FEWEST: usize = 12;

/// The votes of each step.
#[component]
pub fn Bars(
    /// What the page says.
    words: Words,
    /// The night.
    course: Course,
    /// Whether votes against may be told from the others.
    shows_negative: bool,
) -> impl IntoView {
    let (up, down) = heights(&course, shows_negative);
    let steps = up.len().max(FEWEST);
    let (above, below) = (most(&up).max(1), most(&down));
    let height = (above + below) as f64;
    let marks = scale::numbers(-(below as i64), above as i64)
        .into_iter()
        .map(|mark| ((above as f64 - mark as f64) * 100.0 / height, number(words.language(), mark.unsigned_abs())));
    let peak = peak(&course);
    let place = (peak as f64 + 0.5) * 100.0 / steps as f64;
    let columns: Vec<Mark> = scale::times(course.from, course.step, steps);
    view! {
        <div class="plot bars" dir="ltr">
            <Plot title=words.recap_over_time() size=(steps as f64, height) rows=marks.collect() columns>
                <path class="up" d=path(&up, above as f64, |_| true, -1.0)/>
                <path class="down" d=path(&down, above as f64, |_| true, 1.0)/>
                <path class="peak" d=path(&up, above as f64, |nth| nth == peak, -1.0)/>
                <path class="axis" d=format!("M0 {above}H{steps}")/>
            </Plot>
            <p class="mark" aria-hidden="true">
                <span class=format!("{} {}", look(format!("left:{place:.2}%")), side(place)) dir="auto">{words.recap_busiest_mark()}</span>
            </p>
        </div>
    }
}

/// The votes above the line and below it, step by step.
fn heights(course: &Course, shows_negative: bool) -> (Vec<u64>, Vec<u64>) {
    let together = |nth: usize| course.bars[nth].up + course.bars[nth].down;
    if shows_negative {
        (course.bars.iter().map(|bar| bar.up).collect(), course.bars.iter().map(|bar| bar.down).collect())
    } else {
        ((0..course.bars.len()).map(together).collect(), vec![])
    }
}

fn most(votes: &[u64]) -> u64 {
    votes.iter().copied().max().unwrap_or(0)
}

/// The step that has the busiest minute in it.
fn peak(course: &Course) -> usize {
    let step = (course.busiest.0.0 - course.from.0).div_euclid(course.step * 1_000);
    (step.max(0) as usize).min(course.bars.len().saturating_sub(1))
}

/// Which way a word goes from there so that it stays inside.
fn side(place: f64) -> &'static str {
    match place {
        ..15.0 => "early",
        85.0.. => "late",
        _ => "",
    }
}

/// The outlines of all bars that stand on the line at `axis` and go that way.
fn path(votes: &[u64], axis: f64, is_drawn: impl Fn(usize) -> bool, way: f64) -> String {
    let mut path = String::new();
    for (nth, votes) in votes.iter().enumerate().filter(|(nth, votes)| **votes > 0 && is_drawn(*nth)) {
        let left = nth as f64 + (1.0 - FILLED) / 2.0;
        // A string takes whatever is written.
        let _ = write!(path, "M{left:.2} {axis}v{}h{FILLED}V{axis}z", way * *votes as f64);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::still::night::Bar;
    use shared::Timestamp;

    #[test]
    fn bars_stand_on_the_line_and_steps_without_votes_have_none() {
        assert_eq!(path(&[0, 3], 5.0, |_| true, -1.0), "M1.12 5v-3h0.76V5z");
        assert_eq!(path(&[2, 0], 5.0, |_| true, 1.0), "M0.12 5v2h0.76V5z");
    }

    #[test]
    fn the_mark_is_on_the_step_that_the_busiest_minute_is_in() {
        let at = |minute: i64| Timestamp(minute * 60_000);
        let course = |busiest| Course {
            from: at(10),
            step: 300,
            span: (at(11), at(24)),
            bars: vec![Bar::default(); 3],
            busiest: (at(busiest), 9),
            astray: 0,
            race: vec![],
        };
        assert_eq!([11, 14, 15, 24].map(|minute| peak(&course(minute))), [0, 0, 1, 2]);
        // Steps may be shorter than a minute.
        assert_eq!(peak(&course(9)), 0);
    }
}
