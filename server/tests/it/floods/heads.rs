//! Heads and bodies that are too large, or pretend to be small.

use crate::support::{
    Guest, Server, database,
    raw::{flood, rest, say},
};
use std::io::Write;
use tokio::io::AsyncWriteExt;

/// More than any head may have, by far.
const FLOOD: usize = 16 * 1024 * 1024;
const CHUNK: usize = 64 * 1024;

/// The status of the answer, if the connection was not reset before it could be read.
async fn status(server: &Server, head: &str, again: &str) -> Option<u16> {
    let mut stream = say(server, head.as_bytes()).await;
    let chunk = again.repeat(CHUNK / again.len().max(1));
    if !again.is_empty() {
        let sent = flood(&mut stream, chunk.as_bytes(), FLOOD / CHUNK).await;
        assert!(sent < FLOOD / CHUNK, "it was all taken");
    }
    let said = String::from_utf8_lossy(&rest(&mut stream).await).into_owned();
    said.get(9..12).and_then(|status| status.parse().ok())
}

#[tokio::test]
async fn floods_of_header_lines_and_of_long_ones_are_cut_off() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let guest = Guest::arrives(&server).await;
    let begun = "GET / HTTP/1.1\r\nHost: here\r\n";
    for (head, again) in [
        (begun, "A: a\r\n"),
        (&*format!("{begun}Cookie: "), "voter=a; "),
        ("GET /", "a/"),
        ("", "nothing "),
        (&*crate::support::raw::handshake("/live", "").trim_end().replace("\r\n\r\n", "\r\n"), "A: a\r\n"),
    ] {
        let status = status(&server, head, again).await;
        assert!(matches!(status, None | Some(400 | 414 | 431)), "{head:?} {status:?}");
        guest.votes().await;
    }
    let lines = "A: a\r\n".repeat(101);
    assert_eq!(status(&server, &format!("{begun}{lines}\r\n"), "").await, Some(431));
    assert!(guest.refused("head-bytes").await >= 1.0);
    server.service.stop().await;
}

#[tokio::test]
async fn heads_that_contradict_themselves_are_refused() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    for lines in [
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 99999999999999999999999\r\n",
        "Transfer-Encoding: gzip\r\n",
        "A b: c\r\n",
        "A: \0\r\n",
    ] {
        let head = format!("POST /api/events HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n{lines}\r\n");
        let mut stream = say(&server, head.as_bytes()).await;
        stream.shutdown().await.unwrap();
        let said = String::from_utf8_lossy(&rest(&mut stream).await).into_owned();
        assert!(said.starts_with("HTTP/1.1 4") || said.is_empty(), "{lines}: {said}");
    }
    Guest::arrives(&server).await.votes().await;
    server.service.stop().await;
}

#[tokio::test]
async fn a_compressed_body_is_taken_as_it_is_and_so_for_nothing() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let compressed = |plain: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    };
    let small = compressed(br#"{"title":"Compressed"}"#);
    let mut bomb = br#"{"title":""#.to_vec();
    bomb.resize(8 * 1024 * 1024, b'x');
    let bomb = compressed(&bomb);
    assert!(bomb.len() < 16 * 1024, "it fits into a body");
    for body in [small, bomb] {
        for (path, kind) in [
            ("/api/events", "application/json"),
            ("/events", "application/x-www-form-urlencoded"),
            ("/api/events/1/votes", "application/json"),
        ] {
            let request = reqwest::Client::new().post(server.url(path)).body(body.clone());
            let request = request.header("content-encoding", "gzip").header("content-type", kind);
            let status = request.send().await.unwrap().status();
            assert!(status.is_client_error(), "{path}: {status}");
        }
    }
    let events = reqwest::get(server.url("/api/events")).await.unwrap().text().await.unwrap();
    assert!(!events.contains("Compressed") && events.contains("Saturday"), "{events}");
    Guest::arrives(&server).await.votes().await;
    server.service.stop().await;
}

#[tokio::test]
async fn bodies_that_are_no_text_are_refused() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    for (path, kind, body) in [
        ("/api/events", "application/json", &b"{\"title\":\"\xff\xfe\"}"[..]),
        ("/events", "application/x-www-form-urlencoded", b"title=%ff%fe"),
        ("/events", "application/x-www-form-urlencoded", b"title=\xff"),
        ("/api/realtime", "application/json", b"{\"title\":\"\\ud800\"}"),
        ("/socket.io/?EIO=4&transport=polling", "text/plain", b"\xff\xfe"),
        ("/events/1/votes", "application/x-www-form-urlencoded", b"track=\xff&choice=up"),
    ] {
        let request = reqwest::Client::new().post(server.url(path)).body(body).header("content-type", kind);
        let status = request.send().await.unwrap().status();
        assert!(status.is_client_error() || status == 200, "{path}: {status}");
    }
    let events = reqwest::get(server.url("/api/events")).await.unwrap().json::<serde_json::Value>().await.unwrap();
    assert!(events["events"].as_array().unwrap().len() <= 4);
    Guest::arrives(&server).await.votes().await;
    server.service.stop().await;
}
