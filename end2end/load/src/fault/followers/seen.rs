//! What a follower remembers, over all its connections. It judges nothing.

use crate::{fault::journal::Line, shown::Shown};
use std::time::Duration;

/// One vote, as it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fault) struct Told {
    /// The row.
    pub(in crate::fault) id: i64,
    /// The event, where the stream names it.
    pub(in crate::fault) event: Option<i32>,
    /// The track.
    pub(in crate::fault) track: i32,
    /// Up or down.
    pub(in crate::fault) up: bool,
}

/// What a follower has, over all its connections.
#[derive(Debug, Default)]
pub(in crate::fault) struct Seen {
    /// In order of arrival.
    pub(in crate::fault) votes: Vec<Told>,
    /// When the last one arrived.
    pub(in crate::fault) told_at: Duration,
    /// The last position, of a stream.
    pub(in crate::fault) position: Option<String>,
    /// The page, of a native follower.
    pub(in crate::fault) shown: Option<Shown>,
    /// Times it came back.
    pub(in crate::fault) reconnects: usize,
    /// Times it gave a position and was told to begin again.
    pub(in crate::fault) refused: Vec<String>,
    /// What no follower may be told.
    pub(in crate::fault) failures: Vec<Line>,
    /// Times that another server showed a page at a position that lacks something the follower had. It comes soon.
    pub(in crate::fault) steps_back: usize,
    /// Its connections: when they began and why they ended.
    pub(in crate::fault) history: Vec<Line>,
}
