//! How many: connections and sessions, in all and of one address, behind a proxy or not.

use super::{connect, z};
use crate::support::{
    Guest, Server, database,
    raw::{connect_from, handshake, rest, say},
    socketio::{POLLING, SocketIo},
    soon, until,
};
use serde_json::json;
use std::net::IpAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// The status line, or nothing: then the connection was closed before the answer was read.
async fn status(mut stream: TcpStream) -> String {
    let said = rest(&mut stream).await;
    String::from_utf8_lossy(&said).lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn one_address_has_only_so_many_connections_and_gets_them_back() {
    let database = database().await.with_catalog().await;
    let server = database.serve_limited(|limits| limits.connections_per_address = z(5)).await;
    let guest = Guest::arrives(&server).await;
    let mut held = Vec::new();
    for _ in 0..5 {
        held.push(connect(&server).await);
    }
    until(async || guest.connections().await >= 6.0).await;
    assert_eq!(status(connect(&server).await).await, "HTTP/1.1 429 Too Many Requests");
    assert!(guest.refused("connections-per-address").await >= 1.0);
    guest.votes().await;
    drop(held);
    until(async || guest.connections().await <= 2.0).await;
    let page = reqwest::get(server.url("/healthz")).await.unwrap();
    assert_eq!(page.status(), 200, "there is room again");
    server.service.stop().await;
}

#[tokio::test]
async fn there_are_only_so_many_connections_in_all() {
    let database = database().await.with_catalog().await;
    let server = database.serve_limited(|limits| limits.connections = Some(z(4))).await;
    let guest = Guest::arrives(&server).await;
    let mut held = Vec::new();
    for address in 1..=3 {
        held.push(connect_from([127, 0, 1, address], server.service.address()).await.unwrap());
    }
    until(async || guest.connections().await == 4.0).await;
    assert_eq!(guest.metric("partysense_connections_limit").await, 4.0);
    assert_eq!(status(connect(&server).await).await, "HTTP/1.1 503 Service Unavailable");
    guest.votes().await;
    drop(held);
    until(async || reqwest::get(server.url("/healthz")).await.is_ok_and(|page| page.status() == 200)).await;
    server.service.stop().await;
}

/// A server behind a proxy at 127.0.0.1, with room for two connections of each guest.
async fn behind_a_proxy(database: &crate::support::Database) -> Server {
    database
        .serve_limited(|limits| {
            limits.trusted_proxies = vec![IpAddr::from([127, 0, 0, 1]).into()];
            limits.connections_per_address = z(2);
        })
        .await
}

/// The status of a handshake that comes in one piece or in two, and the connection.
async fn shake_hands(server: &Server, from: &str, is_whole: bool) -> (String, TcpStream) {
    let head = handshake("/live", &format!("X-Forwarded-For: 198.51.100.9, {from}\r\n"));
    let mut stream = if is_whole {
        say(server, head.as_bytes()).await
    } else {
        let (first, second) = head.split_at(30);
        let mut stream = say(server, first.as_bytes()).await;
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        stream.write_all(second.as_bytes()).await.unwrap();
        stream
    };
    let mut start = [0; 12];
    soon(stream.read_exact(&mut start)).await.unwrap();
    (String::from_utf8_lossy(&start[9..]).into_owned(), stream)
}

#[tokio::test]
async fn behind_a_proxy_each_guest_has_only_so_many_sockets_and_streams() {
    let database = database().await.with_catalog().await;
    let server = behind_a_proxy(&database).await;
    let mut held = Vec::new();
    for (from, is_whole, expected) in [
        ("192.0.2.1", true, "101"),
        ("192.0.2.1:4711", false, "101"),
        ("192.0.2.1", true, "429"),
        ("192.0.2.1", false, "429"),
        ("192.0.2.2", true, "101"),
        ("2001:db8::1", false, "101"),
        ("[2001:db8::2]:80", true, "101"),
        ("2001:db8::3", true, "429"),
    ] {
        let (status, stream) = shake_hands(&server, from, is_whole).await;
        assert_eq!(status, expected, "{from} {is_whole}");
        held.push(stream);
    }
    let stream = |from| reqwest::Client::new().get(server.url("/live/sse?event=1")).header("x-forwarded-for", from);
    assert_eq!(stream("192.0.2.1").send().await.unwrap().status(), 429);
    let open = stream("192.0.2.2").send().await.unwrap();
    assert_eq!(open.status(), 200);
    assert_eq!(shake_hands(&server, "192.0.2.2", true).await.0, "429", "a stream of events is one, too");
    assert_eq!(server.metric("partysense_drops_total{bound=\"connections-per-address\"}").await, 5.0);
    drop((held, open));
    until(async || shake_hands(&server, "192.0.2.2", true).await.0 == "101").await;
    until(async || shake_hands(&server, "192.0.2.1", false).await.0 == "101").await;
    server.service.stop().await;
}

#[tokio::test]
async fn there_are_only_so_many_socketio_sessions_connected_or_not() {
    let database = database().await.with_catalog().await;
    let server = database
        .serve_limited(|limits| {
            limits.socketio_sessions = z(3);
            limits.socketio_sessions_per_address = z(2);
        })
        .await;
    let guest = Guest::arrives(&server).await;
    let begin = async || reqwest::get(server.url(POLLING)).await.unwrap().status().as_u16();
    // One that is let in, and one that never says that it wants to be.
    let client = SocketIo::one(&server).await;
    assert_eq!([begin().await, begin().await], [200, 429]);
    assert_eq!(guest.refused("socketio-sessions-per-address").await, 1.0);
    let elsewhere = reqwest::Client::builder().local_address(IpAddr::from([127, 0, 0, 5])).build().unwrap();
    let begin_elsewhere = async || elsewhere.get(server.url(POLLING)).send().await.unwrap().status().as_u16();
    assert_eq!([begin_elsewhere().await, begin_elsewhere().await], [200, 503]);
    assert_eq!(guest.refused("socketio-sessions").await, 1.0);
    guest.votes().await;
    drop(client);
    until(async || guest.metric("partysense_socketio_sessions").await < 3.0).await;
    // The silent ones are given up by themselves, too.
    until(async || guest.metric("partysense_socketio_sessions").await == 0.0).await;
    let mut again = SocketIo::one(&server).await;
    again.ask("subscribe", json!({ "event": 1 })).await;
    server.service.stop().await;
}
