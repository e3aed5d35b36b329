//! The plain protocol as strangers see it, over real sockets.

use crate::support::{Server, Socket, database, until};
use std::time::Duration;

const VOTE: &str = "insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)";

/// What it says before it closes, and the code that it closes with.
async fn mistake(mut socket: Socket) -> (String, u16) {
    let answer = socket.json().await;
    let error = answer["error"].as_object().unwrap_or_else(|| panic!("{answer}"));
    assert_eq!(error.keys().collect::<Vec<_>>(), ["code", "message"]);
    assert_eq!(answer.as_object().unwrap().len(), 1);
    assert!(!error["message"].as_str().unwrap().is_empty());
    let name = error["code"].as_str().unwrap().to_owned();
    (name, socket.close_code().await)
}

async fn viewers(server: &Server, count: f64) {
    until(async || server.metric("partysense_viewers").await == count).await;
}

#[tokio::test]
async fn the_original_clients_requests_are_answered_on_both_paths() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    for path in ["/", "/live"] {
        for request in [r#"{"event":"ALL"}"#, r#"{"event":1}"#, r#"{"event":"1"}"#] {
            let mut socket = server.open(path, &[("origin", "http://another.example")]).await;
            socket.say(request).await;
            // It says nothing when it begins to watch.
            viewers(&server, 1.0).await;
            database.sql(VOTE).await;
            let text = socket.hear().await.into_text().unwrap();
            let vote: serde_json::Value = serde_json::from_str(&text).unwrap();
            let (id, position) = (&vote["id"], &vote["position"]);
            assert!(id.is_i64() && position.is_string(), "{text}");
            let event = if request.contains("ALL") { r#""eid":1,"event":"Friday","# } else { "" };
            assert_eq!(
                text,
                format!(
                    r#"{{{event}"track":"\"Heroes\"","artist":"David Bowie","tid":1,"up":true,"id":{id},"position":{position}}}"#
                )
            );
            drop(socket);
            viewers(&server, 0.0).await;
        }
    }
}

#[tokio::test]
async fn a_second_request_changes_the_stream() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let mut socket = server.plain_since("1", Some("")).await;
    let first = socket.json().await;
    assert_eq!(first["tallies"].as_array().unwrap().len(), 3, "of Friday");
    database.sql(VOTE).await;
    assert_eq!(socket.json().await["tid"], 1);
    socket.say(r#"{"event":"2","since":""}"#).await;
    assert_eq!(socket.json().await["tallies"].as_array().unwrap().len(), 2, "of Saturday");
    database.sql(VOTE).await;
    database.sql("insert into event_vote (event_id, track_id, is_positive) values (2, 4, false)").await;
    let next = socket.json().await;
    assert_eq!((&next["tid"], &next["up"], &next["artist"]), (&4.into(), &false.into(), &serde_json::Value::Null));
    // And back, to where it left.
    let position = first["position"].as_str().unwrap();
    socket.say(&format!(r#"{{"event":1,"since":"{position}"}}"#)).await;
    assert_eq!(socket.json().await["recovered"], true);
    assert_eq!((&socket.json().await["tid"], &socket.json().await["tid"]), (&1.into(), &1.into()));
    viewers(&server, 1.0).await;
}

#[tokio::test]
async fn a_mistaken_plain_request_gets_a_reason_and_a_close_code_that_says_not_to_repeat_it() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let long = |length: usize| format!(r#"{{"event":1,"pad":"{}"}}"#, "x".repeat(length));
    for (request, name, code) in [
        ("hello", "malformed", 4400),
        ("", "malformed", 4400),
        (r#"{"event":"all"}"#, "malformed", 4400),
        (r#"{"event":"1; drop table event_vote"}"#, "malformed", 4400),
        (r#"{"event":1,"since":"soon"}"#, "malformed", 4400),
        (r#"{"event":99}"#, "unknown-event", 4404),
        (r#"{"event":"99","since":""}"#, "unknown-event", 4404),
        (&long(67_000), "too-long", 1009),
        // More than is read at all.
        (&long(3_000_000), "too-long", 1009),
    ] {
        let mut socket = server.open("/live", &[]).await;
        socket.say(request).await;
        assert_eq!(mistake(socket).await, (name.to_owned(), code), "{:.60}", request);
    }
    let mut socket = server.open("/live", &[]).await;
    socket.send_bytes(br#"{"event":1}"#.to_vec()).await;
    assert_eq!(mistake(socket).await, ("malformed".to_owned(), 4400), "binary");
    let mut socket = server.plain_since("1", Some("")).await;
    socket.json().await;
    socket.say(r#"{"event":98}"#).await;
    assert_eq!(mistake(socket).await, ("unknown-event".to_owned(), 4404), "a second request");
}

#[tokio::test]
async fn a_longest_request_is_understood() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let mut socket = server.open("/live", &[]).await;
    let request = r#"{"event":1,"since":"","pad":""}"#;
    let pad = "x".repeat(shared::plain::MAX_MESSAGE - request.len());
    socket.say(&request.replace("pad\":\"", &format!("pad\":\"{pad}"))).await;
    assert_eq!(socket.json().await["recovered"], false);
}

#[tokio::test]
async fn when_the_database_is_away_the_code_says_to_come_back() {
    let database = database().await.with_catalog().await;
    let (proxy, options) = database.hop().await;
    let server = crate::support::Database::serve_through(&options).await;
    proxy.set(load::proxy::Mode::Cut);
    let mut socket = server.open("/live", &[]).await;
    socket.say(r#"{"event":1}"#).await;
    assert_eq!(mistake(socket).await, ("unavailable".to_owned(), 4503));
    proxy.set(load::proxy::Mode::Pass);
    let back = async || {
        let mut socket = server.plain_since("1", Some("")).await;
        socket.hear_json_within(Duration::from_secs(5)).await.is_some_and(|opening| opening["recovered"] == false)
    };
    until(back).await;
}
