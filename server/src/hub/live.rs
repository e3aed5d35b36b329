//! A channel's state and how a batch moves it: a plain state machine without locks, tasks or a clock.

use super::board::{Board, Effect};
use crate::store::{
    catalog::{Hidden, Loaded, Names},
    changes::{Batch, Change},
};
use shared::{Channel, Position, Publication, ServerMessage, State, Tally, Update, state::RECENT};
use std::collections::{BTreeSet, VecDeque};

/// The most votes that one native frame tells of; of a flood the last ones.
const VOTES_A_FRAME: usize = 8;

#[derive(Debug)]
pub(super) struct Live {
    channel: Channel,
    board: Board,
    /// Newest first.
    recent: VecDeque<Publication>,
    /// Exactly what is in the tallies, of the rows of this channel.
    position: Position,
    /// Up and down votes ever cast.
    cast: u64,
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
            board: Board::new(loaded.board, loaded.hidden),
            recent: loaded.recent.into(),
            position: loaded.position,
            cast: loaded.cast,
            viewers: 0,
            touched: BTreeSet::new(),
            votes: VecDeque::new(),
            renamed: false,
        }
    }

    pub(super) fn position(&self) -> &Position {
        &self.position
    }

    /// Counts those `rows` of the batch that are new here. Each up or down vote goes to `published`, if there is one, with
    /// the position right after it.
    pub(super) fn apply(
        &mut self,
        batch: &Batch,
        rows: &[usize],
        mut published: Option<impl FnMut(&Change, Position)>,
    ) {
        // Loaded later than the batch was read: what the load saw is counted.
        let counted = self.position.clone();
        for (nth, change) in rows.iter().map(|&nth| (nth, &batch.changes[nth])) {
            if counted.covers(change.xid, change.vote.id) {
                continue;
            }
            match self.board.count(change) {
                Effect::Tally(id) => _ = self.touched.insert(id),
                Effect::NewRow => self.renamed = true,
            }
            if change.next.is_some() {
                if let Some(published) = &mut published {
                    published(change, counted.union(&batch.position_after(nth)));
                }
                self.tell_of(&change.vote);
            }
        }
        self.position = counted.union(&batch.after);
    }

    fn tell_of(&mut self, vote: &Publication) {
        self.cast += 1;
        self.recent.push_front(vote.clone());
        self.recent.truncate(RECENT);
        if self.board.hides(vote.event, vote.track) {
            return;
        }
        if self.votes.len() == VOTES_A_FRAME {
            self.votes.pop_front();
        }
        self.votes.push_back(vote.clone());
    }

    /// Up and down votes ever cast.
    pub(super) fn cast(&self) -> u64 {
        self.cast
    }

    pub(super) fn rename(&mut self, names: Names, hidden: Hidden) {
        // After each reconnect of the listener the names are read again, and mostly they are what they were.
        self.renamed |= self.board.rename(names, hidden);
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
        let touched = touched.into_iter().filter(|&id| self.board.shows(id));
        let tallies: Vec<(i32, Tally)> = touched.map(|id| (id, self.board.tally(id))).collect();
        ServerMessage::Update(Update {
            channel: self.channel,
            position: self.position.clone(),
            viewers,
            cast: self.cast,
            tallies,
            votes,
        })
    }

    pub(super) fn state(&self) -> State {
        let shown = |vote: &&Publication| !self.board.hides(vote.event, vote.track);
        State {
            position: self.position.clone(),
            viewers: self.viewers,
            cast: self.cast,
            board: self.board.to_shared(),
            recent: self.recent.iter().filter(shown).cloned().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::changes::Clock;
    use shared::{Direction, Event, EventId, Rules, Standing, Timestamp, Track, TrackId, TrackTally, VoteId};

    fn position(text: &str) -> Position {
        format!("0-{text}").parse().expect("a position")
    }

    fn channel_at(text: &str) -> Live {
        let event = Event {
            id: EventId(1),
            title: "Friday".into(),
            code: "FRIDAY".into(),
            opens_at: None,
            closes_at: None,
            rules: Rules::default(),
        };
        let track = Track { id: TrackId(7), name: "\"Heroes\"".into(), artist: None };
        let row = TrackTally { track, tally: Tally::default(), standing: Standing::Open };
        let board = shared::Board::Event(event, vec![row]);
        Live::new(Loaded { position: position(text), cast: 0, board, recent: vec![], hidden: Hidden::new() })
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

    /// Applies the batch between two positions; returns each vote heard, and where the channel stood after it.
    fn apply(live: &mut Live, (before, after): (&str, &str), changes: Vec<Change>) -> Vec<(i64, String)> {
        let rows: Vec<_> = (0..changes.len()).collect();
        let (before, after) = (position(before), position(after));
        let clock = Clock { here: std::time::Instant::now(), there: Timestamp(0) };
        let batch = Batch { before, visible: after.whole().clone(), after, clock, changes };
        let mut heard = Vec::new();
        let mut hear = |change: &Change, after: Position| heard.push((change.vote.id.0, after.to_string()));
        live.apply(&batch, &rows, Some(&mut hear));
        heard
    }

    #[test]
    fn what_the_load_has_seen_is_not_counted_again() {
        let mut live = channel_at("20:15");
        let heard = apply(&mut live, ("10", "22"), vec![vote(1, 12, 7), vote(2, 15, 7), vote(3, 21, 7)]);
        assert_eq!(heard, [(2, "0-20".into()), (3, "0-22".into())], "12 was visible to the load, 15 was still open");
        assert_eq!(live.board.tally(7), Tally { up: 2, down: 0 });
    }

    #[test]
    fn a_load_newer_than_the_batch_takes_nothing_from_it() {
        let mut live = channel_at("30");
        assert_eq!(apply(&mut live, ("10", "22"), vec![vote(1, 12, 7)]), []);
        assert_eq!(live.position().to_string(), "0-30");
        assert!(!live.has_news());
    }

    #[test]
    fn a_transaction_in_pieces_counts_once_and_others_pass_between() {
        let mut live = channel_at("10");
        let heard = apply(&mut live, ("10", "13:12~12.2"), vec![vote(1, 12, 7), vote(2, 12, 7)]);
        assert_eq!(heard, [(1, "0-13:12~12.1".into()), (2, "0-13:12~12.2".into())]);
        let heard = apply(&mut live, ("13:12~12.2", "15:12~12.2"), vec![vote(4, 13, 7), vote(5, 14, 7)]);
        assert_eq!(heard, [(4, "0-14:12~12.2".into()), (5, "0-15:12~12.2".into())]);
        apply(&mut live, ("15:12~12.2", "15"), vec![vote(3, 12, 7)]);
        assert_eq!(live.board.tally(7), Tally { up: 5, down: 0 });
        assert_eq!((live.position().to_string(), live.state().cast), ("0-15".into(), 5));
    }

    #[test]
    fn a_flood_is_one_small_frame_with_the_newest_sums() {
        let mut live = channel_at("10");
        apply(&mut live, ("10", "2000"), (0..1_000).map(|n| vote(n, 10 + n as u64, 7)).collect());
        let ServerMessage::Update(update) = live.frame(3) else { panic!("names did not change") };
        assert_eq!(update.tallies, [(7, Tally { up: 1_000, down: 0 })]);
        assert_eq!(update.votes.len(), VOTES_A_FRAME);
        assert_eq!(update.votes.last().map(|vote| vote.id), Some(VoteId(999)));
        assert!(!live.has_news());
    }

    #[test]
    fn a_hidden_track_is_counted_and_in_no_frame_and_comes_back_with_all_its_voices() {
        let mut live = channel_at("10");
        let shared::Board::Event(event, rows) = live.state().board else { panic!("an event's board") };
        let names = |tracks: &[TrackTally]| {
            Names::Event(event.clone(), tracks.iter().map(|row| (row.track.clone(), row.standing)).collect())
        };
        apply(&mut live, ("10", "20"), vec![vote(1, 11, 7)]);
        live.rename(names(&[]), Hidden::from([(EventId(1), TrackId(7))]));
        let ServerMessage::State(state) = live.frame(0) else { panic!("names changed") };
        assert_eq!(state.board, shared::Board::Event(event.clone(), vec![]));
        assert_eq!((state.recent.len(), state.cast), (0, 1));
        apply(&mut live, ("20", "30"), vec![vote(2, 21, 7)]);
        let ServerMessage::Update(update) = live.frame(0) else { panic!("names did not change") };
        assert_eq!((update.tallies, update.votes, update.cast), (vec![], vec![], 2), "only that something was cast");
        assert_eq!(update.position.to_string(), "0-30");
        live.rename(names(&rows), Hidden::new());
        let ServerMessage::State(state) = live.frame(0) else { panic!("names changed") };
        let shared::Board::Event(_, tracks) = state.board else { panic!("an event's board") };
        assert_eq!((tracks[0].tally.up, state.recent.len()), (2, 2));
    }

    #[test]
    fn a_track_nobody_knew_is_told_with_its_name() {
        let mut live = channel_at("10");
        apply(&mut live, ("10", "20"), vec![vote(1, 11, 99)]);
        let ServerMessage::State(state) = live.frame(0) else { panic!("an update has no names") };
        let shared::Board::Event(_, tracks) = state.board else { panic!("an event's board") };
        assert_eq!(
            tracks.iter().map(|row| (row.track.id.0, row.tally.up, row.standing)).collect::<Vec<_>>(),
            [(7, 0, Standing::Open), (99, 1, Standing::Unlisted)]
        );
    }
}
