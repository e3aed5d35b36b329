//! A bounded log of frames that are ready to send. A viewer is a place in it, not a queue of its own.

use super::Frame;
use shared::Position;
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard},
    task::Waker,
};
use tokio::sync::watch;

/// The most frames kept: at 30 a second, four minutes and more of a flood.
const MOST_FRAMES: usize = 8_192;
/// The most bytes kept.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// The most bytes read at once, but for a single frame that is longer.
const MOST_READ: usize = 256 * 1024;

/// Why there is nothing to read at a viewer's place any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// The place is no longer in the log: the viewer read too slowly.
    #[error("fell out of the log")]
    FellOut,
    /// The channel was let go of: the database's history is another one now.
    #[error("the channel begins anew")]
    Closed,
}

/// The log of one channel in one wire format.
#[derive(Debug)]
pub struct Log {
    ring: Mutex<Ring>,
    /// The place after the last frame; wakes those who wait for more.
    end: watch::Sender<u64>,
    /// Woken each time.
    wakers: Mutex<Wakers>,
}

#[derive(Debug, Default)]
struct Wakers {
    next: u64,
    all: Vec<(u64, Waker)>,
}

#[derive(Debug)]
struct Ring {
    frames: VecDeque<Frame>,
    /// The place of the first frame kept.
    first: u64,
    /// The position before that frame.
    start: Position,
    bytes: usize,
    closed: bool,
}

impl Log {
    /// Empty, with the channel at `start`.
    pub(super) fn new(start: Position) -> Self {
        let ring = Ring { frames: VecDeque::new(), first: 0, start, bytes: 0, closed: false };
        Self { ring: Mutex::new(ring), end: watch::Sender::new(0), wakers: Mutex::default() }
    }

    /// Adds a frame, lets go of the oldest if the log is full, and wakes all who wait.
    pub(super) fn push(&self, frames: impl IntoIterator<Item = Frame>) {
        let end = {
            let mut ring = self.ring();
            for frame in frames {
                ring.bytes += frame.wire.len();
                ring.frames.push_back(frame);
                while ring.frames.len() > MOST_FRAMES || ring.bytes > MOST_BYTES {
                    let Some(oldest) = ring.frames.pop_front() else { break };
                    ring.bytes -= oldest.wire.len();
                    ring.start = oldest.after.clone();
                    ring.first += 1;
                }
            }
            ring.end()
        };
        self.tell(end);
    }

    /// Nothing will be added any more; wakes all who wait.
    pub(super) fn close(&self) {
        self.ring().closed = true;
        self.tell(u64::MAX);
    }

    fn tell(&self, end: u64) {
        self.end.send_replace(end);
        self.wakers().all.iter().for_each(|(_, waker)| waker.wake_by_ref());
    }

    /// Wakes whenever the log grows or is closed, until the number that this returns is [forgotten](Self::forget).
    pub fn wake_on_growth(&self, waker: Waker) -> u64 {
        let mut wakers = self.wakers();
        wakers.next += 1;
        let number = wakers.next;
        wakers.all.push((number, waker));
        number
    }

    /// Wakes that one no more.
    pub fn forget(&self, number: u64) {
        self.wakers().all.retain(|(one, _)| *one != number);
    }

    /// The place after the last frame.
    pub fn end(&self) -> u64 {
        self.ring().end()
    }

    /// How many frames it holds, and how many bytes they have.
    pub(super) fn length(&self) -> (usize, usize) {
        let ring = self.ring();
        (ring.frames.len(), ring.bytes)
    }

    /// Tells when the end moves.
    pub(super) fn subscribe(&self) -> watch::Receiver<u64> {
        self.end.subscribe()
    }

    /// The place at which the channel stood at `position`, if the log goes back that far.
    pub(super) fn find(&self, position: &Position) -> Option<u64> {
        let ring = self.ring();
        // The first such place: new names and viewers move no position, and a follower may lack their frames.
        if ring.start == *position {
            return Some(ring.first);
        }
        let index = ring.frames.iter().position(|frame| frame.after == *position)?;
        Some(ring.first + index as u64 + 1)
    }

    /// The first place, if one who has seen `position` finds everything it lacks in the log. It may hold what it does not.
    pub(super) fn reaches(&self, position: &Position) -> Option<u64> {
        let ring = self.ring();
        position.includes(&ring.start).then_some(ring.first)
    }

    /// What follows `place`, or as much of it as goes out well at once.
    pub fn read(&self, place: u64) -> Result<Vec<Frame>, Lost> {
        let ring = self.ring();
        if ring.closed {
            return Err(Lost::Closed);
        }
        let skip = place.checked_sub(ring.first).ok_or(Lost::FellOut)?;
        let mut before = 0;
        let fits = |frame: &&Frame| {
            let fits = before == 0 || before + frame.wire.len() <= MOST_READ;
            before += frame.wire.len();
            fits
        };
        Ok(ring.frames.range((skip as usize).min(ring.frames.len())..).take_while(fits).cloned().collect())
    }

    fn wakers(&self) -> MutexGuard<'_, Wakers> {
        self.wakers.lock().expect("no thread panics while it holds the wakers")
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().expect("no thread panics while it holds a log")
    }
}

impl Ring {
    fn end(&self) -> u64 {
        self.first + self.frames.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use std::{
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        task::Wake,
    };

    fn at(xmax: u64) -> Position {
        shared::Snapshot::new(shared::Epoch(0), xmax, vec![]).into()
    }

    fn frame(xmax: u64, bytes: &[u8]) -> Frame {
        Frame::new(at(xmax), None, Bytes::copy_from_slice(bytes))
    }

    #[test]
    fn a_viewer_reads_on_from_its_place() {
        let log = Log::new(at(1));
        log.push([frame(2, b"a"), frame(3, b"b")]);
        assert_eq!(log.read(0), Ok(vec![frame(2, b"a"), frame(3, b"b")]));
        assert_eq!(log.read(2), Ok(vec![]));
        let places = [1, 2, 3, 4].map(|xmax| log.find(&at(xmax)));
        assert_eq!(places, [Some(0), Some(1), Some(2), None]);
    }

    #[test]
    fn frames_that_move_no_position_are_not_skipped() {
        let log = Log::new(at(1));
        log.push([frame(1, b"names"), frame(2, b"vote"), frame(2, b"more names")]);
        assert_eq!((log.find(&at(1)), log.find(&at(2))), (Some(0), Some(2)));
    }

    #[test]
    fn a_full_log_lets_go_of_the_oldest_and_says_so() {
        let log = Log::new(at(1));
        log.push((0..=MOST_FRAMES as u64).map(|n| frame(n + 2, b"x")));
        assert_eq!(log.read(0), Err(Lost::FellOut));
        assert_eq!(log.read(1).map(|frames| frames.len()), Ok(MOST_FRAMES));
        assert_eq!(log.read(log.end() + 1), Ok(vec![]));
        assert_eq!(log.find(&at(1)), None);
        assert_eq!(log.find(&at(2)), Some(1));
    }

    #[test]
    fn it_reaches_whoever_has_seen_what_came_before_it() {
        let log = Log::new(at(5));
        log.push([frame(7, b"vote")]);
        assert_eq!([4, 5, 6, 9].map(|xmax| log.reaches(&at(xmax))), [None, Some(0), Some(0), Some(0)]);
    }

    #[test]
    fn a_closed_log_wakes_its_readers_and_says_so() {
        let log = Log::new(at(1));
        let end = log.subscribe();
        log.close();
        assert!(end.has_changed().expect("the log lives"));
        assert_eq!(log.read(0), Err(Lost::Closed));
    }

    #[test]
    fn bytes_are_bounded_too() {
        let log = Log::new(at(1));
        log.push((0..8).map(|n| frame(n + 2, &vec![0; MOST_BYTES / 4])));
        assert_eq!(log.read(log.end() - 4).map(|frames| frames.len()), Ok(1), "a long frame goes alone");
        assert_eq!(log.read(0), Err(Lost::FellOut));
        log.push((0..9).map(|n| frame(n + 2, &vec![0; MOST_READ / 4])));
        assert_eq!(log.read(log.end() - 9).map(|frames| frames.len()), Ok(4));
    }

    #[test]
    fn it_wakes_whoever_wants_that_until_it_is_forgotten() {
        struct Count(AtomicUsize);
        impl Wake for Count {
            fn wake(self: Arc<Self>) {
                self.0.fetch_add(1, Ordering::SeqCst);
            }
        }
        let (one, other) = (Arc::new(Count(0.into())), Arc::new(Count(0.into())));
        let log = Log::new(at(1));
        let first = log.wake_on_growth(one.clone().into());
        log.wake_on_growth(other.clone().into());
        log.push([frame(2, b"a")]);
        log.forget(first);
        log.close();
        assert_eq!([one, other].map(|count| count.0.load(Ordering::SeqCst)), [1, 2]);
    }
}
