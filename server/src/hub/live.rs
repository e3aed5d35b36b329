//! A channel's state and how a batch moves it: a plain state machine without locks, tasks or a clock.

use super::board::{Board, Effect};
use crate::store::{
    catalog::{Loaded, Names},
    changes::{Batch, Change},
};
use shared::{Channel, Position, Publication, ServerMessage, Snapshot, State, Tally, Update, state::RECENT};
use std::collections::{BTreeSet, VecDeque};

/// The most votes that one native frame tells of; of a flood the last ones.
const VOTES_A_FRAME: usize = 8;

#[derive(Debug)]
pub(super) struct Live {
    channel: Channel,
    board: Board,
    /// Newest first.
    recent: VecDeque<Publication>,
    /// Every row that this sees is in the tallies, or is no row of this channel.
    base: Snapshot,
    /// Exactly what is in the tallies.
    position: Position,
    /// The viewers that have been told of.
    viewers: u32,
    /// Not yet in any frame: the rows whose sums changed,
    touched: BTreeSet<i32>,
    /// the last votes, oldest first,
    votes: VecDeque<Publication>,
    /// and whether names changed, which only the whole state can say.
    renamed: bool,
}

impl Live {
    pub(super) fn new(loaded: Loaded) -> Self {
        Self {
            channel: loaded.board.channel(),
            board: Board::new(loaded.board),
            recent: loaded.recent.into(),
            position: Position::At(loaded.snapshot.clone()),
            base: loaded.snapshot,
            viewers: 0,
            touched: BTreeSet::new(),
            votes: VecDeque::new(),
            renamed: false,
        }
    }

    pub(super) fn position(&self) -> &Position {
        &self.position
    }

    /// Counts those `rows` of the batch that are new here, and calls `published` with each up or down vote and the
    /// position right after it.
    pub(super) fn apply(&mut self, batch: &Batch, rows: &[usize], mut published: impl FnMut(&Change, &Position)) {
        // Loaded later than this batch began: what the load saw is counted. Else all before the batch is.
        self.base = self.base.max(&batch.from).clone();
        let is_last = |id| batch.complete && batch.changes.last().is_some_and(|change| change.vote.id == id);
        for change in rows.iter().map(|&row| &batch.changes[row]).filter(|change| !self.base.sees(change.xid)) {
            self.position = if is_last(change.vote.id) {
                Position::At(batch.to.clone())
            } else {
                Position::Within { from: self.base.clone(), to: batch.to.clone(), last: change.vote.id }
            };
            match self.board.count(change) {
                Effect::Tally(id) => _ = self.touched.insert(id),
                Effect::NewRow => self.renamed = true,
            }
            if change.next.is_some() {
                published(change, &self.position);
                push_bounded(&mut self.recent, RECENT, &change.vote);
                if self.votes.len() == VOTES_A_FRAME {
                    self.votes.pop_front();
                }
                self.votes.push_back(change.vote.clone());
            }
        }
        if batch.complete {
            self.base = self.base.max(&batch.to).clone();
        }
    }

    pub(super) fn rename(&mut self, names: Names) {
        // After each reconnect of the listener the names are read again, and mostly they are what they were.
        self.renamed |= self.board.rename(names);
    }

    pub(super) fn voted(&self) -> Vec<i32> {
        self.board.voted()
    }

    /// Whether votes or names wait for a frame.
    pub(super) fn has_news(&self) -> bool {
        self.renamed || !self.touched.is_empty()
    }

    /// Whether everyone has been told that this many watch.
    pub(super) fn knows_viewers(&self, viewers: u32) -> bool {
        self.viewers == viewers
    }

    /// All that waits, as one message: sums as they are now, so that a flood costs a viewer no more than a drizzle.
    pub(super) fn frame(&mut self, viewers: u32) -> ServerMessage {
        self.viewers = viewers;
        let touched = std::mem::take(&mut self.touched);
        let votes = std::mem::take(&mut self.votes).into();
        if std::mem::take(&mut self.renamed) {
            return ServerMessage::State(Box::new(self.state()));
        }
        let tallies: Vec<(i32, Tally)> = touched.into_iter().map(|id| (id, self.board.tally(id))).collect();
        ServerMessage::Update(Update {
            channel: self.channel,
            position: self.position.clone(),
            viewers,
            tallies,
            votes,
        })
    }

    pub(super) fn state(&self) -> State {
        State {
            position: self.position.clone(),
            viewers: self.viewers,
            board: self.board.to_shared(),
            recent: self.recent.iter().cloned().collect(),
        }
    }
}

fn push_bounded(recent: &mut VecDeque<Publication>, most: usize, vote: &Publication) {
    recent.push_front(vote.clone());
    recent.truncate(most);
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::{Direction, Event, EventId, Timestamp, Track, TrackId, TrackTally, VoteId};

    fn snapshot(text: &str) -> Snapshot {
        text.parse().expect("a snapshot")
    }

    fn channel_at(text: &str) -> Live {
        let event =
            Event { id: EventId(1), title: "Friday".into(), code: "FRIDAY".into(), opens_at: None, closes_at: None };
        let track = Track { id: TrackId(7), name: "\"Heroes\"".into(), artist: None };
        let row = TrackTally { track, tally: Tally::default(), listed: true };
        Live::new(Loaded { snapshot: snapshot(text), board: shared::Board::Event(event, vec![row]), recent: vec![] })
    }

    fn vote(id: i64, xid: u64, track: i32) -> Change {
        let vote = Publication {
            id: VoteId(id),
            event: EventId(1),
            title: "Friday".into(),
            track: TrackId(track),
            name: "x".into(),
            artist: None,
            direction: Direction::Up,
            cast_at: Timestamp(0),
        };
        Change { xid, previous: None, next: Some(Direction::Up), vote }
    }

    fn apply(live: &mut Live, from: &str, to: &str, complete: bool, changes: Vec<Change>) -> Vec<(i64, String)> {
        let rows: Vec<_> = (0..changes.len()).collect();
        let batch = Batch { from: snapshot(from), to: snapshot(to), changes, complete };
        let mut heard = Vec::new();
        live.apply(&batch, &rows, |change, after| heard.push((change.vote.id.0, after.to_string())));
        heard
    }

    #[test]
    fn what_the_load_has_seen_is_not_counted_again() {
        let mut live = channel_at("20:15");
        let heard = apply(&mut live, "10", "22", true, vec![vote(1, 12, 7), vote(2, 15, 7), vote(3, 21, 7)]);
        assert_eq!(
            heard,
            [(2, "20:15~22~2".into()), (3, "22".into())],
            "12 was visible to the load, 15 was still open"
        );
        assert_eq!(live.board.tally(7), Tally { up: 2, down: 0 });
    }

    #[test]
    fn a_load_newer_than_the_batch_takes_nothing_from_it() {
        let mut live = channel_at("30");
        assert_eq!(apply(&mut live, "10", "22", true, vec![vote(1, 12, 7)]), []);
        assert_eq!(live.position().to_string(), "30");
        assert!(!live.has_news());
    }

    #[test]
    fn chunks_of_one_batch_count_once_each() {
        let mut live = channel_at("10");
        apply(&mut live, "10", "20", false, vec![vote(1, 11, 7), vote(2, 12, 7)]);
        assert_eq!(live.position().to_string(), "10~20~2");
        apply(&mut live, "10", "20", true, vec![vote(3, 13, 7)]);
        apply(&mut live, "20", "21", true, vec![vote(4, 20, 7)]);
        assert_eq!(live.board.tally(7), Tally { up: 4, down: 0 });
        assert_eq!(live.position().to_string(), "21");
    }

    #[test]
    fn a_flood_is_one_small_frame_with_the_newest_sums() {
        let mut live = channel_at("10");
        apply(&mut live, "10", "2000", true, (0..1_000).map(|n| vote(n, 10 + n as u64, 7)).collect());
        let ServerMessage::Update(update) = live.frame(3) else { panic!("names did not change") };
        assert_eq!(update.tallies, [(7, Tally { up: 1_000, down: 0 })]);
        assert_eq!(update.votes.len(), VOTES_A_FRAME);
        assert_eq!(update.votes.last().map(|vote| vote.id), Some(VoteId(999)));
        assert!(!live.has_news());
    }

    #[test]
    fn a_track_nobody_knew_is_told_with_its_name() {
        let mut live = channel_at("10");
        apply(&mut live, "10", "20", true, vec![vote(1, 11, 99)]);
        let ServerMessage::State(state) = live.frame(0) else { panic!("an update has no names") };
        let shared::Board::Event(_, tracks) = state.board else { panic!("an event's board") };
        assert_eq!(
            tracks.iter().map(|row| (row.track.id.0, row.tally.up, row.listed)).collect::<Vec<_>>(),
            [(7, 0, true), (99, 1, false)]
        );
    }
}
