//! Where a follower of a stream stands, said in Postgres snapshots.
//!
//! Ids are handed out before commit, so "everything after id 41" skips a row 40 that commits late. A snapshot does
//! not: it names the transactions that had ended when it was taken, and what became visible between two snapshots is
//! the same set of rows whoever asks, on whichever server, however late.
//! Source: PostgreSQL manual, 9.27.8 "Transaction ID and Snapshot Information Functions".

use crate::vote::VoteId;
use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, fmt, str::FromStr};

/// The longest text that is read as a position, in bytes. A snapshot names each open transaction, and Postgres has
/// no more of them than connections: some thousands at twenty digits each.
pub const MAX_TEXT: usize = 64 * 1024;

/// Which transactions had ended at one moment: `pg_snapshot`, less its redundant `xmin`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Snapshot {
    /// One past the last transaction that had ended then.
    xmax: u64,
    /// Those below `xmax` that were still open, ascending.
    in_progress: Vec<u64>,
}

/// What a follower has seen: exactly these rows, each once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Position {
    /// Everything that this snapshot sees.
    At(Snapshot),
    /// Cut off in the middle of a batch: everything `from` sees, and of what `to` sees beyond it, the rows up to and
    /// including `last` (a batch goes out in the order of its ids).
    Within {
        /// The snapshot before the batch.
        from: Snapshot,
        /// The snapshot that the batch was read at.
        to: Snapshot,
        /// The last row of the batch that was delivered.
        last: VoteId,
    },
}

/// A text that is no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a position")]
pub struct NotAPosition;

impl Snapshot {
    /// A snapshot at which `xmax` was the next transaction and those of `in_progress` were open.
    pub fn new(xmax: u64, mut in_progress: Vec<u64>) -> Self {
        in_progress.retain(|&xid| xid < xmax);
        in_progress.sort_unstable();
        in_progress.dedup();
        Self { xmax, in_progress }
    }

    /// Reads the text form of `pg_snapshot`: `xmin:xmax:xip,xip,…`.
    pub fn from_postgres(text: &str) -> Result<Self, NotAPosition> {
        let (_xmin, rest) = text.split_once(':').ok_or(NotAPosition)?;
        rest.parse()
    }

    /// The text form of `pg_snapshot`.
    pub fn to_postgres(&self) -> String {
        let open: Vec<_> = self.in_progress.iter().map(u64::to_string).collect();
        format!("{}:{}:{}", self.in_progress.first().unwrap_or(&self.xmax), self.xmax, open.join(","))
    }

    /// One past the last transaction that had ended.
    pub fn xmax(&self) -> u64 {
        self.xmax
    }

    /// The transactions below [`xmax`](Self::xmax) that were open, ascending.
    pub fn in_progress(&self) -> &[u64] {
        &self.in_progress
    }

    /// Whether a row that transaction `xid` committed is visible here (`pg_visible_in_snapshot`).
    pub fn sees(&self, xid: u64) -> bool {
        xid < self.xmax && self.in_progress.binary_search(&xid).is_err()
    }

    /// The later of two snapshots of one cluster.
    pub fn max<'a>(&'a self, other: &'a Self) -> &'a Self {
        if self.age(other) == Ordering::Less { other } else { self }
    }

    /// `Greater`: `self` was taken later. Transactions start and end one by one, so `xmax` only grows, and while it
    /// stands still the open ones can only become fewer.
    fn age(&self, other: &Self) -> Ordering {
        self.xmax.cmp(&other.xmax).then_with(|| other.in_progress.len().cmp(&self.in_progress.len()))
    }
}

impl Position {
    /// The snapshot of which everything was seen.
    pub fn start(&self) -> &Snapshot {
        match self {
            Self::At(snapshot) | Self::Within { from: snapshot, .. } => snapshot,
        }
    }

    /// The snapshot beyond which nothing was seen.
    pub fn end(&self) -> &Snapshot {
        match self {
            Self::At(snapshot) | Self::Within { to: snapshot, .. } => snapshot,
        }
    }

    /// Whether the row `vote`, committed by transaction `xid`, has been seen here.
    pub fn covers(&self, xid: u64, vote: VoteId) -> bool {
        match self {
            Self::At(snapshot) => snapshot.sees(xid),
            Self::Within { from, to, last } => from.sees(xid) || (to.sees(xid) && vote <= *last),
        }
    }
}

/// `xmax`, or `xmax:xip,xip`.
impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.xmax)?;
        for (nth, xid) in self.in_progress.iter().enumerate() {
            write!(f, "{}{xid}", if nth == 0 { ':' } else { ',' })?;
        }
        Ok(())
    }
}

impl FromStr for Snapshot {
    type Err = NotAPosition;

    fn from_str(text: &str) -> Result<Self, NotAPosition> {
        let (xmax, open) = text.split_once(':').unwrap_or((text, ""));
        let number = |digits: &str| digits.parse::<u64>().map_err(|_| NotAPosition);
        let open = open.split(',').filter(|digits| !digits.is_empty());
        Ok(Self::new(number(xmax)?, open.map(number).collect::<Result<_, _>>()?))
    }
}

/// A snapshot, or `from~to~last`.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(snapshot) => snapshot.fmt(f),
            Self::Within { from, to, last } => write!(f, "{from}~{to}~{last}"),
        }
    }
}

impl FromStr for Position {
    type Err = NotAPosition;

    fn from_str(text: &str) -> Result<Self, NotAPosition> {
        if text.len() > MAX_TEXT {
            return Err(NotAPosition);
        }
        let Some((from, rest)) = text.split_once('~') else {
            return text.parse().map(Self::At);
        };
        let (to, last) = rest.split_once('~').ok_or(NotAPosition)?;
        let last = VoteId(last.parse().map_err(|_| NotAPosition)?);
        Ok(Self::Within { from: from.parse()?, to: to.parse()?, last })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    fn snapshots() -> impl Strategy<Value = Snapshot> {
        (1..1_000_u64, vec(0..1_000_u64, 0..8)).prop_map(|(xmax, open)| Snapshot::new(xmax, open))
    }

    #[test]
    fn reads_what_postgres_writes() {
        let snapshot = Snapshot::from_postgres("10:20:10,14,15").expect("the manual's own example");
        assert!(
            snapshot.sees(9) && !snapshot.sees(10) && snapshot.sees(11) && !snapshot.sees(15) && !snapshot.sees(20)
        );
        assert_eq!(snapshot.to_string(), "20:10,14,15");
        assert_eq!(snapshot.to_postgres(), "10:20:10,14,15");
        assert_eq!(Snapshot::from_postgres("20:20:").map(|quiet| quiet.to_postgres()), Ok("20:20:".into()));
        assert_eq!(Snapshot::from_postgres("20:20:").map(|quiet| quiet.to_string()), Ok("20".into()));
    }

    #[test]
    fn a_late_commit_is_not_covered_until_its_snapshot_sees_it() {
        let (late, early) = (740, 741);
        let before: Position = "742:740".parse().expect("a position");
        assert!(before.covers(early, VoteId(2)) && !before.covers(late, VoteId(1)));
        let after: Position = "742".parse().expect("a position");
        assert!(after.covers(late, VoteId(1)));
    }

    #[test]
    fn within_a_batch_the_last_id_decides() {
        let cut: Position = "10~20~7".parse().expect("a position");
        assert!(cut.covers(9, VoteId(99)), "seen before the batch");
        assert!(cut.covers(15, VoteId(7)) && !cut.covers(15, VoteId(8)) && !cut.covers(20, VoteId(1)));
    }

    #[test]
    fn what_is_no_position_is_refused() {
        for text in ["", "x", "1:a", "-1", "1~2", "1~2~x", "1~2~3~4", "99999999999999999999"] {
            assert_eq!(text.parse::<Position>(), Err(NotAPosition), "{text}");
        }
        assert!("1".repeat(MAX_TEXT + 1).parse::<Position>().is_err());
    }

    proptest! {
        #[test]
        fn text_carries_a_position_whole(from in snapshots(), to in snapshots(), last in any::<i64>()) {
            let within = Position::Within { from: from.clone(), to, last: VoteId(last) };
            prop_assert_eq!(within.to_string().parse(), Ok(within));
            let at = Position::At(from);
            prop_assert_eq!(at.to_string().parse(), Ok(at));
        }

        #[test]
        fn any_text_is_answered(text in ".*") {
            let _ = text.parse::<Position>();
        }
    }
}
