//! The run's clock and its log: what was broken when, to be laid beside what went missing.

use std::{
    fmt,
    sync::Mutex,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// One line: when, since the start, and what.
#[derive(Clone, Debug)]
pub(super) struct Line(pub(super) Duration, pub(super) String);

/// The log of faults, told on stderr as it grows.
#[derive(Debug)]
pub(super) struct Journal {
    start: Instant,
    /// The same moment as Postgres counts it, in seconds since 1970.
    epoch: f64,
    lines: Mutex<Vec<Line>>,
}

impl Journal {
    /// The run begins now.
    pub(super) fn new() -> Self {
        let epoch = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64());
        Self { start: Instant::now(), epoch, lines: Mutex::default() }
    }

    /// How long it has lasted.
    pub(super) fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// A moment of Postgres' clock on ours.
    pub(super) fn moment(&self, epoch_seconds: f64) -> Duration {
        Duration::from_secs_f64((epoch_seconds - self.epoch).max(0.0))
    }

    /// Writes a line down and tells it.
    pub(super) fn say(&self, what: impl Into<String>) {
        let line = Line(self.elapsed(), what.into());
        eprintln!("{line}");
        self.lines.lock().expect("no holder panics").push(line);
    }

    /// The lines within `span` of `moment`.
    pub(super) fn around(&self, moment: Duration, span: Duration) -> Vec<Line> {
        let lines = self.lines.lock().expect("no holder panics");
        lines.iter().filter(|line| line.0.abs_diff(moment) <= span).cloned().collect()
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:9.3} s  {}", self.0.as_secs_f64(), self.1)
    }
}
