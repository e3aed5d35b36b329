//! The program: reads its configuration, does what it was told, and is the only place that ends the process.

use clap::Parser;
use server::{
    commands,
    config::{Config, LogFormat},
};
use std::{io::IsTerminal, process::ExitCode};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let config = Config::parse();
    let filter = match EnvFilter::try_new(&config.log) {
        Ok(filter) => filter,
        Err(error) => {
            eprintln!("partysense: --log: {error}");
            return ExitCode::from(2);
        }
    };
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    match config.log_format {
        LogFormat::Text => log.with_target(false).compact().init(),
        LogFormat::Json => log.json().flatten_event(true).with_current_span(false).init(),
    }
    match commands::run(config).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("partysense: {}", explain(&error));
            ExitCode::FAILURE
        }
    }
}

/// The error and its causes on one line; some say their cause themselves, and need not say it twice.
fn explain(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |said, cause| match said.as_str() {
        "" => cause,
        said if said.ends_with(&cause) => said.to_owned(),
        said => format!("{said}: {cause}"),
    })
}
