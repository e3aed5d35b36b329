//! The end of a server, by the real program: in order, within its time, and no acknowledged vote is lost.

use crate::support::{Database, database, program::Program, soon, until};
use load::proxy::Mode;
use serde_json::{Value, json};
use shared::{Channel, ClientMessage, EventId, ServerMessage};
use std::{collections::HashSet, sync::Arc};
use tokio::{io::AsyncReadExt, net::TcpSocket, sync::Mutex};
use uuid::Uuid;

const VOTE: &str = "insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)";
/// Voters who never wait.
const VOTERS: usize = 8;
/// Votes that must be acknowledged before the server is told to stop.
const BEFORE: usize = 50;

/// Casts until nobody answers; notes what was acknowledged.
async fn vote(url: String, token: String, acknowledged: Arc<Mutex<Vec<Uuid>>>) {
    let client = reqwest::Client::new();
    for track in (1..=3).cycle() {
        let ballot = Uuid::new_v4();
        let body = json!({ "track": track, "up": true, "ballot": ballot });
        let Ok(answer) = client.post(&url).bearer_auth(&token).json(&body).send().await else { return };
        if answer.status() == 201 {
            acknowledged.lock().await.push(ballot);
        }
    }
}

async fn token(program: &Program) -> String {
    let made = reqwest::Client::new().post(program.url("/api/voters")).json(&json!({})).send().await.unwrap();
    made.json::<Value>().await.unwrap()["token"].as_str().unwrap().to_owned()
}

async fn ballots(database: &Database) -> HashSet<Uuid> {
    let ballots = sqlx::query_scalar("select ballot_id from event_vote where ballot_id is not null");
    ballots.fetch_all(&mut database.connect().await).await.unwrap().into_iter().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn under_votes_it_ends_with_zero_and_every_acknowledged_one_is_a_row() {
    let database = database().await.with_catalog().await;
    let mut program = Program::serve(&database.options, &["--drain-seconds", "5"]).await;
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let (url, mut voters) = (program.url("/api/events/1/votes"), Vec::new());
    for _ in 0..VOTERS {
        let token = token(&program).await;
        voters.push(tokio::spawn(vote(url.clone(), token, acknowledged.clone())));
    }
    let (mut plain, mut native) = (program.plain().await, program.native().await);
    native.send(&ClientMessage::Watch { channel: Channel::Event(EventId(1)), since: None }).await;
    assert!(matches!(native.server_message().await, ServerMessage::State(_)));
    until(async || acknowledged.lock().await.len() >= BEFORE).await;
    program.stop();
    assert_eq!(soon(plain.close_code()).await, 1012, "they are told to come back");
    assert_eq!(soon(native.close_code()).await, 1012);
    assert_eq!(program.end().await.code(), Some(0));
    for voter in voters {
        soon(voter).await.unwrap();
    }
    let (rows, acknowledged) = (ballots(&database).await, acknowledged.lock().await);
    let lost: Vec<_> = acknowledged.iter().filter(|ballot| !rows.contains(*ballot)).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged votes are lost", lost.len(), acknowledged.len());
}

#[tokio::test]
async fn nobody_who_does_not_read_keeps_it_from_ending() {
    let database = database().await.with_catalog().await;
    database.sql(&format!("update music_track set name = '{}' where id = 1", "long ".repeat(4_000))).await;
    let mut program = Program::serve(&database.options, &["--drain-seconds", "3"]).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 * 1024).unwrap();
    let mut stuck = socket.connect(program.address).await.unwrap();
    // A whole page and a stream of votes, none of which it reads.
    let asked = "GET /live/sse?event=1 HTTP/1.1\r\nhost: x\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut stuck, asked.as_bytes()).await.unwrap();
    let mut first = [0; 64];
    soon(stuck.read_exact(&mut first)).await.unwrap();
    let mut silent = program.plain().await;
    for _ in 0..40 {
        database.sql(&format!("{VOTE}, (1, 1, false), (1, 1, true), (1, 1, true)")).await;
    }
    soon(silent.json()).await;
    program.stop();
    assert_eq!(program.end().await.code(), Some(0));
}

#[tokio::test]
async fn a_database_that_says_nothing_keeps_it_from_nothing() {
    let database = database().await.with_catalog().await;
    let (hop, options) = database.hop().await;
    let mut program = Program::serve(&options, &["--drain-seconds", "2"]).await;
    let token = token(&program).await;
    hop.set(Mode::Stall);
    // It hangs in an INSERT, and is not acknowledged.
    let under_way = tokio::spawn(vote(program.url("/api/events/1/votes"), token, Arc::default()));
    program.stop();
    assert_eq!(program.end().await.code(), Some(0));
    soon(under_way).await.unwrap();
}

#[tokio::test]
async fn until_its_delay_is_over_it_serves_and_says_that_it_will_not_and_the_second_word_ends_it_at_once() {
    let database = database().await.with_catalog().await;
    let mut program = Program::serve(&database.options, &["--shutdown-delay", "3600"]).await;
    let ready = async || reqwest::get(program.url("/readyz")).await.unwrap();
    until(async || ready().await.status() == 200).await;
    let mut viewer = program.plain().await;
    program.stop();
    until(async || ready().await.status() == 503).await;
    assert_eq!(ready().await.json::<Value>().await.unwrap()["status"], "stopping");
    assert_eq!(reqwest::get(program.url("/healthz")).await.unwrap().status(), 200, "it lives");
    let mut late = program.plain().await;
    database.sql(VOTE).await;
    assert_eq!((viewer.json().await["id"].clone(), late.json().await["id"].clone()), (1.into(), 1.into()));
    program.stop();
    assert_eq!(program.end().await.code(), Some(1), "it was not in order");
}
