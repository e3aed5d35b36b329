//! The real program on a database of a test's own, for what only a process has: an end, a log, limits.

use super::{Socket, request, soon};
use shared::protocol::SUBPROTOCOL;
use sqlx::{ConnectOptions, postgres::PgConnectOptions};
use std::{
    net::SocketAddr,
    process::{ExitStatus, Output, Stdio},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStderr, Command},
    time::timeout,
};
use tokio_tungstenite::connect_async;

/// Far longer than a command takes, some of which wait for what must not come.
const RUN: Duration = Duration::from_secs(120);

/// A server in a process of its own; killed when it is dropped.
pub struct Program {
    child: Child,
    pub address: SocketAddr,
    /// What it says on the standard error output.
    pub log: Lines<BufReader<ChildStderr>>,
    _site: tempfile::TempDir,
}

/// Built pages, as far as the program wants to see them.
fn site() -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    let assets = r#"{"style":"/s","bare":"/s","still":"/s","script":"/s","wasm":"/s"}"#;
    std::fs::write(site.path().join("assets.json"), assets).unwrap();
    site
}

fn command(options: &PgConnectOptions, site: &tempfile::TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_partysense"));
    command
        .args(arguments)
        .arg("--site-dir")
        .arg(site.path())
        .env("DATABASE_URL", options.to_url_lossy().as_str())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// Runs a command to its end.
pub async fn run(options: &PgConnectOptions, arguments: &[&str]) -> Output {
    let site = site();
    timeout(RUN, command(options, &site, arguments).output()).await.expect("it ends").unwrap()
}

impl Program {
    /// Serves on a free port.
    pub async fn serve(options: &PgConnectOptions, arguments: &[&str]) -> Self {
        let site = site();
        let mut child = command(options, &site, arguments).args(["--listen", "127.0.0.1:0"]).spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap()).lines();
        let line = soon(BufReader::new(child.stdout.take().unwrap()).lines().next_line()).await.unwrap();
        let line = line.expect("it serves");
        let address = line.strip_prefix("partysense serves http://").expect("the address").parse().unwrap();
        Self { child, address, log, _site: site }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub async fn plain(&self) -> Socket {
        let mut socket = Socket(connect_async(request(self.address, "/live", &[])).await.unwrap().0);
        socket.say(r#"{"event":1}"#).await;
        socket
    }

    pub async fn native(&self) -> Socket {
        let headers = [("sec-websocket-protocol", SUBPROTOCOL)];
        Socket(connect_async(request(self.address, "/live", &headers)).await.unwrap().0)
    }

    /// Sends SIGTERM.
    pub fn stop(&self) {
        let pid = nix::unistd::Pid::from_raw(self.child.id().unwrap().cast_signed());
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).unwrap();
    }

    /// How it ended.
    pub async fn end(&mut self) -> ExitStatus {
        soon(self.child.wait()).await.unwrap()
    }

    /// Reads the log up to a line with `text`, and returns that.
    pub async fn logged(&mut self, text: &str) -> String {
        soon(async {
            loop {
                let line = self.log.next_line().await.unwrap().expect("it still runs");
                if line.contains(text) {
                    return line;
                }
            }
        })
        .await
    }
}
