//! Who comes in: handshakes are answered, others passed on.

use super::{ARRIVALS, Guest, Reactor, SILENT};
use crate::fanout::line::Arrival;
use bytes::Bytes;
use mio::{Interest, Token, net::TcpStream};
use std::io::{ErrorKind, Read, Write};
use tungstenite::handshake::{
    machine::TryParse,
    server::{Request, write_response},
};

impl Reactor {
    /// Takes up those who wait at the door.
    pub(super) fn let_in(&mut self) {
        for _ in 0..ARRIVALS {
            let Some(listener) = self.listener.as_ref().filter(|_| self.is_open) else { return };
            match listener.accept() {
                // Mostly the handshake is there by now.
                Ok((stream, _)) => {
                    self.is_full = false;
                    self.greet(stream);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.is_open = false,
                // Gone again.
                Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::Interrupted) => {}
                Err(error) => {
                    // Too many files are open, say; the next look around tries again.
                    tracing::warn!(%error, "can't take up connections");
                    (self.is_open, self.is_full) = (false, true);
                }
            }
        }
    }

    pub(super) fn speaks(&mut self, number: usize) {
        if let Some((mut stream, _)) = self.silent.try_remove(number)
            && self.poll.registry().deregister(&mut stream).is_ok()
        {
            self.greet(stream);
        }
    }

    /// Answers a handshake that is all there. Others are not ours to answer.
    fn greet(&mut self, mut stream: TcpStream) {
        let said = match stream.read(&mut self.buffer) {
            Ok(0) => return,
            Ok(read) => &self.buffer[..read],
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                return self.wait_for(stream);
            }
            Err(_) => return,
        };
        let request = Request::try_parse(said).ok().flatten();
        let welcome = request.and_then(|(head, request)| Some((head, self.entrance.door.welcome(&request)?)));
        let Some((head, (response, conversation))) = welcome else {
            let guest = Guest { stream: stream.into(), said: said.to_vec() };
            if self.entrance.others.try_send(guest).is_err() {
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

    fn wait_for(&mut self, mut stream: TcpStream) {
        let entry = self.silent.vacant_entry();
        match self.poll.registry().register(&mut stream, Token(SILENT + entry.key()), Interest::READABLE) {
            Ok(()) => drop(entry.insert((stream, self.now))),
            Err(error) => tracing::warn!(%error, "can't watch over a connection"),
        }
    }
}
