//! How much of Postgres this server uses, and how much there is.

use super::{EXPORTS, REPLAYS, SEARCHES, Store, lease};
use sqlx::Row;
use std::time::{Duration, Instant};
use tokio::{sync::Semaphore, time::timeout};

/// How old a number may be that costs a question.
const FRESH: Duration = Duration::from_secs(5);
/// How long /metrics waits for it.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is in use of what [`Store`] has.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// Connections for requests that wait for one,
    pub idle: usize,
    /// and that have one.
    pub used: usize,
    /// The most connections of any kind.
    pub limit: u32,
    /// Followers that read what they missed,
    pub replays: usize,
    /// exports and recaps,
    pub histories: usize,
    /// and searches of the library.
    pub searches: usize,
}

/// Places for connections in Postgres.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// For all but superusers (`max_connections` less what is reserved).
    pub all: i32,
    /// Taken, by whomever; those of this server that asks are among them.
    pub taken: i64,
}

/// A number, and when it was asked for.
pub(super) type Asked = tokio::sync::Mutex<Option<(Instant, Option<f64>)>>;

impl Store {
    /// How full Postgres' queue of announcements is, from 0 to 1, as of a few seconds ago; `None`: it did not say.
    pub async fn notification_queue_usage(&self) -> Option<f64> {
        // One asks for all.
        let mut asked = self.queue_usage.lock().await;
        if let Some((at, usage)) = *asked
            && at.elapsed() < FRESH
        {
            return usage;
        }
        let question = lease::rows(&self.pool, sqlx::query("select pg_notification_queue_usage() as usage"));
        let rows = timeout(PATIENCE, question).await.ok().and_then(Result::ok);
        let usage = rows.and_then(|rows| rows.first()?.try_get("usage").ok());
        *asked = Some((Instant::now(), usage));
        usage
    }

    /// What is in use right now.
    pub fn usage(&self) -> Usage {
        let used = |all: usize, free: &Semaphore| all.saturating_sub(free.available_permits());
        let (open, idle) = (self.pool.size() as usize, self.pool.num_idle());
        Usage {
            idle,
            used: open.saturating_sub(idle),
            limit: self.connections,
            replays: used(REPLAYS, &self.replays),
            histories: used(EXPORTS, &self.exports),
            searches: used(SEARCHES, &self.searches),
        }
    }

    /// The places for connections in Postgres.
    pub async fn room(&self) -> sqlx::Result<Room> {
        let room = sqlx::query(
            "select current_setting('max_connections')::integer
                        - current_setting('superuser_reserved_connections')::integer
                        - coalesce(current_setting('reserved_connections', true)::integer, 0) as all,
                    (select count(*) from pg_stat_activity where backend_type = 'client backend') as taken",
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(Room { all: room.try_get("all")?, taken: room.try_get("taken")? })
    }
}
