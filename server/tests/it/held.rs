//! What has votes stays: the foreign keys of votes, which `event_voted` holds.

use crate::support::{Database, database, soon, until};
use sqlx::{Connection, PgConnection};

/// The SQLSTATE that a statement fails with.
async fn failure(connection: &mut PgConnection, statement: &str) -> Option<String> {
    let error = sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned())).execute(connection).await.err()?;
    Some(error.as_database_error().unwrap().code().unwrap().into_owned())
}

/// Votes whose event or track is not there.
async fn orphans(database: &Database) -> i64 {
    let orphans = sqlx::query_scalar(
        "select count(*) from event_vote where event_id not in (select id from event_event)
             or track_id not in (select id from music_track)",
    );
    orphans.fetch_one(&mut database.connect().await).await.unwrap()
}

/// Until somebody waits for a lock in this database.
async fn blocked(database: &Database) {
    until(async || {
        let waiting = sqlx::query_scalar(
            "select exists (select from pg_stat_activity
                             where datname = current_database() and wait_event_type = 'Lock')",
        );
        waiting.fetch_one(&mut database.connect().await).await.unwrap()
    })
    .await;
}

const VOTE: &str = "insert into event_vote (event_id, track_id, is_positive) values (2, 4, true)";

#[tokio::test]
async fn a_vote_on_what_is_not_there_is_refused_whole() {
    let database = database().await.with_catalog().await;
    let mut connection = database.connect().await;
    for nowhere in ["(9, 1, true)", "(1, 99, true)", "(1, 1, true), (1, 99, null)"] {
        let vote = format!(
            "insert into event_vote (event_id, track_id, is_positive, voter_id)
             select *, gen_random_uuid() from (values {nowhere}) vote (event, track, up)"
        );
        assert_eq!(failure(&mut connection, &vote).await.as_deref(), Some("23503"), "{nowhere}");
    }
    let rows: i64 = sqlx::query_scalar("select count(*) from event_vote").fetch_one(&mut connection).await.unwrap();
    assert_eq!(rows, 0);
}

#[tokio::test]
async fn an_event_and_a_track_that_have_votes_stay_and_others_may_go() {
    let database = database().await.with_catalog().await;
    let mut connection = database.connect().await;
    assert_eq!(failure(&mut connection, VOTE).await, None);
    for forbidden in [
        "delete from event_event where id = 2",
        "update event_event set id = 7 where id = 2",
        "delete from music_track where id = 4",
        "update music_track set id = 7 where id = 4",
        "truncate event_event cascade",
        "delete from event_voted",
        "update event_voted set event_id = 1",
        "truncate event_voted",
    ] {
        assert!(failure(&mut connection, forbidden).await.is_some(), "{forbidden}");
    }
    for allowed in ["delete from event_event where id = 1", "delete from music_track where id = 3"] {
        assert_eq!(failure(&mut connection, allowed).await, None, "{allowed}");
    }
    assert_eq!(orphans(&database).await, 0);
}

#[tokio::test]
async fn of_a_first_vote_and_the_end_of_its_event_at_the_same_time_one_fails() {
    for isolation in ["read committed", "repeatable read", "serializable"] {
        for (first, second) in
            [(VOTE, "delete from event_event where id = 2"), ("delete from event_event where id = 2", VOTE)]
        {
            let database = database().await.with_catalog().await;
            let (mut one, mut other) = (database.connect().await, database.connect().await);
            let level = format!("set default_transaction_isolation = '{isolation}'");
            assert_eq!((failure(&mut one, &level).await, failure(&mut other, &level).await), (None, None));
            let mut transaction = one.begin().await.unwrap();
            assert_eq!(failure(&mut transaction, first).await, None);
            let second = tokio::spawn(async move { failure(&mut other, second).await });
            blocked(&database).await;
            transaction.commit().await.unwrap();
            assert!(soon(second).await.unwrap().is_some(), "{first}, {isolation}");
            assert_eq!(orphans(&database).await, 0);
        }
    }
}

#[tokio::test]
async fn a_snapshot_older_than_the_first_vote_does_not_end_its_event() {
    let database = database().await.with_catalog().await;
    let mut connection = database.connect().await;
    let mut old = connection.begin_with("begin isolation level repeatable read").await.unwrap();
    sqlx::query("select from event_event").execute(&mut *old).await.unwrap();
    database.sql(VOTE).await;
    assert!(failure(&mut old, "delete from event_event where id = 2").await.is_some());
    old.rollback().await.unwrap();
    assert_eq!(orphans(&database).await, 0);
}

#[tokio::test]
async fn a_first_vote_that_is_not_committed_holds_nobody_up_and_rolled_back_holds_nothing() {
    let database = database().await.with_catalog().await;
    let mut connection = database.connect().await;
    let mut open = connection.begin().await.unwrap();
    assert_eq!(failure(&mut open, VOTE).await, None);
    soon(database.sql(VOTE)).await;
    open.rollback().await.unwrap();
    assert!(failure(&mut connection, "delete from event_event where id = 2").await.is_some(), "the other vote stands");

    let taken_back =
        "begin; savepoint before; insert into event_vote (event_id, track_id, is_positive) values (1, 1, true);
         rollback to before; commit; delete from event_event where id = 1";
    assert_eq!(failure(&mut connection, taken_back).await, None);
    assert_eq!(orphans(&database).await, 0);
}
