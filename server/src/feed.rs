//! Reads what became visible and publishes it to the hub: exactly the new rows, each once, whatever was announced.
//!
//! The position is a set of transactions. Each read returns the first rows that its snapshot sees and the position lacks;
//! once they are published, the position has them. A failed read publishes nothing and moves nothing.

use crate::{
    health::Health,
    hub::Hub,
    listener::Doorbell,
    store::{
        Store,
        changes::{Batch, Clock, Read},
        lease::in_time,
    },
};
use shared::{Backoff, Position, Timestamp};
use std::time::{Duration, Instant};
use tokio::task::yield_now;
use tokio_util::sync::CancellationToken;

/// Rows read at a time. A transaction with more of them is published piece by piece, and between two pieces whatever else
/// became visible: an import of any size passes in bounded memory and holds nobody up.
const PIECE: usize = 2_000;
/// The most transactions that are published in pieces at a time; what became visible else waits until one of them is done.
/// Each is named in every position meanwhile.
const MOST_PARTS: usize = 8;
/// How long a read may take: a host that vanished says nothing.
const READ: Duration = Duration::from_secs(5);
/// How long it may take to adopt the rows of a dump.
const ADOPTION: Duration = Duration::from_secs(600);
/// Without a ring the feed still reads this often: a net under the announcements, never the way votes normally come.
const SAFETY_NET: Duration = Duration::from_secs(5);

/// The reader, and where it stands.
#[derive(Debug)]
pub struct Feed {
    store: Store,
    hub: Hub,
    health: Health,
    /// What has been published, or was visible before we started.
    position: Position,
    clock: Clock,
    safety_net: Duration,
}

/// Whether a read found everything there was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    All,
    Some,
}

impl Feed {
    /// A feed that begins with what becomes visible after this call.
    pub async fn open(store: Store, hub: Hub, health: Health) -> sqlx::Result<Self> {
        let position = store.position().await?;
        hub.stands_at(&position);
        // Until the first read says what the database's clock does.
        let clock = Clock { here: Instant::now(), there: Timestamp::FIRST };
        Ok(Self { store, hub, health, position, clock, safety_net: SAFETY_NET })
    }

    /// The same, but never reading without a ring, for those who want to see that the rings alone suffice.
    pub fn without_safety_net(self) -> Self {
        Self { safety_net: Duration::from_secs(u64::from(u32::MAX)), ..self }
    }

    /// Reads at each ring until `stop`. Rings during a read fold into one more.
    pub async fn run(mut self, doorbell: Doorbell, stop: CancellationToken) {
        let mut backoff = Backoff::new(50, 2_000);
        loop {
            let began = Instant::now();
            let read = tokio::select! {
                read = self.read() => read,
                () = stop.cancelled() => return,
            };
            let wait = match read {
                Ok(found) => {
                    backoff.reset();
                    self.health.read(&self.position);
                    if found == Found::Some {
                        yield_now().await;
                        continue;
                    }
                    self.safety_net
                }
                Err(error) => {
                    self.health.read_failed(began);
                    let wait = Duration::from_millis(u64::from(backoff.next_ms(rand::random())));
                    tracing::warn!(%error, ?wait, "the feed can't read");
                    wait
                }
            };
            tokio::select! {
                () = doorbell.votes.notified() => {}
                () = tokio::time::sleep(wait) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    async fn read(&mut self) -> sqlx::Result<Found> {
        let new = self.read_new().await?;
        let rest = self.read_rest().await?;
        Ok(if (new, rest) == (Found::All, Found::All) { Found::All } else { Found::Some })
    }

    /// Publishes what became visible, up to a piece of it. What is cut off of the last transaction is for later.
    async fn read_new(&mut self) -> sqlx::Result<Found> {
        if self.position.parts().len() >= MOST_PARTS {
            return Ok(Found::Some);
        }
        let Read { now, clock, mut changes } = in_time(READ, self.store.changes(&self.position, PIECE)).await?;
        if now.epoch() != self.position.epoch() || now.xmax() < self.position.whole().xmax() {
            tracing::warn!("the database has another history now: a standby took over, or it was restored");
            return self.begin_anew().await;
        }
        self.clock = clock;
        let read = changes.len();
        changes.retain(|change| now.sees(change.xid));
        if changes.len() < read {
            // They come with the next read, as rows of a transaction of this cluster.
            let adopted = in_time(ADOPTION, self.store.adopt_restored_votes()).await?;
            tracing::warn!(adopted, "votes of another cluster were restored into the running database");
        }
        let before = self.position.clone();
        let visible = now.without(before.parts().iter().map(|part| part.xid));
        let (after, found) = match changes.last() {
            Some(last) if read == PIECE => {
                (before.union(&Position::within(&visible, last.xid, last.vote.id)), Found::Some)
            }
            // Cut behind the last vote, for the reason that `store::changes::position` gives.
            last => {
                let end = last.map_or(0, |last| last.xid + 1).max(before.whole().xmax());
                (before.union(&visible.before(end).into()), Found::All)
            }
        };
        self.publish(Batch { before, after, visible, clock: self.clock, changes });
        Ok(found)
    }

    /// Publishes the next piece of a transaction of which a read found only the beginning.
    async fn read_rest(&mut self) -> sqlx::Result<Found> {
        let Some(&part) = self.position.parts().first() else { return Ok(Found::All) };
        let changes = in_time(READ, self.store.rest(part, PIECE)).await?;
        let before = self.position.clone();
        let visible = before.whole().clone();
        let after = match changes.last() {
            Some(last) if changes.len() == PIECE => before.union(&Position::within(&visible, last.xid, last.vote.id)),
            _ => before.with_all_of(part.xid),
        };
        self.publish(Batch { before, after, visible, clock: self.clock, changes });
        Ok(if self.position.parts().is_empty() { Found::All } else { Found::Some })
    }

    fn publish(&mut self, batch: Batch) {
        self.position = batch.after.clone();
        if !batch.changes.is_empty() {
            self.health.published(batch.changes.len());
            self.hub.publish(batch);
        }
    }

    /// What was published need not be what is there: everyone begins anew, from a position taken before they do.
    async fn begin_anew(&mut self) -> sqlx::Result<Found> {
        self.position = in_time(READ, self.store.position()).await?;
        self.hub.stands_at(&self.position);
        self.hub.begin_anew();
        Ok(Found::All)
    }
}
