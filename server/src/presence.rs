//! Who watches where: tells the other servers on this database how many watch here, and the hub how many watch there. A
//! count, never a list of people.

use crate::{hub::Hub, store::Store};
use shared::{Backoff, Channel};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::Notify,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Between two looks at our own counts: a change is told within this.
const LOOK: Duration = Duration::from_secs(1);
/// A server that has nothing to tell says that it lives.
const SIGN_OF_LIFE: Duration = Duration::from_secs(5);
/// A server that has said nothing for so long does not count any more: it was killed, or can't reach the database.
const SILENCE: Duration = Duration::from_secs(15);
/// How long a write or a read may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the others know of us.
#[derive(Debug)]
struct Presence {
    store: Store,
    hub: Hub,
    /// This server, for as long as it runs.
    id: Uuid,
    told: Vec<(Channel, u32)>,
    /// When to say again that we live.
    due: Instant,
}

/// Keeps the counts in step until `stop`, and then takes ours back.
pub async fn keep(store: Store, hub: Hub, rung: Arc<Notify>, stop: CancellationToken) {
    let mut presence = Presence { store, hub, id: Uuid::new_v4(), told: vec![], due: Instant::now() };
    let mut backoff = Backoff::new(500, 10_000);
    loop {
        match timeout(PATIENCE, presence.exchange()).await.unwrap_or(Err(sqlx::Error::PoolTimedOut)) {
            Ok(()) => backoff.reset(),
            Err(error) => {
                tracing::debug!(%error, "can't compare viewers with the other servers");
                // A crash of Postgres forgets what it was told.
                presence.due = Instant::now();
                sleep_or(Duration::from_millis(u64::from(backoff.next_ms(rand::random()))), &stop).await;
            }
        }
        // However many come and go, here and there, once is enough.
        let mut is_time = sleep_or(LOOK, &stop).await;
        while is_time && !presence.has_news() {
            is_time = tokio::select! {
                () = rung.notified() => break,
                is_time = sleep_or(LOOK, &stop) => is_time,
            }
        }
        if stop.is_cancelled() {
            break;
        }
    }
    let _ = timeout(PATIENCE, presence.store.forget_server(presence.id)).await;
}

/// Waits; `false`: it is time to stop.
async fn sleep_or(long: Duration, stop: &CancellationToken) -> bool {
    timeout(long, stop.cancelled()).await.is_err()
}

impl Presence {
    /// Tells what is new here, and asks what is there.
    async fn exchange(&mut self) -> sqlx::Result<()> {
        if self.has_news() {
            let here = self.here();
            self.store.tell_viewers(self.id, &here).await?;
            self.told = here;
            self.due = Instant::now() + SIGN_OF_LIFE;
        }
        self.hub.viewers_elsewhere(self.store.viewers_elsewhere(self.id, SILENCE).await?);
        Ok(())
    }

    fn has_news(&self) -> bool {
        self.due <= Instant::now() || self.told != self.here()
    }

    fn here(&self) -> Vec<(Channel, u32)> {
        let mut here = self.hub.viewers();
        here.sort_unstable();
        here
    }
}
