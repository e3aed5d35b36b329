//! Events, tracks and the time they happen at: what the catalog knows. Never a vote.

use serde::{Deserialize, Serialize};
use std::fmt;

/// `event_event.id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(pub i32);

/// `music_track.id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TrackId(pub i32);

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// One evening with a line-up of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its row in `event_event`.
    pub id: EventId,
    /// As the host wrote it; any text at all.
    pub title: String,
    /// The short code that guests type to join.
    pub code: String,
    /// No vote counts before this; `None`: open from the start.
    pub opens_at: Option<Timestamp>,
    /// No vote counts from this on; `None`: never closes.
    pub closes_at: Option<Timestamp>,
    /// How one votes there.
    pub rules: Rules,
}

/// What a host allows. The server enforces it; pages say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// The most votes of a voter that may stand of those cast within an hour; `None`: as many as they like.
    pub votes_per_hour: Option<u32>,
    /// The same of votes down: 0: nobody votes down; `None`: as many as votes.
    pub downs_per_hour: Option<u32>,
    /// Whether pages tell of votes against.
    pub shows_negative: bool,
    /// Whether guests may suggest tracks.
    pub takes_suggestions: bool,
    /// Whether each press is a voice of its own, rather than a change of the voter's one voice on a track.
    pub free_repeats: bool,
}

/// A piece of music one can vote on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    /// Its row in `music_track`.
    pub id: TrackId,
    /// As the library has it; any text at all.
    pub name: String,
    /// `None`: the library names nobody.
    pub artist: Option<String>,
}

impl Default for Rules {
    /// One voice on each track, up or down, as often as one likes.
    fn default() -> Self {
        Self {
            votes_per_hour: None,
            downs_per_hour: None,
            shows_negative: true,
            takes_suggestions: false,
            free_repeats: false,
        }
    }
}

impl Timestamp {
    /// The beginning of the year 1, and
    pub const FIRST: Self = Self(-62_135_596_800_000);
    /// the end of the year 9999: RFC 3339 can say no more.
    pub const LAST: Self = Self(253_402_300_799_999);
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for TrackId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
