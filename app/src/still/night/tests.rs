//! What a night says of itself.

use super::*;
use shared::{EventId, Rules, TrackId};

fn night(tallies: &[(u32, u32)]) -> Night {
    let event = Event {
        id: EventId(1),
        title: "Friday".to_owned(),
        code: "FRDNGT".to_owned(),
        opens_at: None,
        closes_at: None,
        rules: Rules::default(),
    };
    let ranked = |(id, &(up, down)): (i32, &(u32, u32))| Ranked {
        track: Track { id: TrackId(id), name: format!("Track {id}"), artist: None },
        tally: Tally { up, down },
        cast: u64::from(up + down),
    };
    let tracks: Vec<_> = (1..).zip(tallies).map(ranked).collect();
    let cast = tracks.iter().map(|ranked| ranked.cast).sum();
    let (rest, hidden) = (Rest::default(), Rest { tracks: 1, up: 3, down: 2, cast: 9 });
    Night { event, at: Timestamp(1_000), cast, voters: 0, unknown: 0, tracks, rest, hidden, course: None }
}

fn id(ranked: Option<&Ranked>) -> Option<i32> {
    ranked.map(|ranked| ranked.track.id.0)
}

#[test]
fn one_wins_or_several_do_or_nobody() {
    let one = night(&[(5, 1), (3, 0)]);
    assert_eq!(one.outcome(), Outcome::One(&one.tracks[0]));
    assert_eq!(night(&[(5, 1), (4, 0), (3, 0)]).outcome(), Outcome::Several(2, 4));
    assert_eq!(night(&[(1, 1), (0, 3)]).outcome(), Outcome::Nobody);
    assert_eq!(night(&[]).outcome(), Outcome::Nobody);
}

#[test]
fn the_most_loved_has_the_highest_share_of_enough_voices() {
    // One voice is no love, and a tenth of what others got is the least.
    assert_eq!(id(night(&[(90, 10), (19, 1), (1, 0), (5, 0)]).loved()), Some(2));
    assert_eq!(id(night(&[(10, 0), (20, 0)]).loved()), Some(2));
    assert_eq!(id(night(&[(4, 0)]).loved()), None);
    assert_eq!(id(night(&[(2, 8), (5, 5)]).loved()), None, "as many against");
}

#[test]
fn the_most_divisive_splits_most_voices_most_evenly() {
    assert_eq!(id(night(&[(90, 10), (12, 11), (2, 2)]).divisive()), Some(2));
    assert_eq!(id(night(&[(30, 10), (12, 10)]).divisive()), Some(2));
    assert_eq!(id(night(&[(30, 1), (1, 1)]).divisive()), None);
}

#[test]
fn what_is_hidden_counts_without_a_name() {
    assert_eq!(night(&[(5, 1), (3, 0)]).standing(), (11, 3));
}

#[test]
fn it_runs_until_it_closes() {
    let mut night = night(&[]);
    assert!(night.is_running() && night.is_empty());
    night.event.closes_at = Some(Timestamp(1_001));
    assert!(night.is_running());
    night.event.closes_at = Some(night.at);
    assert!(!night.is_running());
}
