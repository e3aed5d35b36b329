//! Many viewers of one plain stream in one thread: readiness, one read each, and a check of every message.

use super::{
    delays::Delays,
    poll::Poll,
    progress::Progress,
    script::Script,
    viewer::{Viewer, Wrong},
};
use std::{
    io::{ErrorKind, Read},
    net::TcpStream,
    sync::Arc,
    thread::{self, JoinHandle},
    time::Instant,
};

/// Bytes read at once.
const CHUNK: usize = 64 * 1024;
/// Between two looks whether the run is over.
const LOOK_MS: u16 = 50;

/// What the crowd heard.
#[derive(Clone, Debug, Default)]
pub(super) struct Heard {
    /// Messages, to all viewers together.
    pub(super) messages: u64,
    /// From commit to receipt, of the measured commits.
    pub(super) delays: Delays,
    /// What should be zero.
    pub(super) wrong: Wrong,
}

/// A thread with the viewers.
#[derive(Debug)]
pub(super) struct Crowd {
    thread: JoinHandle<anyhow::Result<Room>>,
    progress: Arc<Progress>,
}

#[derive(Debug)]
struct Room {
    seats: Vec<Option<(TcpStream, Viewer)>>,
    script: Script,
    progress: Arc<Progress>,
    /// By commit, how many have it.
    having: Vec<usize>,
    whole: usize,
    present: usize,
    heard: Heard,
}

impl Crowd {
    /// Begins to read on all of `streams`.
    pub(super) fn begin(streams: Vec<TcpStream>, progress: Arc<Progress>) -> Self {
        let present = streams.len();
        let seats = streams.into_iter().map(|stream| Some((stream, Viewer::new(progress.first)))).collect();
        let room = Room {
            seats,
            script: Script::default(),
            progress: progress.clone(),
            having: Vec::new(),
            whole: 0,
            present,
            heard: Heard::default(),
        };
        Self { thread: thread::spawn(move || room.listen()), progress }
    }

    /// Ends the reading; the rows before `end` should have been told.
    pub(super) fn finish(self, end: i64) -> anyhow::Result<Heard> {
        self.progress.finish();
        let mut room = self.thread.join().map_err(|_| anyhow::anyhow!("the crowd panicked"))??;
        for (_, viewer) in room.seats.iter().flatten() {
            room.heard.messages += viewer.told;
            room.heard.wrong.add(viewer.verdict(end));
        }
        Ok(room.heard)
    }
}

impl Room {
    fn listen(mut self) -> anyhow::Result<Self> {
        let mut poll = Poll::of(self.seats.iter().flatten().map(|(stream, _)| stream))?;
        let mut chunk = vec![0; CHUNK];
        while !self.progress.is_over() {
            for number in poll.wait(LOOK_MS)? {
                self.read(number, &mut chunk);
            }
            self.announce();
        }
        Ok(self)
    }

    fn read(&mut self, number: usize, chunk: &mut [u8]) {
        let Some((stream, viewer)) = &mut self.seats[number] else { return };
        let length = match stream.read(chunk) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => return,
            Ok(length) if length > 0 => length,
            _ended => return self.lose(number),
        };
        let (now, before) = (Instant::now(), viewer.expected);
        viewer.take(&chunk[..length], &mut self.script);
        let after = viewer.expected;
        if after > before {
            self.note(before, after, now);
        }
    }

    /// One viewer was told the rows from `before` to `after`.
    fn note(&mut self, before: i64, after: i64, now: Instant) {
        let Progress { first, batch, .. } = *self.progress;
        let last = self.progress.commit_of(after - 1);
        if self.having.len() <= last {
            self.having.resize(last + 1, 0);
        }
        for commit in self.progress.commit_of(before)..=last {
            let start = first + commit as i64 * batch;
            let (from, to) = (before.max(start), after.min(start + batch));
            if commit >= self.progress.warm() {
                self.heard.delays.add(self.progress.age(commit, now), (to - from).cast_unsigned());
            }
            if to == start + batch {
                self.having[commit] += 1;
            }
        }
    }

    fn lose(&mut self, number: usize) {
        let Some((_, viewer)) = self.seats[number].take() else { return };
        self.heard.messages += viewer.told;
        self.heard.wrong.add(Wrong { gone: 1, ..viewer.wrong });
        self.present -= 1;
    }

    fn announce(&mut self) {
        let before = self.whole;
        while self.having.get(self.whole).is_some_and(|having| *having >= self.present) {
            self.whole += 1;
        }
        if self.whole > before {
            self.progress.reached(self.whole);
        }
    }
}
