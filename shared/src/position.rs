//! Where a follower of a stream stands: a set of rows, said in transactions.
//!
//! Ids are handed out before commit, so "everything after id 41" skips a row 40 that commits late. A snapshot does
//! not: it names the transactions of which everything was seen, and means the same set of rows whoever asks, on
//! whichever server, however late. Positions are sets and are handled as sets: joined, compared, cut. This file knows
//! nothing of databases or streams.
//! Source: PostgreSQL manual, 9.27.8 "Transaction ID and Snapshot Information Functions".

mod snapshot;

pub use snapshot::{Epoch, Snapshot};

use crate::vote::VoteId;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The longest text that is read as a position, in bytes. A snapshot names each open transaction, and Postgres has
/// no more of them than connections: some thousands at twenty digits each.
pub const MAX_TEXT: usize = 64 * 1024;

/// What a follower has seen: exactly these rows, each once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Raw")]
pub struct Position {
    /// The transactions of which every row was seen.
    whole: Snapshot,
    /// Those of which only the first rows were seen, by transaction. `whole` sees none of them.
    parts: Vec<Part>,
}

/// A transaction that was seen in part. Its rows go out in the order of their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Part {
    /// The transaction.
    pub xid: u64,
    /// The last of its rows that was seen.
    pub last: VoteId,
}

/// A text that is no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a position")]
pub struct NotAPosition;

impl Position {
    /// Everything that `whole` sees, and the beginnings of other transactions.
    pub fn new(whole: Snapshot, mut parts: Vec<Part>) -> Self {
        // Of two cuts of one transaction the later one holds.
        snapshot::ascending(&mut parts);
        parts.reverse();
        parts.dedup_by_key(|part| part.xid);
        parts.retain(|part| !whole.sees(part.xid));
        parts.reverse();
        let mut position = Self { whole, parts };
        // One way to say each set: a part right behind the end is one below it that is not whole.
        for part in &position.parts {
            position.whole.reach_over(part.xid);
        }
        position
    }

    /// What `visible` sees of the transactions before `xid`, and of `xid` itself the rows up to `last`: how far a
    /// delivery in the order of transactions and ids has come.
    pub fn within(visible: &Snapshot, xid: u64, last: VoteId) -> Self {
        Self::new(visible.before(xid), vec![Part { xid, last }])
    }

    /// The transactions of which every row was seen.
    pub fn whole(&self) -> &Snapshot {
        &self.whole
    }

    /// Those of which only the first rows were seen.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The history of which this is a place.
    pub fn epoch(&self) -> Epoch {
        self.whole.epoch()
    }

    /// Whether the row `vote`, committed by transaction `xid`, has been seen here.
    pub fn covers(&self, xid: u64, vote: VoteId) -> bool {
        self.whole.sees(xid) || self.parts.iter().any(|part| part.xid == xid && vote <= part.last)
    }

    /// Whether everything that was seen at `other` has been seen here.
    pub fn includes(&self, other: &Self) -> bool {
        self.whole.includes(&other.whole) && other.parts.iter().all(|part| self.covers(part.xid, part.last))
    }

    /// What was seen at either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let parts = self.parts.iter().chain(&other.parts).copied().collect();
        Self::new(self.whole.union(&other.whole), parts)
    }

    /// The same with all of the transaction `xid`, which lies below the end of [`whole`](Self::whole).
    #[must_use]
    pub fn with_all_of(&self, xid: u64) -> Self {
        let open = self.whole.in_progress().iter().copied().filter(|&open| open != xid).collect();
        Self::new(Snapshot::new(self.epoch(), self.whole.xmax(), open), self.parts.clone())
    }
}

impl From<Snapshot> for Position {
    fn from(whole: Snapshot) -> Self {
        Self { whole, parts: vec![] }
    }
}

/// As it comes over a wire, in any order.
#[derive(Deserialize)]
struct Raw {
    whole: Snapshot,
    parts: Vec<Part>,
}

impl From<Raw> for Position {
    fn from(raw: Raw) -> Self {
        Self::new(raw.whole, raw.parts)
    }
}

/// The snapshot, then `~xid.last` for each part.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.whole.fmt(f)?;
        self.parts.iter().try_for_each(|part| write!(f, "~{}.{}", part.xid, part.last))
    }
}

impl FromStr for Position {
    type Err = NotAPosition;

    fn from_str(text: &str) -> Result<Self, NotAPosition> {
        if text.len() > MAX_TEXT {
            return Err(NotAPosition);
        }
        let mut texts = text.split('~');
        let whole = texts.next().ok_or(NotAPosition)?.parse()?;
        Ok(Self::new(whole, texts.map(str::parse).collect::<Result<_, _>>()?))
    }
}

impl FromStr for Part {
    type Err = NotAPosition;

    fn from_str(text: &str) -> Result<Self, NotAPosition> {
        let (xid, last) = text.split_once('.').ok_or(NotAPosition)?;
        let last = VoteId(last.parse().map_err(|_| NotAPosition)?);
        Ok(Self { xid: xid.parse().map_err(|_| NotAPosition)?, last })
    }
}

#[cfg(test)]
mod tests;
