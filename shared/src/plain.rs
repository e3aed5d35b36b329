//! The plain protocol: JSON text for the original PartySense clients and for scripts.
//!
//! The client's first message picks the stream; then every up or down vote is one message, in the shape that the
//! trigger announces on the Postgres channel of the same name, with `id` and `position` added.

use crate::{channel::Channel, event::EventId, position::Position, vote::Publication};
use serde::{Deserialize, Serialize, de};

/// The longest message that a plain client may send, in bytes: its `since` may be the longest position.
pub const MAX_MESSAGE: usize = crate::position::MAX_TEXT + 1024;

/// `{"event":"ALL"}`, `{"event":1}` or `{"event":"1"}`, and where to go on: `"since":"<position>"`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Request {
    /// The stream.
    #[serde(deserialize_with = "channel")]
    pub event: Channel,
    /// The `position` of the last message that the client has.
    #[serde(default, deserialize_with = "position")]
    pub since: Option<Position>,
}

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

impl Request {
    /// The same from the texts of a query: `ALL` or a number, and a position. `None`: not a request.
    pub fn new(event: &str, since: Option<&str>) -> Option<Self> {
        let event = if event == "ALL" { Channel::Firehose } else { Channel::Event(EventId(event.parse().ok()?)) };
        Some(Self { event, since: since.map(str::parse).transpose().ok()? })
    }
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

fn channel<'de, D: de::Deserializer<'de>>(deserializer: D) -> Result<Channel, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Named {
        Number(i32),
        Text(String),
    }
    match Named::deserialize(deserializer)? {
        Named::Number(id) => Ok(Channel::Event(EventId(id))),
        Named::Text(text) if text == "ALL" => Ok(Channel::Firehose),
        Named::Text(text) => match text.parse() {
            Ok(id) => Ok(Channel::Event(EventId(id))),
            Err(_) => Err(de::Error::custom("event is a number or \"ALL\"")),
        },
    }
}

fn position<'de, D: de::Deserializer<'de>>(deserializer: D) -> Result<Option<Position>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| text.parse().map_err(de::Error::custom)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Direction, Timestamp, TrackId, VoteId};

    fn request(json: &str) -> Option<Request> {
        serde_json::from_str(json).ok()
    }

    #[test]
    fn the_original_requests_are_understood() {
        assert_eq!(request(r#"{"event":"ALL"}"#).map(|r| r.event), Some(Channel::Firehose));
        assert_eq!(request(r#"{"event":1}"#).map(|r| r.event), Some(Channel::Event(EventId(1))));
        assert_eq!(request(r#"{"event":"1"}"#).map(|r| r.event), Some(Channel::Event(EventId(1))));
        let since = request(r#"{"event":1,"since":"12:9"}"#).and_then(|r| r.since);
        assert_eq!(since.map(|at| at.to_string()), Some("12:9".into()));
    }

    #[test]
    fn anything_else_is_not() {
        for json in
            ["{}", r#"{"event":null}"#, r#"{"event":"1; drop table event_vote"}"#, r#"{"event":1.5}"#, "[]", "ALL"]
        {
            assert_eq!(request(json), None, "{json}");
        }
        assert_eq!(request(r#"{"event":1,"since":"soon"}"#), None);
    }

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
        let at = "9".parse().expect("a position");
        let text = |channel| serde_json::to_string(&Vote::new(channel, &vote, &at)).expect("plain data");
        assert_eq!(
            text(Channel::Firehose),
            r#"{"eid":2,"event":"Friday","track":"\"Heroes\"","artist":null,"tid":7,"up":true,"id":5,"position":"9"}"#
        );
        assert_eq!(
            text(Channel::Event(EventId(2))),
            r#"{"track":"\"Heroes\"","artist":null,"tid":7,"up":true,"id":5,"position":"9"}"#
        );
    }
}
