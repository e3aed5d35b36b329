//! Many servers on one Postgres, which is all they share.

use crate::support::{Database, Server, Socket, database, soon};
use shared::{Channel, ClientMessage, EventId, ServerMessage};

async fn watch(server: &Server) -> Socket {
    let mut socket = server.native(None).await;
    socket.send(&ClientMessage::Watch { channel: Channel::Event(EventId(1)), since: None }).await;
    socket
}

/// Waits until the viewer is told that so many watch.
async fn told(socket: &mut Socket, viewers: u32) {
    soon(async {
        loop {
            match socket.server_message().await {
                ServerMessage::Update(update) if update.viewers == viewers => return,
                ServerMessage::State(state) if state.viewers == viewers => return,
                _ => {}
            }
        }
    })
    .await;
}

async fn silence(database: &Database, age: &str) {
    let text = format!(
        "update partysense_server set seen_at = now() - interval '{age}', events = '{{1}}', viewers = '{{5}}' where id = '{}'",
        uuid::Uuid::nil()
    );
    database.sql(&text).await;
}

#[tokio::test]
async fn viewers_are_counted_over_all_servers_and_those_of_a_dead_one_are_not() {
    let database = database().await.with_catalog().await;
    let (one, two) = (database.serve().await, database.serve().await);
    let mut here = watch(&one).await;
    let mut there = watch(&two).await;
    told(&mut here, 2).await;
    told(&mut there, 2).await;
    drop(there);
    told(&mut here, 1).await;
    let there = watch(&two).await;
    told(&mut here, 2).await;
    two.service.stop().await;
    drop(there);
    told(&mut here, 1).await;
    // One that was killed: its row stays, and nobody says again that it lives.
    database.sql(&format!("insert into partysense_server (id) values ('{}')", uuid::Uuid::nil())).await;
    silence(&database, "0 seconds").await;
    told(&mut here, 6).await;
    silence(&database, "1 minute").await;
    told(&mut here, 1).await;
}

#[tokio::test]
async fn a_server_says_how_it_stands_with_its_database() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    crate::support::until(async || reqwest::get(server.url("/readyz")).await.unwrap().status() == 200).await;
    let health: serde_json::Value = reqwest::get(server.url("/healthz")).await.unwrap().json().await.unwrap();
    assert_eq!(health["status"], "ok");
    assert!(
        health["listener"]["reconnects"].is_u64()
            && health["feed"]["lag_ms"].is_u64()
            && health["feed"]["position"].is_string(),
        "{health}"
    );
    let metrics = reqwest::get(server.url("/metrics")).await.unwrap().text().await.unwrap();
    for line in ["partysense_listener_connected 1.0", "partysense_paused 0.0"] {
        assert!(metrics.lines().any(|said| said == line), "{line} in {metrics}");
    }
}
