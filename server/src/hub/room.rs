//! One channel's live side: its state under a lock, the logs that viewers read, and when a frame is due.

use super::{
    Absent, Sum,
    live::Live,
    log::Log,
    open::{Open, Place},
};
use crate::store::{
    catalog::{Hidden, Loaded, Names},
    changes::{Batch, Change},
};
use bytes::Bytes;
use shared::{Channel, Position, State};
use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::{sync::watch, time::Instant};

/// The most rows, of any channel, in the batches that wait for a room to load; more, and loading has failed, and viewers
/// ask again.
const MOST_WAITING: usize = 200_000;
/// Who comes and goes is told at most this often.
const PRESENCE_INTERVAL: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Room {
    channel: Channel,
    frame_interval: Duration,
    /// Held for as long as a batch takes to apply and encode; never while anything waits.
    phase: Mutex<Phase>,
    loaded: watch::Sender<Option<Result<(), Absent>>>,
    /// Held by whoever reads new names, until they are taken in.
    renaming: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
enum Phase {
    /// Batches that came before the room knows what it holds.
    Loading(Vec<(Arc<Batch>, Vec<usize>)>),
    Open(Box<Open>),
    /// Let go of: no batch comes here any more.
    Closed,
}

/// What a viewer reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Native,
    Plain,
}

impl Room {
    pub(super) fn new(channel: Channel, frame_interval: Duration) -> Self {
        Self {
            channel,
            frame_interval,
            phase: Mutex::new(Phase::Loading(Vec::new())),
            loaded: watch::Sender::new(None),
            renaming: tokio::sync::Mutex::default(),
        }
    }

    pub(super) fn channel(&self) -> Channel {
        self.channel
    }

    /// Whether it has been loaded.
    pub(super) fn is_loaded(&self) -> bool {
        matches!(*self.loaded.borrow(), Some(Ok(())))
    }

    /// Waits until the room is loaded, or can't be.
    pub(super) async fn loaded(&self) -> Result<(), Absent> {
        let mut loaded = self.loaded.subscribe();
        let outcome = loaded.wait_for(Option::is_some).await;
        outcome.ok().and_then(|outcome| *outcome).unwrap_or(Err(Absent::Unavailable))
    }

    pub(super) fn announce_loaded(&self, outcome: Result<(), Absent>) {
        self.loaded.send_replace(Some(outcome));
    }

    /// From here on the room moves by batches; those that came while it loaded are first.
    pub(super) fn open(&self, loaded: Loaded) -> Result<(), Absent> {
        let mut phase = self.phase();
        let Phase::Loading(waiting) = &mut *phase else { return Err(Absent::Unavailable) };
        let waiting = mem::take(waiting);
        if held(&waiting) > MOST_WAITING {
            return Err(Absent::Unavailable);
        }
        let mut live = Live::new(loaded);
        for (batch, rows) in waiting {
            live.apply(&batch, &rows, None::<fn(&Change, Position)>);
        }
        *phase = Phase::Open(Box::new(Open::new(live)));
        Ok(())
    }

    /// Takes in those `rows` of a batch that are this channel's.
    pub(super) fn publish(self: &Arc<Self>, batch: &Arc<Batch>, rows: Vec<usize>) {
        match &mut *self.phase() {
            // Past the bound nothing more is kept: `open` will see that it is too much.
            Phase::Loading(waiting) => {
                if held(waiting) <= MOST_WAITING {
                    waiting.push((batch.clone(), rows));
                }
            }
            Phase::Open(open) => {
                open.apply(self.channel, batch, &rows);
                self.frame_if_due(open);
            }
            Phase::Closed => {}
        }
    }

    /// Waits for one's turn to read new names.
    pub(super) async fn renaming(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.renaming.lock().await
    }

    /// Takes in new names.
    pub(super) fn rename(self: &Arc<Self>, names: Names, hidden: Hidden) {
        self.when_open((), |open| {
            open.rename(names, hidden);
            self.frame_if_due(open);
        });
    }

    /// How many watch here.
    pub(super) fn viewers(&self) -> u32 {
        self.when_open(0, |open| open.viewers)
    }

    /// Adds this channel to the sum.
    pub(super) fn count(&self, sum: &mut Sum) {
        sum.channels += 1;
        self.when_open((), |open| {
            sum.viewers += u64::from(open.viewers);
            sum.plain_viewers += u64::from(open.plain_viewers);
            for (frames, bytes) in std::iter::once(&open.native).chain(&open.plain).map(|log| log.length()) {
                sum.frames += frames;
                sum.bytes += bytes;
                sum.longest = sum.longest.max(frames);
            }
        });
    }

    /// Takes in how many watch on other servers.
    pub(super) fn viewers_elsewhere(self: &Arc<Self>, viewers: u32) {
        self.when_open((), |open| {
            open.elsewhere = viewers;
            self.frame_if_due(open);
        });
    }

    /// The ids that have voices.
    pub(super) fn voted(&self) -> Vec<i32> {
        self.when_open(vec![], |open| open.live.voted())
    }

    /// What the channel shows now; `None`: not open.
    pub(super) fn state(&self) -> Option<Arc<State>> {
        self.when_open(None, |open| {
            open.visited_at = Instant::now();
            Some(open.state())
        })
    }

    /// Counts a native viewer in; gives it its place, and what to send first: the news that its `since` still holds,
    /// or everything.
    pub(super) fn enter_native(self: &Arc<Self>, since: Option<&Position>) -> Option<(Place, Bytes)> {
        self.when_open(None, |open| {
            self.count_in(open);
            Some(open.native_place(self.channel, since))
        })
    }

    /// Counts a plain viewer in; gives it its place: the log's first if that has all that `since` lacks. Else it is the end,
    /// and comes with the state there.
    pub(super) fn enter_plain(self: &Arc<Self>, since: Option<&Position>) -> Option<(Place, Option<Arc<State>>)> {
        self.when_open(None, |open| {
            self.count_in(open);
            open.plain_viewers += 1;
            let Open { plain, live, .. } = open;
            let log = plain.get_or_insert_with(|| Arc::new(Log::new(live.position().clone()))).clone();
            Some(match since.and_then(|position| log.reaches(position)) {
                Some(next) => (Place { log, next }, None),
                None => (Place { next: log.end(), log }, Some(open.state())),
            })
        })
    }

    fn count_in(self: &Arc<Self>, open: &mut Open) {
        open.viewers += 1;
        open.visited_at = Instant::now();
        self.frame_if_due(open);
    }

    /// A new place for a native viewer that fell out of the log: at its end, after the newest state.
    pub(super) fn catch_up(&self) -> Option<(Place, Bytes)> {
        self.when_open(None, |open| Some(open.native_place(self.channel, None)))
    }

    /// Counts a viewer out.
    pub(super) fn leave(self: &Arc<Self>, format: Format) {
        self.when_open((), |open| {
            open.viewers = open.viewers.saturating_sub(1);
            open.visited_at = Instant::now();
            if format == Format::Plain {
                open.plain_viewers = open.plain_viewers.saturating_sub(1);
                if open.plain_viewers == 0 {
                    open.plain = None;
                }
            }
            self.frame_if_due(open);
        });
    }

    /// Closes the room if nobody watches and nobody has for `long`; then whoever holds it still must look it up again.
    pub(super) fn close_if_abandoned(&self, long: Duration) -> bool {
        let mut phase = self.phase();
        let abandoned = matches!(&*phase, Phase::Open(open) if open.viewers == 0 && open.visited_at.elapsed() > long);
        if abandoned {
            *phase = Phase::Closed;
        }
        abandoned
    }

    /// Closes the room, whoever watches; they are told.
    pub(super) fn close(&self) {
        if let Phase::Open(open) = mem::replace(&mut *self.phase(), Phase::Closed) {
            open.native.close();
            open.plain.iter().for_each(|log| log.close());
        }
    }

    /// Makes a native frame of what waits if the last one is long enough ago, else sees to it that somebody looks then.
    fn frame_if_due(self: &Arc<Self>, open: &mut Open) {
        let interval = if open.live.has_news() {
            self.frame_interval
        } else if !open.live.knows_viewers(open.everyone()) {
            PRESENCE_INTERVAL
        } else {
            return;
        };
        let now = Instant::now();
        let due = open.framed_at.map_or(now, |last| last + interval);
        if due <= now {
            return open.frame(now);
        }
        if open.wakes_at.is_none_or(|wakes| wakes <= now || wakes > due) {
            open.wakes_at = Some(due);
            let room = Arc::downgrade(self);
            tokio::spawn(async move {
                tokio::time::sleep_until(due).await;
                if let Some(room) = room.upgrade() {
                    room.when_open((), |open| room.frame_if_due(open));
                }
            });
        }
    }

    fn when_open<T>(&self, otherwise: T, work: impl FnOnce(&mut Open) -> T) -> T {
        match &mut *self.phase() {
            Phase::Open(open) => work(open),
            Phase::Loading(_) | Phase::Closed => otherwise,
        }
    }

    fn phase(&self) -> MutexGuard<'_, Phase> {
        self.phase.lock().expect("no thread panics while it holds a room")
    }
}

/// Rows in memory for a room that loads.
fn held(waiting: &[(Arc<Batch>, Vec<usize>)]) -> usize {
    waiting.iter().map(|(batch, _)| batch.changes.len()).sum()
}
