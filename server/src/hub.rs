//! The channels that somebody watches, and who watches them. Only the feed publishes here.

mod board;
mod frame;
mod live;
mod log;
mod open;
mod room;
mod sum;
mod viewer;

pub use frame::Frame;
pub use log::{Log, Lost};
pub use sum::Sum;
pub use viewer::Viewer;

use crate::{
    metrics::{Bound, Metrics},
    store::{Store, changes::Batch},
};
use bytes::Bytes;
use room::Room;
use shared::{Backoff, Channel, Position, State};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::{
    sync::{Notify, watch},
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

/// How long a channel that nobody watches is kept, in case somebody comes back.
const KEPT: Duration = Duration::from_secs(60);
/// The most channels held at once. More exist only if that many events are open within [`KEPT`] of each other.
const MOST_ROOMS: usize = 10_000;
/// Between two reads of the catalog: a host who adds fifty tracks one by one is fifty rings.
const CATALOG_PAUSE: Duration = Duration::from_millis(200);

/// How long a viewer who comes from a server that is ahead waits until this one is, too.
const LEVEL: Duration = Duration::from_millis(500);

/// Why a channel can't be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Absent {
    /// There is no such event.
    #[error("no such event")]
    Unknown,
    /// The database is away, or too many channels are held already.
    #[error("not now")]
    Unavailable,
}

/// All channels of this process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Hub(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    store: Store,
    metrics: Metrics,
    /// The shortest time between two native frames of a channel.
    frame_interval: Duration,
    /// Held only to look up, insert or remove. A room's own lock may be taken while this one is held, never the reverse.
    rooms: Mutex<HashMap<Channel, Arc<Room>>>,
    /// One past the last transaction of which anything was published.
    newest: watch::Sender<u64>,
    /// Who watches on other servers. The rooms' lock may be taken while this one is held, never the reverse.
    elsewhere: Mutex<HashMap<Channel, u32>>,
}

impl Hub {
    /// An empty hub that loads what is watched from `store`.
    pub fn new(store: Store, frame_interval: Duration, metrics: Metrics) -> Self {
        Self(Arc::new(Shared {
            store,
            metrics,
            frame_interval,
            rooms: Mutex::default(),
            newest: watch::Sender::new(0),
            elsewhere: Mutex::default(),
        }))
    }

    /// Begins to watch `channel` in the native protocol; the frame goes out first. Counts as a viewer until dropped.
    pub async fn watch(&self, channel: Channel, since: Option<&Position>) -> Result<(Viewer, Bytes), Absent> {
        if let Some(since) = since {
            // From a server that is ahead: what the viewer has seen must not be taken back, if a moment helps.
            let mut newest = self.0.newest.subscribe();
            let _ = timeout(LEVEL, newest.wait_for(|newest| *newest >= since.whole().xmax())).await;
        }
        self.in_room(channel, |room| Viewer::native(room, since)).await
    }

    /// Begins to watch `channel` in the plain protocol: where the log has all that `since` lacks, and perhaps more, else
    /// now, and then tells what the channel shows there.
    pub async fn watch_plain(
        &self,
        channel: Channel,
        since: Option<&Position>,
    ) -> Result<(Viewer, Option<Arc<State>>), Absent> {
        self.in_room(channel, |room| Viewer::plain(room, since)).await
    }

    /// Begins to watch `channel` from now on, if it is loaded already.
    pub fn watch_plain_now(&self, channel: Channel) -> Option<(Viewer, Option<Arc<State>>)> {
        let room = self.rooms().get(&channel)?.clone();
        if room.is_loaded() { Viewer::plain(room, None) } else { None }
    }

    /// What `channel` shows now, for a page that is rendered once.
    pub async fn state(&self, channel: Channel) -> Result<Arc<State>, Absent> {
        self.in_room(channel, |room| room.state()).await
    }

    /// Carries one batch to all channels it concerns.
    pub fn publish(&self, batch: Batch) {
        let batch = Arc::new(batch);
        let mut by_channel = HashMap::<Channel, Vec<usize>>::new();
        for (index, change) in batch.changes.iter().enumerate() {
            by_channel.entry(Channel::Event(change.vote.event)).or_default().push(index);
        }
        if !batch.changes.is_empty() {
            by_channel.insert(Channel::Firehose, (0..batch.changes.len()).collect());
        }
        let concerned: Vec<_> = {
            let rooms = self.rooms();
            by_channel.into_iter().filter_map(|(channel, rows)| Some((rooms.get(&channel)?.clone(), rows))).collect()
        };
        for (room, rows) in concerned {
            room.publish(&batch, rows);
        }
        self.stands_at(&batch.after);
    }

    /// One past the last transaction of which anything was published.
    pub fn newest(&self) -> u64 {
        *self.0.newest.borrow()
    }

    /// Takes in what has been published, where that did not go through here: it was visible before anyone watched.
    pub fn stands_at(&self, position: &Position) {
        self.0.newest.send_replace(position.whole().xmax());
    }

    /// Lets go of all channels, and tells whoever watches: what was published is not what is there.
    pub fn begin_anew(&self) {
        let rooms = std::mem::take(&mut *self.rooms());
        rooms.values().for_each(|room| room.close());
    }

    /// The server's numbers.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// All channels in numbers. One after the other is looked at, and none waits for another.
    pub fn sum(&self) -> Sum {
        let rooms: Vec<_> = self.rooms().values().cloned().collect();
        let mut sum = Sum::default();
        rooms.iter().for_each(|room| room.count(&mut sum));
        sum
    }

    /// How many watch here, by channel.
    pub fn viewers(&self) -> Vec<(Channel, u32)> {
        let rooms = self.rooms();
        rooms.iter().map(|(channel, room)| (*channel, room.viewers())).filter(|(_, viewers)| *viewers > 0).collect()
    }

    /// Takes in how many watch on other servers, by channel.
    pub fn viewers_elsewhere(&self, viewers: HashMap<Channel, u32>) {
        let mut elsewhere = self.elsewhere();
        *elsewhere = viewers;
        for (channel, room) in self.rooms().iter() {
            room.viewers_elsewhere(elsewhere.get(channel).copied().unwrap_or(0));
        }
    }

    /// Keeps names and boards in step until `stop`: reads the catalog again when its bell rings, and lets go of
    /// channels that nobody has watched for a while.
    pub async fn keep(self, catalog: Arc<Notify>, stop: CancellationToken) {
        let mut backoff = Backoff::new(100, 5_000);
        loop {
            tokio::select! {
                () = catalog.notified() => {
                    if let Err(error) = self.refresh_names().await {
                        tracing::warn!(%error, "can't read the catalog");
                        catalog.notify_one();
                        sleep(Duration::from_millis(u64::from(backoff.next_ms(rand::random())))).await;
                    } else {
                        backoff.reset();
                        sleep(CATALOG_PAUSE).await;
                    }
                }
                () = sleep(KEPT) => {}
                () = stop.cancelled() => return,
            }
            self.rooms().retain(|_, room| !room.close_if_abandoned(KEPT));
        }
    }

    async fn refresh_names(&self) -> sqlx::Result<()> {
        let rooms: Vec<_> = self.rooms().values().cloned().collect();
        let mut outcome = Ok(());
        for room in rooms {
            // One that can't be read must not keep all behind it out of step.
            outcome = outcome.and(self.rename(&room).await);
        }
        outcome
    }

    async fn rename(&self, room: &Arc<Room>) -> sqlx::Result<()> {
        // Read and taken in by one at a time: what was read earlier never comes later, and shows again what was hidden since.
        let _turn = room.renaming().await;
        if let Some((names, hidden)) = self.0.store.names(room.channel(), &room.voted()).await? {
            room.rename(names, hidden);
        }
        Ok(())
    }

    async fn in_room<T>(&self, channel: Channel, enter: impl Fn(Arc<Room>) -> Option<T>) -> Result<T, Absent> {
        // A room may be let go of between the look-up and the step in; the next look-up makes a new one.
        for _ in 0..3 {
            if let Some(entered) = enter(self.room(channel).await?) {
                return Ok(entered);
            }
        }
        Err(Absent::Unavailable)
    }

    async fn room(&self, channel: Channel) -> Result<Arc<Room>, Absent> {
        let (room, is_new) = {
            let mut rooms = self.rooms();
            match rooms.get(&channel) {
                Some(room) => (room.clone(), false),
                None if rooms.len() >= MOST_ROOMS => {
                    self.0.metrics.drop_at(Bound::Channels);
                    return Err(Absent::Unavailable);
                }
                None => {
                    let room = Arc::new(Room::new(channel, self.0.frame_interval));
                    rooms.insert(channel, room.clone());
                    (room, true)
                }
            }
        };
        if is_new {
            // A task of its own: whoever asked first may go away, others wait for the same room.
            tokio::spawn(self.clone().load(room.clone()));
        }
        room.loaded().await?;
        Ok(room)
    }

    /// The room is in the map already and gathers what is published: subscribe before you read.
    async fn load(self, room: Arc<Room>) {
        let channel = room.channel();
        let outcome = match self.0.store.load(channel).await {
            Ok(Some(loaded)) => match room.open(loaded) {
                // Names may have changed while it loaded, and their bell is not gathered as votes are.
                Ok(()) => self.rename(&room).await.map_err(|_| Absent::Unavailable),
                refused => {
                    self.0.metrics.drop_at(Bound::Loading);
                    refused
                }
            },
            Ok(None) => Err(Absent::Unknown),
            Err(error) => {
                tracing::warn!(%channel, %error, "can't load a channel");
                Err(Absent::Unavailable)
            }
        };
        let elsewhere = self.elsewhere().get(&channel).copied().unwrap_or(0);
        room.viewers_elsewhere(elsewhere);
        if outcome.is_err() {
            // There may be another of that channel by now.
            self.rooms().retain(|_, held| !Arc::ptr_eq(held, &room));
            room.close();
        }
        room.announce_loaded(outcome);
    }

    fn elsewhere(&self) -> MutexGuard<'_, HashMap<Channel, u32>> {
        self.0.elsewhere.lock().expect("no thread panics while it holds the counts")
    }

    fn rooms(&self) -> MutexGuard<'_, HashMap<Channel, Arc<Room>>> {
        self.0.rooms.lock().expect("no thread panics while it holds the rooms")
    }
}

#[cfg(test)]
mod tests;
