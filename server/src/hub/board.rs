//! What a channel tallies: names from the catalog, sums from the feed.

use crate::store::{catalog::Names, changes::Change};
use shared::{Event, EventTally, Tally, Track, TrackTally};
use std::collections::BTreeMap;

/// A board one can add votes to. The keys are ids: of tracks, on the firehose of events.
#[derive(Clone, Debug)]
pub(super) struct Board {
    names: Rows,
    tallies: BTreeMap<i32, Tally>,
}

#[derive(Clone, Debug, PartialEq)]
enum Rows {
    Firehose(BTreeMap<i32, Event>),
    /// With each track, whether it is in the line-up.
    Event(Event, BTreeMap<i32, (Track, bool)>),
}

/// What one vote did to a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// The tally of this id changed.
    Tally(i32),
    /// A row appeared that viewers do not know.
    NewRow,
}

impl Board {
    pub(super) fn new(loaded: shared::Board) -> Self {
        match loaded {
            shared::Board::Firehose(events) => Self {
                tallies: events.iter().map(|row| (row.event.id.0, row.tally)).collect(),
                names: Rows::Firehose(events.into_iter().map(|row| (row.event.id.0, row.event)).collect()),
            },
            shared::Board::Event(event, tracks) => Self {
                tallies: tracks.iter().map(|row| (row.track.id.0, row.tally)).collect(),
                names: Rows::Event(
                    event,
                    tracks.into_iter().map(|row| (row.track.id.0, (row.track, row.listed))).collect(),
                ),
            },
        }
    }

    /// Counts one row of `event_vote`.
    pub(super) fn count(&mut self, change: &Change) -> Effect {
        let (key, is_new) = match &mut self.names {
            // An event without a name yet: the catalog's bell rings for it, too, and brings the name.
            Rows::Firehose(_) => (change.vote.event.0, false),
            Rows::Event(_, tracks) => {
                let vote = &change.vote;
                let is_new = !tracks.contains_key(&vote.track.0);
                tracks.entry(vote.track.0).or_insert_with(|| {
                    (Track { id: vote.track, name: vote.name.clone(), artist: vote.artist.clone() }, false)
                });
                (vote.track.0, is_new)
            }
        };
        self.tallies.entry(key).or_default().replace(change.previous, change.next);
        if is_new { Effect::NewRow } else { Effect::Tally(key) }
    }

    /// Takes new names in and keeps the sums; a row that is gone from the catalog stays while voices stand behind it.
    /// Tells whether anything is different now.
    pub(super) fn rename(&mut self, names: Names) -> bool {
        let before = self.names.clone();
        match (&mut self.names, names) {
            (Rows::Firehose(events), Names::Firehose(new)) => {
                *events = new.into_iter().map(|event| (event.id.0, event)).collect();
            }
            (Rows::Event(event, tracks), Names::Event(new_event, new_tracks)) => {
                *event = new_event;
                let mut old = std::mem::take(tracks);
                *tracks = new_tracks.into_iter().map(|(track, listed)| (track.id.0, (track, listed))).collect();
                old.retain(|id, _| self.tallies.get(id).is_some_and(|tally| tally.total() > 0));
                for (id, (track, _)) in old {
                    tracks.entry(id).or_insert((track, false));
                }
            }
            _ => {}
        }
        self.names != before
    }

    /// The ids that have voices.
    pub(super) fn voted(&self) -> Vec<i32> {
        self.tallies.iter().filter(|(_, tally)| tally.total() > 0).map(|(id, _)| *id).collect()
    }

    pub(super) fn tally(&self, id: i32) -> Tally {
        self.tallies.get(&id).copied().unwrap_or_default()
    }

    /// As viewers get it.
    pub(super) fn to_shared(&self) -> shared::Board {
        match &self.names {
            Rows::Firehose(events) => shared::Board::Firehose(
                events.iter().map(|(id, event)| EventTally { event: event.clone(), tally: self.tally(*id) }).collect(),
            ),
            Rows::Event(event, tracks) => {
                let row = |(id, (track, listed)): (&i32, &(Track, bool))| TrackTally {
                    track: track.clone(),
                    tally: self.tally(*id),
                    listed: *listed,
                };
                shared::Board::Event(event.clone(), tracks.iter().map(row).collect())
            }
        }
    }
}
