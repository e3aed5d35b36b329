//! What one can watch: one event, or everything.

use crate::event::EventId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A stream of votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Channel {
    /// The votes of all events.
    Firehose,
    /// The votes of one.
    Event(EventId),
}

/// The name of the Postgres channel that announces the same votes.
impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Firehose => f.write_str("firehose"),
            Self::Event(id) => write!(f, "event_{id}"),
        }
    }
}
