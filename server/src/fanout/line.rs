//! How anyone else speaks to a reactor: a mailbox, and in it the line to one connection.

use super::conversation::Conversation;
use crate::{hub::Viewer, limits::Place};
use bytes::Bytes;
use mio::net::TcpStream;
use shared::{Channel, Disconnect};
use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::sync::oneshot;

/// What waits for a reactor. Senders bound it: an arrival a handshake, a few notes a question, an answer a ballot in the
/// box, and a ring an audience and look at it.
pub(super) struct Mailbox {
    /// `None`: nobody takes them any more.
    letters: Mutex<Option<Vec<Letter>>>,
    waker: mio::Waker,
}

pub(super) enum Letter {
    Adopt(Arrival),
    Note(Address, Note),
    /// An audience's log has grown.
    Grown(usize),
    Paused(bool),
    /// To end; how long the viewers' goodbyes may be spread over.
    Stop(Duration),
}

/// A connection whose handshake is done.
pub(super) struct Arrival {
    pub(super) stream: TcpStream,
    /// What came with the handshake.
    pub(super) said: Bytes,
    pub(super) conversation: Box<dyn Conversation>,
    pub(super) place: Place,
}

/// Which connection; a number that was given again is told from what it was before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) key: usize,
    pub(super) birth: u32,
    /// Which of its questions.
    pub(super) turn: u32,
}

/// What a connection is told.
pub(super) enum Note {
    /// Of a ballot, whatever was asked since.
    Answer(Bytes),
    Say(Vec<Bytes>, Option<oneshot::Sender<()>>),
    Follow(Viewer, Vec<Bytes>),
    Again(Channel),
    End(Disconnect),
    /// The task has ended.
    Done,
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailbox").finish_non_exhaustive()
    }
}

impl Mailbox {
    pub(super) fn new(waker: mio::Waker) -> Self {
        Self { letters: Mutex::new(Some(Vec::new())), waker }
    }

    pub(super) fn send(&self, letter: Letter) {
        let is_first = self.letters().as_mut().is_some_and(|letters| {
            letters.push(letter);
            letters.len() == 1
        });
        // Whoever put in the first one has woken it.
        if is_first && let Err(error) = self.waker.wake() {
            tracing::error!(%error, "can't wake a reactor");
        }
    }

    pub(super) fn take(&self) -> Vec<Letter> {
        self.letters().as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Drops what is there and whatever comes.
    pub(super) fn close(&self) {
        let letters = self.letters().take();
        drop(letters);
    }

    fn letters(&self) -> MutexGuard<'_, Option<Vec<Letter>>> {
        self.letters.lock().expect("no thread panics while it holds the letters")
    }
}

/// The line to one connection, for the task that works on what its viewer asked. Once the viewer has asked for something
/// else, or has gone, what is said here goes nowhere.
#[derive(Clone, Debug)]
pub struct Line {
    pub(super) mailbox: Arc<Mailbox>,
    pub(super) address: Address,
}

/// Tells a connection that its task has ended, however it does.
pub(super) struct Done(Line);

impl Drop for Done {
    fn drop(&mut self) {
        self.0.tell(Note::Done);
    }
}

/// The viewer has gone or asked for something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nobody listens")]
pub struct Unheard;

impl Line {
    /// Says what became of a ballot.
    pub fn answer(&self, frame: Bytes) {
        self.tell(Note::Answer(frame));
    }

    /// The reply to what was asked, if that is all.
    pub fn reply(&self, frame: Bytes) {
        self.tell(Note::Say(vec![frame], None));
    }

    /// Part of the reply. Returns when the socket has taken it.
    pub async fn say(&self, frames: Vec<Bytes>) -> Result<(), Unheard> {
        let (sent, written) = oneshot::channel();
        self.tell(Note::Say(frames, Some(sent)));
        written.await.map_err(|_| Unheard)
    }

    /// The reply, and from then on the viewer's log as it grows.
    pub fn follow(&self, viewer: Viewer, first: Vec<Bytes>) {
        self.tell(Note::Follow(viewer, first));
    }

    /// There is more to tell of `channel` when the database is back.
    pub fn again(&self, channel: Channel) {
        self.tell(Note::Again(channel));
    }

    /// Ends the connection.
    pub fn end(&self, reason: Disconnect) {
        self.tell(Note::End(reason));
    }

    pub(super) fn tell_when_dropped(self) -> Done {
        Done(self)
    }

    fn tell(&self, note: Note) {
        self.mailbox.send(Letter::Note(self.address, note));
    }
}
