//! The report of a run, as text: three tables, a verdict, and where to begin to look if something differs.

mod details;

use super::{
    followers::{Door, Follower},
    journal::Journal,
    verdict::Verdict,
};
use crate::columns::align;
use shared::Channel;
use std::collections::BTreeMap;

/// How many differences of a kind are told.
const FIRST: usize = 4;

/// What is counted of followers, in columns.
const COUNTED: [&str; 13] = [
    "count",
    "expected",
    "seen",
    "missing",
    "doubled",
    "untrue",
    "disordered",
    "sums off",
    "refused",
    "failed",
    "overtaken",
    "steps back",
    "reconnects",
];

/// All of it.
pub(super) fn text(verdict: &Verdict, journal: &Journal) -> String {
    let mut lines = Vec::new();
    for rows in [followers(verdict), writers(verdict), faults(verdict)] {
        lines.extend(align(&rows));
        lines.push(String::new());
    }
    lines.extend(verdict.oddities.iter().map(|line| format!("odd: {line}")));
    lines.extend(verdict.behind.iter().map(|name| format!("behind: {name}")));
    for (writer, wrong) in &verdict.wrong {
        lines.extend(wrong.iter().take(FIRST).map(|line| format!("{writer:?}: {line}")));
    }
    lines.extend(details::lines(verdict, journal));
    let rows = verdict.table.rows.len();
    lines.push(match verdict.is_clean() {
        true => format!("PASSED: {rows} rows; every follower has exactly its own, and nothing acknowledged is lost"),
        false => format!("FAILED: {rows} rows; what differs is told above"),
    });
    lines.into_iter().map(|line| line + "\n").collect()
}

/// Followers of one door and of one width are summed.
fn kind(follower: &Follower) -> (Door, &'static str) {
    (follower.door, if follower.channel == Channel::Firehose { "everything" } else { "an event" })
}

fn followers(verdict: &Verdict) -> Vec<Vec<String>> {
    let mut kinds: BTreeMap<_, [usize; COUNTED.len()]> = BTreeMap::new();
    for (follower, found) in &verdict.followers {
        let seen = follower.seen();
        let [missing, doubled, untrue] = [&found.missing, &found.doubled, &found.untrue].map(Vec::len);
        let (sums, refused, failed) = (found.sums.len(), seen.refused.len(), seen.failures.len());
        let before = [1, found.expected, found.seen, missing, doubled, untrue, found.disordered.len()];
        let behind = [found.overtaken.len(), seen.steps_back, seen.reconnects];
        let numbers = before.into_iter().chain([sums, refused, failed]).chain(behind);
        kinds.entry(kind(follower)).or_default().iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
    }
    let lines = kinds.into_iter().map(|((door, width), numbers)| line(&format!("{door:?}, {width}"), &numbers));
    [header("followers", &COUNTED)].into_iter().chain(lines).collect()
}

fn writers(verdict: &Verdict) -> Vec<Vec<String>> {
    let lines = verdict.accounts.iter().map(|(writer, account)| {
        let wrong = verdict.wrong.get(writer).map_or(0, Vec::len);
        line(&format!("{writer:?}"), &[account.written, account.rows.len() + account.ballots.len(), wrong])
    });
    [header("writers", &["written", "acknowledged", "wrong"])].into_iter().chain(lines).collect()
}

fn faults(verdict: &Verdict) -> Vec<Vec<String>> {
    let lines = verdict.faults.iter().map(|(fault, count)| line(fault, &[*count]));
    [header("faults", &["count"])].into_iter().chain(lines).collect()
}

fn header(first: &str, rest: &[&str]) -> Vec<String> {
    [first].iter().chain(rest).map(|cell| (*cell).to_owned()).collect()
}

fn line(first: &str, numbers: &[usize]) -> Vec<String> {
    [first.to_owned()].into_iter().chain(numbers.iter().map(ToString::to_string)).collect()
}
