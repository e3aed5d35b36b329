//! How long and how large: heads, bodies, and connections on which nothing is asked.

use super::{n, z};
use crate::support::{
    Guest, database,
    raw::{rest, say},
    until,
};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Sends a byte now and then, until the server has had enough; what it says.
async fn drip(mut stream: TcpStream, bytes: &[u8]) -> String {
    let mut said = [0; 1024];
    for byte in bytes.iter().cycle() {
        tokio::select! {
            read = stream.read(&mut said) => {
                let read = read.unwrap_or_default();
                return String::from_utf8_lossy(&said[..read]).into_owned();
            }
            () = tokio::time::sleep(Duration::from_millis(100)) => if stream.write_all(&[*byte]).await.is_err() {
                return String::new();
            }
        }
    }
    unreachable!("it goes round for ever")
}

#[tokio::test]
async fn a_head_that_comes_byte_by_byte_is_given_up() {
    let database = database().await.with_catalog().await;
    let server = database.serve_limited(|limits| limits.head_seconds = n(1)).await;
    let guest = Guest::arrives(&server).await;
    assert_eq!(drip(say(&server, b"GET / HTTP/1.1\r\nA: ").await, b"a").await, "");
    assert_eq!(guest.refused("head-seconds").await, 1.0);
    // A second request of a connection has no more time than the first one.
    let mut stream = say(&server, b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n").await;
    while stream.read_u8().await.unwrap() != b'}' {}
    let mut depth = [0; 64];
    while stream.try_read(&mut depth).is_ok() {}
    assert!(!drip(stream, b"GET / HTTP/1.1\r\nA: a").await.contains("200"));
    until(async || guest.refused("head-seconds").await == 2.0).await;
    // Nor has one who says nothing.
    assert_eq!(rest(&mut say(&server, b"").await).await, b"");
    until(async || guest.refused("greeting").await == 1.0).await;
    guest.votes().await;
    server.service.stop().await;
}

#[tokio::test]
async fn a_connection_on_which_nothing_is_asked_is_closed() {
    let database = database().await.with_catalog().await;
    let server = database.serve_limited(|limits| limits.idle_seconds = n(1)).await;
    let mut stream = say(&server, b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n").await;
    let said = String::from_utf8(rest(&mut stream).await).unwrap();
    assert!(said.starts_with("HTTP/1.1 200 OK") && said.ends_with("}}"), "{said}");
    // One that is answered all the time is not: a stream of events has no end.
    let mut stream = say(&server, b"GET /live/sse?event=1 HTTP/1.1\r\nHost: here\r\n\r\n").await;
    let mut seen = Vec::new();
    let vote = "insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)";
    for _ in 0..5 {
        tokio::time::sleep(Duration::from_millis(400)).await;
        database.sql(vote).await;
    }
    until(async || server.metric("partysense_feed_rows_total").await == 5.0).await;
    while String::from_utf8_lossy(&seen).matches("\"up\":true").count() < 5 {
        assert_ne!(crate::support::soon(stream.read_buf(&mut seen)).await.unwrap(), 0);
    }
    server.service.stop().await;
}

#[tokio::test]
async fn a_head_has_only_so_many_lines_and_bytes() {
    let database = database().await.with_catalog().await;
    let server = database
        .serve_limited(|limits| {
            limits.head_bytes = 9_000;
            limits.head_lines = 20;
        })
        .await;
    let guest = Guest::arrives(&server).await;
    let head = |lines: &str| format!("GET /healthz HTTP/1.1\r\nHost: here\r\nConnection: close\r\n{lines}\r\n");
    let long = format!("A: {}\r\n", "a".repeat(10_000));
    for (lines, status) in [("A: a\r\n".repeat(10), "200"), ("A: a\r\n".repeat(30), "431"), (long.clone(), "431")] {
        let said = rest(&mut say(&server, head(&lines).as_bytes()).await).await;
        assert_eq!(&said[9..12], status.as_bytes(), "{}", String::from_utf8_lossy(&said));
    }
    // Handshakes are no exception, though nothing but the reactor reads most of them.
    for lines in ["A: a\r\n".repeat(30), long] {
        let said = rest(&mut say(&server, crate::support::raw::handshake("/live", &lines).as_bytes()).await).await;
        assert_eq!(&said[9..12], b"431");
    }
    until(async || guest.refused("head-bytes").await == 4.0).await;
    server.service.stop().await;
}

#[tokio::test]
async fn a_body_must_be_there_in_time_and_has_only_so_many_bytes() {
    let database = database().await.with_catalog().await;
    let server = database
        .serve_limited(|limits| {
            limits.body_seconds = n(1);
            limits.body_bytes = z(8_000);
        })
        .await;
    let guest = Guest::arrives(&server).await;
    let post = |path: &str, length: usize| {
        format!(
            "POST {path} HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        )
    };
    let said = drip(say(&server, post("/api/events", 1_000).as_bytes()).await, b" ").await;
    assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
    assert!(said.contains("x-request-id: ") && said.contains("content-security-policy: "), "as every answer: {said}");
    assert_eq!(guest.refused("body-seconds").await, 1.0);
    let long = [post("/api/events", 10_000).into_bytes(), vec![b' '; 10_000]].concat();
    let mut stream = say(&server, &long).await;
    let mut start = [0; 12];
    stream.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"HTTP/1.1 413");
    assert_eq!(guest.refused("body-bytes").await, 1.0);
    guest.votes().await;
    server.service.stop().await;
}
