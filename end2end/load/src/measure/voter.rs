//! One voter on a connection of its own: a ballot out, an answer in, by the JSON API or by the native socket.

use super::{
    answer::{self, Answer},
    dial::{Call, dial},
    frames,
    stand::{EVENT, TRACKS},
};
use anyhow::Context;
use clap::ValueEnum;
use shared::{Ballot, ClientMessage, Direction, EventId, TrackId, codec, protocol::SUBPROTOCOL};
use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Instant,
};
use uuid::Uuid;

/// Bytes read at once; an answer is shorter.
const CHUNK: usize = 4 * 1024;

/// How ballots travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum By {
    /// `POST /api/events/1/votes`, one connection a voter that is kept open.
    Http,
    /// `Cast` by the native socket.
    Socket,
}

impl By {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Http => "HTTP",
            Self::Socket => "socket",
        }
    }
}

/// A voter with a cookie.
#[derive(Debug)]
pub(super) struct Voter {
    pub(super) stream: TcpStream,
    /// When the last ballot was cast.
    pub(super) cast_at: Instant,
    by: By,
    /// What stands before each body, by HTTP.
    head: String,
    waiting: Option<Uuid>,
    turn: i32,
    rest: Vec<u8>,
}

impl Voter {
    /// So many, each with a cookie of its own and connected.
    pub(super) fn gather(address: SocketAddr, by: By, count: usize) -> anyhow::Result<Vec<Self>> {
        let cookies: Vec<String> = (0..count).map(|_| cookie(address)).collect::<Result<_, _>>()?;
        let streams = match by {
            By::Http => (0..count).map(|_| connect(address)).collect::<Result<_, _>>()?,
            By::Socket => {
                let origin = format!("origin: http://{address}\r\nsec-websocket-protocol: {SUBPROTOCOL}\r\n");
                let headers = cookies.iter().map(|cookie| format!("{origin}cookie: {cookie}\r\n")).collect();
                dial(&Call { address, headers, first: Vec::new() }, count)?.streams
            }
        };
        let seat = |(number, (stream, cookie)): (usize, (TcpStream, String))| Self {
            stream,
            cast_at: Instant::now(),
            by,
            head: format!(
                "POST /api/events/{EVENT}/votes HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n\
                 content-type: application/json\r\n"
            ),
            waiting: None,
            turn: number as i32,
            rest: Vec::new(),
        };
        Ok(streams.into_iter().zip(cookies).enumerate().map(seat).collect())
    }

    /// Whether an answer is still to come.
    pub(super) fn waits(&self) -> bool {
        self.waiting.is_some()
    }

    /// Casts the next ballot: another track each time, and on each the other way than before.
    pub(super) fn cast(&mut self) -> anyhow::Result<()> {
        self.turn += 1;
        let (track, direction) = (1 + self.turn % TRACKS, Direction::from(self.turn / TRACKS % 2 == 0));
        let id = Uuid::from_u128(rand::random());
        let message = match self.by {
            By::Http => {
                let vote = format!(r#"{{"track":{track},"up":{},"ballot":"{id}"}}"#, direction.is_up());
                format!("{}content-length: {}\r\n\r\n{vote}", self.head, vote.len()).into_bytes()
            }
            By::Socket => {
                let (event, track) = (EventId(EVENT), TrackId(track));
                let cast = ClientMessage::Cast(Ballot { id, event, track, choice: Some(direction) });
                frames::masked(frames::BINARY, &codec::encode_client(&cast))
            }
        };
        (self.waiting, self.cast_at) = (Some(id), Instant::now());
        Ok(self.stream.write_all(&message)?)
    }

    /// The answer, if it has come.
    pub(super) fn hear(&mut self) -> anyhow::Result<Option<Answer>> {
        let mut chunk = [0; CHUNK];
        match self.stream.read(&mut chunk) {
            Ok(0) => anyhow::bail!("a voter was sent away"),
            Ok(length) => self.rest.extend(&chunk[..length]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let answer = match self.by {
            By::Http => answer::by_http(&mut self.rest)?,
            By::Socket => answer::by_socket(&mut self.rest, self.waiting)?,
        };
        if answer.is_some() {
            self.waiting = None;
        }
        Ok(answer)
    }
}

/// A voter's cookie, as it comes with any page.
fn cookie(address: SocketAddr) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(format!("GET / HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").as_bytes())?;
    let mut page = Vec::new();
    stream.read_to_end(&mut page)?;
    let page = String::from_utf8_lossy(&page);
    let cookie = answer::header(&page, "set-cookie").and_then(|cookie| cookie.split(';').next());
    Ok(cookie.context("a page without a cookie")?.to_owned())
}

fn connect(address: SocketAddr) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_nonblocking(true)?;
    Ok(stream)
}
