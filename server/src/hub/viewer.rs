//! One who watches: a place in a room's log that counts as a viewer until it is dropped.

use super::{
    Frame, Log, Lost,
    open::Place,
    room::{Format, Room},
};
use bytes::Bytes;
use shared::{Channel, Position, State};
use std::sync::Arc;

/// A viewer's place. It holds no frames of its own.
#[derive(Debug)]
pub struct Viewer {
    room: Arc<Room>,
    format: Format,
    place: Place,
}

impl Viewer {
    /// A viewer of the native protocol, and the frame that it must be sent first; `None`: the room is closed.
    pub(super) fn native(room: Arc<Room>, since: Option<&Position>) -> Option<(Self, Bytes)> {
        let (place, first) = room.enter_native(since)?;
        Some((Self { room, format: Format::Native, place }, first))
    }

    /// A viewer of the plain protocol, and the state where it begins; none, if the log has all that `since` lacks.
    /// `None`: the room is closed.
    pub(super) fn plain(room: Arc<Room>, since: Option<&Position>) -> Option<(Self, Option<Arc<State>>)> {
        let (place, state) = room.enter_plain(since)?;
        Some((Self { room, format: Format::Plain, place }, state))
    }

    /// What it watches.
    pub fn channel(&self) -> Channel {
        self.room.channel()
    }

    /// What it reads.
    pub fn log(&self) -> &Arc<Log> {
        &self.place.log
    }

    /// What its log is written in.
    pub fn protocol(&self) -> &'static str {
        match self.format {
            Format::Native => "native",
            Format::Plain => "plain",
        }
    }

    /// Where it stands in its log: before the frame that it lacks.
    pub fn place(&self) -> u64 {
        self.place.next
    }

    /// It stands there now.
    pub fn move_to(&mut self, place: u64) {
        self.place.next = place;
    }

    /// Waits until there is something to send and returns it, in order. Nothing is lost if the call is dropped.
    pub async fn frames(&mut self) -> Result<Vec<Frame>, Lost> {
        let next = self.place.next;
        // The sender lives in the log that `place` holds: it can't be gone.
        let _ = self.place.log.subscribe().wait_for(|end| *end > next).await;
        let frames = self.place.log.read(next)?;
        self.place.next += frames.len() as u64;
        Ok(frames)
    }

    /// After falling out of the native log: the newest state, and a place right behind it.
    pub fn catch_up(&mut self) -> Option<Bytes> {
        let (place, state) = self.room.catch_up()?;
        self.place = place;
        Some(state)
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        self.room.leave(self.format);
    }
}
