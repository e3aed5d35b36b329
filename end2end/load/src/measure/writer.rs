//! Another program that votes: rows by plain SQL, a commit at a time, past the server.

use super::progress::Progress;
use sqlx::PgConnection;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// Rows of nobody's, one commit.
const INSERT: &str = "
    with inserted as (
        insert into event_vote (event_id, track_id, is_positive)
        select $1, 1 + nth % 20, nth % 3 > 0 from generate_series(1, $2) nth returning id)
    select max(id) from inserted";
/// How long nothing may arrive anywhere before deliveries count as lost.
const PATIENCE: Duration = Duration::from_secs(5);

/// How fast to write.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Pace {
    /// So many commits a second.
    Rate(f64),
    /// As fast as it goes, while no viewer lacks more commits than this.
    Window(usize),
}

/// A connection that writes at one event.
#[derive(Debug)]
pub(super) struct Writer {
    connection: PgConnection,
    event: i32,
    progress: Arc<Progress>,
    /// Commits made.
    pub(super) made: usize,
}

impl Writer {
    /// The id that the next row will have.
    pub(super) async fn next_id(connection: &mut PgConnection) -> sqlx::Result<i64> {
        sqlx::query_scalar("select coalesce(max(id), 0) + 1 from event_vote").fetch_one(connection).await
    }

    pub(super) fn new(connection: PgConnection, event: i32, progress: Arc<Progress>) -> Self {
        Self { connection, event, progress, made: 0 }
    }

    /// Writes at that pace for that long; `false`: deliveries have stopped.
    pub(super) async fn write(&mut self, pace: Pace, span: Duration) -> anyhow::Result<bool> {
        let (begun, before) = (Instant::now(), self.made);
        while begun.elapsed() < span {
            match pace {
                Pace::Rate(rate) => {
                    let due = Duration::from_secs_f64((self.made - before) as f64 / rate);
                    sleep(due.saturating_sub(begun.elapsed())).await;
                }
                Pace::Window(window) => {
                    if !self.progress.wait_for((self.made + 1).saturating_sub(window), PATIENCE).await {
                        return Ok(false);
                    }
                }
            }
            self.commit().await?;
        }
        Ok(true)
    }

    /// Waits until everyone has everything.
    pub(super) async fn all_arrived(&self) -> bool {
        self.progress.wait_for(self.made, PATIENCE).await
    }

    /// One past the id of the last row.
    pub(super) fn end(&self) -> i64 {
        self.progress.first + self.made as i64 * self.progress.batch
    }

    async fn commit(&mut self) -> anyhow::Result<()> {
        let insert = sqlx::query_scalar(INSERT).bind(self.event).bind(self.progress.batch as i32);
        // All rows are fetched: the first one comes before the commit does.
        let last: Vec<Option<i64>> = insert.fetch_all(&mut self.connection).await?;
        self.progress.committed(self.made);
        self.made += 1;
        anyhow::ensure!(last == [Some(self.end() - 1)], "somebody else writes: row {last:?}");
        Ok(())
    }
}
