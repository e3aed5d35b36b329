//! What a channel tallies: names from the catalog, sums from the feed.

use crate::store::{
    catalog::{Hidden, Names},
    changes::Change,
};
use shared::{Event, EventId, EventTally, Standing, Tally, Track, TrackId, TrackTally};
use std::collections::BTreeMap;

/// A board one can add votes to. The keys are ids: of tracks, on the firehose of events.
#[derive(Clone, Debug)]
pub(super) struct Board {
    names: Rows,
    tallies: BTreeMap<i32, Tally>,
    /// Counted like all others, and not shown.
    hidden: Hidden,
}

#[derive(Clone, Debug, PartialEq)]
enum Rows {
    Firehose(BTreeMap<i32, Event>),
    /// With each track, how it stands in the line-up.
    Event(Event, BTreeMap<i32, (Track, Standing)>),
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
    pub(super) fn new(loaded: shared::Board, hidden: Hidden) -> Self {
        match loaded {
            shared::Board::Firehose(events) => Self {
                tallies: events.iter().map(|row| (row.event.id.0, row.tally)).collect(),
                names: Rows::Firehose(events.into_iter().map(|row| (row.event.id.0, row.event)).collect()),
                hidden,
            },
            shared::Board::Event(event, tracks) => Self {
                tallies: tracks.iter().map(|row| (row.track.id.0, row.tally)).collect(),
                names: {
                    let shown = tracks.into_iter().filter(|row| !hidden.contains(&(event.id, row.track.id)));
                    let shown = shown.map(|row| (row.track.id.0, (row.track, row.standing))).collect();
                    Rows::Event(event, shown)
                },
                hidden,
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
                let is_new = !tracks.contains_key(&vote.track.0) && !self.hidden.contains(&(vote.event, vote.track));
                if is_new {
                    let track = Track { id: vote.track, name: vote.name.clone(), artist: vote.artist.clone() };
                    tracks.insert(vote.track.0, (track, Standing::Unlisted));
                }
                (vote.track.0, is_new)
            }
        };
        self.tallies.entry(key).or_default().replace(change.previous, change.next);
        if is_new { Effect::NewRow } else { Effect::Tally(key) }
    }

    /// Takes new names in and keeps the sums; a row that is gone from the catalog stays while voices stand behind it.
    /// Tells whether anything is different now.
    pub(super) fn rename(&mut self, names: Names, hidden: Hidden) -> bool {
        let before = (self.names.clone(), std::mem::replace(&mut self.hidden, hidden));
        match (&mut self.names, names) {
            (Rows::Firehose(events), Names::Firehose(new)) => {
                *events = new.into_iter().map(|event| (event.id.0, event)).collect();
            }
            (Rows::Event(event, tracks), Names::Event(new_event, new_tracks)) => {
                *event = new_event;
                let mut old = std::mem::take(tracks);
                *tracks = new_tracks.into_iter().map(|(track, listed)| (track.id.0, (track, listed))).collect();
                old.retain(|id, _| {
                    self.tallies.get(id).is_some_and(|tally| tally.total() > 0)
                        && !self.hidden.contains(&(event.id, TrackId(*id)))
                });
                for (id, (track, _)) in old {
                    tracks.entry(id).or_insert((track, Standing::Unlisted));
                }
            }
            _ => {}
        }
        (&before.0, &before.1) != (&self.names, &self.hidden)
    }

    /// Whether nobody shall see that track at that event.
    pub(super) fn hides(&self, event: EventId, track: TrackId) -> bool {
        self.hidden.contains(&(event, track))
    }

    /// Whether viewers may be told the tally of this id.
    pub(super) fn shows(&self, id: i32) -> bool {
        match &self.names {
            Rows::Firehose(_) => true,
            Rows::Event(event, _) => !self.hides(event.id, TrackId(id)),
        }
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
                let row = |(id, (track, standing)): (&i32, &(Track, Standing))| TrackTally {
                    track: track.clone(),
                    tally: self.tally(*id),
                    standing: *standing,
                };
                shared::Board::Event(event.clone(), tracks.iter().map(row).collect())
            }
        }
    }
}
