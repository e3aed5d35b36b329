//! Crashes and dumps: what happens to transaction numbers when a cluster's history is not one line.

use crate::{
    pipeline::Pipeline,
    support::{Database, Directory, database, socketio::SocketIo, soon, until},
};
use embedded::{Cluster, ClusterOptions, Shutdown, locate};
use serde_json::json;
use server::store::Store;
use shared::{Channel, EventId, Tally, TrackId};
use sqlx::{Connection, Executor, PgConnection};
use std::{sync::Arc, time::Instant};
use tokio::process::Command;

const VOTE: &str = "insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)";

/// Uses up transaction numbers; nothing of it is ever written to disk for its own sake.
async fn burn_numbers(connection: &mut PgConnection, count: usize) {
    for _ in 0..count {
        sqlx::query("select pg_current_xact_id()").execute(&mut *connection).await.unwrap();
    }
}

/// The next transaction number.
async fn next_number(connection: &mut PgConnection) -> i64 {
    let next = sqlx::query_scalar("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
    next.fetch_one(connection).await.unwrap()
}

#[tokio::test]
async fn transaction_numbers_that_a_crash_hands_out_again_are_not_passed_over() {
    let directory = Directory::new("reused");
    // Nothing is flushed behind our back.
    let settings = ["wal_writer_delay=10s", "max_connections=50"].map(str::to_owned).to_vec();
    let options = ClusterOptions { programs: None, settings };
    let cluster = Cluster::start(&directory.0, &options).await.unwrap();
    let connect = cluster.options().clone().database("postgres");
    let database = Database { store: Store::new(connect.clone()), options: connect, _cluster: None };
    database.store.migrate().await.unwrap();
    let database = database.with_catalog().await;
    let pipeline = Pipeline::start(&database).await;
    let mut follower = pipeline.plain(Channel::Event(EventId(1))).await;
    database.sql(VOTE).await;
    follower.ids(1).await;

    let mut cluster = Some(cluster);
    let mut count = 1;
    // Now and then something else flushes the log just before the crash: then it takes nothing back, and shows nothing.
    for _ in 0..10 {
        let mut connection = database.connect().await;
        burn_numbers(&mut connection, 100).await;
        let before = next_number(&mut connection).await;
        let rung_at = Instant::now();
        database.sql("notify doorbell_votes").await;
        until(async || pipeline.health.report().read_at > Some(rung_at)).await;
        cluster.take().unwrap().shut_down(Shutdown::Immediate).await;
        cluster = Some(Cluster::start(&directory.0, &options).await.unwrap());
        let took_back = next_number(&mut database.connect().await).await < before - 50;
        for _ in 0..10 {
            database.sql(VOTE).await;
            count += 1;
            assert_eq!(follower.ids(count).await.len(), count);
        }
        if took_back {
            drop(pipeline);
            database.store.close().await;
            return cluster.unwrap().stop().await;
        }
    }
    panic!("no crash took numbers back");
}

#[tokio::test]
async fn a_vote_is_on_disk_before_anyone_sees_it_whatever_the_program_that_cast_it_had_set() {
    let database = database().await.with_catalog().await;
    let mut connection = database.connect().await;
    let mut transaction = connection.begin().await.unwrap();
    sqlx::query("set local synchronous_commit = off").execute(&mut *transaction).await.unwrap();
    sqlx::query(VOTE).execute(&mut *transaction).await.unwrap();
    let set: String = sqlx::query_scalar("show synchronous_commit").fetch_one(&mut *transaction).await.unwrap();
    assert_eq!(set, "local");
}

#[tokio::test]
async fn a_dump_restored_into_a_new_cluster_goes_on_with_each_vote_once() {
    let old = database().await.with_catalog().await;
    burn_numbers(&mut old.connect().await, 2_000).await;
    old.sql(&[VOTE; 5].join(";")).await;
    let old_server = old.serve().await;
    let opening = old_server.plain_since("1", Some("")).await.json().await;
    let dump = Directory::new("dump");
    std::fs::create_dir_all(&dump.0).unwrap();
    let file = dump.0.join("all.sql");
    run("pg_dump", &old, &["--file", file.to_str().unwrap()]).await;

    let directory = Directory::new("restored");
    let cluster = Arc::new(Cluster::start(&directory.0, &ClusterOptions::default()).await.unwrap());
    let new = Database::empty(cluster).await;
    run("psql", &new, &["--quiet", "--set", "ON_ERROR_STOP=1", "--file", file.to_str().unwrap()]).await;
    let unseen = "select count(*) from event_vote where xid >= pg_snapshot_xmax(pg_current_snapshot())";
    let unseen: i64 = sqlx::query_scalar(unseen).fetch_one(&mut new.connect().await).await.unwrap();
    assert_eq!(unseen, 5, "the numbers lie in the new cluster's future, or this test shows nothing");

    let server = new.serve().await;
    let mut socket = server.plain_since("1", opening["position"].as_str()).await;
    let answer = socket.json().await;
    assert_eq!((&answer["recovered"], &answer["reason"]), (&json!(false), &json!("other-history")));
    assert_eq!(answer["tallies"], opening["tallies"]);
    for id in 6..9 {
        new.sql(VOTE).await;
        assert_eq!(soon(socket.json()).await["id"], id);
    }
    assert_eq!(new.store.audit(EventId(1)).await.unwrap(), [(TrackId(1), Tally { up: 8, down: 0 })]);
    let sums = server.plain_since("1", Some("")).await.json().await;
    assert_eq!(sums["tallies"][0]["up"], 8);
    drop(socket);
    server.service.stop().await;
}

#[tokio::test]
async fn titles_that_claim_a_transaction_of_another_cluster_become_news_once() {
    let database = database().await;
    let server = database.serve().await;
    let [mut client, _] = SocketIo::both(&server).await;
    client.ask("ready for data", json!({})).await;
    database.sql("insert into realtime (title, xid) values ('restored', '99999999999')").await;
    assert_eq!(client.titles(1).await.0, ["restored"]);
    database.sql("insert into realtime (title) values ('next')").await;
    assert_eq!(client.titles(1).await.0, ["next"]);
    server.service.stop().await;
    database.sql("insert into realtime (title, xid) values ('at rest', '99999999999')").await;
    let server = database.serve().await;
    let [mut client, _] = SocketIo::both(&server).await;
    client.ask("ready for data", json!({})).await;
    database.sql("insert into realtime (title) values ('live')").await;
    assert_eq!(client.titles(1).await.0, ["live"], "what was restored before the start is past");
}

#[tokio::test]
async fn a_title_is_on_disk_before_anyone_sees_it() {
    let database = database().await;
    let mut connection = database.connect().await;
    let mut transaction = connection.begin().await.unwrap();
    transaction.execute("set local synchronous_commit = off; insert into realtime (title) values ('x')").await.unwrap();
    let set: String = sqlx::query_scalar("show synchronous_commit").fetch_one(&mut *transaction).await.unwrap();
    assert_eq!(set, "local");
}

/// One of Postgres' own programs on `database`: the one beside the server, else the one on the path.
async fn run(program: &str, database: &Database, arguments: &[&str]) {
    let programs = locate(None, None, "".as_ref()).unwrap().programs;
    let (host, name) = (database.options.get_socket().unwrap(), database.options.get_database().unwrap());
    let beside = programs.join(program);
    let mut command = Command::new(if beside.exists() { beside } else { program.into() });
    command.args(["--username", "postgres", "--dbname", name]).arg("--host").arg(host).args(arguments);
    let output = soon(command.output()).await.unwrap();
    assert!(output.status.success(), "{output:?}");
}
