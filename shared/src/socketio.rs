//! The Socket.IO protocol: the events of the first client for inserted titles, and votes for those that want them.
//!
//! Client: `ready for data`, `subscribe`, `unsubscribe`, `vote`, `own`, each with at most one object and answered by an
//! acknowledgement if one is asked for. Server: `connected`, `update`, `vote`, `unsubscribed`, `error`.
//! Source: Socket.IO protocol, revision 5; Engine.IO protocol, revision 4.

use crate::{
    event::{EventId, TrackId},
    plain::{NotRecovered, Start},
    position::Position,
    vote::{Ballot, Direction},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The longest message that a client may send, in bytes: its `since` may be a long position.
pub const MAX_MESSAGE: usize = 32 * 1024;
/// The most bytes of messages that a client may post at once.
pub const MOST_POSTED: usize = 1024 * 1024;
/// The most messages of one client that wait to be read; further ones are refused as busy.
pub const INBOX: usize = 32;
/// The most ballots of one client that wait for their commit; further ones are refused as busy.
pub const BALLOTS_UNDER_WAY: usize = 32;
/// The most packets that wait for one client; what has no room stays where it is, and comes later.
pub const MOST_PACKETS: usize = 256;
/// The most titles that are read again for one who was away; further back, it goes on from now.
pub const MOST_MISSED: usize = 10_000;
/// Milliseconds between two pings; in the first message of a connection, so that a client knows when a server is gone.
pub const PING_INTERVAL_MS: u64 = 25_000;
/// Milliseconds in which a ping must be answered.
pub const PING_TIMEOUT_MS: u64 = 20_000;

/// What a client may send along when it connects.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Auth {
    /// Whose votes these are, if no cookie says so.
    #[serde(default)]
    pub token: Option<String>,
}

/// `ready for data`: `{}`, or where to go on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Ready {
    /// Where to begin.
    #[serde(default, rename = "since")]
    pub start: Start,
}

/// `vote`: `{"event":1,"track":7,"up":true,"ballot":"<uuid>"}`; `up` null withdraws, and who forgets it has said nothing. Without
/// a ballot id the server makes one, and the message must not be repeated.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Cast {
    event: EventId,
    track: TrackId,
    #[serde(deserialize_with = "Option::deserialize")]
    up: Option<bool>,
    ballot: Option<Uuid>,
}

/// `own`: `{"event":1}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OwnRequest {
    /// Where the votes were cast.
    pub event: EventId,
}

/// `update`: an inserted title, as the first server passed the notification on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Update<'a> {
    message: Notification<'a>,
    /// What to give as `since` to go on after this title.
    position: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Notification<'a> {
    channel: &'a str,
    payload: Option<&'a str>,
}

/// The answer to `ready for data`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Begun {
    /// Whether everything since the client's position follows, each title once. Else titles come from now on.
    pub recovered: bool,
    /// Why not, if there was a position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<NotRecovered>,
    /// Where they begin.
    pub position: String,
}

/// The answer to `vote`, after the commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Accepted {
    /// The row.
    pub id: i64,
    /// What the same vote is to be sent again with.
    pub ballot: Uuid,
}

/// The answer to `own`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Own {
    /// The votes that stand.
    pub votes: Vec<OwnVote>,
}

/// One of the voter's own votes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OwnVote {
    track: TrackId,
    up: bool,
}

impl Cast {
    /// The ballot that it is.
    pub fn ballot(&self, otherwise: impl FnOnce() -> Uuid) -> Ballot {
        let id = self.ballot.unwrap_or_else(otherwise);
        Ballot { id, event: self.event, track: self.track, choice: self.up.map(Direction::from) }
    }
}

impl<'a> Update<'a> {
    /// The message for `title`, after which a follower stands at `position`.
    pub fn new(title: Option<&'a str>, position: &Position) -> Self {
        let message = Notification { channel: "addedrecord", payload: title };
        Self { message, position: position.to_string() }
    }
}

impl Own {
    /// The votes that stand, by track.
    pub fn new(votes: impl IntoIterator<Item = (TrackId, Direction)>) -> Self {
        let vote = |(track, direction): (TrackId, Direction)| OwnVote { track, up: direction.is_up() };
        Self { votes: votes.into_iter().map(vote).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_where_the_first_client_looks_for_it() {
        let at = "e8-9".parse().expect("a position");
        let text = |title| serde_json::to_string(&Update::new(title, &at)).expect("plain data");
        assert_eq!(
            text(Some("\"Heroes\"")),
            r#"{"message":{"channel":"addedrecord","payload":"\"Heroes\""},"position":"e8-9"}"#
        );
        assert_eq!(text(None), r#"{"message":{"channel":"addedrecord","payload":null},"position":"e8-9"}"#);
    }

    #[test]
    fn a_vote_that_says_no_direction_is_none() {
        let choice = |json| serde_json::from_str(json).ok().map(|cast: Cast| cast.ballot(Uuid::nil).choice);
        assert_eq!(choice(r#"{"event":1,"track":7,"up":false}"#), Some(Some(Direction::Down)));
        assert_eq!(choice(r#"{"event":1,"track":7,"up":null}"#), Some(None));
        assert_eq!(choice(r#"{"event":1,"track":7}"#), None);
    }

    #[test]
    fn a_client_that_says_nothing_begins_now() {
        let start = |json| serde_json::from_str(json).ok().map(|ready: Ready| ready.start);
        assert_eq!(start("{}"), Some(Start::Now));
        assert_eq!(start(r#"{"since":"e8-9"}"#), Some(Start::After("e8-9".parse().expect("a position"))));
        assert_eq!(start(r#"{"since":7}"#), None);
    }
}
