//! What one follower saw, held against the table row by row.

use super::{
    followers::{Follower, Told},
    table::{Row, Table},
};
use crate::shown::Shown;
use shared::{Channel, Tally};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Where a follower and the table differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// Rows of its channel.
    pub(super) expected: usize,
    /// Votes that it was told.
    pub(super) seen: usize,
    /// Rows that it never saw.
    pub(super) missing: Vec<i64>,
    /// Rows that it saw more than once.
    pub(super) doubled: Vec<i64>,
    /// Votes that are no row of its channel, or another vote than that row.
    pub(super) untrue: Vec<i64>,
    /// Rows that came behind a later one of their transaction or of their voter's chain, and that one.
    pub(super) disordered: Vec<(i64, i64)>,
    /// The same, but the later choice is of a transaction that began first: streams go by transaction. No difference.
    pub(super) overtaken: Vec<(i64, i64)>,
    /// Sums that differ, in words.
    pub(super) sums: Vec<String>,
}

/// A stream's votes against the rows of its channel.
pub(super) fn stream(table: &Table, channel: Channel, votes: &[Told]) -> Difference {
    let mut left: HashSet<i64> = table.of(channel).map(|row| row.id).collect();
    let mut difference = Difference { expected: left.len(), seen: votes.len(), ..Difference::default() };
    let (mut seen, mut order) = (HashSet::new(), Order::default());
    let expected = left.clone();
    for vote in votes {
        if !seen.insert(vote.id) {
            difference.doubled.push(vote.id);
            continue;
        }
        left.remove(&vote.id);
        match table.rows.get(&vote.id) {
            Some(row) if expected.contains(&vote.id) && says(vote, row, channel) => {
                if let Some(later) = order.later_than(row).and_then(|id| table.rows.get(&id)) {
                    let by_number = (row.xid, row.id) < (later.xid, later.id);
                    let swaps = if by_number { &mut difference.disordered } else { &mut difference.overtaken };
                    swaps.push((row.id, later.id));
                }
            }
            _ => difference.untrue.push(vote.id),
        }
    }
    difference.missing = left.into_iter().collect();
    difference.missing.sort_unstable();
    difference
}

fn says(vote: &Told, row: &Row, channel: Channel) -> bool {
    let event = (channel == Channel::Firehose).then_some(row.event);
    (vote.event, vote.track, Some(vote.up)) == (event, row.track, row.choice)
}

/// A page's sums against the audit.
pub(super) fn page(table: &Table, channel: Channel, shown: Option<&Shown>) -> Difference {
    let expected = table.of(channel).count();
    let Some(shown) = shown else {
        return Difference { expected, sums: vec!["it shows nothing".to_owned()], ..Difference::default() };
    };
    let mut sums = tallies(&table.audit(channel), &shown.tallies);
    if shown.cast != expected as u64 {
        sums.push(format!("cast {} instead of {expected}", shown.cast));
    }
    Difference { expected, seen: shown.cast as usize, sums, ..Difference::default() }
}

/// Where two sets of sums differ; who is absent has none.
pub(super) fn tallies(audit: &BTreeMap<i32, Tally>, shown: &BTreeMap<i32, Tally>) -> Vec<String> {
    let ids: std::collections::BTreeSet<_> = audit.keys().chain(shown.keys()).collect();
    let of = |tallies: &BTreeMap<i32, Tally>, id| tallies.get(id).copied().unwrap_or_default();
    let differ =
        ids.into_iter().map(|id| (id, of(audit, id), of(shown, id))).filter(|(_, audit, shown)| audit != shown);
    differ
        .map(|(id, audit, shown)| {
            format!("{id} shows +{} -{} instead of +{} -{}", shown.up, shown.down, audit.up, audit.down)
        })
        .collect()
}

impl Difference {
    /// Of this follower.
    pub(super) fn of(table: &Table, follower: &Follower) -> Self {
        let seen = follower.seen();
        match follower.door {
            super::followers::Door::Native => page(table, follower.channel, seen.shown.as_ref()),
            _ => stream(table, follower.channel, &seen.votes),
        }
    }

    /// Whether there is none.
    pub(super) fn is_none(&self) -> bool {
        let rows = [&self.missing, &self.doubled, &self.untrue];
        rows.iter().all(|rows| rows.is_empty()) && self.disordered.is_empty() && self.sums.is_empty()
    }
}

/// The order that streams promise: a transaction's rows by id, a voter's choices on a track by turn.
#[derive(Debug, Default)]
struct Order {
    transactions: HashMap<u64, i64>,
    /// The turn and the row.
    chains: HashMap<(i32, Uuid, i32), (i32, i64)>,
}

impl Order {
    /// The row that should have come behind `row`, which comes now.
    fn later_than(&mut self, row: &Row) -> Option<i64> {
        let before = self.transactions.insert(row.xid, row.id).filter(|before| *before > row.id);
        let chain = row.voter.and_then(|voter| {
            let here = (row.turn, row.id);
            self.chains.insert((row.event, voter, row.track), here).filter(|before| *before > here)
        });
        before.or(chain.map(|(_, id)| id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Row `id` of transaction `xid`, of a voter at that turn.
    fn row(id: i64, xid: u64, turn: Option<i32>) -> Row {
        Row {
            id,
            event: 1,
            track: 5,
            choice: Some(true),
            voter: turn.map(|_| Uuid::from_u128(9)),
            turn: turn.unwrap_or(1),
            previous: turn.filter(|turn| *turn > 1).map(|_| true),
            ballot: None,
            xid,
            cast_at: 0.0,
        }
    }

    fn told(ids: &[i64]) -> Vec<Told> {
        ids.iter().map(|&id| Told { id, event: Some(1), track: 5, up: true }).collect()
    }

    #[test]
    fn every_kind_of_difference_is_found() {
        let rows = [row(1, 10, Some(1)), row(2, 11, Some(2)), row(3, 12, None), row(4, 12, None), row(5, 13, None)];
        let table = Table::new(rows.to_vec());
        let all = |ids: &[i64]| stream(&table, Channel::Firehose, &told(ids));
        assert!(all(&[5, 1, 3, 2, 4]).is_none(), "other orders are free");
        assert_eq!(all(&[1, 2, 3, 5]).missing, [4]);
        assert_eq!(all(&[1, 2, 3, 1, 4, 5]).doubled, [1]);
        assert_eq!(all(&[1, 2, 3, 4, 5, 6]).untrue, [6]);
        assert_eq!(all(&[1, 2, 4, 3, 5]).disordered, [(3, 4)], "of one transaction");
        assert_eq!(all(&[2, 1, 3, 4, 5]).disordered, [(1, 2)], "of one chain");
        let rows = [row(1, 11, Some(1)), row(2, 10, Some(2))];
        let overtaken = stream(&Table::new(rows.to_vec()), Channel::Firehose, &told(&[2, 1]));
        assert!(overtaken.is_none() && overtaken.overtaken == [(1, 2)], "its transaction began first");
        let mut lies = told(&[1, 2, 3, 4, 5]);
        lies[2].up = false;
        assert_eq!(stream(&table, Channel::Firehose, &lies).untrue, [3]);
    }

    #[test]
    fn the_audit_takes_each_voters_last_turn_whatever_its_id() {
        let mut last = row(1, 12, Some(2));
        last.choice = Some(false);
        let table = Table::new(vec![row(7, 10, Some(1)), last, row(3, 12, None)]);
        assert_eq!(table.audit(Channel::Firehose), BTreeMap::from([(1, Tally { up: 1, down: 1 })]));
        assert_eq!(table.broken_chains(), [0; 0]);
    }
}
