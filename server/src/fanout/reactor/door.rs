//! Who comes in: handshakes are answered, others passed on.

use super::{ARRIVALS, Reactor, SILENT};
use crate::{
    config::limits::seconds,
    fanout::{
        BACKLOG,
        entrance::{Door, Entrance, Guest},
        line::Arrival,
        seconds::Seconds,
    },
    limits::Place,
    metrics::Bound,
};
use bytes::Bytes;
use mio::{
    Interest, Token,
    net::{TcpListener, TcpStream},
};
use std::{
    io::{ErrorKind, Read, Write},
    net::IpAddr,
    sync::{Arc, atomic::Ordering},
};
use tokio::sync::mpsc;
use tungstenite::handshake::{
    machine::TryParse,
    server::{Request, write_response},
};

/// When one who was refused may come back, in seconds.
const AGAIN: u32 = 5;

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
    from: Origin,
    pub(super) came_at: Seconds,
}

/// Where a connection comes from.
struct Origin {
    /// The number of the door.
    door: usize,
    peer: IpAddr,
    place: Place,
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
                Ok((stream, address)) => {
                    doorway.is_full = false;
                    let peer = address.ip();
                    match self.limits.connect(peer) {
                        Ok(place) => self.greet(stream, Origin { door, peer, place }),
                        Err(bound) => self.turn_down(stream, bound),
                    }
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
        let Some(Silent { mut stream, from, .. }) = self.silent.try_remove(number) else { return };
        self.count_the_silent();
        if self.poll.registry().deregister(&mut stream).is_ok() {
            self.greet(stream, from);
        }
    }

    /// Answers a handshake that is all there. Others are not ours to answer.
    fn greet(&mut self, mut stream: TcpStream, from: Origin) {
        let said = match stream.read(&mut self.buffer) {
            Ok(0) => return,
            Ok(read) => &self.buffer[..read],
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                return self.wait_for(stream, from);
            }
            Err(_) => return,
        };
        let Doorway { door, others, .. } = &self.doors[from.door];
        let most = self.limits.most();
        let request = Request::try_parse(said).ok().flatten().filter(|(head, request)| {
            *head <= most.head_bytes as usize && request.headers().len() <= most.head_lines.into()
        });
        let welcome = request.and_then(|(head, request)| {
            let client = self.limits.forwarded(from.peer, request.headers());
            Some((head, door.welcome(&request)?, client))
        });
        let Some((head, (response, conversation), client)) = welcome else {
            let guest = Guest { stream: stream.into(), said: said.to_vec(), peer: from.peer, place: from.place };
            if others.try_send(guest).is_err() {
                self.limits.refuse(Bound::HttpEntrance);
                tracing::debug!("too many connections wait for the HTTP server");
            }
            return;
        };
        let place = match self.limits.last(client) {
            Ok(beside) => from.place.with(beside),
            Err(bound) => return answer(&stream, bound),
        };
        let mut answer = Vec::with_capacity(256);
        // A socket that nothing was written to takes it whole.
        if write_response(&mut answer, &response).is_ok() && stream.write(&answer).ok() == Some(answer.len()) {
            let said = Bytes::copy_from_slice(&said[head..]);
            self.adopt(Arrival { stream, said, conversation, place });
        }
    }

    /// Says why, as far as that goes without waiting: what a client still says then makes some of them forget it.
    fn turn_down(&mut self, mut stream: TcpStream, bound: Bound) {
        let _ = stream.read(&mut self.buffer);
        answer(&stream, bound);
    }

    fn wait_for(&mut self, mut stream: TcpStream, from: Origin) {
        let entry = self.silent.vacant_entry();
        match self.poll.registry().register(&mut stream, Token(SILENT + entry.key()), Interest::READABLE) {
            Ok(()) => drop(entry.insert(Silent { stream, from, came_at: self.now })),
            Err(error) => tracing::warn!(%error, "can't watch over a connection"),
        }
        self.count_the_silent();
    }

    /// Closes those who have said nothing for long.
    pub(super) fn send_the_silent_away(&mut self) {
        let (now, before) = (self.now, self.silent.len());
        let patience = seconds(self.limits.most().head_seconds);
        self.silent.retain(|_, silent| silent.came_at.after(patience) > now);
        (self.silent.len()..before).for_each(|_| self.limits.refuse(Bound::Greeting));
        self.count_the_silent();
    }

    fn count_the_silent(&self) {
        self.counts.silent.store(self.silent.len() as u64, Ordering::Relaxed);
    }

    /// Lets those in who wait at the doors already: the system would send them away without a word.
    pub(super) fn let_the_last_in(&mut self) {
        self.doors.iter_mut().for_each(Doorway::open);
        (0..BACKLOG as usize / ARRIVALS).for_each(|_| self.let_in());
    }

    /// Lets nobody in any more.
    pub(super) fn turn_away(&mut self) {
        // A request that has come since this round began is answered yet.
        let silent: Vec<_> = self.silent.iter().map(|(number, _)| number).collect();
        silent.into_iter().for_each(|number| self.speaks(number));
        for mut doorway in self.doors.drain(..) {
            // Others hold the same socket, so that letting go of it does not end the events.
            if let Err(error) = self.poll.registry().deregister(&mut doorway.listener) {
                tracing::warn!(%error, "can't turn away from the door");
            }
        }
        self.silent.clear();
    }
}

/// Refuses a connection over a limit (RFC 6585, 4; RFC 9110, 15.6.4).
fn answer(mut stream: &TcpStream, bound: Bound) {
    let status = if bound.is_in_all() { "503 Service Unavailable" } else { "429 Too Many Requests" };
    let head = format!("HTTP/1.1 {status}\r\nRetry-After: {AGAIN}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    // Whoever does not take it learns by the end.
    let _ = stream.write(head.as_bytes());
}
