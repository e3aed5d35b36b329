//! One message of a log: encoded once, for everyone who is sent it.

use crate::wire;
use bytes::Bytes;
use shared::{Channel, Position, Publication, ServerMessage, VoteId, codec, plain};
use std::{ops::Deref, sync::Arc, time::Instant};

/// One message, ready to send. Clones are the same message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame(Arc<Prepared>);

/// What a [`Frame`] is.
#[derive(Debug, PartialEq, Eq)]
pub struct Prepared {
    /// Where the channel stands after it.
    pub after: Position,
    /// The one vote it tells of, and the transaction that wrote it; `None` where a frame tells of any number.
    pub vote: Option<(u64, VoteId)>,
    /// When the oldest vote in it was cast, by our clock; `None`: it tells of none, or again of one.
    pub cast_at: Option<Instant>,
    /// The WebSocket frame.
    pub wire: Bytes,
}

impl Deref for Frame {
    type Target = Prepared;

    fn deref(&self) -> &Prepared {
        &self.0
    }
}

impl Frame {
    pub(super) fn new(after: Position, vote: Option<(u64, VoteId)>, wire: Bytes) -> Self {
        Self(Arc::new(Prepared { after, vote, cast_at: None, wire }))
    }

    /// The same, of a vote that was cast at that time.
    pub(super) fn cast_at(mut self, cast_at: Option<Instant>) -> Self {
        Arc::get_mut(&mut self.0).expect("nobody else has it yet").cast_at = cast_at;
        self
    }

    /// A vote as one line of the plain protocol.
    pub fn plain(channel: Channel, xid: u64, vote: &Publication, after: Position) -> Self {
        let line = serde_json::to_vec(&plain::Vote::new(channel, vote, &after));
        let wire = wire::text(&line.expect("text and numbers always encode"));
        Self::new(after, Some((xid, vote.id)), wire)
    }

    /// A message of the native protocol.
    pub fn native(message: &ServerMessage, after: Position) -> Self {
        Self::new(after, None, wire::binary(&codec::encode_server(message)))
    }

    /// What it says.
    pub fn payload(&self) -> &[u8] {
        wire::payload(&self.wire)
    }

    /// The same line of the plain protocol for one who stands elsewhere after it.
    #[must_use]
    pub fn moved(&self, after: Position) -> Self {
        // The position is the line's end, and its characters are written as they are.
        const END: &str = "\"}";
        let line = self.payload();
        let kept = line.len() - self.after.to_string().len() - END.len();
        let wire = wire::text(&[&line[..kept], after.to_string().as_bytes(), END.as_bytes()].concat());
        Self::new(after, self.vote, wire)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(xmax: u64) -> Position {
        shared::Snapshot::new(shared::Epoch(0), xmax, vec![]).into()
    }

    #[test]
    fn a_line_says_where_one_stands_after_it() {
        let vote = Publication {
            id: VoteId(5),
            event: shared::EventId(1),
            title: "Friday".into(),
            track: shared::TrackId(7),
            name: "Changes".into(),
            artist: None,
            direction: shared::Direction::Up,
            cast_at: shared::Timestamp(0),
        };
        let line = |after| Frame::plain(Channel::Firehose, 9, &vote, at(after));
        assert_eq!(line(10).moved(at(12_345)), line(12_345));
    }
}
