//! The load and fault program: starts real servers on a real Postgres, works on them from outside, and checks what
//! came out. It shares the protocol with the product, and no other code.

mod columns;
mod fault;
mod floor;
mod ground;
mod measure;
mod shown;

use clap::{Parser, Subcommand};
use measure::Cores;
use std::process::ExitCode;
use tokio::runtime::Builder;

/// Works on real servers from outside, and checks what came out.
#[derive(Debug, Parser)]
#[command(name = "load", version)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Break everything that can break while followers follow and writers write, then compare row by row.
    Fault(fault::Options),
    #[command(flatten)]
    Measure(measure::Command),
    /// Serve as barely as it goes, for comparison.
    #[command(hide = true)]
    FloorServer(floor::Options),
}

fn main() -> ExitCode {
    let outcome = match Program::parse().command {
        Command::Fault(options) => fault(options),
        Command::Measure(command) => measure(&command),
        Command::FloorServer(options) => floor::run(&options).map(|()| ExitCode::SUCCESS),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("{error:#}");
        ExitCode::FAILURE
    })
}

fn fault(options: fault::Options) -> anyhow::Result<ExitCode> {
    Builder::new_multi_thread().enable_all().build()?.block_on(fault::run(options))
}

fn measure(command: &measure::Command) -> anyhow::Result<ExitCode> {
    // Before any thread is started: they all inherit it.
    let cores = Cores::divide(command.setting().together)?;
    Builder::new_current_thread().enable_all().build()?.block_on(measure::run(command, cores))
}
