//! What a reactor asks of a protocol. Everything here is called on the reactor's own thread and must not wait: what needs
//! time is a task, which has the connection's [`Line`].

use super::Line;
use crate::hub::{Lost, Viewer};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use shared::{Channel, Disconnect};
use std::time::Duration;
use tungstenite::Message;

/// What follows from what a viewer said.
#[derive(Default)]
pub struct Then {
    /// Sent at once.
    pub reply: Option<Bytes>,
    /// The viewer is sent this log from here on, behind the reply.
    pub follow: Option<Viewer>,
    /// Finds out more. The viewer no longer watches what it did, and nothing more is read from it until the task says
    /// something.
    pub task: Option<BoxFuture<'static, ()>>,
}

impl Then {
    /// This frame.
    pub fn reply(frame: Bytes) -> Self {
        Self { reply: Some(frame), ..Self::default() }
    }

    /// What this task finds out.
    pub fn ask(task: impl Future<Output = ()> + Send + 'static) -> Self {
        Self { task: Some(Box::pin(task)), ..Self::default() }
    }
}

/// One connection's side of a protocol.
pub trait Conversation: Send {
    /// The viewer is here; what it is sent first.
    fn begin(&mut self, _paused: bool) -> Option<Bytes> {
        None
    }

    /// The viewer said something; pings, pongs and closes do not come here.
    fn hear(&mut self, message: Message, line: &Line) -> Result<Then, Disconnect>;

    /// A ballot was answered.
    fn answered(&mut self) {}

    /// There is more to tell of `channel`, now or when the database is back.
    fn again(&mut self, _channel: Channel, _paused: bool, _line: &Line) -> Then {
        Then::default()
    }

    /// The database went away, or is back.
    fn paused(&mut self, _paused: bool, _line: &Line) -> Then {
        Then::default()
    }

    /// There is nothing to read at the viewer's place. If neither an end nor a task follows, `viewer` has been moved to where it
    /// goes on.
    fn lost(&mut self, lost: Lost, viewer: &mut Viewer, line: &Line) -> Result<Then, Disconnect>;

    /// What is sent when nothing was for that long, so that both sides and all between them see life.
    fn life(&self) -> (Bytes, Duration);

    /// How long the viewer may watch nothing.
    fn patience(&self) -> Option<Duration> {
        None
    }

    /// What it is told before it is disconnected, beside the code.
    fn farewell(&self, _reason: Disconnect) -> Option<Bytes> {
        None
    }
}
