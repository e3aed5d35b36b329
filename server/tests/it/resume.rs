//! A follower that goes on from its position has seen each row once: after any disconnect, on any server.

use crate::support::{Database, Server, Socket, database, soon, until};
use serde_json::json;
use sqlx::{Connection, Executor};
use std::time::Duration;

const VOTE: &str = "insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)";

/// What one follower of event 1 has, over all its connections.
#[derive(Clone, Default)]
pub struct Seen {
    pub ids: Vec<i64>,
    pub position: String,
}

impl Seen {
    fn take(&mut self, vote: &serde_json::Value) {
        self.ids.push(vote["id"].as_i64().unwrap_or_else(|| panic!("{vote}")));
        self.position = vote["position"].as_str().unwrap().to_owned();
    }

    /// Goes on where it is; the server must say that it can.
    async fn connect(&self, server: &Server) -> Socket {
        let mut socket = server.plain_since("1", Some(&self.position)).await;
        let opening = socket.json().await;
        assert_eq!(opening, json!({"recovered": true, "position": self.position}));
        socket
    }

    async fn read(&mut self, socket: &mut Socket, count: usize) {
        for _ in 0..count {
            let vote = socket.json().await;
            self.take(&vote);
        }
    }

    /// Begins before the first vote.
    pub async fn begin(server: &Server) -> (Self, Socket) {
        let mut socket = server.plain_since("1", Some("")).await;
        let opening = socket.json().await;
        assert_eq!(opening["recovered"], false);
        (Self { ids: vec![], position: opening["position"].as_str().unwrap().to_owned() }, socket)
    }

    /// Each row once.
    async fn assert_complete(mut self, database: &Database) {
        self.ids.sort_unstable();
        let table: Vec<i64> =
            sqlx::query_scalar("select id from event_vote where event_id = 1 and is_positive is not null order by id")
                .fetch_all(&mut database.connect().await)
                .await
                .unwrap();
        assert_eq!(self.ids, table);
    }
}

#[tokio::test]
async fn what_was_missed_comes_from_the_log_from_the_table_and_from_another_server() {
    let database = database().await.with_catalog().await;
    let (one, two) = (database.serve().await, database.serve().await);
    let _witness = one.plain_since("1", None).await;
    let (mut seen, socket) = Seen::begin(&one).await;
    drop(socket);
    database.sql(&[VOTE; 5].join(";")).await;
    let mut socket = seen.connect(&one).await;
    seen.read(&mut socket, 5).await;
    drop(socket);
    database.sql(&[VOTE; 5].join(";")).await;
    let mut socket = seen.connect(&two).await;
    seen.read(&mut socket, 5).await;
    // Nothing comes twice: the next message is the next vote.
    database.sql(VOTE).await;
    seen.read(&mut socket, 1).await;
    seen.assert_complete(&database).await;
}

#[tokio::test]
async fn cut_off_in_the_middle_of_a_batch_it_goes_on_behind_its_last_vote() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let (mut seen, mut socket) = Seen::begin(&server).await;
    let mut late = database.connect().await;
    let mut transaction = late.begin().await.unwrap();
    transaction.execute(VOTE).await.unwrap();
    database
        .sql("insert into event_vote (event_id, track_id, is_positive) select 1, 1, true from generate_series(1, 500)")
        .await;
    seen.read(&mut socket, 123).await;
    drop(socket);
    database.sql(VOTE).await;
    transaction.commit().await.unwrap();
    // Again in the middle, of the rest this time, and on a server that has no log of it.
    let other = database.serve().await;
    let mut socket = seen.connect(&other).await;
    seen.read(&mut socket, 200).await;
    drop(socket);
    let mut socket = seen.connect(&server).await;
    seen.read(&mut socket, 500 - 323 + 2).await;
    seen.assert_complete(&database).await;
}

#[tokio::test]
async fn followers_that_come_and_go_between_two_servers_see_each_row_once() {
    let database = database().await.with_catalog().await;
    let servers = [database.serve().await, database.serve().await];
    let (mut seen, mut socket) = Seen::begin(&servers[0]).await;
    let writers: Vec<_> = (0..3)
        .map(|_| {
            let options = database.options.clone();
            tokio::spawn(async move {
                let mut connection = sqlx::PgConnection::connect_with(&options).await.unwrap();
                for _ in 0..40 {
                    let mut transaction = connection.begin().await.unwrap();
                    for _ in 0..rand::random_range(1..9) {
                        transaction.execute(VOTE).await.unwrap();
                        tokio::time::sleep(Duration::from_millis(rand::random_range(0..4))).await;
                    }
                    if rand::random_range(0..5) > 0 {
                        transaction.commit().await.unwrap()
                    } else {
                        transaction.rollback().await.unwrap()
                    }
                }
            })
        })
        .collect();
    while !writers.iter().all(tokio::task::JoinHandle::is_finished) {
        for _ in 0..rand::random_range(0..12) {
            if let Some(vote) = socket.hear_json_within(Duration::from_millis(20)).await {
                seen.take(&vote);
            }
        }
        drop(socket);
        socket = seen.connect(&servers[rand::random_range(0..2)]).await;
    }
    // The end is a vote that nobody else casts.
    database.sql("insert into event_vote (event_id, track_id, is_positive) values (1, 2, false)").await;
    loop {
        let vote = soon(socket.json()).await;
        seen.take(&vote);
        if vote["tid"] == 2 {
            break;
        }
    }
    seen.assert_complete(&database).await;
}

#[tokio::test]
async fn a_client_that_asks_is_told_the_sums_where_it_begins() {
    let database = database().await.with_catalog().await;
    database.sql(VOTE).await;
    let server = database.serve().await;
    let opening = server.plain_since("1", Some("")).await.json().await;
    assert_eq!((opening["recovered"].as_bool(), opening.get("reason")), (Some(false), None));
    assert_eq!(
        opening["tallies"][0],
        json!({"track": "\"Heroes\"", "artist": "David Bowie", "tid": 1, "up": 1, "down": 0})
    );
    let firehose = server.plain_since("\"ALL\"", Some("")).await.json().await;
    assert_eq!(firehose["tallies"][0], json!({"eid": 1, "event": "Friday", "up": 1, "down": 0}));
}

#[tokio::test]
async fn a_position_that_can_not_be_gone_on_from_is_refused_whole_and_the_stream_begins_anew() {
    let database = database().await.with_catalog().await;
    database.sql(VOTE).await;
    let server = database.serve().await;
    let mut socket = server.plain_since("1", Some("soon")).await;
    assert_eq!(socket.json().await["error"]["code"], "malformed");
    assert_eq!(socket.close_code().await, 4400);

    // Nobody follows while the import passes.
    let (seen, _) = Seen::begin(&server).await;
    let (epoch, _) = seen.position.split_once('-').unwrap();
    database
        .sql(
            "insert into event_vote (event_id, track_id, is_positive) select 1, 3, true from generate_series(1, 250001)",
        )
        .await;
    let sums = async || server.plain_since("1", Some("")).await.json().await["tallies"].clone();
    until(async || sums().await[2]["up"] == 250_001).await;
    for (since, reason) in [
        ("0-3".to_owned(), "other-history"),
        (format!("{epoch}-99999999999"), "future"),
        (format!("{epoch}-3~99999999999.5"), "future"),
        (seen.position.clone(), "too-far-back"),
        (
            format!("{epoch}-9000:{}", (1..1_100).map(|xid| xid.to_string()).collect::<Vec<_>>().join(",")),
            "too-far-back",
        ),
    ] {
        let opening = server.plain_since("1", Some(&since)).await.json().await;
        assert_eq!((&opening["recovered"], &opening["reason"]), (&json!(false), &json!(reason)), "{since}");
        assert_eq!(opening["tallies"], sums().await);
        let position = opening["position"].as_str().unwrap().to_owned();
        Seen { ids: vec![], position }.connect(&server).await;
    }
}

#[tokio::test]
async fn an_open_transaction_of_any_size_stays_missed_until_it_commits() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let (mut seen, mut socket) = Seen::begin(&server).await;
    let mut late = database.connect().await;
    let mut transaction = late.begin().await.unwrap();
    // Three pieces of a read, and more than a page of what is read again.
    transaction
        .execute(
            "insert into event_vote (event_id, track_id, is_positive) select 1, 2, true from generate_series(1, 6000)",
        )
        .await
        .unwrap();
    database.sql(&[VOTE; 5].join(";")).await;
    seen.read(&mut socket, 5).await;
    drop(socket);
    transaction.commit().await.unwrap();
    let mut socket = seen.connect(&server).await;
    seen.read(&mut socket, 2_500).await;
    drop(socket);
    database.sql(VOTE).await;
    let other = database.serve().await;
    let mut socket = seen.connect(&other).await;
    seen.read(&mut socket, 3_501).await;
    seen.assert_complete(&database).await;
}

#[tokio::test]
async fn cut_off_in_the_middle_of_an_import_it_has_the_votes_between_the_pieces_once() {
    let database = database().await.with_catalog().await;
    let servers = [database.serve().await, database.serve().await];
    let (mut seen, mut socket) = Seen::begin(&servers[0]).await;
    let import = {
        let options = database.options.clone();
        tokio::spawn(async move {
            let mut connection = sqlx::PgConnection::connect_with(&options).await.unwrap();
            connection
                .execute("insert into event_vote (event_id, track_id, is_positive) select 1, 2, true from generate_series(1, 30000)")
                .await
                .unwrap();
        })
    };
    let mut turn = 0;
    while seen.ids.len() < 30_000 {
        if import.is_finished() {
            database.sql(VOTE).await;
        }
        for _ in 0..rand::random_range(1..3_000) {
            let Some(vote) = socket.hear_json_within(Duration::from_secs(1)).await else { break };
            seen.take(&vote);
        }
        drop(socket);
        turn += 1;
        socket = seen.connect(&servers[turn % 2]).await;
    }
    database.sql("insert into event_vote (event_id, track_id, is_positive) values (1, 3, false)").await;
    while seen.ids.last() != Some(&last_id(&database).await) {
        seen.read(&mut socket, 1).await;
    }
    seen.assert_complete(&database).await;
}

async fn last_id(database: &Database) -> i64 {
    sqlx::query_scalar("select max(id) from event_vote").fetch_one(&mut database.connect().await).await.unwrap()
}

#[tokio::test]
async fn a_row_without_an_event_or_a_track_costs_no_other_row() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let (mut seen, mut socket) = Seen::begin(&server).await;
    // As a restore with its triggers off may leave it, in the middle of more than one read returns.
    let insert = "insert into event_vote (event_id, track_id, is_positive)";
    database
        .sql(&format!(
            "begin; set local session_replication_role = replica;
             {insert} select 1, 1, true from generate_series(1, 1500);
             {insert} values (99, 99, true);
             {insert} select 1, 1, true from generate_series(1, 1500);
             commit; notify doorbell_votes"
        ))
        .await;
    seen.read(&mut socket, 3_000).await;
    seen.assert_complete(&database).await;
}
