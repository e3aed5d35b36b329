//! What is measured: the real server or the floor, as a process of its own on a processor of its own.

use super::{
    stand::{EVENT, Stand},
    usage,
};
use crate::ground::{LIMITLESS, free_port};
use anyhow::Context;
use clap::ValueEnum;
use std::{
    fs::File,
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// How long one may take until it serves.
const START: Duration = Duration::from_secs(30);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(20);
/// It has taken in what came when it did next to nothing for so long; and how long that is waited for.
const STILL: Duration = Duration::from_millis(300);
const PATIENCE: Duration = Duration::from_secs(20);
/// Next to nothing, of [`STILL`].
const NOTHING: Duration = Duration::from_millis(20);

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Against {
    /// The real one.
    Server,
    /// The bare one.
    Floor,
    /// One after the other.
    Both,
}

impl Against {
    /// The floor first: what is measured against it comes right after.
    pub(super) fn each(self) -> &'static [Self] {
        match self {
            Self::Server => &[Self::Server],
            Self::Floor => &[Self::Floor],
            Self::Both => &[Self::Floor, Self::Server],
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Floor => "floor",
            Self::Both => "both",
        }
    }
}

/// A running one. Dropped, it ends.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) address: SocketAddr,
    child: Child,
}

impl Subject {
    /// Starts it, and waits until it serves.
    pub(super) fn start(stand: &Stand, what: Against) -> anyhow::Result<Self> {
        let address = free_port()?;
        let mut command = match what {
            Against::Floor => bare(stand, address)?,
            Against::Server | Against::Both => real(stand, address)?,
        };
        let log = File::options().create(true).append(true).open(stand.directory.join("server.log"))?;
        command.stdin(Stdio::null()).stderr(log.try_clone()?).stdout(log);
        let child = stand.cores.at_server(|| command.spawn())?.context("can't start what is to be measured")?;
        let mut subject = Self { address, child };
        subject.wait_until_it_serves()?;
        Ok(subject)
    }

    /// Processor time so far, of all its threads.
    pub(super) fn cpu(&self) -> anyhow::Result<Duration> {
        usage::cpu(self.child.id())
    }

    /// Its share of memory, in KiB.
    pub(super) fn memory(&self) -> anyhow::Result<u64> {
        usage::memory(self.child.id())
    }

    /// Waits until it has taken in all that it was told.
    pub(super) fn settle(&self) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            let before = self.cpu()?;
            sleep(STILL);
            if self.cpu()? - before <= NOTHING {
                break;
            }
        }
        Ok(())
    }

    fn wait_until_it_serves(&mut self) -> anyhow::Result<()> {
        let deadline = Instant::now() + START;
        while Instant::now() < deadline {
            if TcpStream::connect(self.address).is_ok() {
                return Ok(());
            }
            anyhow::ensure!(self.child.try_wait()?.is_none(), "what is to be measured ended at once");
            sleep(LOOK);
        }
        anyhow::bail!("what is to be measured does not serve")
    }
}

impl Drop for Subject {
    /// Nothing of it is needed any more, and its database goes, too.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn real(stand: &Stand, address: SocketAddr) -> anyhow::Result<Command> {
    let mut command = Command::new(&stand.program);
    command.args(["serve", "--database-url", &stand.url()?, "--listen", &address.to_string(), "--site-dir"]);
    command.arg(&stand.site).args(LIMITLESS);
    Ok(command)
}

fn bare(stand: &Stand, address: SocketAddr) -> anyhow::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["floor-server", "--channel", &format!("event_{EVENT}"), "--listen", &address.to_string()]);
    command.arg("--postgres").arg(stand.postgres()?);
    Ok(command)
}
