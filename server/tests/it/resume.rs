//! A follower that goes on from its position has seen each row once: after any disconnect, on any server.

use crate::support::{Database, Server, Socket, database, soon};
use sqlx::{Connection, Executor};
use std::time::Duration;

const VOTE: &str = "insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)";

/// What one follower has, over all its connections.
#[derive(Default)]
struct Seen {
    ids: Vec<i64>,
    position: Option<String>,
}

impl Seen {
    fn take(&mut self, vote: &serde_json::Value) {
        self.ids.push(vote["id"].as_i64().unwrap_or_else(|| panic!("{vote}")));
        self.position = Some(vote["position"].as_str().unwrap().to_owned());
    }

    async fn connect(&self, server: &Server) -> Socket {
        server.plain_since("1", self.position.as_deref()).await
    }

    async fn read(&mut self, socket: &mut Socket, count: usize) {
        for _ in 0..count {
            let vote = socket.json().await;
            self.take(&vote);
        }
    }

    /// Votes until one arrives: a stream says nothing when it begins.
    async fn begin(database: &Database, server: &Server) -> (Self, Socket) {
        let mut seen = Self::default();
        let mut socket = seen.connect(server).await;
        loop {
            database.sql(VOTE).await;
            if let Some(vote) = socket.hear_json_within(Duration::from_millis(100)).await {
                seen.take(&vote);
                return (seen, socket);
            }
        }
    }

    /// Sorted, from the first one on, this is the table.
    async fn assert_complete(mut self, database: &Database) {
        let first = self.ids[0];
        self.ids.sort_unstable();
        let table: Vec<i64> = sqlx::query_scalar(
            "select id from event_vote where id >= $1 and event_id = 1 and is_positive is not null order by id",
        )
        .bind(first)
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
    let (mut seen, socket) = Seen::begin(&database, &one).await;
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
    let (mut seen, mut socket) = Seen::begin(&database, &server).await;
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
    let (mut seen, mut socket) = Seen::begin(&database, &servers[0]).await;
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
async fn a_position_that_can_not_be_gone_on_from_is_refused_whole() {
    let database = database().await.with_catalog().await;
    database.sql(VOTE).await;
    let server = database.serve().await;
    for (since, name, code) in [
        ("soon", "malformed", 4400),
        ("99999999999", "lost-position", 4410),
        ("1~99999999999~5", "lost-position", 4410),
    ] {
        let mut socket = server.plain_since("1", Some(since)).await;
        assert_eq!(socket.json().await["error"]["code"], name, "{since}");
        assert_eq!(socket.close_code().await, code, "{since}");
    }
    database
        .sql(
            "insert into event_vote (event_id, track_id, is_positive) select 1, 3, true from generate_series(1, 50001)",
        )
        .await;
    let mut socket = server.plain_since("1", Some("3")).await;
    assert_eq!(socket.json().await["error"]["code"], "lost-position", "too far back");
}

#[tokio::test]
async fn server_sent_events_go_on_after_the_last_event_id() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let (seen, _socket) = Seen::begin(&database, &server).await;
    let since = seen.position.unwrap();
    database.sql(&[VOTE; 3].join(";")).await;
    let url = server.url("/live/sse?event=1");
    let mut answer = reqwest::Client::new().get(&url).header("last-event-id", &since).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut text = String::new();
    while text.matches("data: ").count() < 3 {
        text.push_str(std::str::from_utf8(&soon(answer.chunk()).await.unwrap().unwrap()).unwrap());
    }
    let ids: Vec<i64> = text
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line.strip_prefix("data: ")?).ok()?["id"].as_i64())
        .collect();
    let last = seen.ids.last().unwrap();
    assert_eq!(ids, [last + 1, last + 2, last + 3]);
    let places: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
    assert_eq!((places.len(), places[0]), (4, since.as_str()), "a place to go on from comes before the first vote");
    for (query, status) in
        [("event=99", 404), ("event=x", 400), ("", 400), ("event=1&since=99999999999", 410), ("event=1&since=x", 400)]
    {
        let answer = reqwest::get(server.url(&format!("/live/sse?{query}"))).await.unwrap();
        assert_eq!(answer.status(), status, "{query}");
    }
}
