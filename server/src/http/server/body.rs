//! A request's body, which must be there in time and may not go on for ever. Source: RFC 9110, 15.5.9 and 15.5.14.

use crate::config::{self, limits::seconds};
use axum::http::StatusCode;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep_until};

/// What was wrong with a body: whoever reads it knows only that it can't be read.
#[derive(Clone, Debug, Default)]
pub(super) struct Fault(Arc<AtomicU16>);

/// The body that is given to handlers.
#[derive(Debug)]
pub(super) struct Incoming {
    body: hyper::body::Incoming,
    fault: Fault,
    /// Bytes that may still come.
    left: usize,
    due: Instant,
    /// Set when something was waited for.
    late: Option<Pin<Box<Sleep>>>,
}

/// There is no more of it to be had.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unread {
    /// 413.
    #[error("the body is too long")]
    TooLong,
    /// 408.
    #[error("the body did not come in time")]
    Late,
    /// The connection ended.
    #[error(transparent)]
    Broken(#[from] hyper::Error),
}

impl Fault {
    /// What is answered because of it.
    pub(super) fn status(&self) -> Option<StatusCode> {
        StatusCode::from_u16(self.0.load(Ordering::Relaxed)).ok()
    }

    fn is(&self, status: StatusCode) {
        self.0.store(status.as_u16(), Ordering::Relaxed);
    }
}

impl Incoming {
    pub(super) fn new(body: hyper::body::Incoming, most: &config::Limits, fault: Fault) -> Self {
        let patience: Duration = seconds(most.body_seconds);
        Self { body, fault, left: most.body_bytes.get(), due: Instant::now() + patience, late: None }
    }

    fn taken(&mut self, frame: Frame<Bytes>) -> Result<Frame<Bytes>, Unread> {
        let length = frame.data_ref().map_or(0, Bytes::len);
        match self.left.checked_sub(length) {
            Some(left) => {
                self.left = left;
                Ok(frame)
            }
            None => {
                self.fault.is(StatusCode::PAYLOAD_TOO_LARGE);
                Err(Unread::TooLong)
            }
        }
    }
}

impl Body for Incoming {
    type Data = Bytes;
    type Error = Unread;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Unread>>> {
        let this = &mut *self;
        if let Poll::Ready(next) = Pin::new(&mut this.body).poll_frame(cx) {
            return Poll::Ready(next.map(|frame| this.taken(frame?)));
        }
        let due = this.due;
        ready!(this.late.get_or_insert_with(|| Box::pin(sleep_until(due))).as_mut().poll(cx));
        this.fault.is(StatusCode::REQUEST_TIMEOUT);
        Poll::Ready(Some(Err(Unread::Late)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
