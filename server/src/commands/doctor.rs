//! `partysense doctor`: checks what a server needs, one line each, and says what to do. It repairs nothing.

mod database;
mod system;

use crate::config::Config;
use std::{fmt, process::ExitCode};

/// Prints the checks; fails if one does.
pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let mut report = Report { failed: false };
    system::check(&mut report, config);
    database::check(&mut report, &config.database).await;
    Ok(if report.failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// What a check found.
enum Finding {
    /// As it should be.
    Fine(String),
    /// A server runs, and somebody should know.
    Warning(String),
    /// A server would not run, or would not do what it promises.
    Failure(String),
}

impl Finding {
    /// A failure that says what it found, or that there was nothing to find.
    fn of<T: fmt::Display, E: fmt::Display>(outcome: Result<T, E>) -> Self {
        match outcome {
            Ok(found) => Self::Fine(found.to_string()),
            Err(error) => Self::Failure(error.to_string()),
        }
    }
}

struct Report {
    failed: bool,
}

impl Report {
    fn line(&mut self, what: &str, finding: Finding) {
        let (mark, text) = match finding {
            Finding::Fine(text) => ("ok  ", text),
            Finding::Warning(text) => ("WARN", text),
            Finding::Failure(text) => {
                self.failed = true;
                ("FAIL", text)
            }
        };
        println!("{mark}  {what}: {text}");
    }
}
