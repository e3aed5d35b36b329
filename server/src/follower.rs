//! One who follows the plain votes of a channel, over any number of disconnects: first what it missed, from the log or
//! from the table, then the log as it grows. What it has seen is exactly a position, and each vote brings the next one.

use crate::{
    hub::{Absent, Frame, Hub, Lost, Viewer},
    metrics::Bound,
    store::{
        Store,
        changes::Change,
        missed::{BEGINNING, Place, Span},
    },
};
use shared::{
    Channel, Disconnect, Position, State,
    plain::{MOST_MISSED, NotRecovered, Opening, Start},
};
use std::sync::Arc;
use tokio::task::JoinHandle;

/// Votes read from the table at a time, at most,
const PAGE: i64 = 2_000;
/// and bytes of the positions that go out with them: each vote carries one.
const PAGE_BYTES: usize = 1024 * 1024;

/// A follower. It counts as a viewer until it is dropped.
#[derive(Debug)]
pub struct Follower {
    store: Store,
    channel: Channel,
    viewer: Viewer,
    /// What it has seen; kept up only while the log may bring what it has, or lacks what it has.
    seen: Position,
    /// It has seen what the channel has, to the row: whatever the log brings is new.
    level: bool,
    /// What lies between its position and the log.
    missed: Option<Missed>,
}

/// Votes of the table that are still to be sent, behind the row `last`.
#[derive(Debug)]
struct Missed {
    span: Arc<Span>,
    last: Place,
    most: i64,
    /// A read under way. A task of its own: a client that speaks must not make it begin again.
    page: Option<JoinHandle<sqlx::Result<Page>>>,
}

type Page = (Vec<Change>, Option<Place>);

impl Follower {
    /// Follows `channel` from `start` on. If the client wants to know where that is, the opening comes with it, as JSON. A
    /// position that can't be gone on from is refused whole, and the stream begins anew.
    pub async fn open(
        hub: &Hub,
        store: &Store,
        channel: Channel,
        start: Start,
    ) -> Result<(Self, Option<String>), Disconnect> {
        let Start::After(since) = start else {
            let (viewer, state) = hub.watch_plain(channel, None).await?;
            return Self::from_now_on(store, channel, &start, viewer, state).ok_or(Disconnect::Unavailable);
        };
        match Self::after(hub, store, channel, &since).await? {
            Ok(follower) => Ok((follower, Some(json(&Opening::recovered(&since))))),
            Err(reason) => {
                let (viewer, state) = hub.watch_plain(channel, None).await?;
                let state = state.ok_or(Disconnect::Unavailable)?;
                let opening = json(&Opening::anew(&state, Some(reason)));
                Ok((Self::at(store, channel, viewer, &state), Some(opening)))
            }
        }
    }

    /// The same at once, if nothing needs to be read for it.
    pub fn open_now(hub: &Hub, store: &Store, channel: Channel, start: &Start) -> Option<(Self, Option<String>)> {
        if matches!(start, Start::After(_)) {
            return None;
        }
        let (viewer, state) = hub.watch_plain_now(channel)?;
        Self::from_now_on(store, channel, start, viewer, state)
    }

    fn from_now_on(
        store: &Store,
        channel: Channel,
        start: &Start,
        viewer: Viewer,
        state: Option<Arc<State>>,
    ) -> Option<(Self, Option<String>)> {
        let state = state?;
        let opening = (*start == Start::Anew).then(|| json(&Opening::anew(&state, None)));
        Some((Self::at(store, channel, viewer, &state), opening))
    }

    fn at(store: &Store, channel: Channel, viewer: Viewer, state: &State) -> Self {
        let seen = state.position.clone();
        Self { store: store.clone(), channel, viewer, seen, level: true, missed: None }
    }

    async fn after(
        hub: &Hub,
        store: &Store,
        channel: Channel,
        since: &Position,
    ) -> Result<Result<Self, NotRecovered>, Disconnect> {
        let (viewer, state) = hub.watch_plain(channel, Some(since)).await?;
        let epoch = state.as_ref().map_or(since.epoch(), |state| state.position.epoch());
        let refused = store.refuses(since, epoch, hub.newest()).await.map_err(|_| Disconnect::Unavailable)?;
        if let Some(reason) = refused {
            return Ok(Err(reason));
        }
        let mut missed = None;
        if let Some(state) = state {
            let span = Span { channel, from: since.clone(), to: state.position.clone() };
            let votes = store.count_missed(&span, MOST_MISSED + 1).await.map_err(|_| Disconnect::Unavailable)?;
            if votes > MOST_MISSED {
                hub.metrics().drop_at(Bound::Replay);
                return Ok(Err(NotRecovered::TooFarBack));
            }
            let most = (PAGE_BYTES / since.to_string().len().max(1)) as i64;
            let (span, last, most) = (Arc::new(span), BEGINNING, most.clamp(1, PAGE));
            missed = (votes > 0).then_some(Missed { span, last, most, page: None });
        }
        Ok(Ok(Self { store: store.clone(), channel, viewer, seen: since.clone(), level: false, missed }))
    }

    /// What it has seen, at the beginning.
    pub fn start(&self) -> &Position {
        &self.seen
    }

    /// Whether it has come so far that it may be sent its log as it is.
    pub fn is_level(&self) -> bool {
        self.level && self.missed.is_none()
    }

    /// The viewer, where it stands.
    pub fn into_viewer(self) -> Viewer {
        self.viewer
    }

    /// Waits until there is something to send and returns it, in order. Nothing is lost if the call is dropped.
    pub async fn next(&mut self) -> Result<Vec<Frame>, Disconnect> {
        while let Some(missed) = &mut self.missed {
            let (votes, next) = missed.page(&self.store).await.map_err(|_| Disconnect::Unavailable)?;
            let frames = self.read_again(&votes);
            match (&mut self.missed, next) {
                (Some(missed), Some(next)) => missed.last = next,
                _ => self.missed = None,
            }
            if !frames.is_empty() {
                return Ok(frames);
            }
        }
        let frames = self.viewer.frames().await?;
        Ok(if self.level { frames } else { frames.into_iter().filter_map(|frame| self.see(frame)).collect() })
    }

    /// A frame of the log as this follower gets it; `None`: it has that vote.
    fn see(&mut self, frame: Frame) -> Option<Frame> {
        if !self.level {
            let is_new = frame.vote.is_some_and(|(xid, id)| !self.seen.covers(xid, id));
            self.seen = self.seen.union(&frame.after);
            self.level = self.seen == frame.after;
            return is_new.then(|| if self.level { frame } else { frame.moved(self.seen.clone()) });
        }
        Some(frame)
    }

    /// Votes of the table as frames. They come by transaction, and all of one is there if the next begins.
    fn read_again(&mut self, votes: &[Change]) -> Vec<Frame> {
        let Some(Missed { span, .. }) = &self.missed else { return vec![] };
        let mut frames = Vec::with_capacity(votes.len());
        for (nth, Change { xid, vote, .. }) in votes.iter().enumerate() {
            let is_all = votes.get(nth + 1).is_some_and(|next| next.xid != *xid);
            self.seen = self.seen.union(&span.reached((*xid, vote.id), is_all));
            frames.push(Frame::plain(self.channel, *xid, vote, self.seen.clone()));
        }
        frames
    }
}

impl Missed {
    /// The next page. Nothing is lost if the call is dropped.
    async fn page(&mut self, store: &Store) -> sqlx::Result<Page> {
        let page = self.page.get_or_insert_with(|| {
            let (store, span, last, most) = (store.clone(), self.span.clone(), self.last, self.most);
            tokio::spawn(async move { store.missed(&span, last, most).await })
        });
        let read = page.await.unwrap_or(Err(sqlx::Error::WorkerCrashed));
        self.page = None;
        read
    }
}

impl From<Lost> for Disconnect {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::FellOut => Self::Slow,
            Lost::Closed => Self::NewHistory,
        }
    }
}

impl From<Absent> for Disconnect {
    fn from(absent: Absent) -> Self {
        match absent {
            Absent::Unknown => Self::UnknownEvent,
            Absent::Unavailable => Self::Unavailable,
        }
    }
}

fn json(opening: &Opening<'_>) -> String {
    serde_json::to_string(opening).expect("text and numbers always encode")
}
