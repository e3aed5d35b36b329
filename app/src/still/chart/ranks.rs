//! The ranking: a bar for and a bar against, to both sides of one line.

use super::scale;
use crate::{
    still::{night::Ranked, rules::look},
    words::{Words, number},
};
use leptos::prelude::*;
use shared::Tally;
use std::fmt::Write;

/// Tracks that are drawn; the table has more.
pub const MOST: usize = 15;

/// Where in its row a bar begins, and how high it is: its words stand above it.
const TOP: f64 = 0.6;
const THICK: f64 = 0.24;

/// The first tracks.
#[component]
pub fn Ranks(
    /// What the page says.
    words: Words,
    /// What it is.
    title: &'static str,
    /// The tracks, best first.
    tracks: Vec<Ranked>,
    /// Whether votes against are told.
    shows_negative: bool,
) -> impl IntoView {
    let tracks: Vec<_> = tracks.into_iter().take(MOST).collect();
    let tallies: Vec<_> = tracks.iter().map(|ranked| shown(ranked.tally, shows_negative)).collect();
    let most = |way: fn(&Tally) -> u32| f64::from(tallies.iter().map(way).max().unwrap_or(0));
    let (up, down) = (most(|tally| tally.up), most(|tally| tally.down));
    let (width, height) = ((up + down).max(1.0), tallies.len());
    let named = tracks
        .iter()
        .zip(&tallies)
        .map(|(ranked, tally)| view! { <Named words ranked=ranked.clone() tally=*tally shows_negative/> });
    view! {
        <div class=format!("plot ranks {}", look(format!("--rows:{height}")))>
            <svg role="img" viewBox=format!("0 0 {width} {height}") preserveAspectRatio="none">
                <title>{title}</title>
                <path class="up" d=path(tallies.iter().map(|tally| tally.up), down, 1.0)/>
                <path class="down" d=path(tallies.iter().map(|tally| tally.down), down, -1.0)/>
                <path class="axis" d=format!("M{down} 0V{height}")/>
            </svg>
            <ol aria-hidden="true">{named.collect_view()}</ol>
        </div>
    }
}

#[component]
fn Named(words: Words, ranked: Ranked, tally: Tally, shows_negative: bool) -> impl IntoView {
    let Ranked { track, .. } = ranked;
    let language = words.language();
    let count = |votes: u32| number(language, votes.into());
    view! {
        <li>
            <span class="what" dir="auto"><b class="name">{track.name}</b>" "{track.artist.map(|artist| view! { <span class="artist">{artist}</span> })}</span>
            <span class="counts">
                <span class="up">{count(tally.up)}</span>
                {shows_negative.then(|| view! { <span class="down">{count(tally.down)}</span> })}
            </span>
            <b class="score">{scale::signed(language, tally.score())}</b>
        </li>
    }
}

/// What is told of a tally: where nothing below zero is, the score alone.
pub fn shown(tally: Tally, shows_negative: bool) -> Tally {
    if shows_negative { tally } else { Tally { up: tally.up.saturating_sub(tally.down), down: 0 } }
}

/// A bar a row from the line at `axis`, that way.
fn path(votes: impl Iterator<Item = u32>, axis: f64, way: f64) -> String {
    let mut path = String::new();
    for (row, votes) in votes.enumerate().filter(|(_, votes)| *votes > 0) {
        // A string takes whatever is written.
        let _ = write!(path, "M{axis} {:.2}h{}v{THICK}H{axis}z", row as f64 + TOP, way * f64::from(votes));
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_go_to_both_sides_of_the_line_each_in_its_row() {
        assert_eq!(path([3, 0, 1].into_iter(), 2.0, 1.0), "M2 0.60h3v0.24H2zM2 2.60h1v0.24H2z");
        assert_eq!(path([2].into_iter(), 2.0, -1.0), "M2 0.60h-2v0.24H2z");
    }

    #[test]
    fn where_votes_against_are_not_told_only_the_score_is_and_never_below_zero() {
        assert_eq!(shown(Tally { up: 5, down: 2 }, false), Tally { up: 3, down: 0 });
        assert_eq!(shown(Tally { up: 1, down: 2 }, false), Tally { up: 0, down: 0 });
    }
}
