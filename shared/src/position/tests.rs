//! Positions held against what they stand for: plain sets of rows.

use super::*;
use proptest::{collection::vec, prelude::*};
use std::collections::BTreeSet;

/// Transactions of the properties: few, so that random sets meet.
const XIDS: u64 = 12;
/// Rows that each of them wrote.
const ROWS: i64 = 4;

fn position(text: &str) -> Position {
    text.parse().expect("a position")
}

fn snapshots() -> impl Strategy<Value = Snapshot> {
    (0..=XIDS, vec(0..XIDS, 0..6)).prop_map(|(xmax, open)| Snapshot::new(Epoch(7), xmax, open))
}

fn positions() -> impl Strategy<Value = Position> {
    let part = (0..XIDS, 0..ROWS).prop_map(|(xid, last)| Part { xid, last: VoteId(last) });
    (snapshots(), vec(part, 0..4)).prop_map(|(whole, parts)| Position::new(whole, parts))
}

/// Every row that is seen, one by one.
fn rows(position: &Position) -> BTreeSet<(u64, i64)> {
    let all = (0..XIDS).flat_map(|xid| (0..ROWS).map(move |row| (xid, row)));
    all.filter(|&(xid, row)| position.covers(xid, VoteId(row))).collect()
}

fn transactions(snapshot: &Snapshot) -> BTreeSet<u64> {
    (0..XIDS + 2).filter(|&xid| snapshot.sees(xid)).collect()
}

#[test]
fn reads_what_postgres_writes() {
    let read = |text| Snapshot::from_postgres(Epoch(0xe8), text).expect("the manual's own example");
    let snapshot = read("10:20:10,14,15");
    assert!(snapshot.sees(9) && !snapshot.sees(10) && snapshot.sees(11) && !snapshot.sees(15) && !snapshot.sees(20));
    assert_eq!(snapshot.to_string(), "e8-20:10,14,15");
    assert_eq!(read("20:20:").to_string(), "e8-20");
}

#[test]
fn a_late_commit_is_not_covered_until_its_snapshot_sees_it() {
    let (late, early) = (740, 741);
    let before = position("0-742:740");
    assert!(before.covers(early, VoteId(2)) && !before.covers(late, VoteId(1)));
    assert!(position("0-742").covers(late, VoteId(1)));
}

#[test]
fn within_a_transaction_the_last_id_decides() {
    let cut = position("0-16:12~12.7");
    assert!(cut.covers(12, VoteId(7)) && !cut.covers(12, VoteId(8)) && cut.covers(15, VoteId(99)));
    assert_eq!(Position::within(position("0-30:11").whole(), 12, VoteId(7)), position("0-12:11~12.7"));
}

#[test]
fn the_rest_of_a_transaction_makes_it_whole() {
    assert_eq!(position("0-16:11,12~12.7").with_all_of(12), position("0-16:11"));
}

#[test]
fn of_another_history_nothing_is_included() {
    assert!(!position("1-20").includes(&position("2-10")));
}

#[test]
fn what_is_no_position_is_refused() {
    for text in ["", "x", "1", "1-a", "-1", "1-1~2", "1-1~2.x", "g-1", "1-99999999999999999999", "1-1~", "100000000-1"]
    {
        assert_eq!(text.parse::<Position>(), Err(NotAPosition), "{text}");
    }
    assert!(format!("1-{}", "1".repeat(MAX_TEXT)).parse::<Position>().is_err());
}

proptest! {
    #[test]
    fn text_and_bytes_carry_a_position_whole(position in positions()) {
        prop_assert_eq!(position.to_string().parse(), Ok(position.clone()));
        let bytes = postcard::to_allocvec(&position).expect("plain data");
        prop_assert_eq!(postcard::from_bytes(&bytes), Ok(position));
    }

    #[test]
    fn a_union_is_the_union_of_the_rows(one in positions(), other in positions()) {
        let union = one.union(&other);
        prop_assert_eq!(rows(&union), &rows(&one) | &rows(&other));
        prop_assert!(union.includes(&one) && union.includes(&other));
    }

    #[test]
    fn one_includes_another_if_it_sees_all_its_transactions(one in snapshots(), other in snapshots()) {
        prop_assert_eq!(one.includes(&other), transactions(&one).is_superset(&transactions(&other)));
    }

    #[test]
    fn what_includes_another_position_has_all_its_rows(one in positions(), other in positions()) {
        if one.includes(&other) {
            prop_assert!(rows(&one).is_superset(&rows(&other)));
        }
    }

    #[test]
    fn cut_and_hidden_is_what_is_left_of_the_set(snapshot in snapshots(), xid in 0..XIDS) {
        let seen = transactions(&snapshot);
        prop_assert_eq!(transactions(&snapshot.before(xid)), seen.range(..xid).copied().collect());
        prop_assert_eq!(transactions(&snapshot.without([xid])), &seen - &BTreeSet::from([xid]));
    }

    #[test]
    fn any_text_is_answered(text in ".*") {
        let _ = text.parse::<Position>();
    }
}
