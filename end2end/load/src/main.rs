//! The load and fault program: starts real servers on a real Postgres, works on them from outside, and compares what
//! came out with the table. It shares the protocol with the product, and no other code.

mod fault;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

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
}

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Program::parse().command {
        Command::Fault(options) => fault::run(options).await,
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("{error:#}");
        ExitCode::FAILURE
    })
}
