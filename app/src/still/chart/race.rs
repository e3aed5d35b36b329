//! The race: the scores of the first tracks through the night. Each line has a colour, a pattern and a number of its own,
//! so that nobody needs the colour.

use super::{Mark, Plot, scale};
use crate::{
    still::{
        night::{Course, Ranked},
        rules::look,
    },
    words::Words,
};
use leptos::prelude::*;
use std::fmt::Write;

/// The least distance of two names at the ends of lines, in per cent of the height.
const APART: f64 = 9.0;

/// A line for each track that `course` follows, named by its end.
#[component]
pub fn Race(
    /// What the page says.
    words: Words,
    /// The night.
    course: Course,
    /// The tracks, best first.
    tracks: Vec<Ranked>,
    /// Whether sums below zero are told.
    shows_negative: bool,
) -> impl IntoView {
    let (racers, lines): (Vec<_>, Vec<_>) =
        course.racers(&tracks).map(|(ranked, line)| (ranked, shown(line, shows_negative))).unzip();
    let steps = course.bars.len().max(1);
    let (low, high) = bounds(&lines);
    let place = move |score: i64| (high - score) as f64 * 100.0 / (high - low) as f64;
    let written = |score| scale::signed(words.language(), score);
    let rows: Vec<Mark> = scale::numbers(low, high).into_iter().map(|mark| (place(mark), written(mark))).collect();
    let columns = scale::times(course.from, course.step, steps);
    let last = |line: &Vec<i64>| line.last().copied().unwrap_or(0);
    let ends = spread(&lines.iter().map(|line| place(last(line))).collect::<Vec<_>>());
    let line = |(nth, line): (usize, &Vec<i64>)| {
        let (line, dot) = (path(line, place), format!("M{steps} {:.2}h0", place(last(line))));
        view! { <g class=class(nth)><path class="line" d=line/><path class="dot" d=dot/></g> }
    };
    // The first goes on top.
    let drawn = lines.iter().enumerate().rev().map(line).collect_view();
    let names = racers.iter().zip(&lines).zip(ends).enumerate().map(|(nth, ((ranked, line), top))| {
        let score = written(last(line));
        let name = ranked.track.name.clone();
        view! {
            <li class=format!("{} {}", class(nth), look(format!("top:{top:.2}%")))>
                <b class="nth">{nth + 1}</b><span class="name" dir="auto">{name}</span><span class="score">{score}</span>
            </li>
        }
    });
    // Where there is no room for names beside the lines.
    let key = racers.iter().enumerate();
    let key = key.map(|(nth, ranked)| {
        view! { <li class=class(nth)><b>{nth + 1}</b><span class="name" dir="auto">{ranked.track.name.clone()}</span></li> }
    });
    let key = key.collect_view();
    view! {
        <div class="plot race" dir="ltr">
            <Plot title=words.recap_race() size=(steps as f64, 100.0) rows columns>
                <path class="axis" d=format!("M0 {:.2}H{steps}", place(0))/>
                {drawn}
            </Plot>
            <ol class="ends" aria-hidden="true">{names.collect_view()}</ol>
        </div>
        <ol class="key" aria-hidden="true">{key}</ol>
    }
}

fn class(nth: usize) -> String {
    format!("line-{}", nth + 1)
}

fn shown(line: &[i64], shows_negative: bool) -> Vec<i64> {
    line.iter().map(|score| if shows_negative { *score } else { (*score).max(0) }).collect()
}

/// The lowest and the highest score, and zero.
fn bounds(lines: &[Vec<i64>]) -> (i64, i64) {
    let scores = || lines.iter().flatten().copied();
    let (low, high) = (scores().min().unwrap_or(0).min(0), scores().max().unwrap_or(0).max(0));
    (low, if low == high { high + 1 } else { high })
}

/// A line from nothing through the score at the end of each step.
fn path(line: &[i64], place: impl Fn(i64) -> f64) -> String {
    let mut path = format!("M0 {:.2}", place(0));
    for (nth, score) in line.iter().enumerate() {
        // A string takes whatever is written.
        let _ = write!(path, "L{} {:.2}", nth + 1, place(*score));
    }
    path
}

/// Places as near to those as can be read beside each other, in the same order.
fn spread(places: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].total_cmp(&places[*b]));
    let mut spread = places.to_vec();
    let mut least = f64::MIN;
    for nth in &order {
        spread[*nth] = spread[*nth].max(least);
        least = spread[*nth] + APART;
    }
    // Whoever was pushed out below pushes back.
    let mut most = 100.0;
    for nth in order.iter().rev() {
        spread[*nth] = spread[*nth].min(most);
        most = spread[*nth] - APART;
    }
    spread
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_begins_at_nothing_and_has_a_point_a_step() {
        assert_eq!(path(&[1, -1], |score| score as f64), "M0 0.00L1 1.00L2 -1.00");
    }

    #[test]
    fn names_keep_their_order_and_their_distance_and_stay_inside() {
        assert_eq!(spread(&[0.0, 50.0]), [0.0, 50.0]);
        assert_eq!(spread(&[40.0, 40.0, 10.0]), [40.0, 49.0, 10.0]);
        assert_eq!(spread(&[100.0, 98.0]), [100.0, 91.0]);
        assert!(spread(&[]).is_empty());
    }

    #[test]
    fn there_is_always_something_between_the_lowest_and_the_highest() {
        assert_eq!(bounds(&[]), (0, 1));
        assert_eq!(bounds(&[vec![0, -3]]), (-3, 0));
        assert_eq!(bounds(&[vec![2, 5]]), (0, 5));
    }
}
