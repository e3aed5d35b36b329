//! What a page knows while it lives: the link to the server, and the board that its messages move.
//!
//! One direction: the server's messages come in by [`Link::receive`] and change signals; what the reader does goes out
//! by [`Link::cast`]. The sum on a button never moves by a click, only by the server's word.

mod board;
mod own;
mod queue;
mod row;

pub use board::LiveBoard;
pub use own::OwnVote;
pub use row::Row;

use futures_channel::mpsc::UnboundedSender;
use leptos::prelude::*;
use queue::Queue;
use shared::{Ballot, ClientMessage, Direction, ServerMessage, Timestamp};
use std::time::Duration;
use uuid::Uuid;

/// About how long until a ballot that could not be taken is sent again: a busy server must not get it back at once.
const AGAIN: Duration = Duration::from_secs(2);

/// How the page stands to the server. Always the truth: `Live` only after the server said that nothing is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The page is as it was rendered; no connection was ever made.
    Connecting,
    /// Connected, and what happened meanwhile is on its way.
    CatchingUp,
    /// Every vote comes as it is cast.
    Live,
    /// Connected, but the server's database is away: nothing new comes, and votes wait.
    Paused,
    /// No connection; the page is as it was then.
    Offline {
        /// When it was lost.
        since: Timestamp,
    },
}

/// How long it is news that the page caught up.
const NEWS: Duration = Duration::from_secs(6);

/// The tab's link to the server. The browser's edge carries its messages; a page makes it follow its board.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    status: RwSignal<Status>,
    /// The server's database is away.
    paused: StoredValue<bool>,
    /// There was a connection, and it was lost: what was missed is to be told.
    gap: StoredValue<bool>,
    /// How many connections were lost.
    losses: StoredValue<u32>,
    /// How many votes came for a gap, for as long as that is news.
    caught_up: RwSignal<Option<u64>>,
    /// Where messages can go; `None`: nowhere right now.
    wire: StoredValue<Option<UnboundedSender<ClientMessage>>>,
    board: StoredValue<Option<LiveBoard>>,
    /// What the reader cast and the server has not answered.
    queue: Queue,
    /// What the reader pressed last, for as long as it is offered to take it back.
    pressed: RwSignal<Option<Pressed>>,
}

/// A press of a vote button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pressed {
    /// The reader's vote before.
    pub before: Option<Direction>,
    /// What was cast.
    pub ballot: Ballot,
}

impl Default for Link {
    fn default() -> Self {
        Self::new()
    }
}

impl Link {
    /// A link that leads nowhere yet.
    pub fn new() -> Self {
        Self {
            status: RwSignal::new(Status::Connecting),
            paused: StoredValue::new(false),
            gap: StoredValue::new(false),
            losses: StoredValue::new(0),
            caught_up: RwSignal::new(None),
            wire: StoredValue::new(None),
            board: StoredValue::new(None),
            queue: Queue::new(),
            pressed: RwSignal::new(None),
        }
    }

    /// How the page stands to the server.
    pub fn status(self) -> Signal<Status> {
        self.status.into()
    }

    /// How many votes were cast while there was no connection, for a moment after it is back.
    pub fn caught_up(self) -> Signal<Option<u64>> {
        self.caught_up.into()
    }

    /// From now on messages are about `board`'s channel and move it.
    pub fn follow(self, board: &LiveBoard) {
        self.board.set_value(Some(board.clone()));
        board.recall(&self.queue.waiting().get_untracked());
        self.watch();
    }

    /// Sends a ballot now, or as soon as there is a connection; it is the board's to show that it is pending.
    pub fn cast(self, ballot: Ballot) {
        self.queue.waiting().update(|waiting| waiting.push(ballot));
        self.send_ready();
    }

    /// The same for a press, which for a moment can be taken back.
    pub fn cast_pressed(self, pressed: Pressed) {
        self.cast(pressed.ballot.clone());
        self.pressed.set(Some(pressed));
    }

    /// What can be taken back.
    pub fn pressed(self) -> Signal<Option<Pressed>> {
        self.pressed.into()
    }

    /// It is not offered any more.
    pub fn forget_press(self, ballot: Uuid) {
        if self.pressed.with_untracked(|pressed| pressed.as_ref().is_some_and(|pressed| pressed.ballot.id == ballot)) {
            self.pressed.set(None);
        }
    }

    /// Cast and not yet answered, in order.
    pub fn unanswered(self) -> Signal<Vec<Ballot>> {
        self.queue.waiting().into()
    }

    /// Ballots of an earlier life of the tab that were never answered.
    pub fn recall(self, ballots: Vec<Ballot>) {
        self.queue.waiting().set(ballots);
    }

    /// The edge has a connection: messages go into `wire`. Says what to follow, and again what was never answered.
    pub fn connected(self, wire: UnboundedSender<ClientMessage>) {
        self.wire.set_value(Some(wire));
        self.paused.set_value(false);
        self.watch();
        self.send_ready();
    }

    /// The edge lost the connection, or could not make one, at `now`.
    pub fn disconnected(self, now: Timestamp) {
        let had_one = self.wire.with_value(Option::is_some);
        self.wire.set_value(None);
        self.queue.disconnected();
        if had_one {
            self.gap.set_value(true);
            self.losses.update_value(|losses| *losses += 1);
            self.caught_up.set(None);
        }
        if !matches!(self.status.get_untracked(), Status::Offline { .. }) {
            self.status.set(Status::Offline { since: now });
        }
    }

    /// The server said something.
    pub fn receive(self, message: ServerMessage) {
        match &message {
            // Nobody knows yet whether it counts; the same ballot sent again finds out.
            ServerMessage::Answer(id, Err(refusal)) if refusal.is_temporary() => return self.rest(*id),
            ServerMessage::Answer(id, answer) => {
                self.queue.answered(*id);
                self.send_ready();
                if answer.is_err() {
                    self.forget_press(*id);
                }
            }
            _ => {}
        }
        if let ServerMessage::Paused(paused) = message {
            self.paused.set_value(paused);
            return match self.status.get_untracked() {
                Status::Live | Status::Paused => self.up_to_date(),
                _ => {}
            };
        }
        let Some(board) = self.board.get_value() else { return };
        let cast = match &message {
            ServerMessage::State(state) if state.board.channel() == board.channel() => Some(state.cast),
            ServerMessage::Resumed(channel, cast) if *channel == board.channel() => Some(*cast),
            ServerMessage::NoSuchChannel(channel) if *channel == board.channel() => Some(board.cast()),
            _ => None,
        };
        let had = board.position().map(|_| board.cast());
        board.receive(message);
        if let Some(cast) = cast {
            board.recall(&self.queue.waiting().get_untracked());
            self.opened(had.map(|had| cast.saturating_sub(had)));
        }
    }

    /// The channel is up to date, and so many votes were missed; none can be, by who had nothing yet.
    fn opened(self, missed: Option<u64>) {
        if self.status.get_untracked() == Status::CatchingUp {
            self.up_to_date();
        }
        if self.gap.get_value() {
            self.gap.set_value(false);
            self.caught_up.set(missed);
            let told = self.losses.get_value();
            let forget = move || {
                if self.losses.get_value() == told {
                    self.caught_up.set(None);
                }
            };
            set_timeout(forget, NEWS);
        }
    }

    fn up_to_date(self) {
        self.status.set(if self.paused.get_value() { Status::Paused } else { Status::Live });
    }

    /// The server can't take the ballot now. All that rest are tried again together.
    fn rest(self, ballot: Uuid) {
        if self.queue.rest(ballot) {
            let again = move || {
                self.queue.wake();
                self.send_ready();
            };
            set_timeout(again, AGAIN.mul_f64(0.5 + js_sys::Math::random()));
        }
    }

    fn send_ready(self) {
        if self.wire.with_value(Option::is_some) {
            for ballot in self.queue.ready() {
                self.send(ClientMessage::Cast(ballot));
            }
        }
    }

    fn watch(self) {
        let Some(board) = self.board.get_value() else { return };
        if self.wire.with_value(Option::is_some) {
            self.status.set(Status::CatchingUp);
            self.send(ClientMessage::Watch { channel: board.channel(), since: board.position() });
        }
    }

    fn send(self, message: ClientMessage) {
        self.wire.with_value(|wire| {
            if let Some(wire) = wire {
                // A closed wire is a lost connection that the edge is about to report.
                let _ = wire.unbounded_send(message);
            }
        });
    }
}
