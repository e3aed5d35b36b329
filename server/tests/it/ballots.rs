//! The ballot box: each ballot is answered once it is a row, or told why it is none.

use crate::support::{Database, database, soon, tireless};
use futures_util::future::join_all;
use server::{
    ballot_box::{self, Answer, BallotBox},
    health::Health,
    store::ballots::Signed,
};
use shared::{Ballot, Direction, EventId, Refusal, TrackId};
use sqlx::Connection;
use uuid::Uuid;

fn open(database: &Database) -> BallotBox {
    let (ballots, writer) = ballot_box::open(database.store.clone(), Health::default(), tireless());
    tokio::spawn(writer.run());
    ballots
}

fn up(voter: Uuid, event: i32, track: i32) -> Signed {
    let ballot =
        Ballot { id: Uuid::new_v4(), event: EventId(event), track: TrackId(track), choice: Some(Direction::Up) };
    Signed { voter, ballot }
}

async fn cast(ballots: &BallotBox, signed: &Signed) -> Answer {
    soon(ballots.cast(signed.clone())).await
}

async fn rows(database: &Database) -> i64 {
    sqlx::query_scalar("select count(*) from event_vote").fetch_one(&mut database.connect().await).await.unwrap()
}

#[tokio::test]
async fn a_repeated_ballot_gets_the_same_receipt_and_counts_once() {
    let database = database().await.with_catalog().await;
    let ballots = open(&database);
    let signed = up(Uuid::new_v4(), 1, 1);
    let together = join_all((0..5).map(|_| cast(&ballots, &signed))).await;
    let later = cast(&ballots, &signed).await;
    assert!(later.is_ok() && together.iter().all(|answer| *answer == later), "{together:?} {later:?}");
    assert_eq!(rows(&database).await, 1);
}

#[tokio::test]
async fn a_ballot_id_is_not_for_another_vote() {
    let database = database().await.with_catalog().await;
    let ballots = open(&database);
    let signed = up(Uuid::new_v4(), 1, 1);
    cast(&ballots, &signed).await.unwrap();
    for other in [
        Signed { voter: Uuid::new_v4(), ..signed.clone() },
        Signed { ballot: Ballot { choice: None, ..signed.ballot.clone() }, ..signed.clone() },
        Signed { ballot: Ballot { track: TrackId(2), ..signed.ballot.clone() }, ..signed.clone() },
    ] {
        assert_eq!(cast(&ballots, &other).await, Err(Refusal::BallotReused));
    }
    assert_eq!(rows(&database).await, 1);
}

#[tokio::test]
async fn a_ballot_that_can_not_count_is_told_why_and_its_neighbours_are_not_harmed() {
    let database = database().await.with_catalog().await;
    database
        .sql(
            "insert into event_event (id, title, opens_at, closes_at)
             values (3, 'over', null, now() - interval '1 s'), (4, 'soon', now() + interval '1 hour', null);
             insert into event_track values (3, 1), (4, 1)",
        )
        .await;
    let ballots = open(&database);
    let voter = Uuid::new_v4();
    let cases = [
        (up(voter, 1, 1), None),
        (up(voter, 99, 1), Some(Refusal::UnknownEvent)),
        (up(voter, 1, 5), Some(Refusal::UnknownTrack)),
        (up(voter, 1, -1), Some(Refusal::UnknownTrack)),
        (up(voter, 3, 1), Some(Refusal::Closed)),
        (up(voter, 4, 1), Some(Refusal::NotOpen)),
        (up(voter, i32::MAX, i32::MIN), Some(Refusal::UnknownEvent)),
        (up(voter, 2, 4), None),
    ];
    let answers = join_all(cases.iter().map(|(signed, _)| cast(&ballots, signed))).await;
    for ((signed, expected), answer) in cases.iter().zip(answers) {
        assert_eq!(answer.err(), *expected, "{signed:?}");
    }
    assert_eq!(rows(&database).await, 2);
}

#[tokio::test]
async fn changes_of_mind_in_one_batch_keep_their_order() {
    let database = database().await.with_catalog().await;
    let ballots = open(&database);
    let voter = Uuid::new_v4();
    let mut wishes = vec![Some(Direction::Up), Some(Direction::Down), None, Some(Direction::Up), Some(Direction::Down)];
    let signed = wishes.drain(..).map(|choice| Signed { ballot: Ballot { choice, ..up(voter, 1, 1).ballot }, voter });
    let answers = join_all(signed.map(|signed| ballots.cast(signed)).collect::<Vec<_>>()).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(database.store.own_votes(EventId(1), voter).await.unwrap(), [(TrackId(1), Direction::Down)]);
    let audit = database.store.audit(EventId(1)).await.unwrap();
    assert_eq!((audit[0].1.up, audit[0].1.down), (0, 1));
}

#[tokio::test]
async fn two_servers_that_race_for_a_voters_turn_both_get_their_row() {
    let database = database().await.with_catalog().await;
    let boxes = [open(&database), open(&database), open(&database)];
    let voter = Uuid::new_v4();
    let answers = join_all((0..90).map(|n| boxes[n % 3].cast(up(voter, 1, 1)))).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    let turns: Vec<i32> = sqlx::query_scalar("select turn from event_vote order by turn")
        .fetch_all(&mut database.connect().await)
        .await
        .unwrap();
    assert_eq!(turns, (1..=90).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_row_that_postgres_refuses_fails_alone() {
    let database = database().await.with_catalog().await;
    database.sql("alter table event_vote add constraint poison check (track_id <> 2)").await;
    let ballots = open(&database);
    let answers = join_all([1, 2, 3].map(|track| ballots.cast(up(Uuid::new_v4(), 1, track)))).await;
    assert_eq!(answers.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
}

#[tokio::test]
async fn an_event_that_somebody_has_locked_does_not_hold_up_the_others() {
    let database = database().await.with_catalog().await;
    let mut owner = database.connect().await;
    let mut transaction = owner.begin().await.unwrap();
    sqlx::query("select from event_event where id = 1 for update").execute(&mut *transaction).await.unwrap();
    let ballots = open(&database);
    let locked = up(Uuid::new_v4(), 1, 1);
    let answers = join_all([&locked, &up(Uuid::new_v4(), 2, 3)].map(|signed| ballots.cast(signed.clone()))).await;
    assert_eq!((answers[0], answers[1].is_ok()), (Err(Refusal::Unavailable), true));
    transaction.rollback().await.unwrap();
    assert!(cast(&ballots, &locked).await.is_ok(), "the same ballot, once it can be");
}

#[tokio::test]
async fn an_event_that_has_votes_takes_more_while_somebody_has_locked_it() {
    let database = database().await.with_catalog().await;
    let ballots = open(&database);
    cast(&ballots, &up(Uuid::new_v4(), 1, 1)).await.unwrap();
    let mut owner = database.connect().await;
    let mut transaction = owner.begin().await.unwrap();
    sqlx::query("select from event_event where id = 1 for update").execute(&mut *transaction).await.unwrap();
    assert!(cast(&ballots, &up(Uuid::new_v4(), 1, 1)).await.is_ok());
    transaction.rollback().await.unwrap();
}

#[tokio::test]
async fn a_ballot_of_two_servers_at_once_counts_once_and_its_neighbours_do() {
    let database = database().await.with_catalog().await;
    let boxes = [open(&database), open(&database)];
    for _ in 0..20 {
        let twice = up(Uuid::new_v4(), 1, 1);
        let others: Vec<_> = (0..6).map(|_| up(Uuid::new_v4(), 1, 2)).collect();
        let before = rows(&database).await;
        let cast = boxes.iter().zip(others.chunks(3)).flat_map(|(one, others)| {
            std::iter::once(&twice).chain(others).map(|signed| one.cast(signed.clone())).collect::<Vec<_>>()
        });
        let answers = join_all(cast.collect::<Vec<_>>()).await;
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        assert_eq!(answers[0], answers[4], "the same ballot, the same receipt");
        assert_eq!(rows(&database).await, before + 7);
    }
}

#[tokio::test]
async fn a_full_box_says_busy_at_once_and_loses_nothing_it_took() {
    let database = database().await.with_catalog().await;
    // Nobody writes yet, so that everything waits.
    let (ballots, writer) = ballot_box::open(database.store.clone(), Health::default(), tireless());
    let waiting: Vec<_> = (0..5_000).map(|_| ballots.cast(up(Uuid::new_v4(), 1, 1))).collect();
    tokio::spawn(writer.run());
    let answers = join_all(waiting).await;
    let taken = answers.iter().filter(|answer| answer.is_ok()).count();
    assert!(taken > 0 && answers.iter().all(|answer| matches!(answer, Ok(_) | Err(Refusal::Busy))));
    assert!(taken < 5_000, "the box is bounded");
    assert_eq!(rows(&database).await, taken as i64);
}

#[tokio::test]
async fn without_a_database_a_ballot_is_refused_as_unavailable() {
    let database = database().await.with_catalog().await;
    let nowhere = server::store::Store::new(database.options.clone().socket("/nonexistent"));
    let (ballots, writer) = ballot_box::open(nowhere, Health::default(), tireless());
    tokio::spawn(writer.run());
    assert_eq!(cast(&ballots, &up(Uuid::new_v4(), 1, 1)).await, Err(Refusal::Unavailable));
}
