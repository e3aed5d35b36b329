//! How far a run is: which commit was made when, and which has reached every viewer. The writer and the crowd share it.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    time::{Duration, Instant},
};
use tokio::sync::Notify;

/// The most commits of a run: a commit is no faster than half a millisecond, and no run takes ten minutes.
const MOST_COMMITS: usize = 1_000_000;

/// All commits of a run are of one number of rows, and their ids have no gaps: nobody else writes.
#[derive(Debug)]
pub(super) struct Progress {
    /// The id of the first row.
    pub(super) first: i64,
    /// Rows of a commit.
    pub(super) batch: i64,
    begun: Instant,
    /// Nanoseconds from `begun` to the instant after each commit; zero: not yet.
    commits: Box<[AtomicU64]>,
    whole: AtomicUsize,
    moved: Notify,
    /// Commits before this are to warm up, and not measured.
    warm: AtomicUsize,
    over: AtomicBool,
}

impl Progress {
    pub(super) fn new(first: i64, batch: usize) -> Self {
        Self {
            first,
            batch: batch as i64,
            begun: Instant::now(),
            commits: (0..MOST_COMMITS).map(|_| AtomicU64::new(0)).collect(),
            whole: AtomicUsize::new(0),
            moved: Notify::new(),
            warm: AtomicUsize::new(usize::MAX),
            over: AtomicBool::new(false),
        }
    }

    /// This commit has just been made.
    pub(super) fn committed(&self, commit: usize) {
        self.commits[commit].store(self.begun.elapsed().as_nanos() as u64, Ordering::Release);
    }

    /// How long ago it was at `now`; nothing, if its writer has not even been told yet.
    pub(super) fn age(&self, commit: usize, now: Instant) -> Duration {
        match self.commits.get(commit).map(|at| at.load(Ordering::Acquire)) {
            None | Some(0) => Duration::ZERO,
            Some(nanos) => (now - self.begun).saturating_sub(Duration::from_nanos(nanos)),
        }
    }

    /// Which commit a row is of.
    pub(super) fn commit_of(&self, id: i64) -> usize {
        ((id - self.first).max(0) / self.batch) as usize
    }

    /// So many commits, from the first on, have reached everyone.
    pub(super) fn reached(&self, whole: usize) {
        self.whole.store(whole, Ordering::Release);
        self.moved.notify_one();
    }

    /// Waits until so many commits have reached everyone; `false`: nothing moves any more.
    pub(super) async fn wait_for(&self, whole: usize, patience: Duration) -> bool {
        let mut seen = self.whole.load(Ordering::Acquire);
        while seen < whole {
            let moved = tokio::time::timeout(patience, self.moved.notified()).await.is_ok();
            let now = self.whole.load(Ordering::Acquire);
            if !moved && now == seen {
                return false;
            }
            seen = now;
        }
        true
    }

    /// From that commit on it is measured.
    pub(super) fn is_warm(&self, commit: usize) {
        self.warm.store(commit, Ordering::Release);
    }

    /// The first commit that is measured.
    pub(super) fn warm(&self) -> usize {
        self.warm.load(Ordering::Acquire)
    }

    /// The crowd may go home.
    pub(super) fn finish(&self) {
        self.over.store(true, Ordering::Release);
    }

    pub(super) fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
    }
}
