//! What a server needs of its database.

use super::{Finding, Report};
use crate::{
    config,
    database::Database,
    store::{
        Store,
        check::{Hearing, Settings},
        schema::{SchemaError, SchemaState},
    },
};

/// The version that `xid8` and `pg_current_snapshot` came with.
const OLDEST_VERSION: u32 = 130_000;
/// How far apart the clocks may be, in milliseconds: events open and close by the database's, pages count down by ours.
const APART: i64 = 1_000;
/// How full the queue of announcements may be: on a healthy Postgres it is as good as empty.
const QUEUE: f64 = 0.05;

pub(super) async fn check(report: &mut Report, settings: &config::Database) {
    let database = match Database::join_or_open(settings).await {
        Ok(database) => database,
        Err(error) => return report.line("database", Finding::Failure(error.to_string())),
    };
    let store = database.store();
    let version = match store.reach().await {
        Ok(()) => store.server_version().await,
        Err(error) => Err(error),
    };
    match version {
        Ok(version) if version >= OLDEST_VERSION => {
            report.line("database", Finding::Fine(format!("PostgreSQL {}", version / 10_000)));
            settled(report, store).await;
            contents(report, store).await;
        }
        Ok(version) => {
            let text = format!("PostgreSQL {} is too old: 13 is needed", version / 10_000);
            report.line("database", Finding::Failure(text));
        }
        Err(error) => report.line("database", Finding::Failure(error.to_string())),
    }
    database.close().await;
}

/// How Postgres is set, whatever is in the database.
async fn settled(report: &mut Report, store: &Store) {
    match store.settings().await {
        Ok(settings) => {
            report.line("encoding", encoding(&settings));
            report.line("durability", durability(&settings));
        }
        Err(error) => report.line("settings", Finding::Failure(error.to_string())),
    }
    report.line("connections", connections(store).await);
    report.line("clock", clock(store).await);
    report.line("announcements", match store.notification_queue_usage().await {
        Some(usage) if usage <= QUEUE => Finding::Fine(format!("{:.0} % of Postgres' queue is in use", usage * 100.0)),
        Some(usage) => Finding::Warning(format!(
            "{:.0} % of Postgres' queue is in use, and full, no vote can be inserted: look in pg_stat_activity for who \
             listens and sits in a transaction",
            usage * 100.0
        )),
        None => Finding::Failure("Postgres does not say how full its queue is".into()),
    });
}

fn encoding(settings: &Settings) -> Finding {
    if settings.encoding == "UTF8" {
        return Finding::Fine("UTF8".into());
    }
    Finding::Failure(format!(
        "{}: titles are in all scripts; create the database with encoding 'UTF8'",
        settings.encoding
    ))
}

fn durability(settings: &Settings) -> Finding {
    if settings.is_standby {
        return Finding::Failure("this Postgres follows another one and takes no votes; use the primary".into());
    }
    if !settings.is_durable {
        return Finding::Failure(
            "fsync or full_page_writes is off: a crash takes back votes that everyone has seen; switch both on".into(),
        );
    }
    if settings.synchronous_commit == "off" {
        return Finding::Warning("synchronous_commit is off: votes are durable all the same, by their trigger".into());
    }
    Finding::Fine("what is committed outlives a crash".into())
}

async fn connections(store: &Store) -> Finding {
    let wanted = store.usage().limit;
    match store.room().await {
        Ok(room) if i64::from(room.all) >= room.taken + i64::from(wanted) => {
            Finding::Fine(format!("{} of {} are taken, a server opens up to {wanted}", room.taken, room.all))
        }
        Ok(room) => Finding::Warning(format!(
            "{} of {} are taken, and a server opens up to {wanted}: lower --database-connections, or raise max_connections",
            room.taken, room.all
        )),
        Err(error) => Finding::Failure(error.to_string()),
    }
}

async fn clock(store: &Store) -> Finding {
    match store.clock_ahead().await {
        Ok((ahead, exact)) if ahead.abs() <= APART + exact => Finding::Fine(format!("{ahead} ms apart, ±{exact}")),
        Ok((ahead, _)) => Finding::Warning(format!(
            "the database's is {ahead} ms ahead of this machine's: let both follow NTP, or events open and close elsewhen"
        )),
        Err(error) => Finding::Failure(error.to_string()),
    }
}

/// What is in it.
async fn contents(report: &mut Report, store: &Store) {
    let schema = match store.schema_state().await {
        Ok(SchemaState::Current) => Finding::Fine("up to date".to_owned()),
        Ok(SchemaState::Behind { missing }) => {
            Finding::Failure(format!("{missing} migrations are missing; run `partysense migrate`"))
        }
        Ok(SchemaState::Ahead) => Finding::Failure(SchemaError::Ahead.to_string()),
        Err(error) => Finding::Failure(format!("{error}; does the role have what deploy/grants.sql gives?")),
    };
    let is_migrated = matches!(schema, Finding::Fine(_));
    report.line("schema", schema);
    if !is_migrated {
        return;
    }
    report.line("rights", rights(store).await);
    let again = "run their statements in migrations/ again, as the role that owns them";
    report.line("triggers", intact(store.altered_triggers().await, again));
    report.line("functions", intact(store.altered_functions().await, again));
    let indexes = store.broken_indexes().await;
    let indexes = indexes.map(|broken| broken.into_iter().map(|name| (name, "missing or not valid")).collect());
    report.line("indexes", intact(indexes, "`reindex index`, or their statements in migrations/"));
    report.line("listening", listening(store).await);
}

fn intact(altered: sqlx::Result<Vec<(String, &'static str)>>, remedy: &str) -> Finding {
    match altered {
        Ok(altered) if altered.is_empty() => Finding::Fine("all present and as they were made".into()),
        Ok(altered) => {
            let altered: Vec<_> = altered.iter().map(|(name, matter)| format!("{name} is {matter}")).collect();
            Finding::Failure(format!("{}; {remedy}", altered.join(", ")))
        }
        Err(error) => Finding::Failure(error.to_string()),
    }
}

async fn rights(store: &Store) -> Finding {
    match store.missing_rights().await {
        Ok(grants) if grants.is_empty() => Finding::Fine("the role may do all that a server does".into()),
        Ok(grants) => Finding::Failure(format!("the role lacks some; run deploy/grants.sql, or: {}", grants.join(" "))),
        Err(error) => Finding::Failure(error.to_string()),
    }
}

async fn listening(store: &Store) -> Finding {
    match store.hears().await {
        Ok(Hearing::Works(took)) => Finding::Fine(format!("an announcement came round in {} ms", took.as_millis())),
        Ok(Hearing::Forgets) => Finding::Failure(
            "the connection forgets what it listens to: --database-url must be a direct connection, not a transaction pooler".into(),
        ),
        Ok(Hearing::Deaf) => Finding::Failure(
            "no announcement came round: is a transaction pooler between, or the trigger partysense_server_ring_once off?".into(),
        ),
        Err(error) => Finding::Failure(error.to_string()),
    }
}
