//! Budgets: as many votes as the host allows, never one more, and never one less.

use super::{audit, ballot, cast, event, open, set, voices};
use crate::support::{Database, soon, tireless};
use futures_util::future::join_all;
use server::{
    ballot_box::{self, BallotBox},
    health::Health,
    store::Store,
};
use shared::{
    Direction::{Down, Up},
    EventId, Refusal, TrackId,
};
use uuid::Uuid;

/// Two servers that write at the same moment.
fn two(database: &Database) -> [BallotBox; 2] {
    [open(database), open(database)]
}

/// How many of the voter's ballots on all 40 tracks are taken, cast at once over two servers. The others are over budget.
async fn taken_at_once(boxes: &[BallotBox; 2], voter: Uuid) -> usize {
    let forty = (1..=40).map(|track| boxes[track as usize % 2].cast(ballot(voter, track, Some(Up))));
    let answers = soon(join_all(forty.collect::<Vec<_>>())).await;
    assert!(answers.iter().all(|answer| matches!(answer, Ok(_) | Err(Refusal::Spent))), "{answers:?}");
    answers.iter().filter(|answer| answer.is_ok()).count()
}

/// Votes of the voter, of that age, as another program keeps them.
async fn inserted(database: &Database, voter: Uuid, tracks: std::ops::RangeInclusive<i32>, age: &str) {
    let (first, last) = tracks.into_inner();
    database
        .sql(&format!(
            "insert into event_vote (event_id, track_id, is_positive, voter_id, cast_at)
             select 1, nth, true, '{voter}', now() - interval '{age}' from generate_series({first}, {last}) nth"
        ))
        .await;
}

#[tokio::test]
async fn of_forty_ballots_at_once_over_two_servers_exactly_five_are_taken() {
    for rules in
        ["votes_per_hour = 5", "votes_per_hour = 5, free_repeats = true", "votes_per_hour = 5, downs_per_hour = 2"]
    {
        let database = event(rules).await;
        let boxes = two(&database);
        let voters: Vec<_> = (0..6).map(|_| Uuid::new_v4()).collect();
        let taken = join_all(voters.iter().map(|voter| taken_at_once(&boxes, *voter))).await;
        assert_eq!(taken, [5; 6], "{rules}");
        assert_eq!(audit(&database).await.values().map(|tally| tally.up).sum::<u32>(), 30, "{rules}");
    }
}

#[tokio::test]
async fn a_budget_is_exact_also_where_the_databases_transactions_keep_one_snapshot() {
    let database = event("votes_per_hour = 5").await;
    let name = database.options.get_database().unwrap();
    database.sql(&format!("alter database {name} set default_transaction_isolation = 'repeatable read'")).await;
    let boxes = two(&database);
    for _ in 0..4 {
        assert_eq!(taken_at_once(&boxes, Uuid::new_v4()).await, 5);
    }
}

#[tokio::test]
async fn a_vote_taken_back_is_free_again_and_a_changed_one_costs_nothing() {
    let database = event("votes_per_hour = 2").await;
    let ballots = open(&database);
    let voter = Uuid::new_v4();
    let first = ballot(voter, 1, Some(Up));
    let receipt = soon(ballots.cast(first.clone())).await;
    cast(&ballots, voter, 2, Some(Up)).await.unwrap();
    assert_eq!(cast(&ballots, voter, 3, Some(Up)).await, Err(Refusal::Spent));
    assert_eq!(cast(&ballots, voter, 3, Some(Down)).await, Err(Refusal::Spent), "down is a vote, too");
    assert_eq!(soon(ballots.cast(first)).await, receipt, "it was cast before");
    assert!(cast(&ballots, voter, 2, Some(Down)).await.is_ok());
    assert!(cast(&ballots, voter, 3, None).await.is_ok(), "which gives nothing back");
    assert_eq!(cast(&ballots, voter, 3, Some(Up)).await, Err(Refusal::Spent));
    assert!(cast(&ballots, Uuid::new_v4(), 3, Some(Up)).await.is_ok(), "to each their own");
    cast(&ballots, voter, 1, None).await.unwrap();
    assert!(cast(&ballots, voter, 3, Some(Up)).await.is_ok());
    assert_eq!(cast(&ballots, voter, 1, Some(Up)).await, Err(Refusal::Spent));
    set(&database, "votes_per_hour = 1").await;
    assert!(cast(&ballots, voter, 2, Some(Up)).await.is_ok(), "what is over already may still change");
}

#[tokio::test]
async fn votes_more_than_an_hour_old_stand_and_are_not_counted() {
    let database = event("votes_per_hour = 2").await;
    let ballots = open(&database);
    let voter = Uuid::new_v4();
    inserted(&database, voter, 1..=3, "61 minutes").await;
    inserted(&database, voter, 4..=4, "59 minutes").await;
    assert!(cast(&ballots, voter, 1, Some(Down)).await.is_ok(), "a vote of this hour now");
    for track in [2, 5] {
        assert_eq!(cast(&ballots, voter, track, Some(Up)).await, Err(Refusal::Spent), "{track}");
    }
    assert!(cast(&ballots, voter, 4, Some(Down)).await.is_ok());
    assert_eq!((voices(&database, 3).await, voices(&database, 4).await), ((1, 0), (0, 1)));
}

#[tokio::test]
async fn voices_that_add_are_counted_for_an_hour_and_can_not_be_taken_back() {
    let database = event("votes_per_hour = 3, free_repeats = true").await;
    let ballots = open(&database);
    let voter = Uuid::new_v4();
    let old = format!(
        "insert into event_vote (event_id, track_id, is_positive, voter_id, adds, cast_at)
         select 1, 1, true, '{voter}', true, now() - interval '61 minutes' from generate_series(1, 9)"
    );
    database.sql(&old).await;
    inserted(&database, voter, 2..=2, "1 minute").await;
    for _ in 0..2 {
        cast(&ballots, voter, 1, Some(Up)).await.unwrap();
    }
    assert_eq!(cast(&ballots, voter, 1, Some(Down)).await, Err(Refusal::Spent));
    cast(&ballots, voter, 1, None).await.unwrap();
    assert_eq!(cast(&ballots, voter, 1, Some(Up)).await, Err(Refusal::Spent));
    cast(&ballots, voter, 2, None).await.unwrap();
    assert!(cast(&ballots, voter, 1, Some(Up)).await.is_ok(), "in place of the one that is not such a voice");
    assert_eq!(voices(&database, 1).await, (12, 0));
}

#[tokio::test]
async fn votes_down_have_a_budget_of_their_own() {
    let database = event("downs_per_hour = 1").await;
    let ballots = open(&database);
    let voter = Uuid::new_v4();
    cast(&ballots, voter, 1, Some(Down)).await.unwrap();
    assert_eq!(cast(&ballots, voter, 2, Some(Down)).await, Err(Refusal::Spent));
    for track in 2..=9 {
        assert!(cast(&ballots, voter, track, Some(Up)).await.is_ok(), "up as many as one likes");
    }
    assert_eq!(cast(&ballots, voter, 2, Some(Down)).await, Err(Refusal::Spent), "one more, if not one vote more");
    assert!(cast(&ballots, voter, 1, Some(Down)).await.is_ok(), "no more than there is");
    cast(&ballots, voter, 1, Some(Up)).await.unwrap();
    assert!(cast(&ballots, voter, 2, Some(Down)).await.is_ok());
    set(&database, "free_repeats = true").await;
    assert_eq!(cast(&ballots, voter, 2, Some(Down)).await, Err(Refusal::Spent), "a voice beside it");
    assert!(cast(&ballots, voter, 2, Some(Up)).await.is_ok());
    let taken = {
        let (boxes, voter) = (two(&database), Uuid::new_v4());
        let twenty = (1..=20).map(|track| boxes[track as usize % 2].cast(ballot(voter, track, Some(Down))));
        let answers = soon(join_all(twenty.collect::<Vec<_>>())).await;
        answers.iter().filter(|answer| answer.is_ok()).count()
    };
    assert_eq!(taken, 1);
}

#[tokio::test]
async fn many_ballots_of_one_voter_in_one_statement_are_judged_in_their_order() {
    let database = event("votes_per_hour = 1").await;
    // Nobody writes yet, so that everything waits.
    let (ballots, writer) = ballot_box::open(Store::new(database.options.clone()), Health::default(), tireless());
    let voter = Uuid::new_v4();
    let neighbour = ballots.cast(ballot(Uuid::new_v4(), 1, Some(Up)));
    let there_and_back = (0..50).flat_map(|nth| [(nth % 40 + 1, Some(Up)), (nth % 40 + 1, None)]);
    let waiting: Vec<_> = there_and_back.map(|(track, choice)| ballots.cast(ballot(voter, track, choice))).collect();
    let last = [7, 8].map(|track| ballots.cast(ballot(voter, track, Some(Down))));
    tokio::spawn(writer.run());
    let answers = soon(join_all(waiting)).await;
    assert!(answers.iter().all(Result::is_ok), "each is taken back before the next: {answers:?}");
    let last = soon(join_all(last)).await;
    assert_eq!((last[0].is_ok(), last[1]), (true, Err(Refusal::Spent)));
    assert!(soon(neighbour).await.is_ok());
    assert_eq!(database.store.own_votes(EventId(1), voter).await.unwrap(), [(TrackId(7), Down)]);
}

#[tokio::test]
async fn a_ballot_of_two_servers_at_once_counts_once_and_is_acknowledged_by_both_though_nothing_is_left() {
    let database = event("votes_per_hour = 1").await;
    let boxes = two(&database);
    for _ in 0..10 {
        let twice = ballot(Uuid::new_v4(), 1, Some(Up));
        let answers = soon(join_all(boxes.iter().map(|one| one.cast(twice.clone())))).await;
        assert!(answers[0].is_ok() && answers[0] == answers[1], "{answers:?}");
    }
    assert_eq!(voices(&database, 1).await, (10, 0));
}

#[tokio::test]
async fn a_row_that_postgres_refuses_fails_alone_also_where_there_is_a_budget() {
    let database = event("votes_per_hour = 3").await;
    database.sql("alter table event_vote add constraint poison check (track_id <> 2)").await;
    let ballots = open(&database);
    let elsewhere = ballot(Uuid::new_v4(), 3, Some(Up));
    let elsewhere = server::store::ballots::Signed {
        ballot: shared::Ballot { event: EventId(2), ..elsewhere.ballot },
        ..elsewhere
    };
    let mut casts: Vec<_> = [1, 2, 3].map(|track| ballot(Uuid::new_v4(), track, Some(Up))).into();
    casts.push(elsewhere);
    let answers = soon(join_all(casts.into_iter().map(|one| ballots.cast(one)))).await;
    assert_eq!(answers.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true, true]);
}

#[tokio::test]
async fn one_who_pressed_up_a_hundred_thousand_times_costs_the_writer_no_more_than_anyone() {
    let database = event("downs_per_hour = 2, free_repeats = true").await;
    let ballots = open(&database);
    let voter = Uuid::new_v4();
    cast(&ballots, voter, 1, Some(Down)).await.unwrap();
    let pressed = format!(
        "insert into event_vote (event_id, track_id, is_positive, voter_id, adds)
         select 1, 1, true, '{voter}', true from generate_series(1, 100000)"
    );
    database.sql(&pressed).await;
    let mut connection = database.connect().await;
    let judge = sqlx::query_as::<_, (String,)>(sqlx::AssertSqlSafe(format!(
        "explain (analyze, buffers, costs off, timing off) select event_vote_spent(1, '{voter}', '{{f}}', 2)"
    )));
    let plan = judge.fetch_all(&mut connection).await.unwrap();
    let read = plan.iter().find_map(|(line,)| line.split("shared hit=").nth(1)?.split(' ').next()?.parse::<u32>().ok());
    assert!(read.unwrap() < 1_000, "{plan:?}");
    cast(&ballots, voter, 1, Some(Down)).await.unwrap();
    assert_eq!(cast(&ballots, voter, 2, Some(Down)).await, Err(Refusal::Spent));
    assert!(database.store.own_votes(EventId(1), voter).await.unwrap().is_empty());
    assert_eq!(voices(&database, 1).await, (100_000, 2));
}
