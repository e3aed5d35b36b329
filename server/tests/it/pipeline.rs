//! Listener, feed and hub alone, and one who follows them.

use crate::support::{Database, soon};
use server::{
    feed::Feed,
    health::Health,
    hub::{Hub, Viewer},
    listener::{self, Doorbell},
    store::Store,
};
use shared::{Board, Channel, EventId, Tally, TrackId};
use sqlx::postgres::PgConnectOptions;
use std::{collections::BTreeMap, time::Duration};
use tokio_util::sync::CancellationToken;

/// Listener, feed and hub without a server around them. The feed never reads on its own: only rings move it.
pub struct Pipeline {
    pub hub: Hub,
    pub health: Health,
    stop: CancellationToken,
}

impl Pipeline {
    pub async fn start(database: &Database) -> Self {
        Self::start_through(&database.options).await
    }

    /// The same on a database that is reached like this.
    pub async fn start_through(options: &PgConnectOptions) -> Self {
        let store = Store::new(options.clone());
        let (stop, doorbell) = (CancellationToken::new(), Doorbell::default());
        let health = Health::default();
        let hub = Hub::new(store.clone(), Duration::from_millis(1), health.metrics().clone());
        let feed = Feed::open(store.clone(), hub.clone(), health.clone()).await.unwrap().without_safety_net();
        tokio::spawn(listener::run(store, doorbell.clone(), health.clone(), stop.clone()));
        tokio::spawn(hub.clone().keep(doorbell.catalog.clone(), stop.clone()));
        tokio::spawn(feed.run(doorbell, stop.clone()));
        Self { hub, health, stop }
    }

    pub async fn plain(&self, channel: Channel) -> Follower {
        Follower(self.hub.watch_plain(channel, None).await.unwrap().0, vec![])
    }

    pub async fn tallies(&self, event: EventId) -> BTreeMap<TrackId, Tally> {
        let Board::Event(_, tracks) = self.hub.state(Channel::Event(event)).await.unwrap().board.clone() else {
            panic!("an event's board")
        };
        tracks.into_iter().filter(|row| row.tally != Tally::default()).map(|row| (row.track.id, row.tally)).collect()
    }
}

impl Drop for Pipeline {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// The ids of a plain stream.
pub struct Follower(Viewer, pub Vec<i64>);

impl Follower {
    /// The first `count` ids; fails if they don't come.
    pub async fn ids(&mut self, count: usize) -> &[i64] {
        while self.1.len() < count {
            for frame in soon(self.0.frames()).await.unwrap() {
                let vote: serde_json::Value = serde_json::from_slice(frame.payload()).unwrap();
                self.1.push(vote["id"].as_i64().unwrap());
            }
        }
        &self.1
    }
}
