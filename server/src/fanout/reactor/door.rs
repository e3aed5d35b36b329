//! Who comes in: handshakes are answered, others passed on.

use super::{ARRIVALS, GREETING, Reactor, SILENT};
use crate::{
    fanout::{
        entrance::{Door, Entrance, Guest},
        line::Arrival,
        seconds::Seconds,
    },
    metrics::Bound,
};
use bytes::Bytes;
use mio::{
    Interest, Token,
    net::{TcpListener, TcpStream},
};
use std::{
    io::{ErrorKind, Read, Write},
    sync::{Arc, atomic::Ordering},
};
use tokio::sync::mpsc;
use tungstenite::handshake::{
    machine::TryParse,
    server::{Request, write_response},
};

/// An entrance, as one reactor watches it.
pub(super) struct Doorway {
    pub(super) listener: TcpListener,
    door: Arc<dyn Door>,
    others: mpsc::Sender<Guest>,
    /// More may wait there.
    pub(super) is_open: bool,
    /// The last of those could not be let in.
    pub(super) is_full: bool,
}

/// One who came and has said nothing.
pub(super) struct Silent {
    stream: TcpStream,
    /// The number of the door.
    door: usize,
    pub(super) came_at: Seconds,
}

impl From<Entrance> for Doorway {
    fn from(Entrance { listener, door, others }: Entrance) -> Self {
        Self { listener: TcpListener::from_std(listener), door, others, is_open: false, is_full: false }
    }
}

impl Doorway {
    pub(super) fn open(&mut self) {
        self.is_open = true;
    }
}

impl Reactor {
    /// Takes up those who wait at the doors.
    pub(super) fn let_in(&mut self) {
        for door in 0..self.doors.len() {
            self.let_in_at(door);
        }
    }

    fn let_in_at(&mut self, door: usize) {
        for _ in 0..ARRIVALS {
            let doorway = &mut self.doors[door];
            if !doorway.is_open {
                return;
            }
            match doorway.listener.accept() {
                // Mostly the handshake is there by now.
                Ok((stream, _)) => {
                    doorway.is_full = false;
                    self.greet(stream, door);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => doorway.is_open = false,
                // Gone again.
                Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::Interrupted) => {}
                Err(error) => {
                    // Too many files are open, say; the next look around tries again.
                    tracing::warn!(%error, "can't take up connections");
                    self.metrics.drop_at(Bound::OpenFiles);
                    (doorway.is_open, doorway.is_full) = (false, true);
                }
            }
        }
    }

    pub(super) fn speaks(&mut self, number: usize) {
        let Some(Silent { mut stream, door, .. }) = self.silent.try_remove(number) else { return };
        self.count_the_silent();
        if self.poll.registry().deregister(&mut stream).is_ok() {
            self.greet(stream, door);
        }
    }

    /// Answers a handshake that is all there. Others are not ours to answer.
    fn greet(&mut self, mut stream: TcpStream, door: usize) {
        let said = match stream.read(&mut self.buffer) {
            Ok(0) => return,
            Ok(read) => &self.buffer[..read],
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                return self.wait_for(stream, door);
            }
            Err(_) => return,
        };
        let Doorway { door, others, .. } = &self.doors[door];
        let request = Request::try_parse(said).ok().flatten();
        let welcome = request.and_then(|(head, request)| Some((head, door.welcome(&request)?)));
        let Some((head, (response, conversation))) = welcome else {
            let guest = Guest { stream: stream.into(), said: said.to_vec() };
            if others.try_send(guest).is_err() {
                self.metrics.drop_at(Bound::HttpEntrance);
                tracing::warn!("too many connections wait for the HTTP server");
            }
            return;
        };
        let mut answer = Vec::with_capacity(256);
        // A socket that nothing was written to takes it whole.
        if write_response(&mut answer, &response).is_ok() && stream.write(&answer).ok() == Some(answer.len()) {
            let said = Bytes::copy_from_slice(&said[head..]);
            self.adopt(Arrival { stream, said, conversation });
        }
    }

    fn wait_for(&mut self, mut stream: TcpStream, door: usize) {
        let entry = self.silent.vacant_entry();
        match self.poll.registry().register(&mut stream, Token(SILENT + entry.key()), Interest::READABLE) {
            Ok(()) => drop(entry.insert(Silent { stream, door, came_at: self.now })),
            Err(error) => tracing::warn!(%error, "can't watch over a connection"),
        }
        self.count_the_silent();
    }

    /// Closes those who have said nothing for long.
    pub(super) fn send_the_silent_away(&mut self) {
        let (now, before) = (self.now, self.silent.len());
        self.silent.retain(|_, silent| silent.came_at.after(GREETING) > now);
        (self.silent.len()..before).for_each(|_| self.metrics.drop_at(Bound::Greeting));
        self.count_the_silent();
    }

    fn count_the_silent(&self) {
        self.counts.silent.store(self.silent.len() as u64, Ordering::Relaxed);
    }

    /// Lets nobody in any more.
    pub(super) fn turn_away(&mut self) {
        for mut doorway in self.doors.drain(..) {
            // Others hold the same socket, so that letting go of it does not end the events.
            if let Err(error) = self.poll.registry().deregister(&mut doorway.listener) {
                tracing::warn!(%error, "can't turn away from the door");
            }
        }
        self.silent.clear();
    }
}
