//! Clients that take nothing of what they are sent.

use super::n;
use crate::support::{Guest, database, raw::rest, soon, until};
use shared::{Channel, ClientMessage, EventId, protocol::SUBPROTOCOL};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpSocket,
};

/// Bytes of one answer at least: far more than the system keeps for the two ends of a connection.
const LONG: usize = 4_000_000;

#[tokio::test]
async fn who_takes_nothing_of_what_it_is_sent_is_let_go() {
    let database = database().await.with_catalog().await;
    database
        .sql(
            "with made as (
                 insert into music_track (name) select nth || repeat(' long', 4000) from generate_series(1, 250) as nth
                 returning id
             )
             insert into event_track (event_id, track_id) select 1, id from made",
        )
        .await;
    let server = database.serve_limited(|limits| limits.stuck_seconds = n(1)).await;
    let guest = Guest::arrives(&server).await;
    let whole = reqwest::get(server.url("/api/events/1/tally")).await.unwrap().bytes().await.unwrap();
    assert!(whole.len() > LONG, "{} bytes", whole.len());
    assert_eq!(guest.refused("http-stuck").await, 0.0, "it was taken");

    let mut viewer = server.open_narrow("/live", &[("sec-websocket-protocol", SUBPROTOCOL)]).await;
    viewer.send(&ClientMessage::Watch { channel: Channel::Event(EventId(1)), since: None }).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 * 1024).unwrap();
    let mut download = socket.connect(server.service.address()).await.unwrap();
    download.write_all(b"GET /api/events/1/tally HTTP/1.1\r\nHost: vote.example\r\n\r\n").await.unwrap();
    until(async || guest.refused("stuck").await == 1.0 && guest.refused("http-stuck").await == 1.0).await;

    // Both are closed: what was on its way still comes, and then the end or a reset.
    let mut seen = Vec::new();
    let _ = soon(viewer.into_stream().read_to_end(&mut seen)).await;
    assert!(seen.len() < LONG, "{} bytes", seen.len());
    let seen = rest(&mut download).await;
    assert!(seen.len() < LONG, "{} bytes", seen.len());
    guest.votes().await;
    server.service.stop().await;
}
