//! What measures: each starts a private Postgres and the server under test, and prints a table.

mod answer;
pub(crate) mod bench;
mod booth;
pub(crate) mod connect;
mod cores;
mod crowd;
mod delays;
mod dial;
pub(crate) mod fanout;
mod frames;
mod hall;
pub(crate) mod idle;
mod meter;
pub(crate) mod native;
mod page;
mod poll;
mod progress;
pub(crate) mod ramp;
mod script;
mod stand;
mod subject;
mod table;
mod usage;
mod viewer;
pub(crate) mod vote;
mod voter;
mod writer;

pub(crate) use cores::Cores;

use crate::ground::{Product, told_to_stop};
use clap::Args;
use std::process::ExitCode;

/// What all measurements may vary.
#[derive(Clone, Debug, Args)]
pub(crate) struct Setting {
    #[command(flatten)]
    product: Product,
    /// Let everything run on all processors. Else the server has one of its own, and the rest has the others.
    #[arg(long)]
    pub(crate) together: bool,
}

/// A measurement.
#[derive(Clone, Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Every vote to every viewer of the plain stream: speed, delay, cost, and whether each delivery was made.
    Fanout(fanout::Options),
    /// Memory a viewer, when nothing happens.
    Idle(idle::Options),
    /// Viewers that can come in a second.
    Connect(connect::Options),
    /// Votes a second, acknowledged after their commit.
    Vote(vote::Options),
    /// What native viewers cost as votes grow.
    Native(native::Options),
    /// The highest rate that is held.
    Ramp(ramp::Options),
    /// Every budget in one run, and whether it is met.
    Bench(bench::Options),
}

impl Command {
    /// What all have.
    pub(crate) fn setting(&self) -> &Setting {
        match self {
            Self::Fanout(options) => &options.setting,
            Self::Idle(options) => &options.setting,
            Self::Connect(options) => &options.setting,
            Self::Vote(options) => &options.setting,
            Self::Native(options) => &options.setting,
            Self::Ramp(options) => &options.setting,
            Self::Bench(options) => &options.setting,
        }
    }
}

/// Runs it, until told to stop; nothing that was started is left.
pub(crate) async fn run(command: &Command, cores: Cores) -> anyhow::Result<ExitCode> {
    usage::warn_if_busy()?;
    let measured = async {
        let measured: anyhow::Result<()> = match command {
            Command::Fanout(options) => fanout::run(options, cores).await,
            Command::Idle(options) => idle::run(options, cores).await,
            Command::Connect(options) => connect::run(options, cores).await,
            Command::Vote(options) => vote::run(options, cores).await,
            Command::Native(options) => native::run(options, cores).await,
            Command::Ramp(options) => ramp::run(options, cores).await,
            Command::Bench(options) => return bench::run(options, cores).await,
        };
        measured.map(|()| ExitCode::SUCCESS)
    };
    tokio::select! {
        measured = measured => measured,
        told = told_to_stop() => Ok(told.map(|()| ExitCode::FAILURE)?),
    }
}
