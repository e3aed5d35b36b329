//! Rows of `realtime` on their way to whoever wants each inserted title: reads what became visible, as the feed does with
//! votes, and keeps the last of it in a log. Knows nothing of those who listen.

mod log;
mod reader;

pub use log::{Announced, Announcements};
pub use reader::{Opened, Reader};

use crate::store::{Store, lease::in_time, realtime::Read};
use shared::{Backoff, Position};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Notify, task::yield_now};
use tokio_util::sync::CancellationToken;

/// Rows read at a time; an import of any size passes in pieces of it.
const PIECE: usize = 500;
/// How long a read may take: a host that vanished says nothing.
const READ: Duration = Duration::from_secs(5);
/// How long it may take to adopt the rows of a dump.
const ADOPTION: Duration = Duration::from_secs(600);
/// Without a ring it still reads this often.
const SAFETY_NET: Duration = Duration::from_secs(5);

/// The reader of the table, and where it stands.
#[derive(Debug)]
pub struct Announcer {
    store: Store,
    announcements: Announcements,
    /// What has been announced, or was visible before we started.
    position: Position,
    safety_net: Duration,
}

impl Announcer {
    /// One that begins with what becomes visible after this call.
    pub async fn open(store: Store) -> sqlx::Result<Self> {
        let position = store.titles_position().await?;
        let announcements = Announcements::new(position.clone());
        Ok(Self { store, announcements, position, safety_net: SAFETY_NET })
    }

    /// The same, but never reading without a ring, for those who want to see that the rings alone suffice.
    pub fn without_safety_net(self) -> Self {
        Self { safety_net: Duration::from_secs(u64::from(u32::MAX)), ..self }
    }

    /// What it announces.
    pub fn announcements(&self) -> Announcements {
        self.announcements.clone()
    }

    /// Reads at each ring until `stop`. Rings during a read fold into one more.
    pub async fn run(mut self, rung: Arc<Notify>, stop: CancellationToken) {
        let mut backoff = Backoff::new(50, 2_000);
        loop {
            let read = tokio::select! {
                read = self.read() => read,
                () = stop.cancelled() => return,
            };
            let wait = match read {
                Ok(is_all) => {
                    backoff.reset();
                    if !is_all {
                        yield_now().await;
                        continue;
                    }
                    self.safety_net
                }
                Err(error) => {
                    self.announcements.failed();
                    let wait = Duration::from_millis(u64::from(backoff.next_ms(rand::random())));
                    tracing::warn!(%error, ?wait, "can't read titles");
                    wait
                }
            };
            tokio::select! {
                () = rung.notified() => {}
                () = tokio::time::sleep(wait) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    /// Announces what became visible, up to a piece of it; whether that was all.
    async fn read(&mut self) -> sqlx::Result<bool> {
        let Read { now, mut titles } = in_time(READ, self.store.titles(&self.position, PIECE)).await?;
        if now.epoch() != self.position.epoch() || now.xmax() < self.position.whole().xmax() {
            tracing::warn!("the database has another history now: titles begin anew");
            self.position = in_time(READ, self.store.titles_position()).await?;
            self.announcements.begin_anew(self.position.clone());
            return Ok(true);
        }
        let found = titles.len();
        titles.retain(|title| now.sees(title.xid));
        let is_strange = titles.len() < found;
        if is_strange {
            // They come with the next read, as rows of a transaction of this cluster.
            let adopted = in_time(ADOPTION, self.store.adopt_restored_titles()).await?;
            tracing::warn!(adopted, "titles of another cluster were restored into the running database");
        }
        let before = self.position.clone();
        let is_all = found < PIECE;
        let mut announced = Vec::with_capacity(titles.len());
        let mut rows = titles.into_iter().peekable();
        while let Some(title) = rows.next() {
            // All of a transaction is out if the next one begins. What was cut off of the last one is for later.
            let is_whole = rows.peek().map_or(is_all, |next| next.xid != title.xid);
            let part = Position::within(&now, title.xid, title.id);
            let after = if is_whole { now.before(title.xid + 1).into() } else { part };
            self.position = before.union(&after);
            announced.push(Arc::new(Announced::new(title, self.position.clone())));
        }
        self.announcements.push(announced);
        Ok(is_all && !is_strange)
    }
}
