//! One who wants each title once, over any number of disconnects: first what it missed, from the log or from the table,
//! then the log as it grows. What it has seen is exactly a position, and each title brings the next one.

use super::{Announced, Announcements};
use crate::{
    hub::Lost,
    store::{
        Store,
        missed::{BEGINNING, Place},
        realtime::Title,
    },
};
use shared::{
    Disconnect, Part, Position,
    plain::{NotRecovered, Start},
    socketio::MOST_MISSED,
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, task::JoinHandle, time::sleep};

/// Titles read from the table at a time.
const PAGE: usize = 500;
/// Between two tries to read what was missed, while the database is away.
const AGAIN: Duration = Duration::from_secs(1);

/// A reader of titles.
#[derive(Debug)]
pub struct Reader {
    store: Store,
    announcements: Announcements,
    grown: watch::Receiver<u64>,
    /// Its place in the log.
    place: u64,
    /// What it has seen.
    seen: Position,
    /// It has seen what was announced, to the row: whatever the log brings is new.
    level: bool,
    /// What lies between its position and the log.
    missed: Option<Missed>,
}

/// Where a reader begins.
#[derive(Debug)]
pub struct Opened {
    /// Whether everything since the client's position follows.
    pub recovered: bool,
    /// Why not, if there was one.
    pub reason: Option<NotRecovered>,
    /// Where that is.
    pub position: Position,
}

/// Rows of the table that are still to be sent, behind the row `last`.
#[derive(Debug)]
struct Missed {
    from: Position,
    to: Position,
    last: Place,
    /// A read under way. A task of its own: a client that speaks must not make it begin again.
    page: Option<JoinHandle<sqlx::Result<Page>>>,
}

type Page = (Vec<Title>, Option<Place>);

impl Reader {
    /// Reads from `start` on. A position that can't be gone on from is refused whole.
    pub async fn open(
        announcements: &Announcements,
        store: &Store,
        start: Start,
    ) -> Result<(Self, Opened), Disconnect> {
        let mut reader = Self::from_now_on(announcements, store);
        let reason = match start {
            Start::Now | Start::Anew => None,
            Start::After(since) => reader.go_back_to(since).await.map_err(|_| Disconnect::Unavailable)?.err(),
        };
        let recovered = !reader.level;
        let position = reader.seen.clone();
        Ok((reader, Opened { recovered, reason, position }))
    }

    /// Reads what is announced from now on.
    pub fn from_now_on(announcements: &Announcements, store: &Store) -> Self {
        let grown = announcements.subscribe();
        let (place, seen) = announcements.standing().end;
        Self {
            store: store.clone(),
            announcements: announcements.clone(),
            grown,
            place,
            seen,
            level: true,
            missed: None,
        }
    }

    /// Puts it where it has seen `since` and nothing else.
    async fn go_back_to(&mut self, since: Position) -> sqlx::Result<Result<(), NotRecovered>> {
        let standing = self.announcements.standing();
        let (end, to) = standing.end;
        if let Some(reason) = self.store.refuses(&since, to.epoch(), to.whole().xmax()).await? {
            return Ok(Err(reason));
        }
        let (first, start) = standing.first;
        let is_in_log = since.includes(&start);
        let mut missed = None;
        if !is_in_log {
            let count = self.store.count_missed_titles(&since, &to, MOST_MISSED + 1).await?;
            if count > MOST_MISSED {
                return Ok(Err(NotRecovered::TooFarBack));
            }
            missed = (count > 0).then(|| Missed { from: since.clone(), to, last: BEGINNING, page: None });
        }
        self.place = if is_in_log { first } else { end };
        (self.seen, self.level, self.missed) = (since, false, missed);
        Ok(Ok(()))
    }

    /// Waits until there are titles to send and returns them, in order. Nothing is lost if the call is dropped. After an
    /// error it must begin anew.
    pub async fn next(&mut self) -> Result<Vec<Arc<Announced>>, Disconnect> {
        loop {
            let titles = match &mut self.missed {
                Some(missed) => {
                    let (titles, next) = missed.page(&self.store).await;
                    self.read_again(titles, next)
                }
                None => self.read_on().await?,
            };
            if !titles.is_empty() {
                return Ok(titles);
            }
        }
    }

    /// From the log; nothing, if what was there is known, or had gone and is in the table.
    async fn read_on(&mut self) -> Result<Vec<Arc<Announced>>, Disconnect> {
        self.grown.borrow_and_update();
        match self.announcements.read(self.place) {
            Ok(titles) if titles.is_empty() => {
                // It lasts as long as we hold the log.
                let _ = self.grown.changed().await;
                Ok(vec![])
            }
            Ok(titles) => {
                self.place += titles.len() as u64;
                Ok(titles.into_iter().filter_map(|title| self.see(title)).collect())
            }
            Err(Lost::Closed) => Err(Disconnect::NewHistory),
            Err(Lost::FellOut) => {
                match self.go_back_to(self.seen.clone()).await {
                    Ok(Ok(())) => {}
                    Ok(Err(NotRecovered::OtherHistory)) => return Err(Disconnect::NewHistory),
                    Ok(Err(_)) => return Err(Disconnect::Slow),
                    Err(_away) => sleep(AGAIN).await,
                }
                Ok(vec![])
            }
        }
    }

    /// A title of the log as this reader gets it; `None`: it has that one.
    fn see(&mut self, title: Arc<Announced>) -> Option<Arc<Announced>> {
        if self.level {
            self.seen = title.after.clone();
            return Some(title);
        }
        let is_new = !self.seen.covers(title.row.xid, title.row.id);
        self.seen = self.seen.union(&title.after);
        self.level = self.seen == title.after;
        let moved = |title: &Announced| Arc::new(Announced::new(title.row.clone(), self.seen.clone()));
        is_new.then(|| if self.level { title } else { moved(&title) })
    }

    /// Rows of the table as they go out. They come by transaction, and all of one is there if the next begins.
    fn read_again(&mut self, titles: Vec<Title>, next: Option<Place>) -> Vec<Arc<Announced>> {
        let Some(missed) = &mut self.missed else { return vec![] };
        let mut announced = Vec::with_capacity(titles.len());
        let mut rows = titles.into_iter().peekable();
        while let Some(row) = rows.next() {
            let is_whole = rows.peek().is_some_and(|next| next.xid != row.xid);
            let mut parts: Vec<_> = missed.to.parts().iter().copied().filter(|part| part.xid < row.xid).collect();
            parts.push(Part { xid: row.xid, last: row.id });
            let whole = missed.to.whole().before(if is_whole { row.xid + 1 } else { row.xid });
            self.seen = self.seen.union(&Position::new(whole, parts));
            announced.push(Arc::new(Announced::new(row, self.seen.clone())));
        }
        match next {
            Some(next) => missed.last = next,
            None => self.missed = None,
        }
        announced
    }
}

impl Missed {
    /// The next page, however long the database is away. Nothing is lost if the call is dropped.
    async fn page(&mut self, store: &Store) -> Page {
        loop {
            let page = self.page.get_or_insert_with(|| {
                let (store, from, to, last) = (store.clone(), self.from.clone(), self.to.clone(), self.last);
                tokio::spawn(async move { store.missed_titles(&from, &to, last, PAGE).await })
            });
            let read = page.await.unwrap_or(Err(sqlx::Error::WorkerCrashed));
            self.page = None;
            match read {
                Ok(page) => return page,
                Err(error) => tracing::debug!(%error, "can't read the titles that somebody missed"),
            }
            sleep(AGAIN).await;
        }
    }
}
