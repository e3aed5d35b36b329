//! A channel that is loaded: its state, the logs that viewers read, and who reads them. Its room keeps the lock.

use super::{Frame, live::Live, log::Log};
use crate::{
    store::{
        catalog::{Hidden, Names},
        changes::{Batch, Change},
    },
    wire,
};
use bytes::Bytes;
use shared::{Channel, Position, ServerMessage, State, codec};
use std::sync::Arc;
use tokio::time::Instant;

/// A place in one of the room's logs.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) log: Arc<Log>,
    pub(super) next: u64,
}

#[derive(Debug)]
pub(super) struct Open {
    pub(super) live: Live,
    pub(super) native: Arc<Log>,
    /// There only while somebody reads it.
    pub(super) plain: Option<Arc<Log>>,
    pub(super) viewers: u32,
    pub(super) plain_viewers: u32,
    /// Who watches the channel on other servers.
    pub(super) elsewhere: u32,
    /// When the last native frame was made.
    pub(super) framed_at: Option<Instant>,
    /// When the oldest vote was cast that is in no native frame yet.
    unframed_since: Option<std::time::Instant>,
    /// When a task will look whether a frame is due.
    pub(super) wakes_at: Option<Instant>,
    /// The last time that anybody came or went.
    pub(super) visited_at: Instant,
    /// The whole state, and as a native frame, until it changes: a thousand viewers who come at once share it.
    shown: Option<Arc<State>>,
    encoded: Option<Bytes>,
}

impl Open {
    pub(super) fn new(live: Live) -> Self {
        Self {
            native: Arc::new(Log::new(live.position().clone())),
            live,
            plain: None,
            viewers: 0,
            plain_viewers: 0,
            elsewhere: 0,
            framed_at: None,
            unframed_since: None,
            wakes_at: None,
            visited_at: Instant::now(),
            shown: None,
            encoded: None,
        }
    }

    /// Counts the rows, and writes each up or down vote as plain text once for all who read that.
    pub(super) fn apply(&mut self, channel: Channel, batch: &Batch, rows: &[usize]) {
        let Self { live, plain, unframed_since, .. } = self;
        let mut lines = Vec::new();
        let cast_at = |change: &Change| batch.clock.here_at(change.vote.cast_at);
        let line = |change: &Change, after| {
            lines.push(Frame::plain(channel, change.xid, &change.vote, after).cast_at(cast_at(change)));
        };
        live.apply(batch, rows, plain.is_some().then_some(line));
        *unframed_since = unframed_since.or_else(|| cast_at(&batch.changes[*rows.first()?]));
        if let (Some(log), false) = (plain, lines.is_empty()) {
            log.push(lines);
        }
        self.has_changed();
    }

    /// Takes in new names.
    pub(super) fn rename(&mut self, names: Names, hidden: Hidden) {
        self.live.rename(names, hidden);
        self.has_changed();
    }

    fn has_changed(&mut self) {
        (self.shown, self.encoded) = (None, None);
    }

    /// What the channel shows now.
    pub(super) fn state(&mut self) -> Arc<State> {
        self.shown.get_or_insert_with(|| Arc::new(self.live.state())).clone()
    }

    /// How many watch, on all servers together.
    pub(super) fn everyone(&self) -> u32 {
        self.viewers.saturating_add(self.elsewhere)
    }

    pub(super) fn frame(&mut self, now: Instant) {
        let message = self.live.frame(self.everyone());
        let frame = Frame::native(&message, self.live.position().clone());
        self.native.push([frame.cast_at(self.unframed_since.take())]);
        self.framed_at = Some(now);
        self.has_changed();
    }

    pub(super) fn native_place(&mut self, channel: Channel, since: Option<&Position>) -> (Place, Bytes) {
        let log = self.native.clone();
        if let Some(next) = since.and_then(|position| log.find(position)) {
            return (Place { log, next }, encode(&ServerMessage::Resumed(channel, self.live.cast())));
        }
        let state = self.state();
        let state = || encode(&ServerMessage::State(Box::new(State::clone(&state))));
        (Place { next: log.end(), log }, self.encoded.get_or_insert_with(state).clone())
    }
}

/// As a frame on the wire.
fn encode(message: &ServerMessage) -> Bytes {
    wire::binary(&codec::encode_server(message))
}
