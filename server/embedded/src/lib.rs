//! A private Postgres for those who bring none: a cluster in a data directory of ours, reached by a unix socket that
//! only the user it runs as can open, stopped when we stop. With `--database-url` nothing of this runs.

mod account;
mod locate;
mod places;

pub use locate::{Installation, locate};

use account::Account;
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use places::Places;
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process::Child,
    time::{Duration, Instant},
};

/// The database that [`Cluster::options`] names. Whoever starts the cluster makes it: no SQL is written here.
pub const DATABASE: &str = "partysense";
/// How long a start may take: after a crash Postgres first replays its log.
const START: Duration = Duration::from_secs(60);
/// How long a fast shutdown may take before it becomes an immediate one.
const STOP: Duration = Duration::from_secs(20);
/// How long a directory's lock is tried for, before it counts as somebody's.
const GLANCE: Duration = Duration::from_millis(500);
/// Between two looks whether it still runs.
const WATCH: Duration = Duration::from_secs(1);
/// Between two looks at a process that starts or stops.
const LOOK: Duration = Duration::from_millis(25);

/// Why there is no private Postgres.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// Another server holds the data directory.
    #[error("another partysense already uses {0}; stop it or choose another --data-dir")]
    InUse(PathBuf),
    /// No server holds the data directory, and the command needs one.
    #[error("no partysense serves {0}; start `partysense serve` first")]
    NotServed(PathBuf),
    /// No Postgres programs were found.
    #[error(
        "PostgreSQL is not installed: install it (Debian and Ubuntu: apt install postgresql; macOS: brew install \
         postgresql), or name its programs' folder with --pg-bin, or a database with --database-url"
    )]
    NotInstalled,
    /// The cluster belongs to another major version.
    #[error("{directory} was written by PostgreSQL {needs}, but only {found} is installed")]
    WrongVersion {
        /// The cluster.
        directory: PathBuf,
        /// The version that can read it.
        needs: String,
        /// What there is instead.
        found: String,
    },
    /// Postgres refuses root, and the user that it runs as instead can't get at the data.
    #[error("PostgreSQL must run as user {user}, who can't enter {blocked}; choose another --data-dir")]
    Unreachable {
        /// The ordinary user.
        user: String,
        /// The folder in the way.
        blocked: PathBuf,
    },
    /// We are root, and the data directory is of a user who is neither root nor the one that Postgres would run as.
    #[error("{directory} belongs to {owner}; run this as its owner: runuser -u {owner} -- partysense …")]
    Foreign {
        /// The folder.
        directory: PathBuf,
        /// Its owner's name, or number.
        owner: String,
    },
    /// A program of Postgres failed.
    #[error("{program} failed: {output}")]
    Failed {
        /// Which.
        program: &'static str,
        /// The end of what it printed.
        output: String,
    },
    /// It runs, and does not answer.
    #[error("PostgreSQL did not answer within {} s; see {log}", START.as_secs())]
    Silent {
        /// Where it says why.
        log: PathBuf,
    },
    /// The file system said no.
    #[error("{path}: {source}")]
    Io {
        /// Where.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// The started server refused a connection for another reason than starting up.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// A running private cluster. Call [`stop`](Self::stop); one that is dropped is stopped as well, without waiting long.
#[derive(Debug)]
pub struct Cluster {
    postmaster: Option<Postmaster>,
    options: PgConnectOptions,
    /// Held for as long as we may touch the directory.
    _lock: File,
}

#[derive(Debug)]
enum Postmaster {
    Started(Child),
    /// Left behind by a server that was killed.
    Adopted(Pid),
}

/// How a cluster is told to end (PostgreSQL's manual, 19.5 "Shutting Down the Server").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// Sessions are cut and data is flushed.
    Fast,
    /// Nothing is flushed: the next start recovers as after a crash.
    Immediate,
}

/// What a start may vary.
#[derive(Clone, Debug, Default)]
pub struct ClusterOptions {
    /// The folder of Postgres' programs; `None`: search for them.
    pub programs: Option<PathBuf>,
    /// Further settings, `name=value`, as `postgres -c` takes them.
    pub settings: Vec<String>,
}

impl Cluster {
    /// Starts the cluster in `directory`, making it first if need be, and waits until it answers.
    pub async fn start(directory: &Path, options: &ClusterOptions) -> Result<Self, EmbeddedError> {
        let account = Account::ordinary();
        let places = Places::prepare(directory, account.as_ref())?;
        let lock = hold(&places).await?;
        let needs = fs::read_to_string(places.cluster.join("PG_VERSION")).ok().map(|text| text.trim().to_owned());
        let installation = locate(options.programs.as_deref(), needs.as_deref(), &places.cluster)?;
        if needs.is_none() {
            places.initialise(&installation, account.as_ref())?;
        }
        let postmaster = match places.left_behind().await {
            Some(pid) => {
                tracing::info!(%pid, "adopted the Postgres that an earlier run left behind");
                Postmaster::Adopted(pid)
            }
            None => Postmaster::Started(places.spawn(&installation, account.as_ref(), &options.settings)?),
        };
        let mut cluster = Self { postmaster: Some(postmaster), options: places.connect_options(), _lock: lock };
        cluster.wait_until_it_answers(&places).await?;
        Ok(cluster)
    }

    /// How to reach the cluster that a running server keeps in `directory`.
    pub fn attach(directory: &Path) -> Result<PgConnectOptions, EmbeddedError> {
        let places = Places::new(directory);
        if places.is_locked()? { Ok(places.connect_options()) } else { Err(EmbeddedError::NotServed(places.root)) }
    }

    /// How to reach it.
    pub fn options(&self) -> &PgConnectOptions {
        &self.options
    }

    /// Waits until it ends by itself: it crashed, or somebody stopped it.
    pub async fn ended(&mut self) {
        while self.postmaster.as_mut().is_some_and(|postmaster| !postmaster.has_ended()) {
            tokio::time::sleep(WATCH).await;
        }
    }

    /// Ends it in order: sessions are cut, data is flushed. Close the pools first.
    pub async fn stop(self) {
        self.shut_down(Shutdown::Fast).await;
    }

    /// Ends it like that, and returns when it is gone: it may be started again in the same directory. A fast end that
    /// takes too long becomes an immediate one.
    pub async fn shut_down(mut self, how: Shutdown) {
        let Some(mut postmaster) = self.postmaster.take() else { return };
        for &(signal, patience) in how.signals() {
            postmaster.signal(signal);
            let deadline = Instant::now() + patience;
            while Instant::now() < deadline {
                if postmaster.has_ended() {
                    return;
                }
                tokio::time::sleep(LOOK).await;
            }
        }
        tracing::error!("the private Postgres does not stop");
    }

    async fn wait_until_it_answers(&mut self, places: &Places) -> Result<(), EmbeddedError> {
        let deadline = Instant::now() + START;
        let maintenance = self.options.clone().database("postgres");
        while Instant::now() < deadline {
            if self.postmaster.as_mut().is_some_and(Postmaster::has_ended) {
                return Err(EmbeddedError::Failed { program: "postgres", output: tail(&places.log) });
            }
            if let Ok(connection) = PgConnection::connect_with(&maintenance).await {
                connection.close().await?;
                return Ok(());
            }
            tokio::time::sleep(LOOK).await;
        }
        Err(EmbeddedError::Silent { log: places.log.clone() })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let Some(mut postmaster) = self.postmaster.take() else { return };
        postmaster.signal(Signal::SIGINT);
        let deadline = Instant::now() + STOP / 4;
        while Instant::now() < deadline && !postmaster.has_ended() {
            std::thread::sleep(LOOK);
        }
    }
}

impl Shutdown {
    /// What to send, one after the other, and how long to wait each time.
    fn signals(self) -> &'static [(Signal, Duration)] {
        const STEPS: [(Signal, Duration); 2] =
            [(Signal::SIGINT, STOP), (Signal::SIGQUIT, Duration::from_secs(STOP.as_secs() / 4))];
        match self {
            Self::Fast => &STEPS,
            Self::Immediate => &STEPS[1..],
        }
    }
}

impl Postmaster {
    fn signal(&self, signal: Signal) {
        let pid = match self {
            Self::Started(child) => Pid::from_raw(child.id().cast_signed()),
            Self::Adopted(pid) => *pid,
        };
        if let Err(error) = kill(pid, signal) {
            tracing::debug!(%pid, %error, "Postgres is gone already");
        }
    }

    fn has_ended(&mut self) -> bool {
        match self {
            Self::Started(child) => !matches!(child.try_wait(), Ok(None)),
            Self::Adopted(pid) => kill(*pid, None).is_err(),
        }
    }
}

/// The lock of a data directory. Whoever only asks whether it is served holds it for an instant, too.
async fn hold(places: &Places) -> Result<File, EmbeddedError> {
    let deadline = Instant::now() + GLANCE;
    loop {
        match places.lock()? {
            Some(lock) => return Ok(lock),
            None if Instant::now() < deadline => tokio::time::sleep(LOOK).await,
            None => return Err(EmbeddedError::InUse(places.root.clone())),
        }
    }
}

/// The last lines of a log.
fn tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = text.lines().rev().take(3).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("; ")
}
