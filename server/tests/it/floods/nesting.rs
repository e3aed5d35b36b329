//! JSON a hundred thousand deep at every door that reads JSON.

use crate::support::{
    Guest, Server, database,
    raw::{TEXT, close_code, rest, socket, whole},
    socketio::{POLLING, WEBSOCKET},
};
use reqwest::{Client, StatusCode};
use tokio::io::AsyncWriteExt;

/// Deeper than any stack, and longer than any message.
const DEPTH: usize = 100_000;
/// As deep as a message of each door may be long: deeper than is read by far.
const BODY: usize = 8_000;
const MESSAGE: usize = 30_000;
const PACKET: usize = 15_000;

fn lists(depth: usize) -> String {
    "[".repeat(depth) + &"]".repeat(depth)
}

fn objects(depth: usize) -> String {
    r#"{"a":"#.repeat(depth / 5) + "1" + &"}".repeat(depth / 5)
}

async fn post(server: &Server, path: &str, body: String) -> StatusCode {
    post_as(server, path, body, "key").await
}

async fn post_as(server: &Server, path: &str, body: String, token: &str) -> StatusCode {
    let request = Client::new().post(server.url(path)).header("content-type", "application/json").bearer_auth(token);
    request.body(body).send().await.map_or(StatusCode::PAYLOAD_TOO_LARGE, |answer| answer.status())
}

#[tokio::test]
async fn the_api_reads_no_deep_json() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let voter = Client::new().post(server.url("/api/voters")).send().await.unwrap();
    let token = voter.json::<serde_json::Value>().await.unwrap()["token"].as_str().unwrap().to_owned();
    let made = Client::new().post(server.url("/api/events")).json(&serde_json::json!({ "title": "Mine" }));
    let made = made.send().await.unwrap().json::<serde_json::Value>().await.unwrap();
    let (event, key) = (made["id"].as_i64().unwrap(), made["host_key"].as_str().unwrap());
    let (tracks, cohosts) = (format!("/api/events/{event}/tracks"), format!("/api/events/{event}/cohosts"));
    for path in ["/api/events", "/api/realtime", &tracks, &cohosts] {
        for nested in [lists(BODY), objects(BODY)] {
            for body in [nested.clone(), format!(r#"{{"title":{nested}}}"#)] {
                let status = post_as(&server, path, body, key).await;
                assert!([400, 413, 422].contains(&status.as_u16()), "{path}: {status}");
            }
        }
        assert_eq!(post_as(&server, path, lists(DEPTH), key).await, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
    for nested in [lists(BODY), format!(r#"{{"track":1,"up":true,"ballot":{}}}"#, lists(BODY / 2)), lists(DEPTH)] {
        let status = post_as(&server, "/api/events/1/votes", nested, &token).await;
        assert!([400, 413, 422].contains(&status.as_u16()), "{status}");
    }
    Guest::arrives(&server).await.votes().await;
    server.service.stop().await;
}

#[tokio::test]
async fn sockets_read_no_deep_json() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    for (text, code) in [
        (lists(MESSAGE), 4400),
        (objects(MESSAGE), 4400),
        (format!(r#"{{"event":{}}}"#, lists(MESSAGE)), 4400),
        (lists(DEPTH), 1009),
    ] {
        let (mut stream, _) = socket(&server, "/live", "").await;
        stream.write_all(&whole(TEXT, text.as_bytes())).await.unwrap();
        assert_eq!(close_code(&mut stream).await, Some(code));
    }
    // What a server does not know is passed over, however deep: that takes no stack. It goes on to hear.
    let (mut stream, _) = socket(&server, "/live", "").await;
    let deep = format!(r#"{{"event":1,"pad":{}}}"#, lists(MESSAGE));
    for text in [&*deep, r#"{"event":99}"#] {
        stream.write_all(&whole(TEXT, text.as_bytes())).await.unwrap();
    }
    assert_eq!(close_code(&mut stream).await, Some(4404));
    Guest::arrives(&server).await.votes().await;
    server.service.stop().await;
}

#[tokio::test]
async fn socketio_reads_no_deep_json() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    for packet in [
        format!("40{}", lists(PACKET)),
        format!(r#"40{{"token":{}}}"#, lists(PACKET)),
        format!(r#"40{{"token":{}}}"#, lists(DEPTH)),
    ] {
        let (mut stream, _) = socket(&server, WEBSOCKET, "").await;
        stream.write_all(&whole(TEXT, packet.as_bytes())).await.unwrap();
        // It may be let in without a token, or not at all.
        stream.write_all(&frame_close()).await.unwrap();
        rest(&mut stream).await;
    }
    for (nested, polled) in [(lists(PACKET), 200), (objects(PACKET), 200), (lists(DEPTH), 413)] {
        let (mut stream, _) = socket(&server, WEBSOCKET, "").await;
        stream.write_all(&whole(TEXT, b"40")).await.unwrap();
        for packet in [format!(r#"421["vote",{nested}]"#), format!("42{nested}"), format!("43{nested}"), nested.clone()]
        {
            let _ = stream.write_all(&whole(TEXT, packet.as_bytes())).await;
        }
        let _ = stream.write_all(&frame_close()).await;
        rest(&mut stream).await;
        let open = reqwest::get(server.url(POLLING)).await.unwrap().text().await.unwrap();
        let open: serde_json::Value = serde_json::from_str(open.strip_prefix('0').unwrap()).unwrap();
        let path = format!("{POLLING}&sid={}", open["sid"].as_str().unwrap());
        let status = post(&server, &path, format!("40{nested}")).await.as_u16();
        assert!([200, 400, polled].contains(&status), "{status}");
    }
    Guest::arrives(&server).await.votes().await;
    server.service.stop().await;
}

fn frame_close() -> Vec<u8> {
    whole(0x88, &1000_u16.to_be_bytes())
}
