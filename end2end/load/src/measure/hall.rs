//! Many native viewers of one event in one thread: each decodes all that it is sent, and knows what its page shows.

use super::{frames, poll::Poll};
use crate::shown::Shown;
use anyhow::ensure;
use shared::{ServerMessage, Tally, codec};
use std::{
    collections::BTreeMap,
    io::{ErrorKind, Read},
    net::TcpStream,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// Bytes read at once.
const CHUNK: usize = 64 * 1024;
/// Between two looks whether the run is over.
const LOOK_MS: u16 = 20;
/// How long the last frames may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// A thread with the viewers.
#[derive(Debug)]
pub(super) struct Hall {
    thread: JoinHandle<anyhow::Result<Room>>,
    over: Arc<AtomicBool>,
}

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    /// Frames and bytes, to all viewers together.
    pub(super) frames: u64,
    pub(super) bytes: u64,
    /// Viewers that show exactly the sums of the table.
    pub(super) exact: usize,
}

#[derive(Debug, Default)]
struct Viewer {
    rest: Vec<u8>,
    shown: Option<Shown>,
}

#[derive(Debug)]
struct Room {
    streams: Vec<TcpStream>,
    viewers: Vec<Viewer>,
    poll: Poll,
    frames: u64,
    bytes: u64,
}

impl Hall {
    /// Begins to read on all of `streams`.
    pub(super) fn begin(streams: Vec<TcpStream>) -> nix::Result<Self> {
        let (poll, over) = (Poll::of(&streams)?, Arc::new(AtomicBool::new(false)));
        let viewers = streams.iter().map(|_| Viewer::default()).collect();
        let (mut room, told) = (Room { streams, viewers, poll, frames: 0, bytes: 0 }, over.clone());
        let listen = move || {
            while !told.load(Ordering::Acquire) {
                room.look()?;
            }
            Ok(room)
        };
        Ok(Self { thread: thread::spawn(listen), over })
    }

    /// Reads on until everyone shows `sums`, or for a while.
    pub(super) fn finish(self, sums: &BTreeMap<i32, Tally>) -> anyhow::Result<Verdict> {
        self.over.store(true, Ordering::Release);
        let mut room = self.thread.join().map_err(|_| anyhow::anyhow!("the hall panicked"))??;
        let begun = Instant::now();
        while room.exact(sums) < room.viewers.len() && begun.elapsed() < PATIENCE {
            room.look()?;
        }
        Ok(Verdict { frames: room.frames, bytes: room.bytes, exact: room.exact(sums) })
    }
}

impl Room {
    fn look(&mut self) -> anyhow::Result<()> {
        let ready: Vec<usize> = self.poll.wait(LOOK_MS)?.collect();
        let mut chunk = [0; CHUNK];
        for number in ready {
            let length = match self.streams[number].read(&mut chunk) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
                read => read?,
            };
            ensure!(length > 0, "a viewer was sent away");
            self.bytes += length as u64;
            self.frames += self.viewers[number].take(&chunk[..length])?;
        }
        Ok(())
    }

    fn exact(&self, sums: &BTreeMap<i32, Tally>) -> usize {
        self.viewers.iter().filter(|viewer| viewer.shows(sums)).count()
    }
}

impl Viewer {
    /// How many frames it was.
    fn take(&mut self, bytes: &[u8]) -> anyhow::Result<u64> {
        self.rest.extend(bytes);
        let (mut at, mut count) = (0, 0);
        while let Some(frame) = frames::first(&self.rest[at..]) {
            at += frame.length;
            count += 1;
            ensure!(frame.opcode != frames::CLOSE, "a viewer's socket was closed: {:?}", frame.payload);
            if frame.opcode != frames::BINARY {
                continue;
            }
            match (codec::decode_server(frame.payload)?, &mut self.shown) {
                (ServerMessage::State(state), shown) => *shown = Some(Shown::from(*state)),
                (ServerMessage::Update(update), Some(shown)) => shown.apply(update),
                _ => {}
            }
        }
        self.rest.drain(..at);
        Ok(count)
    }

    /// What nobody voted on is shown as well, and is in no sum.
    fn shows(&self, sums: &BTreeMap<i32, Tally>) -> bool {
        let Some(shown) = &self.shown else { return false };
        let voted = |tally: &&Tally| **tally != Tally::default();
        let count = shown.tallies.values().filter(voted).count();
        count == sums.len() && sums.iter().all(|(id, tally)| shown.tallies.get(id) == Some(tally))
    }
}
