//! The protocol's page, README.md, held against the code: whoever writes a client from it gets what it says.

#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod native;
mod plain;
mod socketio;
mod tables;
mod types;

use shared::{Direction, EventId, Publication, Timestamp, TrackId, VoteId};

const PAGE: &str = include_str!("../../README.md");

/// The fenced blocks whose info string is `kind` and a label, in order: the label, and what is in it.
fn blocks(kind: &str) -> Vec<(&'static str, &'static str)> {
    let fenced = PAGE.split("\n```").skip(1).step_by(2);
    fenced
        .filter_map(|block| {
            let (info, content) = block.split_once('\n')?;
            Some((info.strip_prefix(kind)?.strip_prefix(' ')?, content))
        })
        .collect()
}

/// The only block of that kind and label.
fn block(kind: &str, label: &str) -> &'static str {
    let found: Vec<_> = blocks(kind).into_iter().filter(|(name, _)| *name == label).collect();
    assert_eq!(found.len(), 1, "{kind} {label}");
    found[0].1
}

/// The rows of the table whose head begins with `head`, by cells without their back quotes.
fn table(head: &str) -> Vec<Vec<String>> {
    let lines = PAGE.lines().skip_while(|line| !line.starts_with(&format!("| {head} |"))).skip(2);
    let rows = lines.take_while(|line| line.starts_with('|'));
    let rows: Vec<Vec<_>> =
        rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect()).collect();
    assert!(!rows.is_empty(), "no table {head}");
    rows
}

/// The vote of the examples.
fn starman() -> Publication {
    Publication {
        id: VoteId(7),
        event: EventId(1),
        title: "Friday".into(),
        track: TrackId(2),
        name: "Starman".into(),
        artist: Some("David Bowie".into()),
        direction: Direction::Up,
        cast_at: Timestamp(0),
    }
}
