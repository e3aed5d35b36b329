//! When a connection's next head must be there: the HTTP library has one clock for a connection that is silent and for a head
//! that has begun, and who sends a byte now and then would have the time of both.

use crate::{config::limits::seconds, fanout::Begun, limits::Limits, metrics::Bound};
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

/// No request, and nothing of one.
const BETWEEN: u8 = 0;
/// A head has begun.
const HEAD: u8 = 1;
/// A request is being answered.
const BUSY: u8 = 2;
/// It is no HTTP any more.
const SWITCHED: u8 = 3;

/// What a connection is about. A pipelined head that comes while an answer is under way begins when that ends.
#[derive(Debug, Default)]
pub(super) struct Pace(AtomicU8);

impl Pace {
    /// A head is there.
    pub(super) fn begin(&self) {
        self.0.store(BUSY, Ordering::Relaxed);
    }

    /// The connection is another protocol's from here on.
    pub(super) fn switch(&self) {
        self.0.store(SWITCHED, Ordering::Relaxed);
    }

    fn end(&self) {
        self.0.store(BETWEEN, Ordering::Relaxed);
    }

    /// Bytes came.
    fn read(&self) {
        let _ = self.0.compare_exchange(BETWEEN, HEAD, Ordering::Relaxed, Ordering::Relaxed);
    }

    fn is_head(&self) -> bool {
        self.0.load(Ordering::Relaxed) == HEAD
    }
}

/// A connection whose heads are in time.
#[derive(Debug)]
pub(in crate::http) struct Paced {
    stream: Begun,
    pace: Arc<Pace>,
    limits: Limits,
    /// Set while a head is incomplete.
    due: Option<Pin<Box<Sleep>>>,
}

impl Paced {
    pub(super) fn new(stream: Begun, pace: Arc<Pace>, limits: Limits) -> Self {
        Self { stream, pace, limits, due: None }
    }

    /// The connection.
    pub(in crate::http) fn into_inner(self) -> Begun {
        self.stream
    }
}

impl AsyncRead for Paced {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            this.pace.read();
        }
        if !this.pace.is_head() {
            this.due = None;
            return read;
        }
        let patience = seconds(this.limits.most().head_seconds);
        let due = this.due.get_or_insert_with(|| Box::pin(sleep(patience)));
        // Also if there is always one byte more.
        if due.as_mut().poll(cx).is_pending() {
            return read;
        }
        this.limits.refuse(Bound::HeadSeconds);
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncWrite for Paced {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
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
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// An answer's body, whose end is the end of its request.
pub(super) struct Answered {
    body: axum::body::Body,
    pace: Arc<Pace>,
}

impl Answered {
    pub(super) fn new(body: axum::body::Body, pace: Arc<Pace>) -> Self {
        Self { body, pace }
    }
}

impl Body for Answered {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Answered {
    fn drop(&mut self) {
        self.pace.end();
    }
}
