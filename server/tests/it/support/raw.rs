//! Bytes as no well-behaved client sends them, and the guest who must not suffer for it.

use super::{Server, soon};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::{io, net::SocketAddr};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

/// The first byte of frames (RFC 6455, 5.2): whole ones, and the beginning of a text.
pub const TEXT: u8 = 0x81;
pub const BINARY: u8 = 0x82;
pub const PING: u8 = 0x89;
pub const TEXT_BEGINS: u8 = 0x01;
pub const GOES_ON: u8 = 0x00;

/// Somebody at another address than all the others: all of 127.0.0.0/8 is this machine.
pub struct Guest<'a> {
    server: &'a Server,
    client: Client,
    token: String,
}

impl<'a> Guest<'a> {
    pub async fn arrives(server: &'a Server) -> Self {
        let client =
            Client::builder().local_address("127.0.0.77".parse::<std::net::IpAddr>().unwrap()).build().unwrap();
        let made = soon(client.post(server.url("/api/voters")).send()).await.unwrap();
        let token = made.json::<Value>().await.unwrap()["token"].as_str().unwrap().to_owned();
        Self { server, client, token }
    }

    /// Casts a vote, which is answered after its commit.
    pub async fn votes(&self) {
        let vote = self.client.post(self.server.url("/api/events/1/votes")).bearer_auth(&self.token);
        let answer = soon(vote.json(&json!({ "track": 1, "up": true })).send()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED, "{}", answer.text().await.unwrap());
    }

    /// How often something went over this bound.
    pub async fn refused(&self, bound: &str) -> f64 {
        self.metric(&format!("partysense_drops_total{{bound=\"{bound}\"}}")).await
    }

    /// Connections that are open, of every kind.
    pub async fn connections(&self) -> f64 {
        let metrics = self.metrics().await;
        let each = metrics.lines().filter_map(|line| line.strip_prefix("partysense_connections{")?.split_once(' '));
        each.map(|(_, count)| count.parse::<f64>().unwrap()).sum()
    }

    /// The number of that name among the metrics.
    pub async fn metric(&self, name: &str) -> f64 {
        let metrics = self.metrics().await;
        let line = metrics.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
        line.unwrap_or_else(|| panic!("no {name}")).parse().unwrap()
    }

    async fn metrics(&self) -> String {
        soon(self.client.get(self.server.url("/metrics")).send()).await.unwrap().text().await.unwrap()
    }
}

/// A connection from an address of this machine.
pub async fn connect_from(address: [u8; 4], server: SocketAddr) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((address, 0).into())?;
    socket.connect(server).await
}

/// A connection on which this was said.
pub async fn say(server: &Server, what: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(server.service.address()).await.unwrap();
    stream.write_all(what).await.unwrap();
    stream
}

/// What comes until the server closes.
pub async fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut said = Vec::new();
    // Whoever closes while something is still coming resets the connection: what came before that is all there is.
    let _ = soon(stream.read_to_end(&mut said)).await;
    said
}

/// The head of a handshake with these lines more, each with its end.
pub fn handshake(path: &str, lines: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{lines}\r\n"
    )
}

/// A WebSocket after its handshake, and the head of the answer.
pub async fn socket(server: &Server, path: &str, lines: &str) -> (TcpStream, String) {
    let mut stream = say(server, handshake(path, lines).as_bytes()).await;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(soon(stream.read_u8()).await.expect("an answer to the handshake"));
    }
    (stream, String::from_utf8(head).unwrap().to_lowercase())
}

/// A frame, masked by zeros, that says it is so long.
pub fn frame(first: u8, length: u64, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match length {
        0..126 => frame.push(0x80 | length as u8),
        126..0x1_0000 => {
            frame.push(0x80 | 126);
            frame.extend((length as u16).to_be_bytes());
        }
        _ => {
            frame.push(0x80 | 127);
            frame.extend(length.to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

/// A whole frame.
pub fn whole(first: u8, payload: &[u8]) -> Vec<u8> {
    frame(first, payload.len() as u64, payload)
}

/// Sends this until the server takes no more, or so often; what it says meanwhile is kept for [`close_code`].
pub async fn flood(stream: &mut TcpStream, what: &[u8], most: usize) -> usize {
    for sent in 0..most {
        if stream.write_all(what).await.is_err() {
            return sent;
        }
    }
    most
}

/// The code that the server closes with, after whatever it says before.
pub async fn close_code(stream: &mut TcpStream) -> Option<u16> {
    let mut said = Vec::new();
    let _ = soon(stream.read_to_end(&mut said)).await;
    let mut rest = &said[..];
    while let [first, length, ..] = *rest {
        let (header, length) = match length {
            126 => (4, usize::from(u16::from_be_bytes([*rest.get(2)?, *rest.get(3)?]))),
            127 => (10, u64::from_be_bytes(rest.get(2..10)?.try_into().unwrap()) as usize),
            length => (2, usize::from(length)),
        };
        if first == 0x88 {
            return Some(u16::from_be_bytes([*rest.get(2)?, *rest.get(3)?]));
        }
        rest = rest.get(header + length..)?;
    }
    None
}
