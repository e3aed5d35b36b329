//! One connection: a handshake, any first message, and from then on a place in the log.

use super::log::Log;
use anyhow::Context;
use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// Bytes read at once; a handshake is shorter.
const CHUNK: usize = 4 * 1024;

#[derive(Debug)]
pub(super) struct Guest {
    stream: TcpStream,
    stage: Stage,
    /// Whether its socket took less than it was given.
    stuck: bool,
}

#[derive(Debug)]
enum Stage {
    /// What came of the handshake.
    Knocking(Vec<u8>),
    /// Said nothing yet.
    Silent,
    Watching {
        place: u64,
    },
}

/// What a read brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    Something,
    Left,
}

impl Guest {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream, stage: Stage::Knocking(Vec::new()), stuck: false }
    }

    pub(super) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// Where it stands, if it watches.
    pub(super) fn place(&self) -> Option<u64> {
        if let Stage::Watching { place } = self.stage { Some(place) } else { None }
    }

    pub(super) fn may_write(&self) -> bool {
        !self.stuck && matches!(self.stage, Stage::Watching { .. })
    }

    pub(super) fn is_stuck(&self) -> bool {
        self.stuck
    }

    /// All that waits, in one write.
    pub(super) fn write(&mut self, log: &Log) -> std::io::Result<()> {
        let Stage::Watching { place } = &mut self.stage else { return Ok(()) };
        match self.stream.write(log.from(*place)) {
            Ok(written) => *place += written as u64,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        self.stuck = *place < log.end();
        Ok(())
    }

    /// Whoever speaks after the handshake watches from `end` on.
    pub(super) fn hear(&mut self, end: u64) -> anyhow::Result<Heard> {
        let mut chunk = [0; CHUNK];
        let said = match self.stream.read(&mut chunk) {
            Ok(0) => return Ok(Heard::Left),
            Ok(length) => &chunk[..length],
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Heard::Something),
            Err(error) => return Err(error.into()),
        };
        match &mut self.stage {
            Stage::Knocking(request) => {
                request.extend(said);
                if let Some(head) = request.windows(4).position(|four| four == b"\r\n\r\n") {
                    let has_more = request.len() > head + 4;
                    let answer = answer(&request[..head])?;
                    self.stream.write_all(answer.as_bytes())?;
                    self.stage = if has_more { Stage::Watching { place: end } } else { Stage::Silent };
                }
            }
            Stage::Silent => self.stage = Stage::Watching { place: end },
            Stage::Watching { .. } => {}
        }
        Ok(Heard::Something)
    }
}

/// RFC 6455, 4.2.2.
fn answer(request: &[u8]) -> anyhow::Result<String> {
    let request = std::str::from_utf8(request)?;
    let named = |line: &&str| line.get(..18).is_some_and(|name| name.eq_ignore_ascii_case("sec-websocket-key:"));
    let key = request.lines().find(named).context("not a handshake")?[18..].trim();
    let accept = derive_accept_key(key.as_bytes());
    Ok(format!(
        "HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-accept: {accept}\r\n\r\n"
    ))
}
