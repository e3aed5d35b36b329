//! What one reactor counts: written by its own thread, read by whoever asks. Nothing here decides anything.

use std::sync::atomic::{AtomicU64, Ordering};

/// Alone on its cache lines, of which processors fetch two at a time: no reactor waits for another's counts.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(super) struct Counts {
    /// WebSockets.
    pub(super) connections: AtomicU64,
    /// Connections that have said nothing yet.
    pub(super) silent: AtomicU64,
    /// Messages written.
    pub(super) deliveries: AtomicU64,
}

/// The sum of what reactors counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counted {
    /// WebSockets that are open.
    pub connections: u64,
    /// Connections that have said nothing yet.
    pub silent: u64,
    /// Messages of logs that were written to viewers.
    pub deliveries: u64,
}

impl Counts {
    pub(super) fn delivered(&self, messages: usize) {
        self.deliveries.fetch_add(messages as u64, Ordering::Relaxed);
    }

    pub(super) fn add_to(&self, sum: &mut Counted) {
        sum.connections += self.connections.load(Ordering::Relaxed);
        sum.silent += self.silent.load(Ordering::Relaxed);
        sum.deliveries += self.deliveries.load(Ordering::Relaxed);
    }
}
