//! Where connections come in. A WebSocket handshake that is all there is answered at once, by the reactor that will keep the
//! connection; whatever else has been said goes on to the HTTP server, as it was said.

use super::{Conversation, WRITE_PATIENCE};
use crate::metrics::{Bound, Counted, Metrics};
use axum::serve::Listener;
use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
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
}

/// Where the HTTP server gets its connections from.
#[derive(Debug)]
pub struct Others {
    guests: mpsc::Receiver<Guest>,
    metrics: Metrics,
    /// Of its connections, how many are open.
    open: Arc<AtomicU64>,
    waiting: mpsc::WeakSender<Guest>,
    address: SocketAddr,
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
    /// How long it may take nothing, and when that is over: who serves it may wait without a limit.
    patience: Duration,
    stuck: Option<Pin<Box<Sleep>>>,
    counted: Option<(Counted, Metrics)>,
}

impl Entrance {
    /// An entrance at `listener`, and whoever comes there and does not want a WebSocket, or is not let in.
    pub fn new(listener: std::net::TcpListener, door: Arc<dyn Door>, metrics: Metrics) -> io::Result<(Self, Others)> {
        let (others, guests) = mpsc::channel(WAITING);
        let address = listener.local_addr()?;
        let waiting = others.downgrade();
        Ok((Self { listener, door, others }, Others { guests, metrics, open: Arc::default(), waiting, address }))
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
}

impl Listener for Others {
    type Addr = SocketAddr;
    type Io = Begun;

    async fn accept(&mut self) -> (Begun, SocketAddr) {
        loop {
            let Some(Guest { stream, said }) = self.guests.recv().await else {
                // The reactors have ended, and so will the server.
                std::future::pending().await
            };
            // Whoever is gone again needs no answer.
            if let (Ok(address), Ok(stream)) = (stream.peer_addr(), TcpStream::from_std(stream)) {
                let mut begun = Begun::new(stream, said, WRITE_PATIENCE);
                begun.counted = Some((Counted::among(&self.open), self.metrics.clone()));
                return (begun, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

impl Begun {
    fn new(stream: TcpStream, said: Vec<u8>, patience: Duration) -> Self {
        Self { stream, said: io::Cursor::new(said), patience, stuck: None, counted: None }
    }

    /// The connection, and what had been read of it and was not read again.
    pub fn into_parts(self) -> (TcpStream, Vec<u8>) {
        let said = self.said.position() as usize;
        (self.stream, self.said.into_inner().split_off(said))
    }

    /// What came of a write, or that it waited too long.
    fn within_patience(&mut self, written: Poll<io::Result<usize>>, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stuck = None;
            return written;
        }
        let given_up = self.stuck.get_or_insert_with(|| Box::pin(sleep(self.patience)));
        let given_up = given_up.as_mut().poll(cx);
        if let (Poll::Ready(()), Some((_, metrics))) = (given_up, &self.counted) {
            metrics.drop_at(Bound::HttpStuck);
        }
        given_up.map(|()| Err(io::ErrorKind::TimedOut.into()))
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
    use tokio::{io::AsyncWriteExt, net::TcpListener};

    #[tokio::test]
    async fn a_connection_that_takes_nothing_is_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let (reads_nothing, accepted) = tokio::join!(TcpStream::connect(address), listener.accept());
        let stream = accepted.expect("a connection").0;
        let mut begun = Begun::new(stream, vec![], Duration::from_millis(50));
        let written = begun.write_all(&vec![0; 64 * 1024 * 1024]).await;
        assert_eq!(written.expect_err("nobody reads").kind(), io::ErrorKind::TimedOut);
        drop(reads_nothing);
    }
}
