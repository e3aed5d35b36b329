//! This process as the system sees it. The names are those that every exporter of Prometheus uses. What a system does not
//! tell is not a number.

use super::{Gauge, numbers};
use nix::{
    sys::resource::{Resource, UsageWho, getrlimit, getrusage, setrlimit},
    sys::time::TimeValLike,
    unistd::{SysconfVar, sysconf},
};
use prometheus_client::metrics::counter::Counter;
use std::{
    fs, io,
    sync::LazyLock,
    sync::atomic::AtomicU64,
    time::{SystemTime, UNIX_EPOCH},
};

/// When this was first asked for: as good as the start, as the server's numbers are made before it does anything.
static STARTED: LazyLock<SystemTime> = LazyLock::new(SystemTime::now);

/// How many files, sockets among them, the process may have open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenFiles {
    /// The limit that holds.
    pub soft: u64,
    /// How far the process may raise it by itself.
    pub hard: u64,
}

/// The limits now.
pub fn open_files() -> io::Result<OpenFiles> {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    Ok(OpenFiles { soft, hard })
}

/// Raises the limit as far as it goes, and returns what it was before and is now.
pub fn raise_open_files() -> io::Result<(OpenFiles, OpenFiles)> {
    let before = open_files()?;
    if before.soft < before.hard {
        setrlimit(Resource::RLIMIT_NOFILE, before.hard, before.hard)?;
    }
    Ok((before, open_files()?))
}

numbers! {
    /// What each exporter tells; the names begin with `process_`.
    pub(super) struct Numbers {
        /// Files and sockets that the process has open.
        open_fds: Gauge,
        /// How many it may have open.
        max_fds: Gauge,
        /// Memory of the process that is not swapped out, in bytes.
        resident_memory_bytes: Gauge,
        /// Time that processors spent on the process.
        cpu_seconds: Counter<f64, AtomicU64>,
        /// When the server began, in seconds since 1970.
        start_time_seconds: Gauge,
    }
}

impl Numbers {
    /// Brings them up to date.
    pub(super) fn look(&self) {
        let unknown = f64::NAN;
        self.open_fds.set(fs::read_dir("/proc/self/fd").map_or(unknown, |open| open.count() as f64));
        self.max_fds.set(open_files().map_or(unknown, |limits| limits.soft as f64));
        self.resident_memory_bytes.set(resident_memory().map_or(unknown, |bytes| bytes as f64));
        self.start_time_seconds.set(STARTED.duration_since(UNIX_EPOCH).map_or(unknown, |since| since.as_secs_f64()));
        if let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) {
            let seconds = (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6;
            self.cpu_seconds.inner().store(seconds.to_bits(), std::sync::atomic::Ordering::Relaxed);
        }
    }
}

/// In bytes. Source: proc_pid_statm(5), the second number, in pages.
fn resident_memory() -> Option<u64> {
    let pages: u64 = fs::read_to_string("/proc/self/statm").ok()?.split(' ').nth(1)?.parse().ok()?;
    let page = sysconf(SysconfVar::PAGE_SIZE).ok()??;
    Some(pages * u64::try_from(page).ok()?)
}
