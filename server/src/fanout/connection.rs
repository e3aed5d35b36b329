//! One connection as its reactor holds it: a socket, what it could not take yet, and where its viewer stands.

use super::{allowance::Allowance, conversation::Conversation, line::Arrival, seconds::Seconds};
use crate::{
    hub::{Frame, Viewer},
    limits::Place,
    wire::Reader,
};
use bytes::Bytes;
use mio::net::TcpStream;
use std::{
    collections::VecDeque,
    io::{self, IoSlice, Write},
};
use tokio::{sync::oneshot, task::AbortHandle};
use tungstenite::Message;

/// Slices of one write: the least that systems promise to take (`IOV_MAX` of Linux).
const MOST_SLICES: usize = 1024;

pub(super) struct Connection {
    pub(super) stream: TcpStream,
    pub(super) reader: Reader,
    pub(super) conversation: Box<dyn Conversation>,
    pub(super) birth: u32,
    /// Counts what was asked.
    pub(super) turn: u32,
    /// The task that works on it.
    pub(super) task: Option<AbortHandle>,
    /// That task has said nothing yet, and nothing is read until it does.
    pub(super) is_held: bool,
    /// There is something to read.
    pub(super) is_readable: bool,
    /// It is among those that are read when the others had their turn.
    pub(super) is_unread: bool,
    /// Read, and not yet heard.
    pub(super) unheard: VecDeque<Message>,
    /// What it says can't be understood any more.
    pub(super) is_broken: bool,
    /// The other side says nothing after what there is to read.
    pub(super) has_ended: bool,
    pub(super) viewer: Option<Viewer>,
    pub(super) standing: Standing,
    /// What goes out before anything else: replies, and the rest of a frame that was cut.
    outbox: VecDeque<Bytes>,
    /// Told when the outbox is empty.
    sent: Option<oneshot::Sender<()>>,
    /// Since when the socket takes nothing.
    pub(super) stuck_since: Option<Seconds>,
    /// Messages that it may still send.
    pub(super) allowance: Allowance,
    /// When something was last heard of it, and whether it was asked for a sign of life since.
    pub(super) heard_at: Seconds,
    pub(super) is_asked: bool,
    /// When something was last sent to this one alone.
    pub(super) written_at: Seconds,
    pub(super) came_at: Seconds,
    /// We have said goodbye; when to leave, answered or not.
    pub(super) leaves_at: Option<Seconds>,
    /// Given back with the rest.
    _place: Place,
}

/// Where a viewer stands in its audience's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nowhere: it watches nothing.
    Away,
    /// With its audience, on a seat; its own place means nothing.
    Level { audience: usize, seat: usize },
    /// At its own place.
    Behind { audience: usize },
}

impl Connection {
    /// One that came just now, and what it said.
    pub(super) fn new(arrival: Arrival, birth: u32, now: Seconds) -> Self {
        let Arrival { stream, conversation, place, .. } = arrival;
        Self {
            stream,
            reader: Reader::default(),
            conversation,
            birth,
            turn: 0,
            task: None,
            is_held: false,
            is_readable: false,
            is_unread: false,
            unheard: VecDeque::new(),
            is_broken: false,
            has_ended: false,
            viewer: None,
            standing: Standing::Away,
            outbox: VecDeque::new(),
            sent: None,
            stuck_since: None,
            allowance: Allowance::whole(now),
            heard_at: now,
            is_asked: false,
            written_at: now,
            came_at: now,
            leaves_at: None,
            _place: place,
        }
    }

    /// Whether what its viewer says is heard now: one that does not take what it is sent is not heard either.
    pub(super) fn may_hear(&self) -> bool {
        !self.is_held && self.outbox.is_empty() && self.stuck_since.is_none()
    }

    /// Whether more is read: all that was read has been heard.
    pub(super) fn may_read(&self) -> bool {
        self.is_readable && self.unheard.is_empty() && self.may_hear()
    }

    /// Puts frames behind what waits.
    pub(super) fn put(&mut self, frames: impl IntoIterator<Item = Bytes>) {
        self.outbox.extend(frames.into_iter().filter(|frame| !frame.is_empty()));
    }

    /// Tells `sent` once all of it is written.
    pub(super) fn tell_when_sent(&mut self, sent: oneshot::Sender<()>) {
        self.sent = Some(sent);
    }

    /// Stands by itself from now on, at `place`.
    pub(super) fn stand_up(&mut self, audience: usize, place: u64) {
        self.standing = Standing::Behind { audience };
        if let Some(viewer) = &mut self.viewer {
            viewer.move_to(place);
        }
    }

    /// Writes what waits. `false`: the socket takes no more now.
    pub(super) fn flush(&mut self, now: Seconds) -> io::Result<bool> {
        while !self.outbox.is_empty() {
            let slices: Vec<_> = self.outbox.iter().take(MOST_SLICES).map(|frame| IoSlice::new(frame)).collect();
            let Some(mut written) = written(|| self.stream.write_vectored(&slices))? else {
                self.stuck_since.get_or_insert(now);
                return Ok(false);
            };
            self.stuck_since = None;
            self.written_at = now;
            while let Some(first) = self.outbox.front_mut() {
                if written < first.len() {
                    *first = first.slice(written..);
                    break;
                }
                written -= first.len();
                self.outbox.pop_front();
            }
        }
        // An idle viewer must not carry the room for it.
        self.outbox = VecDeque::new();
        if let Some(sent) = self.sent.take() {
            let _ = sent.send(());
        }
        Ok(true)
    }

    /// Writes all of `frames`, which follow each other in `chunk`, and returns how many of them are done with. What the
    /// socket did not take of the last of these waits in the outbox.
    pub(super) fn send(&mut self, chunk: &[u8], frames: &[Frame], now: Seconds) -> io::Result<usize> {
        debug_assert!(self.outbox.is_empty(), "it would get between a frame's bytes");
        let written = written(|| self.stream.write(chunk))?.unwrap_or(0);
        if written == chunk.len() {
            if self.stuck_since.is_some() {
                self.stuck_since = None;
            }
            return Ok(frames.len());
        }
        if written > 0 {
            (self.stuck_since, self.written_at) = (None, now);
        }
        self.stuck_since.get_or_insert(now);
        let mut begins = 0;
        for (nth, frame) in frames.iter().enumerate() {
            let ends = begins + frame.wire.len();
            if written < ends {
                if written == begins {
                    return Ok(nth);
                }
                self.outbox.push_back(frame.wire.slice(written - begins..));
                return Ok(nth + 1);
            }
            begins = ends;
        }
        Ok(frames.len())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

/// Tries once more where a signal came between. `None`: the socket takes nothing now.
fn written(mut write: impl FnMut() -> io::Result<usize>) -> io::Result<Option<usize>> {
    loop {
        return match write() {
            Ok(0) => Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => Ok(Some(written)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
    }
}
