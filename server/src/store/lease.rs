//! A connection on loan: one that did not answer is closed, never given back.

use sqlx::{
    PgConnection, PgPool, Postgres,
    pool::PoolConnection,
    postgres::{PgArguments, PgRow},
    query::Query,
};
use std::{
    ops::{Deref, DerefMut},
    time::Duration,
};
use tokio::time::timeout;

/// How long an answer may take: longer than any statement of a request may run.
pub(super) const ANSWER: Duration = Duration::from_secs(31);

/// A pool takes back whatever is dropped, and asks it whether it lives before anyone else gets the place: a host that
/// vanished would keep that place until TCP gives up. So a lease closes its connection unless it is [kept](Self::keep).
#[derive(Debug)]
pub(super) struct Lease(Option<PoolConnection<Postgres>>);

impl Lease {
    pub(super) async fn of(pool: &PgPool) -> sqlx::Result<Self> {
        pool.acquire().await.map(Some).map(Self)
    }

    /// It answered: others may have it.
    pub(super) fn keep(mut self) {
        drop(self.0.take());
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(connection.detach());
        }
    }
}

impl Deref for Lease {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        self.0.as_deref().expect("it is there until it is kept")
    }
}

impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.0.as_deref_mut().expect("it is there until it is kept")
    }
}

/// All rows of one query on a connection of `pool`.
pub(super) async fn rows(pool: &PgPool, query: Query<'_, Postgres, PgArguments>) -> sqlx::Result<Vec<PgRow>> {
    let mut lease = Lease::of(pool).await?;
    let answer = in_time(ANSWER, query.fetch_all(&mut *lease)).await;
    if answer.as_ref().map_or_else(|error| error.as_database_error().is_some(), |_| true) {
        lease.keep();
    }
    answer
}

/// What `work` returns, if it does within `limit`.
pub(crate) async fn in_time<T>(limit: Duration, work: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    timeout(limit, work).await.unwrap_or_else(|_| Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()))
}
