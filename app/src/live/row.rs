//! A line of the board: a signal for each thing that can change by itself.

use super::own::OwnVote;
use leptos::prelude::*;
use shared::{Standing, Tally};
use std::cmp::Reverse;

/// A line of the board: a track of an event, or on the firehose an event.
#[derive(Clone, Debug)]
pub struct Row {
    /// The track's or the event's.
    pub id: i32,
    /// The track's name or the event's title.
    pub title: ArcRwSignal<String>,
    /// The track's artist.
    pub artist: ArcRwSignal<Option<String>>,
    /// How it stands in the line-up.
    pub standing: ArcRwSignal<Standing>,
    /// All voices.
    pub tally: ArcRwSignal<Tally>,
    /// The reader's own.
    pub own: ArcRwSignal<OwnVote>,
}

impl Row {
    pub(super) fn new(id: i32) -> Self {
        Self {
            id,
            title: ArcRwSignal::default(),
            artist: ArcRwSignal::default(),
            standing: ArcRwSignal::default(),
            tally: ArcRwSignal::default(),
            own: ArcRwSignal::default(),
        }
    }

    /// What plays, what can be voted on, and then the rest; of each the best first.
    pub(super) fn rank(&self) -> impl Ord + use<> {
        let group = match self.standing.get_untracked() {
            Standing::Playing => 0,
            Standing::Open => 1,
            Standing::Unlisted => 2,
            Standing::Played => 3,
        };
        (group, self.merit())
    }

    /// The best first, whatever its standing. Among equals the one that more voices stand behind, then the order of the
    /// line-up.
    pub(super) fn merit(&self) -> impl Ord + use<> {
        let tally = self.tally.get_untracked();
        (Reverse(tally.score()), Reverse(tally.total()), self.id)
    }
}
