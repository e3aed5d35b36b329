//! The plain protocol: JSON text for the original PartySense clients and for scripts.
//!
//! The client's first message picks the stream; then every up or down vote is one message, in the shape that the
//! trigger announces on the Postgres channel of the same name, with `id` and `position` added. A client that says
//! `since` is told first where it begins: at its position, or anew with the sums of that moment.

mod opening;
mod request;

pub use opening::{NotRecovered, Opening, Sum};
pub use request::{MAX_MESSAGE, MOST_MISSED, MOST_NAMED, REQUEST_SECONDS, Request, Start};

use crate::{channel::Channel, event::EventId, position::Position, vote::Publication};
use serde::Serialize;

/// Between two pings in quiet, in seconds, so that a dead connection is found and a proxy sees life.
pub const PING_SECONDS: u32 = 20;

/// One vote. The order of the fields is that of the original's payloads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Vote<'a> {
    /// The event's id; on the firehose only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eid: Option<EventId>,
    /// The event's title; on the firehose only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<&'a str>,
    /// The track's name.
    pub track: &'a str,
    /// The artist's name, or null.
    pub artist: Option<&'a str>,
    /// The track's id.
    pub tid: i32,
    /// Up or down.
    pub up: bool,
    /// The row's id.
    pub id: i64,
    /// What to give as `since` to go on after this vote.
    pub position: String,
}

/// What a client gets before its connection is closed for a mistake of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure<'a> {
    /// The mistake.
    pub error: Reason<'a>,
}

/// The mistake: for programs and for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason<'a> {
    /// A name that does not change.
    pub code: &'a str,
    /// What to do about it.
    pub message: &'a str,
}

impl<'a> Vote<'a> {
    /// The message for `vote` on `channel`, after which a follower stands at `position`.
    pub fn new(channel: Channel, vote: &'a Publication, position: &Position) -> Self {
        let firehose = channel == Channel::Firehose;
        Self {
            eid: firehose.then_some(vote.event),
            event: firehose.then_some(vote.title.as_str()),
            track: &vote.name,
            artist: vote.artist.as_deref(),
            tid: vote.track.0,
            up: vote.direction.is_up(),
            id: vote.id.0,
            position: position.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Direction, Timestamp, TrackId, VoteId};

    #[test]
    fn a_vote_has_the_original_keys_in_their_order() {
        let vote = Publication {
            id: VoteId(5),
            event: EventId(2),
            title: "Friday".into(),
            track: TrackId(7),
            name: "\"Heroes\"".into(),
            artist: None,
            direction: Direction::Up,
            cast_at: Timestamp(0),
        };
        let at = "e8-9".parse().expect("a position");
        let text = |channel| serde_json::to_string(&Vote::new(channel, &vote, &at)).expect("plain data");
        assert_eq!(
            text(Channel::Firehose),
            r#"{"eid":2,"event":"Friday","track":"\"Heroes\"","artist":null,"tid":7,"up":true,"id":5,"position":"e8-9"}"#
        );
        assert_eq!(
            text(Channel::Event(EventId(2))),
            r#"{"track":"\"Heroes\"","artist":null,"tid":7,"up":true,"id":5,"position":"e8-9"}"#
        );
    }
}
