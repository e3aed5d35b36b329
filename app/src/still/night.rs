//! A night in numbers, as the log has it at one moment: what a recap is drawn from. Never reads anything itself.

use shared::{Event, Tally, Timestamp, Track, TrackId};
use std::cmp::Reverse;

/// Voices that a track needs before its share of them means anything,
const FEW: u32 = 5;
/// and the part of the most voices of any track that it needs as well.
const PART: u32 = 10;

/// All that a recap says.
#[derive(Clone, Debug, PartialEq)]
pub struct Night {
    /// The event.
    pub event: Event,
    /// When this was read.
    pub at: Timestamp,
    /// Up and down votes that were ever cast.
    pub cast: u64,
    /// Voters who are known apart.
    pub voters: u64,
    /// Votes of nobody knows whom.
    pub unknown: u64,
    /// The tracks, best first; no more than one would read.
    pub tracks: Vec<Ranked>,
    /// What else was voted on, summed up.
    pub rest: Rest,
    /// What hosts hide, summed up.
    pub hidden: Rest,
    /// When it happened; `None`: nobody voted, or never at a time that can be.
    pub course: Option<Course>,
}

/// A track and what was said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The track.
    pub track: Track,
    /// The voices that stand.
    pub tally: Tally,
    /// Up and down votes that were ever cast.
    pub cast: u64,
}

/// Tracks that are not named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rest {
    /// How many.
    pub tracks: u64,
    /// Voices for them that stand.
    pub up: u64,
    /// The same against.
    pub down: u64,
    /// Up and down votes that were ever cast.
    pub cast: u64,
}

/// The night over time, in steps of equal length.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// When the first step begins.
    pub from: Timestamp,
    /// How long one is, in seconds.
    pub step: i64,
    /// The first vote and the last.
    pub span: (Timestamp, Timestamp),
    /// The votes of each step.
    pub bars: Vec<Bar>,
    /// When the minute began in which most votes were cast, and how many.
    pub busiest: (Timestamp, u64),
    /// Votes whose time is too far from all others' to be drawn.
    pub astray: u64,
    /// For each of the first tracks that were voted on its score at the end of each step.
    pub race: Vec<(TrackId, Vec<i64>)>,
}

impl Course {
    /// Those of `tracks` that race, each with its scores.
    pub fn racers<'a>(&'a self, tracks: &'a [Ranked]) -> impl Iterator<Item = (&'a Ranked, &'a [i64])> {
        let track = |id| tracks.iter().find(move |ranked| ranked.track.id == id);
        self.race.iter().filter_map(move |(id, scores)| Some((track(*id)?, &**scores)))
    }
}

/// The votes of one step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bar {
    /// For a track.
    pub up: u64,
    /// Against one.
    pub down: u64,
}

/// How it ended, or stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome<'a> {
    /// No track is above zero.
    Nobody,
    /// One track is first.
    One(&'a Ranked),
    /// So many are first together.
    Several(usize, i64),
}

impl Night {
    /// Whether somebody may still vote.
    pub fn is_running(&self) -> bool {
        self.event.closes_at.is_none_or(|at| at > self.at)
    }

    /// Whether nobody ever voted.
    pub fn is_empty(&self) -> bool {
        self.cast == 0
    }

    /// Who is first.
    pub fn outcome(&self) -> Outcome<'_> {
        let best = self.tracks.first().filter(|first| first.tally.score() > 0);
        let Some(first) = best else { return Outcome::Nobody };
        let score = first.tally.score();
        match self.tracks.iter().take_while(|ranked| ranked.tally.score() == score).count() {
            1 => Outcome::One(first),
            several => Outcome::Several(several, score),
        }
    }

    /// All voices that stand: for and against.
    pub fn standing(&self) -> (u64, u64) {
        let named =
            |way: fn(&Tally) -> u32| self.tracks.iter().map(|ranked| u64::from(way(&ranked.tally))).sum::<u64>();
        let Self { rest, hidden, .. } = self;
        (named(|tally| tally.up) + rest.up + hidden.up, named(|tally| tally.down) + rest.down + hidden.down)
    }

    /// The track with the highest share of voices for it, of those with enough of them.
    pub fn loved(&self) -> Option<&Ranked> {
        let most = self.tracks.iter().map(|ranked| ranked.tally.total()).max()?;
        let enough = self.tracks.iter().filter(|ranked| ranked.tally.total() >= FEW.max(most / PART));
        let loved = enough.filter(|ranked| ranked.tally.up > ranked.tally.down);
        // Of equals the one with more voices, then the better one: `max_by` would take the last.
        loved.min_by_key(|ranked| Reverse((share(ranked.tally), ranked.tally.total())))
    }

    /// The track that voices are split over most evenly, and most of them: whichever has the most voices on its weaker side.
    pub fn divisive(&self) -> Option<&Ranked> {
        let weaker = |ranked: &&Ranked| ranked.tally.up.min(ranked.tally.down);
        let split = self.tracks.iter().filter(|ranked| weaker(ranked) > 1);
        split.min_by_key(|ranked| (Reverse(weaker(ranked)), ranked.tally.total()))
    }
}

/// The part of the voices that is for a track, in millionths.
fn share(tally: Tally) -> u64 {
    u64::from(tally.up) * 1_000_000 / u64::from(tally.total().max(1))
}

#[cfg(test)]
mod tests;
