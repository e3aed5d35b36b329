//! WebSocket at the level of bytes: messages as frames that are made once for all viewers, and one viewer's socket. A
//! library reads it, answers pings and does the close handshake; prepared frames go past it, straight to the socket.
//! Source: RFC 6455, 5 "Data Framing"; a server does not mask.

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::{rt::TokioIo, server::conn::auto::upgrade::downcast};
use shared::Disconnect;
use std::{
    io::{self, IoSlice},
    mem,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message,
        protocol::{
            CloseFrame, Role, WebSocketConfig,
            frame::{
                Frame,
                coding::{Data, OpCode},
            },
        },
    },
};

/// Bytes read at once. The library's own 128 KiB would be most of what an idle viewer costs; ballots are small.
const READ_BUFFER: usize = 512;
/// Bytes of one message that are read at all. What is longer than a protocol's own limit but not than this gets an answer
/// in words; beyond it the connection just ends.
const MOST_READ: usize = 256 * 1024;
/// Slices of one write: the least that systems promise to take (`IOV_MAX` of Linux).
const MOST_SLICES: usize = 1024;
/// How long a write may wait for a viewer that does not read, before it is given up.
pub(crate) const WRITE_PATIENCE: Duration = Duration::from_secs(60);
/// How long the other side may take to answer a close.
const FAREWELL: Duration = Duration::from_secs(1);

/// A text message as it goes over the wire.
pub fn text(payload: &[u8]) -> Bytes {
    frame(Data::Text, payload)
}

/// A binary message as it goes over the wire.
pub fn binary(payload: &[u8]) -> Bytes {
    frame(Data::Binary, payload)
}

fn frame(kind: Data, payload: &[u8]) -> Bytes {
    let frame = Frame::message(Bytes::copy_from_slice(payload), OpCode::Data(kind), true);
    let mut wire = Vec::with_capacity(frame.len());
    frame.format(&mut wire).expect("memory takes every byte");
    wire.into()
}

/// What a frame of ours carries.
pub fn payload(frame: &[u8]) -> &[u8] {
    let header = match frame.get(1) {
        Some(127) => 10,
        Some(126) => 4,
        _ => 2,
    };
    frame.get(header..).unwrap_or_default()
}

/// One viewer's WebSocket.
#[derive(Debug)]
pub struct Wire(WebSocketStream<Tap>);

/// Lets the library read from the socket, and keeps what it wants to write until a frame of ours has ended.
#[derive(Debug)]
struct Tap {
    stream: TcpStream,
    /// Pongs and closes, each whole.
    outbox: Vec<u8>,
}

impl Wire {
    /// Takes over a connection whose handshake is done. `None`: it is none of ours.
    pub async fn accept(upgraded: Upgraded) -> Option<Self> {
        let parts = downcast::<TokioIo<TcpStream>>(upgraded).ok()?;
        let stream = parts.io.into_inner();
        // A vote must not wait for the acknowledgement of the one before.
        stream.set_nodelay(true).ok()?;
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            .max_message_size(Some(MOST_READ))
            .max_frame_size(Some(MOST_READ));
        let tap = Tap { stream, outbox: Vec::new() };
        let read = parts.read_buf.into();
        Some(Self(WebSocketStream::from_partially_read(tap, read, Role::Server, Some(config)).await))
    }

    /// The next message; `None`: there will be none. Nothing is lost if the call is dropped.
    pub async fn hear(&mut self) -> Option<Result<Message, Error>> {
        let said = self.0.next().await;
        if matches!(said, Some(Ok(Message::Ping(_) | Message::Close(_)))) {
            // The library's answer goes to the outbox, which never makes anyone wait.
            let _ = self.0.flush().await;
        }
        said
    }

    /// Whether an answer of the library's waits to be sent.
    pub fn owes(&self) -> bool {
        !self.0.get_ref().outbox.is_empty()
    }

    /// Sends whole frames, and before them what the library has to say, in one write if the socket takes it.
    pub async fn send<'a>(&mut self, frames: impl IntoIterator<Item = &'a [u8]>) -> io::Result<()> {
        let tap = self.0.get_mut();
        let answers = mem::take(&mut tap.outbox);
        let mut slices = Vec::new();
        if !answers.is_empty() {
            slices.push(IoSlice::new(&answers));
        }
        for frame in frames {
            slices.push(IoSlice::new(frame));
        }
        timeout(WRITE_PATIENCE, write(&tap.stream, &mut slices)).await?
    }

    /// A ping.
    pub async fn ping(&mut self) -> io::Result<()> {
        self.0.send(Message::Ping(Bytes::new())).await.map_err(io::Error::other)?;
        self.send([]).await
    }

    /// The close handshake: our half, and a moment for the other's, so that what was sent arrives before the end does.
    pub async fn close(mut self, reason: Disconnect) {
        let frame = CloseFrame { code: reason.code().into(), reason: reason.reason().into() };
        let _ = self.0.send(Message::Close(Some(frame))).await;
        if self.send([]).await.is_ok() {
            let _ = timeout(FAREWELL, async { while let Some(Ok(_)) = self.hear().await {} }).await;
        }
    }

    /// Sends the answer to the other side's close, if it said one and still listens.
    pub async fn part(mut self) {
        if self.owes() {
            let _ = timeout(FAREWELL, self.send([])).await;
        }
    }
}

async fn write(stream: &TcpStream, mut slices: &mut [IoSlice<'_>]) -> io::Result<()> {
    while !slices.is_empty() {
        let written = match slices {
            [one] => stream.try_write(one),
            _ => stream.try_write_vectored(&slices[..slices.len().min(MOST_SLICES)]),
        };
        match written {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut slices, written),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => stream.writable().await?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

impl AsyncRead for Tap {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Tap {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.outbox.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_carries_its_payload_whatever_its_length() {
        for (length, header) in [(0, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10)] {
            let content = vec![b'x'; length];
            let frame = text(&content);
            assert_eq!((frame.len() - length, frame[0]), (header, 0x81), "{length}");
            assert_eq!(payload(&frame), content);
            assert_eq!(binary(&content)[0], 0x82);
        }
    }
}
