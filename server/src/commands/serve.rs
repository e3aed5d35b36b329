//! `partysense serve`.

use super::Told;
use crate::{
    config,
    database::Database,
    metrics::{self, OpenFiles},
    service::Service,
};
use std::{io, time::Duration};

/// Serves until told to stop. Told once more, it ends at once, whoever is still there.
pub(super) async fn run(database: &config::Database, serve: &config::Serve) -> anyhow::Result<()> {
    // First: the private Postgres inherits it.
    let files = metrics::raise_open_files();
    // Heard from the start: a Ctrl-C while Postgres starts must not leave it behind.
    let mut told = Told::listen()?;
    let mut database = Database::open(database).await?;
    tell(files);
    let served = async {
        let mut service = Service::start(database.store().clone(), serve).await?;
        announce(&service);
        // A server in which something broke must not go on for the sake of proxies.
        let (delay, outcome) = tokio::select! {
            () = told.heard() => (serve.delay(), Ok(())),
            () = service.ended() => (Duration::ZERO, Err(anyhow::anyhow!("a task of the server ended; the log says why"))),
            () = database.ended() => (Duration::ZERO, Err(anyhow::anyhow!("the private PostgreSQL ended; its log says why, and a new start repairs what it can"))),
        };
        tokio::select! {
            () = service.stop_after(delay) => outcome,
            () = told.heard() => Err(anyhow::anyhow!("told twice to stop: ended at once")),
        }
    };
    let outcome = served.await;
    database.close().await;
    outcome
}

/// Says where it serves; to systemd as well, which restarts nothing else before that (sd_notify(3), `READY=1`).
fn announce(service: &Service) {
    if let Some(address) = service.plain_address() {
        println!("partysense serves plain WebSockets on ws://{address}");
    }
    println!("partysense serves http://{}", service.address());
    if let Err(error) = sd_notify::notify(&[sd_notify::NotifyState::Ready]) {
        tracing::warn!(%error, "can't tell systemd that it serves");
    }
}

/// Each viewer is an open file.
fn tell(files: io::Result<(OpenFiles, OpenFiles)>) {
    match files {
        Ok((before, now)) => tracing::info!(limit = now.soft, before = before.soft, "open files, one a viewer"),
        Err(error) => tracing::warn!(%error, "can't raise the limit of open files"),
    }
}
