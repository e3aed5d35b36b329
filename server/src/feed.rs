//! Reads what became visible and publishes it to the hub: exactly the new rows, each once, whatever was announced.
//!
//! The position is a snapshot. Each read returns the rows that its own snapshot sees and the last one did not, and its
//! snapshot is the next position; a failed read leaves the position where the last whole batch ended, or within it.

use crate::{
    hub::Hub,
    listener::Doorbell,
    store::{
        Store,
        changes::{Batch, Change, Read},
    },
};
use futures_util::TryStreamExt;
use shared::{Backoff, Snapshot, VoteId};
use std::time::Duration;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// Rows published at a time, so that an import of any size passes in bounded memory and viewers see it under way.
const CHUNK: usize = 1_000;
/// How long the next row may take: a host that vanished says nothing. A large import is sorted before its first.
const ROW: Duration = Duration::from_secs(20);
/// Without a ring the feed still reads this often: a net under the announcements, never the way votes normally come.
const SAFETY_NET: Duration = Duration::from_secs(5);

/// The reader, and where it stands.
#[derive(Debug)]
pub struct Feed {
    store: Store,
    hub: Hub,
    /// Everything that this sees has been published, or was visible before we started.
    position: Snapshot,
    /// A read broke off after this row of the batch from `position`; of its target snapshot, rows up to it are out.
    broken_off: Option<(Snapshot, VoteId)>,
    safety_net: Duration,
}

impl Feed {
    /// A feed that begins with what becomes visible after this call.
    pub async fn open(store: Store, hub: Hub) -> sqlx::Result<Self> {
        let position = store.snapshot().await?;
        Ok(Self { store, hub, position, broken_off: None, safety_net: SAFETY_NET })
    }

    /// The same, but never reading without a ring, for those who want to see that the rings alone suffice.
    pub fn without_safety_net(self) -> Self {
        Self { safety_net: Duration::from_secs(u64::from(u32::MAX)), ..self }
    }

    /// Reads at each ring until `stop`. Rings during a read fold into one more.
    pub async fn run(mut self, doorbell: Doorbell, stop: CancellationToken) {
        let mut backoff = Backoff::new(50, 2_000);
        loop {
            let read = tokio::select! {
                read = self.read() => read,
                () = stop.cancelled() => return,
            };
            let wait = match read {
                Ok(()) => {
                    backoff.reset();
                    self.safety_net
                }
                Err(error) => {
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

    /// Publishes everything new, in chunks. What a broken read left of its batch comes first, as that batch: the
    /// positions that viewers hold within it stay true.
    async fn read(&mut self) -> sqlx::Result<()> {
        if let Some((to, last)) = self.broken_off.clone() {
            self.read_batch(Some((&to, last))).await?;
        }
        self.read_batch(None).await
    }

    async fn read_batch(&mut self, rest: Option<(&Snapshot, VoteId)>) -> sqlx::Result<()> {
        let mut rows = self.store.changes(&self.position);
        let Some(Read::Snapshot(now)) = in_time(rows.try_next()).await? else {
            return Err(sqlx::Error::RowNotFound);
        };
        let (to, after) = rest.map_or((&now, None), |(to, last)| (to, Some(last)));
        let mut chunk = Vec::new();
        while let Some(Read::Change(change)) = in_time(rows.try_next()).await? {
            if !to.sees(change.xid) || after.is_some_and(|last| change.vote.id <= last) {
                continue;
            }
            if chunk.len() == CHUNK {
                self.publish(std::mem::take(&mut chunk), to, false);
                // A large import must not keep the machine from everything else.
                tokio::task::yield_now().await;
            }
            chunk.push(*change);
        }
        self.publish(chunk, to, true);
        Ok(())
    }

    fn publish(&mut self, changes: Vec<Change>, to: &Snapshot, complete: bool) {
        let last = changes.last().map(|change| change.vote.id);
        self.hub.publish(Batch { from: self.position.clone(), to: to.clone(), changes, complete });
        if complete {
            self.position = to.clone();
            self.broken_off = None;
        } else if let Some(last) = last {
            self.broken_off = Some((to.clone(), last));
        }
    }
}

async fn in_time<T>(row: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    timeout(ROW, row).await.unwrap_or_else(|_| Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()))
}
