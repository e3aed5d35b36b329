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
    /// What is said of it, which hardly ever changes.
    pub named: ArcRwSignal<Named>,
    /// All voices.
    pub tally: ArcRwSignal<Tally>,
    /// The reader's own.
    pub own: ArcRwSignal<OwnVote>,
}

/// What the catalog says of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The track's name or the event's title.
    pub title: String,
    /// The track's artist.
    pub artist: Option<String>,
    /// How it stands in the line-up.
    pub standing: Standing,
}

impl Row {
    /// The track's name or the event's title.
    pub fn title(&self) -> String {
        self.named.read().title.clone()
    }

    /// The track's artist; empty: the library names nobody.
    pub fn artist(&self) -> String {
        self.named.read().artist.clone().unwrap_or_default()
    }

    /// How it stands in the line-up.
    pub fn standing(&self) -> Standing {
        self.named.read().standing
    }

    pub(super) fn new(id: i32) -> Self {
        Self { id, named: ArcRwSignal::default(), tally: ArcRwSignal::default(), own: ArcRwSignal::default() }
    }

    /// What plays, what can be voted on, and then the rest; of each the best first.
    pub(super) fn rank(&self) -> impl Ord + use<> {
        let group = match self.named.with_untracked(|named| named.standing) {
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
