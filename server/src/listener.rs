//! The one LISTEN connection: hears that something was inserted and rings. Reads no rows and publishes nothing.

use crate::{
    health::Health,
    store::{self, CATALOG_DOORBELL, DOORBELLS, KEYS_DOORBELL, Store, TITLES_DOORBELL, VOTES_DOORBELL, lease::in_time},
};
use shared::Backoff;
use sqlx::postgres::{PgListener, PgPoolOptions};
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::{sync::Notify, time::timeout};
use tokio_util::sync::CancellationToken;

/// After this long without a ring the connection is asked whether it lives: a half-dead one says nothing by itself.
const KEEPALIVE: Duration = Duration::from_secs(2);
/// How long it may take to answer, and how long a connection and its LISTEN may take.
const ANSWER: Duration = Duration::from_secs(3);

/// The bells. Rings while nobody waits fold into one.
#[derive(Clone, Debug, Default)]
pub struct Doorbell {
    /// Votes were inserted, or may have been while nobody listened.
    pub votes: Arc<Notify>,
    /// The same for events, line-ups and the library,
    pub catalog: Arc<Notify>,
    /// for titles,
    pub titles: Arc<Notify>,
    /// for the keys of cookies,
    pub keys: Arc<Notify>,
    /// and for who watches on other servers.
    pub viewers: Arc<Notify>,
}

impl Doorbell {
    fn ring_all(&self) {
        self.votes.notify_one();
        self.catalog.notify_one();
        self.titles.notify_one();
        self.keys.notify_one();
        self.viewers.notify_one();
    }
}

/// Listens until `stop`, over any number of reconnects. After each, all bells ring: whatever was announced while the
/// connection was away is lost, and only a read can tell. They ring as well when it is lost, so that the feed finds out
/// at once whether the database is.
pub async fn run(store: Store, doorbell: Doorbell, health: Health, stop: CancellationToken) {
    let mut backoff = Backoff::new(100, 5_000);
    loop {
        let error = tokio::select! {
            error = listen(&store, &doorbell, &health, &mut backoff) => error,
            () = stop.cancelled() => return,
        };
        health.deaf();
        doorbell.votes.notify_one();
        let wait = Duration::from_millis(u64::from(backoff.next_ms(rand::random())));
        tracing::warn!(%error, ?wait, "the listener lost its connection");
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// One connection's life; returns what ended it.
async fn listen(store: &Store, doorbell: &Doorbell, health: &Health, backoff: &mut Backoff) -> sqlx::Error {
    let connection = match in_time(ANSWER, connect(store)).await {
        Ok(connection) => connection,
        Err(error) => return error,
    };
    // Listening first, reading second: nothing can slip between the two.
    doorbell.ring_all();
    health.listening();
    backoff.reset();
    tracing::debug!("listening");
    match hear(connection, doorbell).await {
        Ok(never) => match never {},
        Err(error) => error,
    }
}

async fn connect(store: &Store) -> sqlx::Result<PgListener> {
    // A pool of its own, of one: the listener must not wait for a place, and dies with its connection.
    let pool =
        PgPoolOptions::new().max_connections(1).acquire_timeout(ANSWER).connect_with(store.options().clone()).await?;
    let mut listener = PgListener::connect_with(&pool).await?;
    // It would reconnect without a word and lose what was announced meanwhile.
    listener.eager_reconnect(false);
    listener.listen_all(DOORBELLS).await?;
    Ok(listener)
}

async fn hear(mut listener: PgListener, doorbell: &Doorbell) -> sqlx::Result<Infallible> {
    loop {
        match timeout(KEEPALIVE, listener.try_recv()).await {
            Ok(Ok(Some(heard))) => match heard.channel() {
                VOTES_DOORBELL => doorbell.votes.notify_one(),
                CATALOG_DOORBELL => doorbell.catalog.notify_one(),
                TITLES_DOORBELL => doorbell.titles.notify_one(),
                KEYS_DOORBELL => doorbell.keys.notify_one(),
                _ => doorbell.viewers.notify_one(),
            },
            Ok(Ok(None)) => return Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset).into()),
            Ok(Err(error)) => return Err(error),
            Err(_quiet) => in_time(ANSWER, store::ask(&mut listener)).await?,
        }
    }
}
