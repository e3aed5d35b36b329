//! One server of the cluster: the real program as a process, a hop before its Postgres and one before its door.

use super::journal::Journal;
use crate::ground::{LIMITLESS, free_port};
use anyhow::Context;
use load::proxy::{Mode, Proxy, Target};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::{
    fs::File,
    net::SocketAddr,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    net::TcpStream,
    process::{Child, Command},
    sync::Mutex,
    time::{sleep, timeout},
};

/// How long a server may take to end by itself. It says it drains for 5 s a stage.
const END: Duration = Duration::from_secs(25);
/// How long one may take until it serves.
const START: Duration = Duration::from_secs(60);
/// Between two looks at a process.
const LOOK: Duration = Duration::from_millis(100);
/// How long a supervisor waits before it starts a server again that ended by itself.
const RESTART: Duration = Duration::from_millis(500);

/// How to start a server.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The program.
    pub(super) program: PathBuf,
    /// The built pages.
    pub(super) site: PathBuf,
    /// Postgres' socket file.
    pub(super) postgres: PathBuf,
    /// Where its log goes.
    pub(super) log: PathBuf,
}

/// A server, running or not.
#[derive(Debug)]
pub(super) struct Server {
    /// What the log of faults calls it.
    pub(super) name: String,
    /// The hop to its Postgres.
    pub(super) postgres: Proxy,
    /// The hop to its port.
    pub(super) door: Proxy,
    /// Times it ended though nobody asked, after it had served.
    pub(super) fell: AtomicU32,
    plan: Plan,
    listen: SocketAddr,
    child: Mutex<Option<Child>>,
    served: AtomicBool,
    journal: Arc<Journal>,
}

impl Server {
    /// Starts one, and waits until it serves.
    pub(super) async fn start(number: usize, plan: Plan, journal: Arc<Journal>) -> anyhow::Result<Self> {
        let listen = free_port()?;
        let server = Self {
            name: format!("server {}", number + 1),
            postgres: Proxy::open(Target::Unix(plan.postgres.clone())).await?,
            door: Proxy::open(Target::Tcp(listen)).await?,
            fell: AtomicU32::new(0),
            plan,
            listen,
            child: Mutex::new(None),
            served: AtomicBool::new(false),
            journal,
        };
        *server.child.lock().await = Some(server.spawn()?);
        server.serves().await?;
        Ok(server)
    }

    /// Ends it by `signal`, leaves it down for `pause`, and starts it again.
    pub(super) async fn bounce(&self, signal: Signal, pause: Duration) -> anyhow::Result<()> {
        let mut child = self.child.lock().await;
        if let Some(child) = child.as_mut() {
            self.end(child, signal).await?;
        }
        sleep(pause).await;
        self.served.store(false, Ordering::Relaxed);
        *child = Some(self.spawn()?);
        Ok(())
    }

    /// Ends it for good.
    pub(super) async fn stop(&self) {
        if let Some(mut child) = self.child.lock().await.take() {
            let _ = self.end(&mut child, Signal::SIGTERM).await;
        }
    }

    /// Watches the process for as long as it is polled, as a supervisor would: one that ended is started again.
    pub(super) async fn tend(&self) {
        loop {
            sleep(LOOK).await;
            let mut child = self.child.lock().await;
            if !self.served.load(Ordering::Relaxed) {
                let serves = timeout(LOOK, TcpStream::connect(self.listen)).await;
                self.served.store(matches!(serves, Ok(Ok(_))), Ordering::Relaxed);
            }
            let Some(status) = child.as_mut().and_then(|child| child.try_wait().ok().flatten()) else { continue };
            self.fallen(status);
            sleep(RESTART).await;
            match self.spawn() {
                Ok(started) => *child = Some(started),
                Err(error) => self.journal.say(format!("{error:#}")),
            }
        }
    }

    /// Waits until its port answers.
    pub(super) async fn serves(&self) -> anyhow::Result<()> {
        let deadline = Instant::now() + START;
        while Instant::now() < deadline {
            if TcpStream::connect(self.listen).await.is_ok() {
                return Ok(());
            }
            sleep(LOOK).await;
        }
        anyhow::bail!("{} does not serve; see {}", self.name, self.plan.log.display())
    }

    /// No hop of it is broken any more.
    pub(super) fn heal(&self) {
        self.postgres.set(Mode::Pass);
        self.door.set(Mode::Pass);
    }

    fn fallen(&self, status: ExitStatus) {
        if self.served.swap(false, Ordering::Relaxed) {
            self.fell.fetch_add(1, Ordering::Relaxed);
            self.journal.say(format!("{} FELL: it ended by itself, {status}", self.name));
        } else {
            self.journal.say(format!("{} could not start: {status}", self.name));
        }
    }

    async fn end(&self, child: &mut Child, signal: Signal) -> anyhow::Result<()> {
        let Some(id) = child.id() else { return Ok(()) };
        let _ = kill(Pid::from_raw(id.cast_signed()), signal);
        let begun = Instant::now();
        if timeout(END, child.wait()).await.is_err() {
            self.journal.say(format!("{} DOES NOT END within {} s", self.name, END.as_secs()));
            child.kill().await?;
        } else if signal != Signal::SIGKILL {
            self.journal.say(format!("{} ended after {:.1} s", self.name, begun.elapsed().as_secs_f64()));
        }
        Ok(())
    }

    fn spawn(&self) -> anyhow::Result<Child> {
        let log = File::options().create(true).append(true).open(&self.plan.log)?;
        let database = format!("postgres://postgres@{}/{}", self.postgres.address(), embedded::DATABASE);
        Command::new(&self.plan.program)
            .args(["serve", "--database-url", &database, "--listen", &self.listen.to_string(), "--site-dir"])
            .arg(&self.plan.site)
            .args(LIMITLESS)
            .stdin(Stdio::null())
            .stderr(log.try_clone()?)
            .stdout(log)
            // Ctrl-C is for us: we end it.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("can't start {}", self.plan.program.display()))
    }
}
