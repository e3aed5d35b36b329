//! A set of transactions, in the form that Postgres itself uses. Knows nothing of rows.

use super::NotAPosition;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// One history of one database, by a number made of what identifies it: the cluster, its timeline, the database.
///
/// Transaction numbers mean something within it only. A restored dump and a standby that took over begin another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epoch(pub u32);

/// The transactions that had ended at one moment: `pg_snapshot`, less its redundant `xmin`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Raw")]
pub struct Snapshot {
    epoch: Epoch,
    /// One past the last transaction that had ended then.
    xmax: u64,
    /// Those below `xmax` that had not, ascending.
    in_progress: Vec<u64>,
}

/// Sorts, by insertion: what comes is nearly always in order and never long, and a general sort is 4 kB more in the browser.
pub(super) fn ascending<T: Ord>(list: &mut [T]) {
    for end in 1..list.len() {
        let mut place = end;
        while place > 0 && list[place - 1] > list[place] {
            list.swap(place - 1, place);
            place -= 1;
        }
    }
}

impl Snapshot {
    /// A snapshot at which the transactions below `xmax` had ended, but for those of `in_progress`.
    pub fn new(epoch: Epoch, xmax: u64, mut in_progress: Vec<u64>) -> Self {
        in_progress.retain(|&xid| xid < xmax);
        ascending(&mut in_progress);
        in_progress.dedup();
        Self { epoch, xmax, in_progress }
    }

    /// Reads the text form of `pg_snapshot`: `xmin:xmax:xip,xip,…`.
    pub fn from_postgres(epoch: Epoch, text: &str) -> Result<Self, NotAPosition> {
        let (_xmin, rest) = text.split_once(':').ok_or(NotAPosition)?;
        parse(epoch, rest)
    }

    /// The history that its numbers belong to.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// One past the last transaction that had ended.
    pub fn xmax(&self) -> u64 {
        self.xmax
    }

    /// The transactions below [`xmax`](Self::xmax) that had not ended, ascending.
    pub fn in_progress(&self) -> &[u64] {
        &self.in_progress
    }

    /// Whether a row that transaction `xid` committed is visible here (`pg_visible_in_snapshot`).
    pub fn sees(&self, xid: u64) -> bool {
        xid < self.xmax && self.in_progress.binary_search(&xid).is_err()
    }

    /// Whether it sees every transaction that `other` sees, of the same history.
    pub fn includes(&self, other: &Self) -> bool {
        let unseen = |xid: &u64| other.in_progress.binary_search(xid).is_ok();
        // What lies between the two ends must be unseen there, each single one: as many as the distance.
        let beyond = other.in_progress.len() - other.in_progress.partition_point(|&xid| xid < self.xmax);
        self.epoch == other.epoch
            && self.in_progress.iter().take_while(|&&xid| xid < other.xmax).all(unseen)
            && other.xmax.saturating_sub(self.xmax) == beyond as u64
    }

    /// What either sees. Both must be of one history.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let (higher, lower) = if self.xmax < other.xmax { (other, self) } else { (self, other) };
        let in_progress = higher.in_progress.iter().copied().filter(|&xid| !lower.sees(xid)).collect();
        Self { epoch: higher.epoch, xmax: higher.xmax, in_progress }
    }

    /// What it sees of the transactions below `xid`.
    #[must_use]
    pub fn before(&self, xid: u64) -> Self {
        Self::new(self.epoch, self.xmax.min(xid), self.in_progress.clone())
    }

    /// The same, but for `hidden`, which it does not see.
    #[must_use]
    pub fn without(&self, hidden: impl IntoIterator<Item = u64>) -> Self {
        Self::new(self.epoch, self.xmax, self.in_progress.iter().copied().chain(hidden).collect())
    }

    /// The same set with its end behind `xid`, if that is the next one.
    pub(super) fn reach_over(&mut self, xid: u64) {
        if xid == self.xmax && xid < u64::MAX {
            self.in_progress.push(xid);
            self.xmax += 1;
        }
    }
}

/// As it comes over a wire, in any order.
#[derive(Deserialize)]
struct Raw {
    epoch: Epoch,
    xmax: u64,
    in_progress: Vec<u64>,
}

impl From<Raw> for Snapshot {
    fn from(raw: Raw) -> Self {
        Self::new(raw.epoch, raw.xmax, raw.in_progress)
    }
}

fn joined(xids: &[u64]) -> String {
    xids.iter().map(u64::to_string).collect::<Vec<_>>().join(",")
}

/// `xmax:xip,xip`, or `xmax`.
fn parse(epoch: Epoch, text: &str) -> Result<Snapshot, NotAPosition> {
    let (xmax, open) = text.split_once(':').unwrap_or((text, ""));
    let number = |digits: &str| digits.parse::<u64>().map_err(|_| NotAPosition);
    let open = open.split(',').filter(|digits| !digits.is_empty());
    Ok(Snapshot::new(epoch, number(xmax)?, open.map(number).collect::<Result<_, _>>()?))
}

/// `epoch-xmax`, or `epoch-xmax:xip,xip`; the epoch in hexadecimal.
impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{}", self.epoch.0, self.xmax)?;
        if !self.in_progress.is_empty() {
            write!(f, ":{}", joined(&self.in_progress))?;
        }
        Ok(())
    }
}

impl FromStr for Snapshot {
    type Err = NotAPosition;

    fn from_str(text: &str) -> Result<Self, NotAPosition> {
        let (epoch, rest) = text.split_once('-').ok_or(NotAPosition)?;
        let epoch = u32::from_str_radix(epoch, 16).map_err(|_| NotAPosition)?;
        parse(Epoch(epoch), rest)
    }
}
