//! Opens many WebSockets at a time, from one thread: connects, shakes hands, says the first message.

use super::{frames, poll::Poll};
use anyhow::{Context, ensure};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

/// Handshakes under way at once: less than a door's queue is long, so that no connection is refused.
const AT_ONCE: usize = 64;
/// How long an answer may take before the run has failed.
const PATIENCE_MS: u16 = 10_000;
/// An answer is shorter.
const ANSWER: usize = 2 * 1024;
/// Any sixteen bytes, in base64 (RFC 6455, 4.1): these are the RFC's own.
const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";

/// Where to, and what to say.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) address: SocketAddr,
    /// Further headers of the handshake, each with its end of line; by the number of the caller.
    pub(super) headers: Vec<String>,
    /// The first message as a frame; none, if empty.
    pub(super) first: Vec<u8>,
}

impl Call {
    /// A viewer of the plain stream of `event`.
    pub(super) fn plain(address: SocketAddr, event: i32) -> Self {
        let request = format!(r#"{{"event":{event}}}"#);
        Self { address, headers: Vec::new(), first: frames::masked(frames::TEXT, request.as_bytes()) }
    }

    fn request(&self, number: usize) -> String {
        let headers = self.headers.get(number).map_or("", String::as_str);
        format!(
            "GET /live HTTP/1.1\r\nhost: {}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: {KEY}\r\n{headers}\r\n",
            self.address
        )
    }
}

/// Open sockets, and how long it took from the first byte to the last.
#[derive(Debug)]
pub(super) struct Dialled {
    pub(super) streams: Vec<TcpStream>,
    pub(super) took: Duration,
}

/// Opens `count` sockets.
pub(super) fn dial(call: &Call, count: usize) -> anyhow::Result<Dialled> {
    let mut poll = Poll::new()?;
    let (mut streams, mut answered) = (Vec::<TcpStream>::with_capacity(count), 0);
    let begun = Instant::now();
    while answered < count {
        while streams.len() < count && streams.len() - answered < AT_ONCE {
            let stream = knock(call, streams.len())?;
            poll.add(&stream, streams.len())?;
            streams.push(stream);
        }
        let ready: Vec<usize> = poll.wait(PATIENCE_MS)?.collect();
        ensure!(!ready.is_empty(), "no answer to a handshake after {answered}");
        for number in ready {
            let stream = &mut streams[number];
            enter(call, stream).with_context(|| format!("after {answered} handshakes"))?;
            poll.remove(stream)?;
            answered += 1;
        }
    }
    Ok(Dialled { streams, took: begun.elapsed() })
}

/// Waits until each of `streams` has something to read, and reads it.
pub(super) fn hear_all(streams: &mut [TcpStream]) -> anyhow::Result<()> {
    let mut poll = Poll::of(streams.iter())?;
    let (mut heard, mut chunk) = (0, [0; ANSWER]);
    while heard < streams.len() {
        let ready: Vec<usize> = poll.wait(PATIENCE_MS)?.collect();
        ensure!(!ready.is_empty(), "only {heard} of {} heard of the vote", streams.len());
        for number in ready {
            let length = streams[number].read(&mut chunk)?;
            ensure!(length > 0, "a viewer was sent away");
            poll.remove(&streams[number])?;
            heard += 1;
        }
    }
    Ok(())
}

fn knock(call: &Call, number: usize) -> anyhow::Result<TcpStream> {
    let mut stream = TcpStream::connect(call.address).with_context(|| format!("connection {number}"))?;
    stream.set_nonblocking(true)?;
    stream.set_nodelay(true)?;
    stream.write_all(call.request(number).as_bytes())?;
    Ok(stream)
}

fn enter(call: &Call, stream: &mut TcpStream) -> anyhow::Result<()> {
    let mut answer = [0; ANSWER];
    let length = stream.read(&mut answer)?;
    let text = String::from_utf8_lossy(&answer[..length]);
    // All of it in one piece: it is one write of the server, before it knows what we want.
    ensure!(text.starts_with("HTTP/1.1 101") && text.ends_with("\r\n\r\n"), "no handshake: {text}");
    if !call.first.is_empty() {
        stream.write_all(&call.first)?;
    }
    Ok(())
}
