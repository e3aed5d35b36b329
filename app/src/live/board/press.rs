//! The reader's own wishes on a board: what a press asks for, and what was asked before. Sends nothing.

use super::LiveBoard;
use crate::live::{Pressed, row::Row};
use leptos::prelude::*;
use shared::{Ballot, Channel, Direction, EventId, TrackId};
use uuid::Uuid;

impl LiveBoard {
    /// What the reader wants who presses a button, by what stands: marks it on the row, and returns the ballot that asks
    /// for it.
    pub fn press(&self, event: EventId, row: &Row, direction: Direction) -> Pressed {
        let adds = self.adds();
        let (before, choice) = row.own.with_untracked(|own| (own.shown(), own.choice(direction, adds)));
        Pressed { before, ballot: self.wish(event, row, choice) }
    }

    /// The ballot that takes a press back, if the row is still there and the press was no voice of its own.
    pub fn take_back(&self, pressed: &Pressed) -> Option<Ballot> {
        let row = self.row(pressed.ballot.track.0).filter(|_| !self.adds())?;
        Some(self.wish(pressed.ballot.event, &row, pressed.before))
    }

    /// Marks the reader's wish on a row, and returns the ballot that asks for it.
    fn wish(&self, event: EventId, row: &Row, choice: Option<Direction>) -> Ballot {
        let ballot = Ballot { id: Uuid::new_v4(), event, track: TrackId(row.id), choice };
        row.own.update(|own| own.wish(ballot.id, choice, self.adds()));
        ballot
    }

    /// Whether each press is a voice of its own.
    pub fn adds(&self) -> bool {
        untrack(|| self.rules().free_repeats)
    }

    /// Marks the wishes of ballots that were cast here and are not answered yet: of before the reader left this page.
    pub fn recall(&self, unanswered: &[Ballot]) {
        for ballot in unanswered.iter().filter(|ballot| Channel::Event(ballot.event) == self.0.channel) {
            if let Some(row) =
                self.row(ballot.track.0).filter(|row| !row.own.with_untracked(|own| own.asked(ballot.id)))
            {
                row.own.update(|own| own.wish(ballot.id, ballot.choice, self.adds()));
            }
        }
    }
}
