//! What the program can be told to do.

mod demo;
mod doctor;
mod health;
mod manual;
mod rotate_keys;
mod serve;

use crate::{
    config::{Command, Config},
    database::Database,
};
use std::process::ExitCode;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Does what `config` says; the code is the process's.
pub async fn run(config: Config) -> anyhow::Result<ExitCode> {
    match config.command {
        None | Some(Command::Serve) => serve::run(&config.database, &config.serve).await?,
        Some(Command::Demo { crowd }) => demo::run(&config.database, crowd).await?,
        Some(Command::RotateKeys { revoke }) => rotate_keys::run(&config.database, revoke).await?,
        Some(Command::Doctor) => return doctor::run(&config).await,
        Some(Command::Health) => health::run(config.serve.listen).await?,
        Some(Command::Completions { shell }) => manual::completions(shell),
        Some(Command::Man { directory }) => manual::pages(directory.as_deref())?,
        Some(Command::Migrate) => {
            let database = Database::join_or_open(&config.database).await?;
            let outcome = database.store().migrate().await;
            database.close().await;
            outcome?;
            println!("the schema is up to date");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Hears that somebody wants the program to end.
struct Told {
    interrupt: Signal,
    terminate: Signal,
}

impl Told {
    /// From now on.
    fn listen() -> std::io::Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Waits for the next time.
    async fn heard(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
