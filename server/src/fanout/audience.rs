//! Those viewers of one log, on one reactor, who have been sent all that the reactor has seen of it: one place for all.

use super::{
    line::{Letter, Mailbox},
    seconds::Seconds,
};
use crate::{
    hub::{Frame, Log},
    metrics::Latency,
};
use bytes::Bytes;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Wake, Waker},
};

pub(super) struct Audience {
    pub(super) log: Arc<Log>,
    /// Where everyone on a seat stands.
    pub(super) place: u64,
    /// Connections.
    pub(super) seats: Vec<usize>,
    /// Viewers, those behind included.
    pub(super) viewers: usize,
    /// When everyone on a seat was last sent something.
    pub(super) written_at: Seconds,
    /// How old votes are when they go out.
    pub(super) latency: Latency,
    bell: Arc<Bell>,
    /// The bell's number at the log.
    waker: u64,
}

/// Rung when the log grows.
struct Bell {
    mailbox: Arc<Mailbox>,
    audience: usize,
    /// Nobody has looked since.
    is_rung: AtomicBool,
}

impl Audience {
    /// Nobody yet, at the end of `log`.
    pub(super) fn new(log: Arc<Log>, latency: Latency, mailbox: Arc<Mailbox>, number: usize, now: Seconds) -> Self {
        let bell = Arc::new(Bell { mailbox, audience: number, is_rung: AtomicBool::new(false) });
        // Before the end is looked at: what comes after that rings.
        let waker = log.wake_on_growth(Waker::from(bell.clone()));
        Self { place: log.end(), log, seats: Vec::new(), viewers: 0, written_at: now, latency, bell, waker }
    }

    /// From here on the bell rings again: look at the log after this.
    pub(super) fn heard(&self) {
        self.bell.is_rung.store(false, Ordering::SeqCst);
    }
}

impl Drop for Audience {
    fn drop(&mut self) {
        self.log.forget(self.waker);
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.is_rung.swap(true, Ordering::SeqCst) {
            self.mailbox.send(Letter::Grown(self.audience));
        }
    }
}

/// Frames one behind the other, as one write.
pub(super) fn joined(frames: &[Frame]) -> Bytes {
    if let [one] = frames {
        return one.wire.clone();
    }
    let mut chunk = Vec::with_capacity(frames.iter().map(|frame| frame.wire.len()).sum());
    frames.iter().for_each(|frame| chunk.extend_from_slice(&frame.wire));
    chunk.into()
}
