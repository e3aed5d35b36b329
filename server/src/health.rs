//! How the server stands with its database: what the listener and the feed say of themselves, for operators, for the
//! ballot box and for everyone who watches. It acts on nothing.

use crate::metrics::Metrics;
use shared::Position;
use std::{
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};
use tokio::sync::watch;

/// How long reads must fail before the database counts as away: a connection that was cut is back sooner.
const AWAY: Duration = Duration::from_secs(1);

/// Shared by all who know something of it or want to know. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Health(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    report: Mutex<Report>,
    paused: watch::Sender<bool>,
    stopping: AtomicBool,
    metrics: Metrics,
}

/// The state at one moment.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Since when the listener has its connection; `None`: it has none.
    pub listening_since: Option<SystemTime>,
    /// How often the listener has connected.
    pub connects: u64,
    /// What has been published; `None`: no read has succeeded yet.
    pub position: Option<Position>,
    /// When everything that was visible had been published.
    pub read_at: Option<Instant>,
    /// Rows published.
    pub rows: u64,
    /// Reads that failed.
    pub failures: u64,
    /// Since when no read has succeeded; `None`: the last one did.
    failing_since: Option<Instant>,
}

impl Report {
    /// How old what viewers see may be; `None`: nothing was ever read.
    pub fn lag(&self) -> Option<Duration> {
        self.read_at.map(|at| at.elapsed())
    }
}

impl Health {
    /// The listener has a connection.
    pub fn listening(&self) {
        let mut report = self.locked();
        report.listening_since = Some(SystemTime::now());
        report.connects += 1;
    }

    /// The listener lost it.
    pub fn deaf(&self) {
        self.locked().listening_since = None;
    }

    /// Everything that was visible has been published, which is `position`.
    pub fn read(&self, position: &Position) {
        let mut report = self.locked();
        report.position = Some(position.clone());
        report.read_at = Some(Instant::now());
        report.failing_since = None;
        drop(report);
        self.pause(false);
    }

    /// The read that began at `began` failed.
    pub fn read_failed(&self, began: Instant) {
        let mut report = self.locked();
        report.failures += 1;
        let since = *report.failing_since.get_or_insert(began);
        drop(report);
        if since.elapsed() >= AWAY {
            self.pause(true);
        }
    }

    /// So many rows were published.
    pub fn published(&self, rows: usize) {
        self.locked().rows += rows as u64;
    }

    /// Everything, at this moment.
    pub fn report(&self) -> Report {
        self.locked().clone()
    }

    /// Whether the database is away: nothing new comes, and no vote can be taken.
    pub fn is_paused(&self) -> bool {
        *self.0.paused.borrow()
    }

    /// The server was told to stop: it should get no more viewers.
    pub fn stop(&self) {
        self.0.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether it was.
    pub fn is_stopping(&self) -> bool {
        self.0.stopping.load(Ordering::Relaxed)
    }

    /// The server's numbers.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Tells when the database goes away and when it is back.
    pub fn subscribe(&self) -> watch::Receiver<bool> {
        self.0.paused.subscribe()
    }

    fn pause(&self, paused: bool) {
        self.0.paused.send_if_modified(|now| std::mem::replace(now, paused) != paused);
    }

    fn locked(&self) -> MutexGuard<'_, Report> {
        self.0.report.lock().expect("no thread panics while it holds the report")
    }
}
