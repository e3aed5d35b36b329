//! Each row once, whatever the order of commits and whatever happens to the announcements.

use crate::{
    pipeline::Pipeline,
    support::{Database, database, soon, until},
};
use futures_util::future::join_all;
use server::wire::payload;
use shared::{Board, Channel, EventId, ServerMessage, Tally, TrackId, codec};
use sqlx::{Connection, Executor};
use std::collections::BTreeMap;
use uuid::Uuid;

const VOTE: &str = "insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)";

#[tokio::test]
async fn a_row_inserted_by_sql_reaches_a_subscriber_once_and_by_its_announcement_alone() {
    let database = database().await.with_catalog().await;
    let pipeline = Pipeline::start(&database).await;
    let mut event = pipeline.plain(Channel::Event(EventId(1))).await;
    let mut other = pipeline.plain(Channel::Event(EventId(2))).await;
    let mut firehose = pipeline.plain(Channel::Firehose).await;
    database.sql(VOTE).await;
    assert_eq!(event.ids(1).await, [1]);
    database.sql("insert into event_vote (event_id, track_id, is_positive) values (2, 4, false)").await;
    assert_eq!(firehose.ids(2).await, [1, 2]);
    assert_eq!(other.ids(1).await, [2]);
    assert_eq!(event.ids(1).await, [1]);
}

#[tokio::test]
async fn five_hundred_identical_votes_in_one_transaction_are_five_hundred_publications() {
    let database = database().await.with_catalog().await;
    let pipeline = Pipeline::start(&database).await;
    let mut follower = pipeline.plain(Channel::Event(EventId(1))).await;
    database.sql(&format!("begin; {}; commit", vec![VOTE; 500].join(";"))).await;
    assert_eq!(follower.ids(500).await, (1..=500).collect::<Vec<_>>());
    assert_eq!(pipeline.tallies(EventId(1)).await[&TrackId(1)], Tally { up: 500, down: 0 });
}

#[tokio::test]
async fn a_transaction_that_commits_late_with_a_smaller_id_is_delivered() {
    let database = database().await.with_catalog().await;
    let pipeline = Pipeline::start(&database).await;
    let mut follower = pipeline.plain(Channel::Event(EventId(1))).await;
    let mut late = database.connect().await;
    let mut transaction = late.begin().await.unwrap();
    transaction.execute(VOTE).await.unwrap();
    for _ in 0..3 {
        database.sql(VOTE).await;
    }
    assert_eq!(follower.ids(3).await, [2, 3, 4]);
    transaction.commit().await.unwrap();
    assert_eq!(follower.ids(4).await, [2, 3, 4, 1]);
}

#[tokio::test]
async fn a_channel_first_watched_while_a_transaction_is_open_counts_it_once() {
    let database = database().await.with_catalog().await;
    let pipeline = Pipeline::start(&database).await;
    let mut late = database.connect().await;
    let mut transaction = late.begin().await.unwrap();
    transaction.execute(VOTE).await.unwrap();
    database.sql(VOTE).await;
    let mut follower = pipeline.plain(Channel::Event(EventId(1))).await;
    transaction.commit().await.unwrap();
    assert_eq!(follower.ids(1).await, [1]);
    assert_eq!(pipeline.tallies(EventId(1)).await[&TrackId(1)], Tally { up: 2, down: 0 });
}

#[tokio::test]
async fn a_rolled_back_vote_is_never_seen() {
    let database = database().await.with_catalog().await;
    let pipeline = Pipeline::start(&database).await;
    let mut follower = pipeline.plain(Channel::Firehose).await;
    database.sql(&format!("begin; {VOTE}; rollback; {VOTE}")).await;
    assert_eq!(follower.ids(1).await, [2]);
}

#[tokio::test]
async fn what_is_inserted_while_the_listener_is_cut_off_arrives_after_it_is_back() {
    let database = database().await.with_catalog().await;
    let pipeline = Pipeline::start(&database).await;
    let mut follower = pipeline.plain(Channel::Event(EventId(1))).await;
    database.sql(VOTE).await;
    follower.ids(1).await;
    for expected in 2..=6 {
        // The same transaction that ends the listener votes: nobody can be listening when it commits.
        database
            .sql(&format!("begin; select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and query like 'LISTEN%'; {VOTE}; commit"))
            .await;
        assert_eq!(follower.ids(expected).await.len(), expected);
    }
    assert_eq!(follower.1, [1, 2, 3, 4, 5, 6]);
}

#[tokio::test]
async fn a_native_viewer_who_comes_back_with_its_position_is_told_only_what_it_missed() {
    let database = database().await.with_catalog().await;
    let pipeline = Pipeline::start(&database).await;
    let channel = Channel::Event(EventId(1));
    let position = pipeline.hub.state(channel).await.unwrap().position.clone();
    let mut witness = pipeline.plain(channel).await;
    database.sql(VOTE).await;
    witness.ids(1).await;
    let (mut viewer, first) = pipeline.hub.watch(channel, Some(&position)).await.unwrap();
    assert_eq!(codec::decode_server(payload(&first)), Ok(ServerMessage::Resumed(channel, 1)));
    let mut votes = Vec::new();
    while votes.is_empty() {
        for frame in soon(viewer.frames()).await.unwrap() {
            let ServerMessage::Update(update) = codec::decode_server(frame.payload()).unwrap() else {
                panic!("an update")
            };
            votes.extend(update.votes.iter().map(|vote| vote.id.0));
        }
    }
    assert_eq!(votes, [1]);
    let foreign = "0-999999".parse().unwrap();
    let (_viewer, first) = pipeline.hub.watch(channel, Some(&foreign)).await.unwrap();
    assert!(
        matches!(codec::decode_server(payload(&first)), Ok(ServerMessage::State(_))),
        "a position nobody knows gets everything"
    );
}

#[tokio::test]
async fn a_renamed_track_and_a_new_one_appear_on_the_board() {
    let database = database().await.with_catalog().await;
    let pipeline = Pipeline::start(&database).await;
    pipeline.hub.state(Channel::Event(EventId(1))).await.unwrap();
    database
        .sql("update music_track set name = 'Helden' where id = 1; insert into event_track values (1, 5); delete from event_track where (event_id, track_id) = (1, 2)")
        .await;
    until(async || {
        let Board::Event(_, tracks) = pipeline.hub.state(Channel::Event(EventId(1))).await.unwrap().board.clone()
        else {
            return false;
        };
        let names: Vec<_> = tracks.iter().map(|row| row.track.name.as_str()).collect();
        names == ["Helden", "Changes", "Off"]
    })
    .await;
}

#[tokio::test]
async fn tallies_equal_the_audit_after_random_votes_changes_and_withdrawals_of_many_at_once() {
    let database = database().await.with_catalog().await;
    let pipeline = Pipeline::start(&database).await;
    let voters: Vec<_> = (0..4).map(|_| Uuid::new_v4()).collect();
    // Loaded half way, so that both the load and the feed have their part.
    for round in 0..2 {
        join_all((0..6).map(|_| random_votes(&database, &voters))).await;
        if round == 0 {
            pipeline.tallies(EventId(1)).await;
        }
    }
    let audit: BTreeMap<_, _> = database
        .store
        .audit(EventId(1))
        .await
        .unwrap()
        .into_iter()
        .filter(|(_, tally)| *tally != Tally::default())
        .collect();
    until(async || pipeline.tallies(EventId(1)).await == audit).await;
    let fresh = Pipeline::start(&database).await;
    assert_eq!(fresh.tallies(EventId(1)).await, audit, "a load from nothing agrees");
}

/// Sixty inserts of one program: of the same few voters as all the others, and of unknown ones; some rolled back, some
/// that lose their turn to another program.
async fn random_votes(database: &Database, voters: &[Uuid]) {
    let mut connection = database.connect().await;
    for _ in 0..60 {
        let voter = (rand::random_range(0..5) > 0).then(|| voters[rand::random_range(0..voters.len())]);
        let choice = if voter.is_some() {
            [Some(true), Some(false), None][rand::random_range(0..3)]
        } else {
            Some(rand::random())
        };
        let mut transaction = connection.begin().await.unwrap();
        let vote =
            sqlx::query("insert into event_vote (event_id, track_id, is_positive, voter_id) values (1, $1, $2, $3)")
                .bind(rand::random_range(1..=3))
                .bind(choice)
                .bind(voter)
                .execute(&mut *transaction)
                .await;
        match vote {
            Ok(_) if rand::random_range(0..6) > 0 => transaction.commit().await.unwrap(),
            Ok(_) => transaction.rollback().await.unwrap(),
            Err(error) => {
                let lost_turn =
                    error.as_database_error().is_some_and(|error| error.constraint() == Some("event_vote_chain"));
                assert!(lost_turn, "{error}");
                transaction.rollback().await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn rows_of_another_clusters_dump_are_not_read_for_ever() {
    let database = database().await.with_catalog().await;
    database.sql(&format!("{VOTE}; {VOTE}; update event_vote set xid = '999999999' where id = 1")).await;
    assert_eq!(database.store.adopt_restored_votes().await.unwrap(), 1);
    assert_eq!(database.store.adopt_restored_votes().await.unwrap(), 0);
    let pipeline = Pipeline::start(&database).await;
    let mut follower = pipeline.plain(Channel::Event(EventId(1))).await;
    database.sql(VOTE).await;
    assert_eq!(follower.ids(1).await, [3]);
    assert_eq!(pipeline.tallies(EventId(1)).await[&TrackId(1)], Tally { up: 3, down: 0 });
}

#[tokio::test]
async fn rows_of_another_cluster_that_appear_in_a_running_database_are_counted_once() {
    let database = database().await.with_catalog().await;
    let (pipeline, other) = (Pipeline::start(&database).await, Pipeline::start(&database).await);
    let shows = async |pipeline: &Pipeline, up| {
        until(async || pipeline.tallies(EventId(1)).await.values().any(|tally| tally.up == up)).await;
    };
    database.sql(VOTE).await;
    shows(&pipeline, 1).await;
    shows(&other, 1).await;
    let mut follower = pipeline.plain(Channel::Event(EventId(1))).await;
    // As pg_restore leaves them: without triggers, so with the numbers that they had elsewhere.
    database
        .sql(
            "begin; set local session_replication_role = replica;
             insert into event_vote (event_id, track_id, is_positive, xid) values (1, 1, true, '999999999');
             commit; notify doorbell_votes",
        )
        .await;
    shows(&pipeline, 2).await;
    shows(&other, 2).await;
    database.sql(VOTE).await;
    assert_eq!(follower.ids(2).await, [2, 3]);
    shows(&pipeline, 3).await;
    shows(&other, 3).await;
}

#[tokio::test]
async fn an_import_of_any_size_lets_the_votes_of_others_pass() {
    const ROWS: u64 = 200_000;
    let database = database().await.with_catalog().await;
    let pipeline = Pipeline::start(&database).await;
    let mut other = pipeline.plain(Channel::Event(EventId(2))).await;
    let published = async || pipeline.hub.state(Channel::Event(EventId(1))).await.unwrap().cast;
    assert_eq!(published().await, 0);
    let import =
        "insert into event_vote (event_id, track_id, is_positive) select 1, 1, true from generate_series(1, 200000)";
    database.sql(import).await;
    until(async || published().await > 0).await;
    database.sql("insert into event_vote (event_id, track_id, is_positive) values (2, 4, true)").await;
    other.ids(1).await;
    assert!(published().await < ROWS, "the import was still on its way");
    until(async || published().await == ROWS).await;
    assert_eq!(pipeline.tallies(EventId(1)).await[&TrackId(1)], Tally { up: 200_000, down: 0 });
}
