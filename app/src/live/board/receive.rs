//! What the server says, taken into a board: the whole state, or what changed. Wakes nobody for what they show already.

use super::LiveBoard;
use crate::live::{
    own::OwnVote,
    row::{Named, Row},
};
use leptos::prelude::*;
use shared::{Board, Channel, Direction, ServerMessage, State, Track, TrackId, state::RECENT};

impl LiveBoard {
    /// Takes in what the server said. What is about another channel is late, and passed over.
    pub fn receive(&self, message: ServerMessage) {
        match message {
            ServerMessage::State(state) if state.board.channel() == self.0.channel => self.replace(*state),
            // An update of before the state was asked for is the tail of an earlier page's stream.
            ServerMessage::Update(update) if update.channel == self.0.channel && self.position().is_some() => {
                self.update(update);
            }
            ServerMessage::Own(event, own) if Channel::Event(event) == self.0.channel => self.set_own(&own),
            ServerMessage::NoSuchChannel(channel) if channel == self.0.channel => self.0.missing.set(true),
            ServerMessage::Answer(ballot, answer) => {
                self.each_own(|own| own.asked(ballot), |own| own.answer(ballot, answer));
                self.settle();
            }
            _ => {}
        }
    }

    pub(super) fn replace(&self, state: State) {
        let first = self.stands_at().is_none();
        let rows = match state.board {
            Board::Firehose(events) => {
                let discreet = events.iter().filter(|row| !row.event.rules.shows_negative);
                *self.discreet() = discreet.map(|row| row.event.id).collect();
                events
                    .into_iter()
                    .map(|row| (row.event.id.0, Named { title: row.event.title, ..Named::default() }, row.tally))
                    .collect::<Vec<_>>()
            }
            Board::Event(event, tracks) => {
                self.0.event.set(Some(event));
                let row = |row: shared::TrackTally| {
                    let Track { id, name: title, artist } = row.track;
                    (id.0, Named { title, artist, standing: row.standing }, row.tally)
                };
                tracks.into_iter().map(row).collect()
            }
        };
        let mut shown = self.0.rows.get_untracked();
        // With them the reader's own vote.
        let mut gone = self.0.gone.lock().expect("nothing panics while it holds rows");
        gone.extend(shown.extract_if(.., |row| !rows.iter().any(|new| new.0 == row.id)));
        for (id, named, tally) in rows {
            let row = shown.iter().find(|row| row.id == id).cloned().unwrap_or_else(|| {
                let known = gone.iter().position(|row| row.id == id).map(|nth| gone.swap_remove(nth));
                let row = known.unwrap_or_else(|| Row::new(id));
                shown.push(row.clone());
                row
            });
            set_if_new(&row.named, named);
            set_if_new(&row.tally, tally);
        }
        drop(gone);
        self.0.rows.set(shown);
        set_if_new(&self.0.recent, state.recent);
        set_if_new(&self.0.viewers, state.viewers);
        *self.stands_at() = Some((state.position, state.cast));
        if first {
            self.sort_if_ranked()
        } else {
            self.check_order()
        }
        self.settle();
    }

    fn update(&self, update: shared::Update) {
        for (id, tally) in update.tallies {
            if let Some(row) = self.row(id) {
                set_if_new(&row.tally, tally);
            }
        }
        if !update.votes.is_empty() {
            self.0.recent.update(|recent| {
                for vote in update.votes {
                    if !recent.iter().any(|known| known.id == vote.id) {
                        recent.insert(0, vote);
                    }
                }
                recent.truncate(RECENT);
            });
        }
        set_if_new(&self.0.viewers, update.viewers);
        *self.stands_at() = Some((update.position, update.cast));
        self.check_order();
        self.settle();
    }

    pub(super) fn set_own(&self, own: &[(TrackId, Direction)]) {
        for row in self.0.rows.get_untracked() {
            let settled = own.iter().find(|(track, _)| track.0 == row.id).map(|(_, direction)| *direction);
            if row.own.with_untracked(|own| own.settled != settled) {
                row.own.update(|own| own.settled = settled);
            }
        }
    }

    /// Settles what the position covers.
    fn settle(&self) {
        let Some(position) = self.position() else { return };
        self.each_own(OwnVote::is_pending, |own| own.settle(&position));
    }

    fn each_own(&self, applies: impl Fn(&OwnVote) -> bool, change: impl Fn(&mut OwnVote)) {
        self.0.rows.with_untracked(|rows| {
            for row in rows.iter().filter(|row| row.own.with_untracked(&applies)) {
                row.own.update(&change);
            }
        });
    }

    /// Tracks are ranked; events stay where they are, for who is about to pick one.
    fn sort_if_ranked(&self) {
        if let Channel::Event(_) = self.0.channel {
            self.sort();
        }
    }

    fn check_order(&self) {
        if let Channel::Event(_) = self.0.channel {
            let sorted = self.0.rows.with_untracked(|rows| rows.is_sorted_by_key(Row::rank));
            set_if_new(&self.0.out_of_order, !sorted);
        }
    }
}

/// Wakes nobody for what they show already.
fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}
