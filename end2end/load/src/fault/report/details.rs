//! The first differences of the first followers of each kind, and what happened around them.

use super::{FIRST, kind};
use crate::fault::{
    compare::Difference,
    followers::Follower,
    journal::{Journal, Line},
    verdict::Verdict,
};
use std::{collections::BTreeMap, time::Duration};

/// How much of the log before and behind a difference is told.
const AROUND: Duration = Duration::from_secs(6);

/// All of it, in lines.
pub(super) fn lines(verdict: &Verdict, journal: &Journal) -> Vec<String> {
    let mut told: BTreeMap<_, usize> = BTreeMap::new();
    let mut lines = Vec::new();
    for (follower, difference) in &verdict.followers {
        let seen = follower.seen();
        let clean = difference.is_none() && seen.failures.is_empty() && seen.refused.is_empty();
        drop(seen);
        let count = told.entry(kind(follower)).or_default();
        if !clean && *count < FIRST {
            *count += 1;
            lines.extend(of_one(follower, difference, (verdict, journal)));
            lines.push(String::new());
        }
    }
    lines
}

fn of_one(follower: &Follower, difference: &Difference, (verdict, journal): (&Verdict, &Journal)) -> Vec<String> {
    let seen = follower.seen();
    let mut lines = vec![format!("{}, last told of a vote at {:.3?}", follower.name, seen.told_at)];
    if let Some(Line(at, what)) = seen.history.last() {
        lines.push(format!("  its last line: {:.3?} {what}", at));
    }
    lines.extend(seen.failures.iter().take(FIRST).map(|line| format!("  failed {line}")));
    for said in [&seen.refused, &difference.sums] {
        lines.extend(said.iter().take(FIRST).map(|line| format!("  {line}")));
    }
    let rows = |kind: &'static str, ids: &[i64]| ids.iter().take(FIRST).map(|id| (kind, *id)).collect::<Vec<_>>();
    let swaps = difference.disordered.iter().take(FIRST).flat_map(|(row, later)| [("late", *row), ("behind", *later)]);
    let mut told = rows("missing", &difference.missing);
    told.extend(rows("doubled", &difference.doubled));
    told.extend(rows("untrue", &difference.untrue));
    told.extend(swaps);
    lines.extend(told.iter().map(|(kind, id)| format!("  {kind} {id}: {}", row(*id, (verdict, journal)))));
    let row = told.iter().find_map(|(_, id)| verdict.table.rows.get(id));
    let first = row.map(|row| journal.moment(row.cast_at)).or(seen.failures.first().map(|line| line.0));
    if let Some(moment) = first {
        let around = around(moment, &seen.history, journal);
        lines.extend(around.iter().map(|line| format!("  {line}")));
    }
    lines
}

fn row(id: i64, (verdict, journal): (&Verdict, &Journal)) -> String {
    match verdict.table.rows.get(&id) {
        Some(row) => format!("transaction begun at {:.3?}, {row:?}", journal.moment(row.cast_at)),
        None => "no such row".to_owned(),
    }
}

/// The run's log and the follower's own, in one order.
fn around(moment: Duration, history: &[Line], journal: &Journal) -> Vec<Line> {
    let mut lines = journal.around(moment, AROUND);
    let own = history.iter().filter(|line| line.0.abs_diff(moment) <= AROUND);
    lines.extend(own.map(|Line(at, what)| Line(*at, format!("    {what}"))));
    lines.sort_by_key(|line| line.0);
    lines
}
