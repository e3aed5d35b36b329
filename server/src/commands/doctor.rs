//! `partysense doctor`: checks what a server needs, one line each, and says what to do.

use crate::{
    config::{Config, Database as Settings},
    database::Database,
    store::Store,
};
use std::{fmt::Display, process::ExitCode};

/// The version that `xid8` and `pg_current_snapshot` came with.
const OLDEST_VERSION: u32 = 130_000;

/// Prints the checks; fails if one does.
pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let mut report = Report { failed: false };
    if config.database.database_url.is_none() {
        let found = embedded::locate(config.database.pg_bin.as_deref(), None, &config.database.directory());
        report.line(
            "PostgreSQL's programs",
            found.map(|at| format!("version {} in {}", at.major, at.programs.display())),
        );
    }
    let site = config.serve.site();
    report.line("built pages", site.assets().map(|_| site.to_string()).map_err(|error| format!("{error:#}")));
    database(&mut report, &config.database).await;
    Ok(if report.failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn database(report: &mut Report, settings: &Settings) {
    let database = match Database::join_or_open(settings).await {
        Ok(database) => database,
        Err(error) => return report.line("database", Err::<String, _>(error)),
    };
    let store = database.store();
    match store.server_version().await {
        Ok(version) if version >= OLDEST_VERSION => {
            report.line::<_, String>("database", Ok(format!("PostgreSQL {}", version / 10_000)));
            contents(report, store).await;
        }
        Ok(version) => report
            .line::<String, _>("database", Err(format!("PostgreSQL {} is too old: 13 is needed", version / 10_000))),
        Err(error) => report.line::<String, _>("database", Err(error)),
    }
    database.close().await;
}

async fn contents(report: &mut Report, store: &Store) {
    let schema = match store.missing_migrations().await {
        Ok(0) => Ok("up to date".to_owned()),
        Ok(missing) => Err(format!("{missing} migrations are missing; run `partysense migrate`")),
        Err(error) => Err(error.to_string()),
    };
    let is_migrated = schema.is_ok();
    report.line("schema", schema);
    if is_migrated {
        let triggers = store.missing_triggers().await.map_err(|error| error.to_string());
        report.line(
            "triggers",
            triggers.and_then(|missing| {
                if missing.is_empty() {
                    Ok("all present")
                } else {
                    Err(format!("missing or switched off: {}", missing.join(", ")))
                }
            }),
        );
    }
    let listening = store.can_listen().await.map_err(|error| error.to_string());
    report.line(
        "listening",
        listening.and_then(|can| {
            if can {
                Ok("a connection can LISTEN")
            } else {
                Err("no: --database-url must be a direct connection, not a transaction pooler".to_owned())
            }
        }),
    );
}

struct Report {
    failed: bool,
}

impl Report {
    fn line<T: Display, E: Display>(&mut self, what: &str, outcome: Result<T, E>) {
        match outcome {
            Ok(found) => println!("ok    {what}: {found}"),
            Err(error) => {
                self.failed = true;
                println!("FAIL  {what}: {error}");
            }
        }
    }
}
