//! An event's rules, held by storage whatever happens at the same moment: what is refused, what a budget is, what is hidden.

mod budgets;
mod hiding;

use crate::{
    pipeline::Pipeline,
    support::{Database, database, soon, tireless},
};
use futures_util::future::join_all;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use server::{
    ballot_box::{self, Answer, BallotBox},
    health::Health,
    store::{Store, ballots::Signed},
};
use shared::{
    Ballot,
    Direction::{self, Down, Up},
    EventId, Refusal, Tally, TrackId,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A server's ballot box, on connections of its own.
fn open(database: &Database) -> BallotBox {
    let (ballots, writer) = ballot_box::open(Store::new(database.options.clone()), Health::default(), tireless());
    tokio::spawn(writer.run());
    ballots
}

/// A ballot on a track of event 1.
fn ballot(voter: Uuid, track: i32, choice: Option<Direction>) -> Signed {
    Signed { voter, ballot: Ballot { id: Uuid::new_v4(), event: EventId(1), track: TrackId(track), choice } }
}

async fn cast(ballots: &BallotBox, voter: Uuid, track: i32, choice: Option<Direction>) -> Answer {
    soon(ballots.cast(ballot(voter, track, choice))).await
}

/// An event 1 with these rules, and 40 tracks from 1 on.
async fn event(rules: &str) -> Database {
    let database = database().await.with_catalog().await;
    database
        .sql(
            "insert into music_track (id, name) select nth, 'Track ' || nth from generate_series(6, 40) nth;
             insert into event_track select 1, nth from generate_series(4, 40) nth",
        )
        .await;
    set(&database, rules).await;
    database
}

async fn set(database: &Database, rules: &str) {
    database.sql(&format!("update event_event set {rules} where id = 1")).await;
}

async fn stand(database: &Database, track: i32, standing: &str) {
    database
        .sql(&format!("update event_track set standing = '{standing}' where (event_id, track_id) = (1, {track})"))
        .await;
}

/// The voices on each track that has any, the long way.
async fn audit(database: &Database) -> BTreeMap<TrackId, Tally> {
    let audit = database.store.audit(EventId(1)).await.unwrap();
    audit.into_iter().filter(|(_, tally)| *tally != Tally::default()).collect()
}

/// The same of one track: up and down.
async fn voices(database: &Database, track: i32) -> (u32, u32) {
    audit(database).await.get(&TrackId(track)).map_or((0, 0), |tally| (tally.up, tally.down))
}

#[tokio::test]
async fn only_an_open_track_takes_votes_and_a_played_one_keeps_its_sums() {
    for rules in ["votes_per_hour = null", "votes_per_hour = 9"] {
        let database = event(rules).await;
        let ballots = open(&database);
        let (voter, other) = (Uuid::new_v4(), Uuid::new_v4());
        let first = ballot(voter, 1, Some(Up));
        let receipt = soon(ballots.cast(first.clone())).await;
        for (standing, refusal) in
            [("playing", Refusal::Played), ("played", Refusal::Played), ("hidden", Refusal::UnknownTrack)]
        {
            stand(&database, 1, standing).await;
            for (voter, choice) in [(voter, Some(Down)), (voter, None), (other, Some(Up))] {
                assert_eq!(cast(&ballots, voter, 1, choice).await, Err(refusal), "{standing} {choice:?}");
            }
            assert_eq!(soon(ballots.cast(first.clone())).await, receipt, "it was cast before");
            assert!(cast(&ballots, other, 2, Some(Up)).await.is_ok(), "the others are open");
        }
        assert_eq!(voices(&database, 1).await, (1, 0));
        stand(&database, 1, "open").await;
        assert!(cast(&ballots, voter, 1, None).await.is_ok());
        assert_eq!(voices(&database, 1).await, (0, 0));
    }
}

#[tokio::test]
async fn where_nobody_votes_down_what_stands_may_still_be_taken_back_or_turned_up() {
    for rules in ["downs_per_hour = 0", "downs_per_hour = 0, votes_per_hour = 9"] {
        let database = event("downs_per_hour = null").await;
        let ballots = open(&database);
        let voter = Uuid::new_v4();
        for track in [1, 2] {
            cast(&ballots, voter, track, Some(Down)).await.unwrap();
        }
        set(&database, rules).await;
        for track in [1, 3] {
            assert_eq!(cast(&ballots, voter, track, Some(Down)).await, Err(Refusal::NoDownVotes));
        }
        for (track, choice) in [(1, None), (2, Some(Up)), (3, Some(Up))] {
            assert!(cast(&ballots, voter, track, choice).await.is_ok(), "{track}");
        }
        let up = |track| (TrackId(track), Tally { up: 1, down: 0 });
        assert_eq!(audit(&database).await, BTreeMap::from([up(2), up(3)]));
    }
}

#[tokio::test]
async fn with_free_repeats_each_press_is_a_voice_and_a_withdrawal_takes_none_of_them() {
    let database = event("free_repeats = true").await;
    let ballots = open(&database);
    let voter = Uuid::new_v4();
    for choice in [Some(Up), Some(Up), Some(Down), None, Some(Up)] {
        cast(&ballots, voter, 1, choice).await.unwrap();
    }
    assert_eq!(voices(&database, 1).await, (3, 1));
    set(&database, "free_repeats = false").await;
    cast(&ballots, voter, 1, Some(Down)).await.unwrap();
    assert_eq!(voices(&database, 1).await, (3, 2), "the one voice again, beside those");
    set(&database, "free_repeats = true").await;
    cast(&ballots, voter, 1, Some(Up)).await.unwrap();
    cast(&ballots, voter, 1, None).await.unwrap();
    assert_eq!(voices(&database, 1).await, (4, 1), "which alone can be taken back");
}

#[tokio::test]
async fn other_programs_insert_whatever_the_rules_are() {
    let database = event("votes_per_hour = 1, downs_per_hour = 0, closes_at = now()").await;
    let voter = Uuid::new_v4();
    for (track, standing) in [(1, "playing"), (2, "played"), (3, "hidden"), (4, "open")] {
        stand(&database, track, standing).await;
        for voter in ["null".to_owned(), format!("'{voter}'")] {
            let insert = format!(
                "insert into event_vote (event_id, track_id, is_positive, voter_id) values (1, {track}, false, {voter})"
            );
            database.sql(&[insert.clone(), insert].join(";")).await;
        }
        assert_eq!(voices(&database, track).await, (0, 3));
    }
}

/// Sixty ballots of a server: of the same few voters as all the others, up, down and taken back.
async fn random_ballots(database: &Database, voters: &[Uuid], mut chance: StdRng) {
    let ballots = open(database);
    for _ in 0..12 {
        let five = (0..5).map(|_| {
            let choice = [Some(Up), Some(Down), None][chance.random_range(0..3)];
            let voter = voters[chance.random_range(0..voters.len())];
            persist(&ballots, ballot(voter, chance.random_range(1..=3), choice))
        });
        for answer in soon(join_all(five.collect::<Vec<_>>())).await {
            assert!(matches!(answer, Ok(_) | Err(Refusal::Spent)), "{answer:?}");
        }
    }
}

/// Casts as clients do: two servers that take the same voters' turns in another order may stand in each other's way, and then
/// the same ballot is sent again.
async fn persist(ballots: &BallotBox, signed: Signed) -> Answer {
    loop {
        match ballots.cast(signed.clone()).await {
            Err(refusal) if refusal.is_temporary() => {}
            answer => return answer,
        }
    }
}

/// Another program, and a host who changes the rules now and then.
async fn random_others(database: &Database, mut chance: StdRng) {
    for _ in 0..20 {
        let text = match chance.random_range(0..4) {
            0 => "update event_event set free_repeats = not free_repeats where id = 1".to_owned(),
            1 => {
                format!("update event_event set votes_per_hour = nullif({}, 5) where id = 1", chance.random_range(2..6))
            }
            _ => format!(
                "insert into event_vote (event_id, track_id, is_positive) values (1, {}, {})",
                chance.random_range(1..=3),
                chance.random::<bool>()
            ),
        };
        database.sql(&text).await;
    }
}

#[tokio::test]
async fn tallies_equal_the_audit_after_a_random_mix_under_changing_rules() {
    let seed = u64::from(rand::random::<u32>());
    println!("seed {seed}");
    let database = event("votes_per_hour = 4").await;
    let pipeline = Pipeline::start(&database).await;
    let voters: Vec<_> = (0..4).map(|_| Uuid::new_v4()).collect();
    // Loaded half way, so that both the load and the feed have their part.
    for round in 0..2 {
        let chance = |part: u64| StdRng::seed_from_u64(seed + 10 * round + part);
        let ballots = join_all((0..3).map(|server| random_ballots(&database, &voters, chance(server))));
        tokio::join!(ballots, random_others(&database, chance(3)));
        if round == 0 {
            pipeline.tallies(EventId(1)).await;
        }
    }
    let audit = audit(&database).await;
    crate::support::until(async || pipeline.tallies(EventId(1)).await == audit).await;
    let fresh = Pipeline::start(&database).await;
    assert_eq!(fresh.tallies(EventId(1)).await, audit, "a load from nothing agrees");
}
