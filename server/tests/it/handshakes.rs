//! WebSocket handshakes as they come over a network, at either door.

use crate::support::{Database, Server, database, soon, until};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const VOTE: &str = "insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)";

/// A handshake, and a first message behind it: the stream of everything, from here on.
const OPENING: &str = "GET /live HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/// Says it in these pieces; what must come back is the answer of RFC 6455, 1.3, and then a vote.
async fn is_welcome(server: &Server, address: SocketAddr, database: &Database, pieces: &[&[u8]]) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    for piece in pieces {
        stream.write_all(piece).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut heard = Vec::new();
    let mut hear = async |heard: &mut Vec<u8>, what: &str| {
        while !String::from_utf8_lossy(heard).contains(what) {
            assert_ne!(soon(stream.read_buf(heard)).await.unwrap(), 0, "{}", String::from_utf8_lossy(heard));
        }
    };
    hear(&mut heard, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=").await;
    until(async || server.metric("partysense_viewers").await > 0.0).await;
    database.sql(VOTE).await;
    hear(&mut heard, "\"track\":\"\\\"Heroes\\\"\"").await;
    drop(stream);
    until(async || server.metric("partysense_viewers").await == 0.0).await;
}

#[tokio::test]
async fn a_handshake_is_understood_however_it_comes() {
    let database = database().await.with_catalog().await;
    let server = database.serve_plain_port().await;
    let request = br#"{"event":"ALL"}"#;
    let mut message = vec![0x81, 0x80 | request.len() as u8, 0, 0, 0, 0];
    message.extend(request);
    let (head, message) = (OPENING.as_bytes(), &message[..]);
    let page = b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n";
    for address in [server.service.address(), server.service.plain_address().unwrap()] {
        is_welcome(&server, address, &database, &[head, message]).await;
        is_welcome(&server, address, &database, &[&[head, message].concat()]).await;
        is_welcome(&server, address, &database, &[&head[..20], &head[20..], message]).await;
        is_welcome(&server, address, &database, &[&head[..20], &[&head[20..], message].concat()]).await;
        is_welcome(&server, address, &database, &[&[head, &message[..3]].concat(), &message[3..]]).await;
        is_welcome(&server, address, &database, &[page, head, message]).await;
    }
    server.service.stop().await;
}
