//! What every run stands on: the program under test, a folder of the run's own, ports, and a way to be told to stop.

use anyhow::Context;
use clap::Args;
use std::{
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU16, Ordering},
};
use tokio::signal::unix::{SignalKind, signal};

/// What stands in for built pages that are not there: nobody looks at them here.
const BARE_SITE: &str = r#"{"style":"/pkg/s.css","script":"/pkg/s.js","wasm":"/pkg/s.wasm"}"#;
/// What the server needs to be told so that its limits are not what is measured: everyone comes from one address, votes as
/// fast as answers come, and reads only what it must, pings not among it.
pub(crate) const LIMITLESS: [&str; 14] = [
    "--connections-per-address",
    "1000000",
    "--socketio-sessions",
    "1000000",
    "--socketio-sessions-per-address",
    "1000000",
    "--voters-per-minute",
    "1000000",
    "--votes-per-second",
    "1000000",
    "--messages-per-second",
    "1000000",
    "--silence-seconds",
    "86400",
];
/// Below the ports that the system gives to outgoing connections: a port stays free while its server is down.
const FIRST_PORT: u16 = 12_000;
/// Ports between those of two runs that begin together.
const STRIDE: u16 = 16;

/// The program under test.
#[derive(Clone, Debug, Args)]
pub(crate) struct Product {
    /// The program `partysense` [default: the one beside this program].
    #[arg(long, value_name = "FILE")]
    server: Option<PathBuf>,
    /// The built pages [default: the folder "site" beside this program's folder, if it is there].
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
}

impl Product {
    /// The program.
    pub(crate) fn program(&self) -> anyhow::Result<PathBuf> {
        let beside = || Some(std::env::current_exe().ok()?.parent()?.join("partysense"));
        let program = self.server.clone().or_else(beside).filter(|program| program.is_file());
        std::path::absolute(program.context("no program `partysense`: build it, or name it with --server")?)
            .context("no current folder")
    }

    /// The built pages, or something in `directory` that stands in for them.
    pub(crate) fn site(&self, directory: &Path) -> anyhow::Result<PathBuf> {
        let beside = || Some(std::env::current_exe().ok()?.parent()?.parent()?.join("site"));
        let built = || beside().filter(|site| site.join("assets.json").is_file());
        if let Some(site) = self.site.clone().or_else(built) {
            return Ok(site);
        }
        let site = directory.join("site");
        fs::create_dir_all(&site)?;
        fs::write(site.join("assets.json"), BARE_SITE)?;
        Ok(site)
    }
}

/// A folder that Postgres' user can enter.
pub(crate) fn scratch(purpose: &str) -> anyhow::Result<PathBuf> {
    let path = std::env::temp_dir().join(format!("partysense-{purpose}-{}", std::process::id()));
    fs::create_dir_all(&path)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
    Ok(path)
}

/// A port that nothing else takes while its server is down. No two of a run are the same.
pub(crate) fn free_port() -> anyhow::Result<SocketAddr> {
    static TAKEN: AtomicU16 = AtomicU16::new(0);
    let first = FIRST_PORT + (std::process::id() % 1_000) as u16 * STRIDE;
    for _ in 0..2_000 {
        let port = first + TAKEN.fetch_add(1, Ordering::Relaxed) % 4_000;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if TcpListener::bind(address).is_ok() {
            return Ok(address);
        }
    }
    anyhow::bail!("no free port")
}

/// Ctrl-C, or what a supervisor sends.
pub(crate) async fn told_to_stop() -> std::io::Result<()> {
    let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
    }
    Ok(())
}
