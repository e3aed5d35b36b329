//! What a native page shows: the sums, and how they move.

use shared::{Board, Position, State, Tally, Update};
use std::collections::BTreeMap;

/// What a native follower shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// Which votes are in it.
    pub(crate) position: Position,
    /// By track, or by event on the firehose.
    pub(crate) tallies: BTreeMap<i32, Tally>,
    /// Up and down votes ever cast.
    pub(crate) cast: u64,
}

impl Shown {
    /// Moves by what changed.
    pub(crate) fn apply(&mut self, update: Update) {
        self.position = update.position;
        self.tallies.extend(update.tallies);
        self.cast = update.cast;
    }
}

impl From<State> for Shown {
    fn from(state: State) -> Self {
        let tallies = match state.board {
            Board::Firehose(events) => events.into_iter().map(|one| (one.event.id.0, one.tally)).collect(),
            Board::Event(_, tracks) => tracks.into_iter().map(|one| (one.track.id.0, one.tally)).collect(),
        };
        Self { position: state.position, tallies, cast: state.cast }
    }
}
