//! Where connections come in. A WebSocket handshake that is all there is answered at once, by the reactor that will keep the
//! connection; whatever else has been said goes on to the HTTP server, as it was said.

use super::Conversation;
use crate::{
    config::limits::seconds,
    limits::{Limits, Place},
    metrics::{Bound, Counted},
};
use std::{
    io,
    net::IpAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::mpsc,
    time::{Sleep, sleep},
};
use tungstenite::handshake::server::{Request, Response};

/// Connections that may wait for the HTTP server.
const WAITING: usize = 1_024;

/// Who is let in.
pub trait Door: Send + Sync {
    /// The answer to a handshake, and who speaks from then on; `None`: that is for the HTTP server to say.
    fn welcome(&self, request: &Request) -> Option<(Response, Box<dyn Conversation>)>;
}

/// A socket that people come to, and who lets them in there.
pub struct Entrance {
    pub(super) listener: std::net::TcpListener,
    pub(super) door: Arc<dyn Door>,
    pub(super) others: mpsc::Sender<Guest>,
}

/// One who did not begin with a handshake, or not with all of one.
#[derive(Debug)]
pub(super) struct Guest {
    pub(super) stream: std::net::TcpStream,
    pub(super) said: Vec<u8>,
    pub(super) peer: IpAddr,
    pub(super) place: Place,
}

/// Where the HTTP server gets its connections from.
#[derive(Debug)]
pub struct Others {
    guests: mpsc::Receiver<Guest>,
    limits: Limits,
    /// Of its connections, how many are open.
    open: Arc<AtomicU64>,
    waiting: mpsc::WeakSender<Guest>,
}

/// How many are with the HTTP server, at any time.
#[derive(Clone, Debug)]
pub struct Load {
    open: Arc<AtomicU64>,
    waiting: mpsc::WeakSender<Guest>,
}

impl Load {
    /// Connections that are open.
    pub fn open(&self) -> u64 {
        self.open.load(Ordering::Relaxed)
    }

    /// Connections that wait to be taken up.
    pub fn waiting(&self) -> usize {
        self.waiting.upgrade().map_or(0, |waiting| waiting.max_capacity() - waiting.capacity())
    }
}

/// A connection of which something has been read.
#[derive(Debug)]
pub struct Begun {
    stream: TcpStream,
    said: io::Cursor<Vec<u8>>,
    place: Place,
    limits: Limits,
    /// When it has taken nothing for too long: who serves it may wait without a limit.
    stuck: Option<Pin<Box<Sleep>>>,
    counted: Option<Counted>,
}

impl Entrance {
    /// An entrance at `listener`, and whoever comes there and does not want a WebSocket, or is not let in.
    pub fn new(listener: std::net::TcpListener, door: Arc<dyn Door>, limits: Limits) -> (Self, Others) {
        let (others, guests) = mpsc::channel(WAITING);
        let waiting = others.downgrade();
        (Self { listener, door, others }, Others { guests, limits, open: Arc::default(), waiting })
    }

    /// The same for one more reactor.
    pub(super) fn try_clone(&self) -> io::Result<Self> {
        Ok(Self { listener: self.listener.try_clone()?, door: self.door.clone(), others: self.others.clone() })
    }
}

impl Others {
    /// To ask how many they are, later and from elsewhere.
    pub fn load(&self) -> Load {
        Load { open: self.open.clone(), waiting: self.waiting.clone() }
    }

    /// The next one, and the connection's other end. `None`: the reactors have ended, and so will the server.
    pub async fn next(&mut self) -> Option<(Begun, IpAddr)> {
        loop {
            let Guest { stream, said, peer, place } = self.guests.recv().await?;
            // Whoever is gone again needs no answer.
            if let Ok(stream) = TcpStream::from_std(stream) {
                let mut begun = Begun::new(stream, said, place, self.limits.clone());
                begun.counted = Some(Counted::among(&self.open));
                return Some((begun, peer));
            }
        }
    }
}

impl Begun {
    fn new(stream: TcpStream, said: Vec<u8>, place: Place, limits: Limits) -> Self {
        Self { stream, said: io::Cursor::new(said), place, limits, stuck: None, counted: None }
    }

    /// The connection, what had been read of it and was not read again, and its place.
    pub fn into_parts(self) -> (TcpStream, Vec<u8>, Place) {
        let said = self.said.position() as usize;
        (self.stream, self.said.into_inner().split_off(said), self.place)
    }

    /// What came of a write, or that it waited too long.
    fn within_patience(&mut self, written: Poll<io::Result<usize>>, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stuck = None;
            return written;
        }
        let patience = seconds(self.limits.most().stuck_seconds);
        let given_up = self.stuck.get_or_insert_with(|| Box::pin(sleep(patience)));
        given_up.as_mut().poll(cx).map(|()| {
            self.limits.refuse(Bound::HttpStuck);
            Err(io::ErrorKind::TimedOut.into())
        })
    }
}

impl AsyncRead for Begun {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let Self { stream, said, .. } = &mut *self;
        let rest = &said.get_ref()[said.position() as usize..];
        if rest.is_empty() {
            return Pin::new(stream).poll_read(cx, buffer);
        }
        let taken = rest.len().min(buffer.remaining());
        buffer.put_slice(&rest[..taken]);
        said.set_position(said.position() + taken as u64);
        if said.position() as usize == said.get_ref().len() {
            *said = io::Cursor::default();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Begun {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.within_patience(written, cx)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.within_patience(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use std::num::NonZeroU32;
    use tokio::{io::AsyncWriteExt, net::TcpListener};

    #[tokio::test]
    async fn a_connection_that_takes_nothing_is_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let (reads_nothing, accepted) = tokio::join!(TcpStream::connect(address), listener.accept());
        let stream = accepted.expect("a connection").0;
        let most = config::Limits { stuck_seconds: NonZeroU32::MIN, ..config::Limits::default() };
        let limits = Limits::new(&most, Default::default());
        let place = limits.connect(address.ip()).expect("a place");
        let mut begun = Begun::new(stream, vec![], place, limits);
        let written = begun.write_all(&vec![0; 64 * 1024 * 1024]).await;
        assert_eq!(written.expect_err("nobody reads").kind(), io::ErrorKind::TimedOut);
        drop(reads_nothing);
    }
}
