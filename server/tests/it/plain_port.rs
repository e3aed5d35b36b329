//! The port for clients that know only host and port.

use crate::support::{database, soon, until};
use shared::protocol::SUBPROTOCOL;
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const VOTE: &str = "insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)";

#[tokio::test]
async fn every_path_and_subprotocol_is_a_plain_conversation() {
    let database = database().await.with_catalog().await;
    let server = database.serve_plain_port().await;
    let foreign = ("origin", "http://another.example");
    for path in ["/", "/live", "/live/sse", "/api/openapi.json", "/anything?at=all"] {
        let mut socket = server.open_plain_port(path, &[foreign]).await;
        socket.say(r#"{"event":1,"since":""}"#).await;
        assert_eq!(socket.json().await["recovered"], false, "{path}");
        database.sql(VOTE).await;
        assert_eq!(socket.json().await["track"], "\"Heroes\"", "{path}");
        socket.say(r#"{"event":99}"#).await;
        assert_eq!(socket.json().await["error"]["code"], "unknown-event");
        assert_eq!(socket.close_code().await, 4404);
    }
    server.service.stop().await;
}

/// What is answered to `request`, up to `end`.
async fn answer(address: SocketAddr, request: &str, end: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut heard = Vec::new();
    while !String::from_utf8_lossy(&heard).contains(end) {
        if soon(stream.read_buf(&mut heard)).await.unwrap() == 0 {
            break;
        }
    }
    String::from_utf8(heard).unwrap()
}

#[tokio::test]
async fn a_subprotocol_that_is_asked_for_is_not_agreed_to() {
    let database = database().await.with_catalog().await;
    let server = database.serve_plain_port().await;
    let request = format!(
        "GET /live HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n"
    );
    let native = answer(server.service.address(), &request, "\r\n\r\n").await.to_lowercase();
    assert!(native.contains(&format!("sec-websocket-protocol: {SUBPROTOCOL}")), "{native}");
    let address = server.service.plain_address().unwrap();
    let plain = answer(address, &request, "\r\n\r\n").await.to_lowercase();
    assert!(plain.starts_with("http/1.1 101 ") && !plain.contains("sec-websocket-protocol"), "{plain}");
    server.service.stop().await;
}

#[tokio::test]
async fn what_is_no_handshake_is_told_what_to_do() {
    let database = database().await.with_catalog().await;
    let server = database.serve_plain_port().await;
    let address = server.service.plain_address().unwrap();
    for request in [
        "GET / HTTP/1.1\r\nHost: here\r\n\r\n",
        "POST /api/events/1/votes HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n{}",
        // An old version of the protocol.
        "GET / HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    ] {
        let answer = answer(address, request, "message.\n").await;
        let text = answer.to_lowercase();
        assert!(text.starts_with("http/1.1 426 upgrade required"), "{answer}");
        for line in ["\r\nupgrade: websocket\r\n", "\r\nconnection: upgrade\r\n", "\r\nsec-websocket-version: 13\r\n"] {
            assert!(text.contains(line), "{answer}");
        }
        assert!(answer.ends_with("each vote is a message.\n"), "{answer}");
    }
    let metrics = reqwest::get(format!("http://{address}/metrics")).await.unwrap();
    assert_eq!(metrics.status(), 426, "there are no other pages");
    server.service.stop().await;
}

#[tokio::test]
async fn a_server_that_stops_tells_them_to_come_back_and_lets_go_of_the_port() {
    let database = database().await.with_catalog().await;
    let server = database.serve_plain_port().await;
    let address = server.service.plain_address().unwrap();
    let mut socket = server.open_plain_port("/", &[]).await;
    socket.say(r#"{"event":"ALL","since":""}"#).await;
    socket.json().await;
    server.service.stop().await;
    assert_eq!(socket.close_code().await, 1012);
    until(async || TcpStream::connect(address).await.is_err()).await;
}

#[tokio::test]
async fn without_the_setting_there_is_no_such_port() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    assert_eq!(server.service.plain_address(), None);
    server.service.stop().await;
}
