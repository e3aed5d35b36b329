//! A bounded log of frames that are ready to send. A viewer is a place in it, not a queue of its own.

use bytes::Bytes;
use shared::{Channel, Position, Publication, VoteId, plain};
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard},
};
use tokio::sync::watch;

/// The most frames kept: at 30 a second, two minutes and more of a flood.
const MOST_FRAMES: usize = 4_096;
/// The most bytes kept.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The viewer's place is no longer in the log: it read too slowly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("fell out of the log")]
pub struct FellOut;

/// One message, ready to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Where the channel stands after it.
    pub after: Position,
    /// The one vote it tells of, and the transaction that wrote it; `None` where a frame tells of any number.
    pub vote: Option<(u64, VoteId)>,
    /// What goes over the wire.
    pub bytes: Bytes,
}

impl Frame {
    /// A vote as one line of the plain protocol.
    pub fn plain(channel: Channel, xid: u64, vote: &Publication, after: Position) -> Self {
        let line = serde_json::to_vec(&plain::Vote::new(channel, vote, &after));
        let bytes = line.expect("text and numbers always encode").into();
        Self { after, vote: Some((xid, vote.id)), bytes }
    }
}

/// The log of one channel in one wire format.
#[derive(Debug)]
pub(super) struct Log {
    ring: Mutex<Ring>,
    /// The place after the last frame; wakes those who wait for more.
    end: watch::Sender<u64>,
}

#[derive(Debug)]
struct Ring {
    frames: VecDeque<Frame>,
    /// The place of the first frame kept.
    first: u64,
    /// The position before that frame.
    start: Position,
    bytes: usize,
}

impl Log {
    /// Empty, with the channel at `start`.
    pub(super) fn new(start: Position) -> Self {
        let ring = Ring { frames: VecDeque::new(), first: 0, start, bytes: 0 };
        Self { ring: Mutex::new(ring), end: watch::Sender::new(0) }
    }

    /// Adds a frame, lets go of the oldest if the log is full, and wakes all who wait.
    pub(super) fn push(&self, frames: impl IntoIterator<Item = Frame>) {
        let end = {
            let mut ring = self.ring();
            for frame in frames {
                ring.bytes += frame.bytes.len();
                ring.frames.push_back(frame);
                while ring.frames.len() > MOST_FRAMES || ring.bytes > MOST_BYTES {
                    let Some(oldest) = ring.frames.pop_front() else { break };
                    ring.bytes -= oldest.bytes.len();
                    ring.start = oldest.after;
                    ring.first += 1;
                }
            }
            ring.end()
        };
        self.end.send_replace(end);
    }

    /// The place after the last frame.
    pub(super) fn end(&self) -> u64 {
        self.ring().end()
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

    /// Everything from `place` on.
    pub(super) fn read(&self, place: u64) -> Result<Vec<Frame>, FellOut> {
        let ring = self.ring();
        let skip = place.checked_sub(ring.first).ok_or(FellOut)?;
        Ok(ring.frames.iter().skip(skip as usize).cloned().collect())
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

    fn at(xmax: u64) -> Position {
        Position::At(shared::Snapshot::new(xmax, vec![]))
    }

    fn frame(xmax: u64, bytes: &[u8]) -> Frame {
        Frame { after: at(xmax), vote: None, bytes: Bytes::copy_from_slice(bytes) }
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
        assert_eq!(log.read(0), Err(FellOut));
        assert_eq!(log.read(1).map(|frames| frames.len()), Ok(MOST_FRAMES));
        assert_eq!(log.find(&at(1)), None);
        assert_eq!(log.find(&at(2)), Some(1));
    }

    #[test]
    fn bytes_are_bounded_too() {
        let log = Log::new(at(1));
        log.push((0..8).map(|n| frame(n + 2, &vec![0; MOST_BYTES / 4])));
        assert_eq!(log.read(log.end() - 4).map(|frames| frames.len()), Ok(4));
        assert_eq!(log.read(0), Err(FellOut));
    }
}
