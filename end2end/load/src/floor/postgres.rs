//! One LISTEN connection, in as much of Postgres' protocol as that takes (PostgreSQL's manual, 55.7 "Message Formats").

use anyhow::{Context, ensure};
use std::{
    io::{ErrorKind, Read, Write},
    os::unix::net::UnixStream,
    path::Path,
};

/// Version 3.0.
const VERSION: i32 = 3 << 16;
/// Bytes read at once.
const CHUNK: usize = 64 * 1024;
/// A message's kind and its length.
const HEAD: usize = 5;

/// What is announced on one channel.
#[derive(Debug)]
pub(super) struct Announcements {
    stream: UnixStream,
    /// The beginning of a message that has not wholly come.
    rest: Vec<u8>,
}

impl Announcements {
    /// Connects by a socket file that trusts, and listens.
    pub(super) fn listen(postgres: &Path, channel: &str) -> anyhow::Result<Self> {
        let mut stream = UnixStream::connect(postgres).context("can't reach Postgres")?;
        let names = format!("user\0postgres\0database\0{}\0\0", embedded::DATABASE);
        let mut hello = (names.len() as i32 + 8).to_be_bytes().to_vec();
        hello.extend(VERSION.to_be_bytes());
        hello.extend(names.as_bytes());
        stream.write_all(&hello)?;
        let mut announcements = Self { stream, rest: Vec::new() };
        announcements.wait_until_ready()?;
        let query = format!("listen \"{channel}\"\0");
        let mut message = vec![b'Q'];
        message.extend((query.len() as i32 + 4).to_be_bytes());
        message.extend(query.as_bytes());
        announcements.stream.write_all(&message)?;
        announcements.wait_until_ready()?;
        announcements.stream.set_nonblocking(true)?;
        Ok(announcements)
    }

    pub(super) fn stream(&self) -> &UnixStream {
        &self.stream
    }

    /// Hands over the payloads of all that has come.
    pub(super) fn read(&mut self, mut take: impl FnMut(&[u8])) -> anyhow::Result<()> {
        loop {
            let wanted = match self.fill() {
                Ok(length) => length == CHUNK,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error.into()),
            };
            self.messages(|kind, body| {
                // The number of the process, the channel, the payload.
                if let (b'A', [_, _, _, _, texts @ ..]) = (kind, body) {
                    take(texts.split(|byte| *byte == 0).nth(1).unwrap_or_default());
                }
            });
            if !wanted {
                return Ok(());
            }
        }
    }

    fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        let (mut ready, mut failure) = (false, None);
        while !ready {
            self.fill()?;
            self.messages(|kind, body| match kind {
                b'Z' => ready = true,
                b'E' => failure = Some(String::from_utf8_lossy(body).into_owned()),
                _ => {}
            });
            ensure!(failure.is_none(), "Postgres refuses: {failure:?}");
        }
        Ok(())
    }

    fn fill(&mut self) -> std::io::Result<usize> {
        let begun = self.rest.len();
        self.rest.resize(begun + CHUNK, 0);
        let read = self.stream.read(&mut self.rest[begun..]);
        self.rest.truncate(begun + read.as_ref().copied().unwrap_or(0));
        if read.as_ref().is_ok_and(|length| *length == 0) {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        read
    }

    /// Every whole message, by kind and body.
    fn messages(&mut self, mut take: impl FnMut(u8, &[u8])) {
        let mut at = 0;
        while let [kind, a, b, c, d, ..] = self.rest[at..] {
            let end = at + 1 + u32::from_be_bytes([a, b, c, d]) as usize;
            let Some(body) = self.rest.get(at + HEAD..end) else { break };
            take(kind, body);
            at = end;
        }
        self.rest.drain(..at);
    }
}
