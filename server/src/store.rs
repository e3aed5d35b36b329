//! The database: the only place, beside `migrations/`, where SQL is written. Never decides what a viewer is told.

pub mod ballots;
pub mod capacity;
pub mod catalog;
pub mod changes;
pub mod check;
pub mod cookie_keys;
pub mod demo;
pub mod events;
pub mod hosts;
mod kept;
pub(crate) mod lease;
mod library;
pub mod line_up;
pub mod missed;
pub mod realtime;
pub mod recap;
pub mod schema;
pub mod servers;
pub mod suggestions;
mod types;

use kept::Kept;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use std::{ops::Deref, sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// The Postgres channel that rings when votes were inserted.
pub const VOTES_DOORBELL: &str = "doorbell_votes";
/// The Postgres channel that rings when events, line-ups or the library changed.
pub const CATALOG_DOORBELL: &str = "doorbell_catalog";
/// The Postgres channel that rings when the viewers of a server changed.
pub const VIEWERS_DOORBELL: &str = "doorbell_viewers";
/// The Postgres channel that says the title of each inserted row of `realtime`, to any program. To us it is a bell.
pub const TITLES_DOORBELL: &str = "addedrecord";
/// The Postgres channel that rings when the keys of voters' cookies changed.
pub const KEYS_DOORBELL: &str = "doorbell_keys";

/// All of them.
pub(crate) const DOORBELLS: [&str; 5] =
    [VOTES_DOORBELL, CATALOG_DOORBELL, VIEWERS_DOORBELL, TITLES_DOORBELL, KEYS_DOORBELL];

/// Connections that are not for requests: those of the feed, the titles, the ballots and the listener, and one for what is
/// done now and then, such as a migration.
const OTHER_CONNECTIONS: u32 = 5;
/// The fewest connections in all: two for requests, so that a slow one does not hold up all others.
pub const FEWEST_CONNECTIONS: u32 = OTHER_CONNECTIONS + 2;
/// What is enough for thousands of viewers, since reads are short, and leaves room for seven servers in a Postgres as it comes.
pub const CONNECTIONS: u32 = OTHER_CONNECTIONS + 8;
/// How many followers may read what they missed at a time: others' pages must not wait for them.
const REPLAYS: usize = 4;
/// The same for those who read an event's history at leisure.
const EXPORTS: usize = 2;
/// The same for those who search the library, each of whom reads all of it.
const SEARCHES: usize = 2;
/// How long a statement of a request may run, in milliseconds.
const STATEMENT: &str = "30000";
/// How long a request or a ballot may wait for a row that somebody has locked, in milliseconds.
const LOCK: &str = "1000";
/// How long a request waits for a connection before it is told that the database is away.
const PATIENCE: Duration = Duration::from_secs(3);

/// The way to the database. Cheap to clone: every viewer has one.
#[derive(Clone, Debug)]
pub struct Store(Arc<Pools>);

/// What all clones share.
#[derive(Debug)]
pub struct Pools {
    /// For requests.
    pool: PgPool,
    /// For the feed alone, so that nothing can make a vote wait on its way out,
    feed: Kept,
    /// for those who read the titles,
    titles: Kept,
    /// and for the ballots alone, so that nothing can on its way in.
    ballots: Kept,
    /// A place for each follower that may read what it missed right now.
    replays: Semaphore,
    exports: Semaphore,
    searches: Semaphore,
    options: PgConnectOptions,
    /// The most connections of all kinds together.
    connections: u32,
    queue_usage: capacity::Asked,
}

impl Deref for Store {
    type Target = Pools;

    fn deref(&self) -> &Pools {
        &self.0
    }
}

impl Store {
    /// Pools for `options`; connects only when first used.
    pub fn new(options: PgConnectOptions) -> Self {
        Self::with_connections(options, CONNECTIONS)
    }

    /// The same with at most so many connections, [`FEWEST_CONNECTIONS`] at least.
    pub fn with_connections(options: PgConnectOptions, connections: u32) -> Self {
        let for_requests = connections.max(FEWEST_CONNECTIONS) - OTHER_CONNECTIONS;
        let options = options
            .application_name("partysense")
            // A statement a second old is worth no line; the failing ones are logged where they are handled.
            .log_statements(tracing::log::LevelFilter::Trace)
            .log_slow_statements(tracing::log::LevelFilter::Warn, Duration::from_secs(5));
        let pool = PgPoolOptions::new().max_connections(for_requests).acquire_timeout(PATIENCE);
        let requests = options.clone().options([("statement_timeout", STATEMENT), ("lock_timeout", LOCK)]);
        // A plan is kept as long as the connection: made while the table is empty, it would read it whole for each ballot.
        let probes = ("enable_seqscan", "off");
        // What keeps budgets exact looks again after it waited; a database may be set to another default.
        let looks_again = ("default_transaction_isolation", "read committed");
        // The best plan for many ballots is the best one for few; made anew each time, it is almost half of what one costs.
        let planned_once = ("plan_cache_mode", "force_generic_plan");
        let limits = [("statement_timeout", STATEMENT), ("lock_timeout", LOCK)];
        let ballots = limits.into_iter().chain([probes, planned_once, looks_again]);
        let ballots = options.clone().options(ballots);
        Self(Arc::new(Pools {
            pool: pool.connect_lazy_with(requests),
            feed: Kept::new(options.clone()),
            titles: Kept::new(options.clone()),
            ballots: Kept::new(ballots),
            replays: Semaphore::new(REPLAYS),
            exports: Semaphore::new(EXPORTS),
            searches: Semaphore::new(SEARCHES),
            options,
            connections,
            queue_usage: capacity::Asked::default(),
        }))
    }

    /// How to reach the same database over a connection of one's own.
    pub fn options(&self) -> &PgConnectOptions {
        &self.options
    }

    /// Connects once, outside the pools, which would only say that they waited in vain: the error says why.
    pub async fn reach(&self) -> sqlx::Result<()> {
        PgConnection::connect_with(&self.options).await?.close().await
    }

    /// Makes rows that claim a transaction of another cluster's life rows of a transaction of ours, and returns how many
    /// there were. To everyone who follows they become visible then, like any others.
    ///
    /// After a dump is restored, `xid` values may lie in this cluster's future, or name a transaction that is open right
    /// now: the feed would read them again and again. No row that a cluster wrote itself is both visible and unseen by the
    /// current snapshot.
    pub async fn adopt_restored_votes(&self) -> sqlx::Result<u64> {
        self.adopt(
            "update event_vote set xid = pg_current_xact_id()
              where (xid >= (select pg_snapshot_xmax(pg_current_snapshot()))
                     or xid = any (array(select pg_snapshot_xip(pg_current_snapshot()))))
                and not pg_visible_in_snapshot(xid, pg_current_snapshot()) and xid <> pg_current_xact_id()",
        )
        .await
    }

    async fn adopt(&self, rows: &'static str) -> sqlx::Result<u64> {
        // A connection of its own: a large dump may take longer than a request may.
        let mut connection = PgConnection::connect_with(&self.options).await?;
        let mut transaction = connection.begin().await?;
        // Servers that find the same rows take turns. In a statement before: the next one's snapshot sees what was done.
        sqlx::query("select pg_advisory_xact_lock(hashtext('partysense: adopt restored votes'))")
            .execute(&mut *transaction)
            .await?;
        let adopted = sqlx::query(rows).execute(&mut *transaction).await?.rows_affected();
        transaction.commit().await?;
        connection.close().await?;
        Ok(adopted)
    }

    /// Hands all connections back to Postgres.
    pub async fn close(&self) {
        tokio::join!(self.feed.close(), self.titles.close(), self.ballots.close(), self.pool.close());
    }
}

/// Asks a listening connection whether it lives; what it hears meanwhile is kept.
pub(crate) async fn ask(listener: &mut PgListener) -> sqlx::Result<()> {
    sqlx::query("select").execute(listener).await.map(drop)
}

/// Makes the database `name` if it is missing. The name is ours, never a client's: SQL can't bind it.
pub(crate) async fn create_database(connection: &mut PgConnection, name: &'static str) -> sqlx::Result<()> {
    let known =
        sqlx::query("select from pg_database where datname = $1").bind(name).fetch_optional(&mut *connection).await?;
    if known.is_none() {
        sqlx::query(AssertSqlSafe(format!("create database {name}"))).execute(connection).await?;
    }
    Ok(())
}
