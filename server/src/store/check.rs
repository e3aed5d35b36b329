//! What `doctor` asks the database. It changes nothing, but for what a server tells the others when it comes and goes.

mod declared;
mod rights;

use super::{DOORBELLS, Store, VIEWERS_DOORBELL, types::Moment};
use declared::{Declared, plain};
use shared::Timestamp;
use sqlx::{Connection, PgConnection, Row, postgres::PgListener};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::timeout;
use uuid::Uuid;

/// How long an announcement may take.
const ANNOUNCEMENT: Duration = Duration::from_secs(5);

/// Whether a connection like the listener's hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hearing {
    /// An announcement came round.
    Works(Duration),
    /// It forgets what it was told to listen to: between it and Postgres is a transaction pooler.
    Forgets,
    /// It listens, and nothing came.
    Deaf,
}

/// What Postgres is set to.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `server_encoding`.
    pub encoding: String,
    /// `fsync`, `full_page_writes`: whether a crash of the machine leaves what was committed.
    pub is_durable: bool,
    /// `synchronous_commit`.
    pub synchronous_commit: String,
    /// It follows another one, and takes no writes.
    pub is_standby: bool,
    /// The role that we are.
    pub role: String,
}

impl Store {
    /// The server's version as a number, such as 150018.
    pub async fn server_version(&self) -> sqlx::Result<u32> {
        let text: String = sqlx::query_scalar("show server_version_num").fetch_one(&self.pool).await?;
        text.parse().map_err(|error: std::num::ParseIntError| sqlx::Error::Decode(error.into()))
    }

    /// What it is set to.
    pub async fn settings(&self) -> sqlx::Result<Settings> {
        let row = sqlx::query(
            "select current_setting('server_encoding') as encoding, pg_is_in_recovery() as standby,
                    current_setting('fsync')::boolean and current_setting('full_page_writes')::boolean as durable,
                    current_setting('synchronous_commit') as synchronous_commit, current_user::text as role",
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(Settings {
            encoding: row.try_get("encoding")?,
            is_durable: row.try_get("durable")?,
            synchronous_commit: row.try_get("synchronous_commit")?,
            is_standby: row.try_get("standby")?,
            role: row.try_get("role")?,
        })
    }

    /// How far the database's clock is ahead of ours, in milliseconds: exact to half the way there and back, which comes second.
    pub async fn clock_ahead(&self) -> sqlx::Result<(i64, i64)> {
        let mut connection = PgConnection::connect_with(&self.options).await?;
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64);
        let before = now();
        let row = sqlx::query("select clock_timestamp() as now").fetch_one(&mut connection).await?;
        let after = now();
        connection.close().await?;
        let Timestamp(there) = row.try_get::<Moment, _>("now")?.0;
        Ok((there - (before + after) / 2, (after - before) / 2))
    }

    /// The triggers that are not as the migrations made them: which, and what is the matter.
    pub async fn altered_triggers(&self) -> sqlx::Result<Vec<(String, &'static str)>> {
        let declared = Declared::read().triggers;
        let rows = sqlx::query(
            "select tgname::text as name, pg_get_triggerdef(oid, true) as definition, tgenabled in ('O', 'A') as enabled
               from pg_trigger where not tgisinternal and tgname = any($1)",
        )
        .bind(declared.keys().cloned().collect::<Vec<_>>())
        .fetch_all(&self.pool)
        .await?;
        let mut altered = Vec::new();
        for (name, definition) in declared {
            let row = rows.iter().find(|row| row.try_get::<String, _>("name").is_ok_and(|found| found == name));
            match row {
                None => altered.push((name, "missing")),
                Some(row) if !row.try_get::<bool, _>("enabled")? => altered.push((name, "switched off")),
                Some(row) if plain(row.try_get("definition")?) != definition => altered.push((name, "altered")),
                Some(_) => {}
            }
        }
        Ok(altered)
    }

    /// The same for functions.
    pub async fn altered_functions(&self) -> sqlx::Result<Vec<(String, &'static str)>> {
        let declared = Declared::read().functions;
        let rows = sqlx::query(
            "select proname::text as name, prosrc as body, has_function_privilege(oid, 'execute') as allowed
               from pg_proc where pronamespace = current_schema()::regnamespace and proname = any($1)",
        )
        .bind(declared.keys().cloned().collect::<Vec<_>>())
        .fetch_all(&self.pool)
        .await?;
        let mut altered = Vec::new();
        for (name, body) in declared {
            let row = rows.iter().find(|row| row.try_get::<String, _>("name").is_ok_and(|found| found == name));
            match row {
                None => altered.push((name, "missing")),
                Some(row) if row.try_get::<String, _>("body")? != body => altered.push((name, "altered")),
                Some(row) if !row.try_get::<bool, _>("allowed")? => {
                    altered.push((name, "not for this role to execute"))
                }
                Some(_) => {}
            }
        }
        Ok(altered)
    }

    /// Indexes that are gone, or of no use.
    pub async fn broken_indexes(&self) -> sqlx::Result<Vec<String>> {
        let Declared { tables, indexes, .. } = Declared::read();
        sqlx::query_scalar(
            "select name from unnest($2::text[]) name where to_regclass(name) is null
              union
             select indexrelid::regclass::text from pg_index
              where indrelid in (select to_regclass(name) from unnest($1::text[]) name) and not (indisvalid and indisready)
              order by 1",
        )
        .bind(tables)
        .bind(indexes)
        .fetch_all(&self.pool)
        .await
    }

    /// Whether a connection like the listener's hears what a trigger announces. It is told what a server tells that comes and
    /// goes: whoever else listens looks once more how many watch, and finds nothing new.
    pub async fn hears(&self) -> sqlx::Result<Hearing> {
        let mut listener = PgListener::connect_with(&self.pool).await?;
        listener.listen_all(DOORBELLS).await?;
        let listed = sqlx::query_scalar("select count(*) from pg_listening_channels()").fetch_one(&mut listener);
        let listed: i64 = timeout(ANNOUNCEMENT, listed).await.map_err(|_| sqlx::Error::PoolTimedOut)??;
        if usize::try_from(listed) != Ok(DOORBELLS.len()) {
            return Ok(Hearing::Forgets);
        }
        let (server, began) = (Uuid::new_v4(), std::time::Instant::now());
        self.tell_viewers(server, &[]).await?;
        let heard = timeout(ANNOUNCEMENT, async {
            while listener.recv().await?.channel() != VIEWERS_DOORBELL {}
            sqlx::Result::Ok(began.elapsed())
        });
        let heard = heard.await;
        self.forget_server(server).await?;
        heard.map_or(Ok(Hearing::Deaf), |heard| heard.map(Hearing::Works))
    }
}
