//! Connections that are opened and never finish what they began.

use crate::support::{Guest, database, raw::connect_from, until};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use std::num::{NonZeroU32, NonZeroUsize};
use tokio::{io::AsyncWriteExt, net::TcpStream};

/// Half-open connections, where files of so many may be open: each is two of this process.
const MOST: u64 = 10_000;
/// Files that are left to the tests beside this one.
const OTHERS: u64 = 2_000;
/// Fewer would prove little.
const LEAST: u64 = 2_000;
/// From one address: less than an address may have.
const EACH: u64 = 2_500;

/// How many may be open at both ends.
fn room() -> u64 {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).unwrap();
    (hard.saturating_sub(OTHERS) / 2).min(MOST)
}

/// What one of them says: nothing, part of a head, part of a handshake, part of a body.
fn beginning(number: u64) -> &'static [u8] {
    match number % 4 {
        0 => b"",
        1 => b"GET / HTTP/1.1\r\nHost: he",
        2 => b"GET /live HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: webso",
        _ => {
            b"POST /api/events HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_half_open_connections_keep_nobody_from_voting() {
    let count = room();
    assert!(count >= LEAST, "the system allows only {count} connections");
    let database = database().await.with_catalog().await;
    let long = NonZeroU32::new(600).unwrap();
    let server = database
        .serve_limited(|limits| {
            // They shall all be there at once, however long this takes.
            (limits.head_seconds, limits.body_seconds, limits.idle_seconds) = (long, long, long);
            limits.connections = NonZeroUsize::new(count as usize + 100);
        })
        .await;
    let guest = Guest::arrives(&server).await;
    let mut held: Vec<TcpStream> = Vec::new();
    for number in 0..count {
        let from = [127, 0, 2, 1 + (number / EACH) as u8];
        let mut stream = connect_from(from, server.service.address()).await.unwrap();
        stream.write_all(beginning(number)).await.unwrap();
        held.push(stream);
    }
    println!("{count} half-open connections");
    until(async || guest.connections().await >= count as f64).await;
    for _ in 0..5 {
        guest.votes().await;
    }
    let another = Guest::arrives(&server).await;
    another.votes().await;
    let refused = guest.refused("connections-per-address").await + guest.refused("connections").await;
    assert_eq!(refused, 0.0, "each was taken up");
    drop(held);
    until(async || guest.connections().await < 100.0).await;
    server.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_that_never_finishes_its_requests_is_gone_when_its_time_is_over() {
    let database = database().await.with_catalog().await;
    let second = NonZeroU32::MIN;
    let server = database.serve_limited(|limits| (limits.head_seconds, limits.body_seconds) = (second, second)).await;
    let guest = Guest::arrives(&server).await;
    let mut held = Vec::new();
    for number in 0..400 {
        let mut stream = connect_from([127, 0, 3, 1], server.service.address()).await.unwrap();
        stream.write_all(beginning(number)).await.unwrap();
        held.push(stream);
    }
    guest.votes().await;
    until(async || guest.connections().await < 10.0).await;
    assert_eq!(guest.refused("head-seconds").await, 200.0);
    assert_eq!((guest.refused("greeting").await, guest.refused("body-seconds").await), (100.0, 100.0));
    until(async || guest.connections().await < 10.0).await;
    guest.votes().await;
    server.service.stop().await;
}
