//! One who watches: a place in a room's log that counts as a viewer until it is dropped.

use super::{
    Frame, Lost,
    open::Place,
    room::{Format, Room},
};
use bytes::Bytes;
use shared::{Channel, Position, State};
use std::sync::Arc;
use tokio::sync::watch;

/// A viewer's place. It holds no frames of its own.
#[derive(Debug)]
pub struct Viewer {
    room: Arc<Room>,
    format: Format,
    place: Place,
    end: watch::Receiver<u64>,
}

impl Viewer {
    /// A viewer of the native protocol, and the frame that it must be sent first; `None`: the room is closed.
    pub(super) fn native(room: Arc<Room>, since: Option<&Position>) -> Option<(Self, Bytes)> {
        let (place, first) = room.enter_native(since)?;
        Some((Self::at(room, Format::Native, place), first))
    }

    /// A viewer of the plain protocol, and the state where it begins; none, if the log has all that `since` lacks.
    /// `None`: the room is closed.
    pub(super) fn plain(room: Arc<Room>, since: Option<&Position>) -> Option<(Self, Option<State>)> {
        let (place, state) = room.enter_plain(since)?;
        Some((Self::at(room, Format::Plain, place), state))
    }

    fn at(room: Arc<Room>, format: Format, place: Place) -> Self {
        let end = place.log.subscribe();
        Self { room, format, place, end }
    }

    /// What it watches.
    pub fn channel(&self) -> Channel {
        self.room.channel()
    }

    /// Waits until there is something to send and returns all of it, in order. Nothing is lost if the call is dropped.
    pub async fn frames(&mut self) -> Result<Vec<Frame>, Lost> {
        let next = self.place.next;
        // The sender lives in the log that `place` holds: it can't be gone.
        let _ = self.end.wait_for(|end| *end > next).await;
        let frames = self.place.log.read(next)?;
        self.place.next += frames.len() as u64;
        Ok(frames)
    }

    /// After falling out of the native log: the newest state, and a place right behind it.
    pub fn catch_up(&mut self) -> Option<Bytes> {
        let (place, state) = self.room.catch_up()?;
        self.end = place.log.subscribe();
        self.place = place;
        Some(state)
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        self.room.leave(self.format);
    }
}
