//! The last titles, encoded once for all who listen. A listener is a place in it, not a queue of its own.

use crate::{hub::Lost, store::realtime::Title};
use serde_json::value::RawValue;
use shared::{Position, socketio::Update};
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::sync::watch;

/// The most titles kept.
const MOST_TITLES: usize = 1_000;
/// The most bytes kept: a title has 128 characters, a position seldom more.
const MOST_BYTES: usize = 1024 * 1024;

/// A title as it goes out.
#[derive(Debug)]
pub struct Announced {
    /// The row.
    pub row: Title,
    /// Where a listener stands after it.
    pub after: Position,
    /// Both, as JSON.
    pub text: Box<RawValue>,
}

/// The log. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Announcements(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    ring: Mutex<Ring>,
    /// Changes whenever there is more to read; how many titles there were so far.
    grown: watch::Sender<u64>,
    failures: AtomicU64,
}

#[derive(Debug)]
struct Ring {
    titles: VecDeque<Arc<Announced>>,
    bytes: usize,
    /// The place of the first title kept, and the position before it.
    first: u64,
    start: Position,
    /// The position after the last one.
    end: Position,
    /// Places before this one belong to another history of the database.
    anew: u64,
}

/// What a listener that joins must know, all at one moment.
#[derive(Debug)]
pub(super) struct Standing {
    /// The place of the first title kept, and the position before it.
    pub(super) first: (u64, Position),
    /// The place after the last title, and the position there.
    pub(super) end: (u64, Position),
}

impl Announced {
    /// The title of `row`, after which a listener stands at `after`.
    pub fn new(row: Title, after: Position) -> Self {
        let text = serde_json::value::to_raw_value(&Update::new(row.title.as_deref(), &after));
        Self { row, after, text: text.expect("texts always encode") }
    }
}

impl Announcements {
    /// Empty, at `start`.
    pub(super) fn new(start: Position) -> Self {
        let ring = Ring { titles: VecDeque::new(), bytes: 0, first: 0, end: start.clone(), start, anew: 0 };
        Self(Arc::new(Shared { ring: Mutex::new(ring), grown: watch::Sender::new(0), failures: AtomicU64::new(0) }))
    }

    /// How many titles were announced.
    pub fn count(&self) -> u64 {
        *self.0.grown.borrow()
    }

    /// How many reads failed.
    pub fn failures(&self) -> u64 {
        self.0.failures.load(Ordering::Relaxed)
    }

    /// A read failed.
    pub(super) fn failed(&self) {
        self.0.failures.fetch_add(1, Ordering::Relaxed);
    }

    /// Adds titles, lets go of the oldest if the log is full, and wakes all who listen.
    pub(super) fn push(&self, titles: Vec<Arc<Announced>>) {
        if titles.is_empty() {
            return;
        }
        let count = titles.len() as u64;
        let mut ring = self.ring();
        for title in titles {
            ring.bytes += title.text.get().len();
            ring.end = title.after.clone();
            ring.titles.push_back(title);
            while ring.titles.len() > MOST_TITLES || ring.bytes > MOST_BYTES {
                let Some(oldest) = ring.titles.pop_front() else { break };
                ring.bytes -= oldest.text.get().len();
                ring.start = oldest.after.clone();
                ring.first += 1;
            }
        }
        drop(ring);
        self.0.grown.send_modify(|so_far| *so_far += count);
    }

    /// The database has another history now, of which nothing was announced. Wakes all who listen.
    pub(super) fn begin_anew(&self, position: Position) {
        let mut ring = self.ring();
        // One place further, so that nobody stands there yet.
        let first = ring.end_place() + 1;
        *ring = Ring { titles: VecDeque::new(), bytes: 0, first, end: position.clone(), start: position, anew: first };
        drop(ring);
        self.0.grown.send_modify(|_| {});
    }

    /// Tells when there is more to read.
    pub(super) fn subscribe(&self) -> watch::Receiver<u64> {
        self.0.grown.subscribe()
    }

    pub(super) fn standing(&self) -> Standing {
        let ring = self.ring();
        Standing { first: (ring.first, ring.start.clone()), end: (ring.end_place(), ring.end.clone()) }
    }

    /// What follows `place`.
    pub(super) fn read(&self, place: u64) -> Result<Vec<Arc<Announced>>, Lost> {
        let ring = self.ring();
        if place < ring.anew {
            return Err(Lost::Closed);
        }
        let skip = place.checked_sub(ring.first).ok_or(Lost::FellOut)?;
        Ok(ring.titles.iter().skip(skip as usize).cloned().collect())
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.0.ring.lock().expect("no thread panics while it holds the log")
    }
}

impl Ring {
    fn end_place(&self) -> u64 {
        self.first + self.titles.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::{Epoch, Snapshot, VoteId};

    fn at(xmax: u64) -> Position {
        Snapshot::new(Epoch(0), xmax, vec![]).into()
    }

    fn title(nth: u64) -> Arc<Announced> {
        let row = Title { xid: nth, id: VoteId(nth as i64), title: None };
        Arc::new(Announced::new(row, at(nth + 1)))
    }

    #[test]
    fn a_full_log_lets_go_of_the_oldest_and_whoever_was_there_is_told() {
        let log = Announcements::new(at(0));
        log.push((0..1_500).map(title).collect());
        assert_eq!(log.count(), 1_500);
        assert_eq!(log.read(499).expect_err("it has gone"), Lost::FellOut);
        let kept = log.read(500).expect("it is there");
        assert_eq!((kept.len(), kept[0].row.xid), (MOST_TITLES, 500));
        let Standing { first, end } = log.standing();
        assert_eq!((first, end), ((500, at(500)), (1_500, at(1_500))));
    }

    #[test]
    fn long_positions_fill_the_log_sooner() {
        let log = Announcements::new(at(0));
        let open: Position = Snapshot::new(Epoch(0), 100_000, (0..1_000).map(|xid| xid * 100).collect()).into();
        let row = Title { xid: 1, id: VoteId(1), title: None };
        log.push((0..500).map(|_| Arc::new(Announced::new(row.clone(), open.clone()))).collect());
        let bytes: usize = log.ring().titles.iter().map(|title| title.text.get().len()).sum();
        assert!(bytes <= MOST_BYTES && bytes > MOST_BYTES / 2, "{bytes}");
        assert_eq!(log.ring().bytes, bytes);
    }

    #[test]
    fn who_listens_when_the_history_changes_is_told() {
        let log = Announcements::new(at(0));
        let mut grown = log.subscribe();
        log.push(vec![title(0)]);
        let (place, _) = log.standing().end;
        grown.borrow_and_update();
        log.begin_anew(at(9));
        assert!(grown.has_changed().expect("the log is there"));
        assert_eq!(log.read(place).expect_err("another history"), Lost::Closed);
        let (place, position) = log.standing().end;
        assert_eq!(position, at(9));
        assert!(log.read(place).expect("it is there").is_empty());
    }
}
