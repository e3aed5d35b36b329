//! The followers: they come back from every end of their connection, to any server, and remember what they saw in the
//! order in which it came. They judge nothing but what no follower may ever be told.

pub(super) mod native;
pub(super) mod plain;
mod seen;
mod socketio;
mod sse;
pub(super) mod visit;
pub(super) mod wire;

pub(super) use seen::{Seen, Told};

use super::{catalog, dice::Dice, stage::Stage, table::Row};
use shared::{Backoff, Channel, VoteId};
use std::{
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::{
    sync::mpsc,
    task::JoinSet,
    time::{sleep, timeout},
};
use visit::{End, Visit};

/// How long all followers may take to get their first opening.
const FIRST: Duration = Duration::from_secs(30);
/// Between two looks at followers that are waited for.
const LOOK: Duration = Duration::from_millis(50);
/// The first and the longest wait before a follower comes back, in milliseconds.
const BACKOFF: (u32, u32) = (50, 1_000);

/// How a follower follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Door {
    /// A plain WebSocket.
    Plain,
    /// Server-sent events.
    Sse,
    /// Socket.IO.
    SocketIo,
    /// A native WebSocket.
    Native,
}

/// What happens to a follower.
#[derive(Clone, Copy, Debug)]
pub(super) enum Nudge {
    /// Its connection is gone, without a word.
    Drop,
    /// It does not read for so long.
    Stall(Duration),
}

/// One follower.
#[derive(Debug)]
pub(super) struct Follower {
    /// As the report calls it.
    pub(super) name: String,
    /// How it follows.
    pub(super) door: Door,
    /// What it follows.
    pub(super) channel: Channel,
    seen: Mutex<Seen>,
    nudges: mpsc::Sender<Nudge>,
}

impl Follower {
    /// Whether it has been told of this row, or shows it.
    pub(super) fn has(&self, row: &Row) -> bool {
        let seen = self.seen();
        let is_there = match &seen.shown {
            Some(shown) => shown.position.covers(row.xid, VoteId(row.id)),
            None => seen.votes.iter().rev().any(|vote| vote.id == row.id),
        };
        is_there || !row.is_on(self.channel)
    }

    /// What it has.
    pub(super) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("no holder panics")
    }

    /// Something happens to it, unless something is just happening.
    pub(super) fn nudge(&self, nudge: Nudge) {
        let _ = self.nudges.try_send(nudge);
    }

    fn has_begun(&self) -> bool {
        let seen = self.seen();
        seen.position.is_some() || seen.shown.is_some()
    }
}

/// All followers, following.
#[derive(Debug)]
pub(super) struct Followers {
    /// Each.
    pub(super) all: Arc<[Arc<Follower>]>,
    tasks: JoinSet<()>,
}

impl Followers {
    /// `count` of them, of all kinds; returns when each has its first opening.
    pub(super) async fn start(stage: &Arc<Stage>, seed: u64, count: usize) -> anyhow::Result<Self> {
        let (mut all, mut tasks) = (Vec::new(), JoinSet::new());
        let kinds: Vec<(Door, Channel)> = [Door::Plain, Door::Sse, Door::SocketIo, Door::Native]
            .into_iter()
            // The firehose as often as all events together.
            .flat_map(|door| catalog::channels().chain([Channel::Firehose; 2]).map(move |channel| (door, channel)))
            .collect();
        for number in 0..count {
            // Five is no divisor of the number of kinds: few followers are of all doors, too.
            let (door, channel) = kinds[number * 5 % kinds.len()];
            let (nudges, receiver) = mpsc::channel(1);
            let name = format!("follower {number} ({door:?}, {channel})");
            let follower = Arc::new(Follower { name, door, channel, seen: Mutex::default(), nudges });
            all.push(follower.clone());
            tasks.spawn(follow(follower, stage.clone(), Dice::new(seed, "follower", number), receiver));
        }
        let followers = Self { all: all.into(), tasks };
        let begun = async {
            while !followers.all.iter().all(|follower| follower.has_begun()) {
                sleep(LOOK).await;
            }
        };
        if timeout(FIRST, begun).await.is_err() {
            let late = followers.all.iter().find(|follower| !follower.has_begun());
            let said = late.map(|late| (&late.name, late.seen().history.last().cloned()));
            anyhow::bail!("not every follower got an opening: {said:?}");
        }
        Ok(followers)
    }

    /// They follow no longer.
    pub(super) async fn stop(&mut self) {
        self.tasks.shutdown().await;
    }
}

async fn follow(follower: Arc<Follower>, stage: Arc<Stage>, dice: Dice, nudges: mpsc::Receiver<Nudge>) {
    let mut backoff = Backoff::new(BACKOFF.0, BACKOFF.1);
    let mut visit = Visit::new(follower, stage, dice, nudges);
    loop {
        visit.begin();
        let End { why, opened } = match visit.follower.door {
            Door::Plain => plain::follow(&mut visit).await,
            Door::Sse => sse::follow(&mut visit).await,
            Door::SocketIo => socketio::follow(&mut visit).await,
            Door::Native => native::follow(&mut visit).await,
        };
        visit.note(why);
        if opened {
            backoff.reset();
        }
        let wait = backoff.next_ms(visit.dice.number());
        sleep(Duration::from_millis(u64::from(wait))).await;
    }
}
