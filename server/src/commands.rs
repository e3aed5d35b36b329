//! What the program can be told to do.

mod demo;
mod doctor;
mod serve;

use crate::{
    config::{Command, Config},
    database::Database,
};
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

/// Does what `config` says; the code is the process's.
pub async fn run(config: Config) -> anyhow::Result<ExitCode> {
    match config.command {
        None | Some(Command::Serve) => serve::run(&config.database, &config.serve).await?,
        Some(Command::Demo { crowd }) => demo::run(&config.database, crowd).await?,
        Some(Command::Doctor) => return doctor::run(&config).await,
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

/// Waits until somebody wants the program to end.
async fn told_to_stop() -> std::io::Result<()> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}
