//! Positions as texts, and the arithmetic on whatever could be read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shared::{Position, VoteId};

fuzz_target!(|input: (&str, &str, u64, i64)| {
    let (text, other, xid, id) = input;
    let Ok(position) = text.parse::<Position>() else { return };
    assert_eq!(position.to_string().parse(), Ok(position.clone()));
    assert!(position.includes(&position));
    let Ok(other) = other.parse::<Position>() else { return };
    if position.epoch() == other.epoch() {
        let both = position.union(&other);
        assert!(both.includes(&position) && both.includes(&other));
        let covers = |one: &Position| one.covers(xid, VoteId(id));
        assert_eq!(covers(&both), covers(&position) || covers(&other));
        assert_eq!(both, other.union(&position));
    }
});
