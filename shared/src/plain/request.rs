//! What a plain client asks for. Its texts come from strangers: any is answered.

use crate::{channel::Channel, event::EventId, position::Position};
use serde::{Deserialize, de};

/// The longest message that a plain client may send, in bytes: its `since` may be the longest position.
pub const MAX_MESSAGE: usize = crate::position::MAX_TEXT + 1024;

/// How long a client may take until it asks for a stream, in seconds.
pub const REQUEST_SECONDS: u32 = 30;

/// The most votes of a channel that are read again for one who was away; further back, it starts anew. A large import and
/// a long break fit.
pub const MOST_MISSED: i64 = 250_000;

/// The most transactions that a client's position may name one by one. Ours name those that are open, and Postgres has
/// few.
pub const MOST_NAMED: usize = 1_000;

/// `{"event":"ALL"}`, `{"event":1}` or `{"event":"1"}`, and where to begin: `"since":"<position>"` or `"since":""`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Request {
    /// The stream.
    #[serde(deserialize_with = "channel")]
    pub event: Channel,
    /// Where to begin.
    #[serde(default, rename = "since")]
    pub start: Start,
}

/// Where a stream begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// Now, and without a word about it: the original clients know votes and nothing else.
    #[default]
    Now,
    /// Now, with an [`Opening`] first: the client has nothing yet and wants to go on from here later.
    Anew,
    /// Behind this position, with an [`Opening`] first.
    After(Position),
}

impl Request {
    /// The same from the texts of a query: `ALL` or a number, and a position or nothing. `None`: not a request.
    pub fn new(event: &str, since: &str) -> Option<Self> {
        let event = if event == "ALL" { Channel::Firehose } else { Channel::Event(EventId(event.parse().ok()?)) };
        Some(Self { event, start: Start::new(since)? })
    }
}

impl Start {
    /// Reads what a client said as `since`; `None`: not a position.
    fn new(since: &str) -> Option<Self> {
        if since.is_empty() { Some(Self::Anew) } else { since.parse().ok().map(Self::After) }
    }
}

impl<'de> Deserialize<'de> for Start {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?.unwrap_or_default();
        Self::new(&text).ok_or_else(|| de::Error::custom("since is a position, or empty"))
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn request(json: &str) -> Option<Request> {
        serde_json::from_str(json).ok()
    }

    #[test]
    fn the_original_requests_are_understood() {
        assert_eq!(request(r#"{"event":"ALL"}"#).map(|r| r.event), Some(Channel::Firehose));
        assert_eq!(request(r#"{"event":1}"#).map(|r| r.event), Some(Channel::Event(EventId(1))));
        assert_eq!(request(r#"{"event":"1"}"#).map(|r| r.event), Some(Channel::Event(EventId(1))));
        assert_eq!(request(r#"{"event":1}"#).map(|r| r.start), Some(Start::Now));
    }

    #[test]
    fn a_client_says_where_to_begin() {
        let start = |since| request(&format!(r#"{{"event":1,"since":{since}}}"#)).map(|r| r.start);
        assert_eq!(start(r#""""#), Some(Start::Anew));
        assert_eq!(start("null"), Some(Start::Anew));
        assert_eq!(start(r#""e8-12:9""#), Some(Start::After("e8-12:9".parse().expect("a position"))));
        assert_eq!(start(r#""soon""#), None);
    }

    #[test]
    fn anything_else_is_not() {
        for json in
            ["{}", r#"{"event":null}"#, r#"{"event":"1; drop table event_vote"}"#, r#"{"event":1.5}"#, "[]", "ALL"]
        {
            assert_eq!(request(json), None, "{json}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in ".*", event in "ALL|[-+]?[0-9]{0,12}|.*", since in "[0-9a-f]{0,9}-[0-9:,~.]*|.*") {
            let _ = request(&text);
            let json = serde_json::json!({"event": event, "since": since}).to_string();
            prop_assert_eq!(request(&json), Request::new(&event, &since));
        }
    }
}
