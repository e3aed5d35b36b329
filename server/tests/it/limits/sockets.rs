//! What one socket may say: how much, how often, how late; and that it watches one thing at a time.

use super::{n, z};
use crate::support::{
    Guest, database,
    raw::{TEXT, close_code, rest, socket, whole},
    socketio::SocketIo,
    until,
};
use serde_json::json;
use shared::{Channel, ClientMessage, EventId};
use tokio::io::AsyncWriteExt;

const WATCH: ClientMessage = ClientMessage::Watch { channel: Channel::Firehose, since: None };

#[tokio::test]
async fn a_socket_says_only_so_much_a_second() {
    let database = database().await.with_catalog().await;
    let server = database.serve_limited(|limits| limits.messages_per_second = n(2)).await;
    let guest = Guest::arrives(&server).await;
    let mut native = server.native(None).await;
    native.send_together(&vec![WATCH; 30]).await;
    assert_eq!(native.close_code().await, 4429);
    let mut plain = server.open("/live", &[]).await;
    for _ in 0..30 {
        plain.say(r#"{"event":1}"#).await;
    }
    assert_eq!(plain.json().await["error"]["code"], "flood");
    assert_eq!(plain.close_code().await, 4429);
    assert!(guest.refused("messages-per-second").await >= 2.0);
    guest.votes().await;
    server.service.stop().await;
}

#[tokio::test]
async fn a_socketio_session_that_said_too_much_is_not_let_in_again() {
    let database = database().await.with_catalog().await;
    let server = database.serve_limited(|limits| limits.messages_per_second = n(2)).await;
    let guest = Guest::arrives(&server).await;
    let mut client = SocketIo::one(&server).await;
    // One at a time, so that nothing is on its way when it is sent away.
    let told = loop {
        client.wire.send(r#"421["unsubscribe"]"#).await;
        let packet = client.packet().await;
        if !packet.starts_with("431") {
            break packet;
        }
    };
    assert!(told.starts_with(r#"42["error""#) && told.contains("flood"), "{told}");
    assert!(client.packet().await.starts_with("41"), "and then it is over");
    assert_eq!(guest.refused("messages-per-second").await, 1.0);
    for _ in 0..2 {
        client.wire.send("40").await;
        assert_eq!(client.packet().await, r#"44{"message":"too many messages at once"}"#);
    }
    assert_eq!(guest.metric("partysense_socketio_sessions").await, 1.0);
    client.wire.send(r#"421["unsubscribe"]"#).await;
    until(async || guest.metric("partysense_socketio_sessions").await == 0.0).await;
    server.service.stop().await;
}

#[tokio::test]
async fn a_message_has_only_so_many_bytes() {
    let database = database().await.with_catalog().await;
    let server = database.serve_limited(|limits| limits.message_bytes = z(1_000)).await;
    let guest = Guest::arrives(&server).await;
    let text = format!(r#"{{"event":1,"pad":"{}"}}"#, "x".repeat(1_000));
    let mut plain = server.open("/live", &[]).await;
    plain.say(&text).await;
    assert_eq!(plain.json().await["error"]["code"], "too-long");
    assert_eq!(plain.close_code().await, 1009);
    let mut native = server.native(None).await;
    native.send_bytes(vec![0; 1_001]).await;
    assert_eq!(native.close_code().await, 1009);
    assert_eq!(guest.refused("message-length").await, 2.0);
    let mut client = SocketIo::one(&server).await;
    client.emit("subscribe", json!({ "event": 1, "pad": "x".repeat(1_000) })).await;
    until(async || guest.metric("partysense_socketio_clients").await == 0.0).await;
    server.service.stop().await;
}

#[tokio::test]
async fn who_asks_for_nothing_or_gives_no_sign_of_life_is_let_go() {
    let database = database().await.with_catalog().await;
    let server = database
        .serve_limited(|limits| {
            limits.subscribe_seconds = n(1);
            limits.silence_seconds = n(4);
        })
        .await;
    let guest = Guest::arrives(&server).await;
    let mut undecided = server.open("/live", &[]).await;
    assert_eq!(undecided.json().await["error"]["code"], "idle");
    assert_eq!(undecided.close_code().await, 4408);
    assert_eq!(guest.refused("subscribe-seconds").await, 1.0);
    // Both watch; one of them answers pings, as every library does while it is read.
    let mut alive = server.plain_since("\"ALL\"", Some("")).await;
    alive.json().await;
    let (mut dead, _) = socket(&server, "/live", "").await;
    dead.write_all(&whole(TEXT, br#"{"event":"ALL"}"#)).await.unwrap();
    until(async || guest.metric("partysense_viewers").await == 2.0).await;
    let reading = tokio::spawn(async move {
        let vote = alive.json().await;
        (alive, vote)
    });
    assert!(!rest(&mut dead).await.is_empty(), "it was asked before");
    assert_eq!(guest.refused("silence-seconds").await, 1.0);
    guest.votes().await;
    assert_eq!(reading.await.unwrap().1["tid"], 1);
    server.service.stop().await;
}

#[tokio::test]
async fn a_socket_watches_one_thing_at_a_time() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let mut native = server.native(None).await;
    for event in [1, 2] {
        native.send(&ClientMessage::Watch { channel: Channel::Event(EventId(event)), since: None }).await;
        native.server_message().await;
    }
    let mut plain = server.open("/live", &[]).await;
    let mut client = SocketIo::one(&server).await;
    for event in [1, 2] {
        plain.say(&json!({ "event": event, "since": "" }).to_string()).await;
        assert_eq!(plain.json().await["recovered"], false);
        client.ask("subscribe", json!({ "event": event })).await;
    }
    until(async || server.metric("partysense_viewers").await == 3.0).await;
    for (event, track) in [(1, 1), (2, 4)] {
        let insert =
            format!("insert into event_vote (event_id, track_id, is_positive) values ({event}, {track}, true)");
        database.sql(&insert).await;
    }
    assert_eq!(plain.json().await["tid"], 4);
    assert_eq!(client.hear("vote").await["tid"], 4);
    // The library has rooms and namespaces; nobody gets into any but the one there is.
    client.wire.send("40/other,").await;
    assert!(client.packet().await.starts_with("44/other,"));
    server.service.stop().await;
}

#[tokio::test]
async fn a_closed_socket_is_told_by_a_code_that_is_documented() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let (mut stream, _) = socket(&server, "/live", "").await;
    stream.write_all(&whole(TEXT, b"\xff\xfe")).await.unwrap();
    assert_eq!(close_code(&mut stream).await, Some(4400));
    server.service.stop().await;
}
