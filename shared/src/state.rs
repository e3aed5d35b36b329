//! The whole of what a page shows, at one position.

use crate::{
    channel::Channel,
    event::{Event, Track},
    position::Position,
    vote::{Publication, Tally},
};
use serde::{Deserialize, Serialize};

/// How many of the last votes a state carries.
pub const RECENT: usize = 30;

/// A channel at one position: what the server renders and what a socket begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Which votes are in it.
    pub position: Position,
    /// How many watch, on all servers together.
    pub viewers: u32,
    /// How many up and down votes were ever cast here: two such numbers tell what lies between them.
    pub cast: u64,
    /// What is voted on.
    pub board: Board,
    /// The last up and down votes, newest first, at most [`RECENT`].
    pub recent: Vec<Publication>,
}

/// What a channel tallies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Board {
    /// The firehose: all events.
    Firehose(Vec<EventTally>),
    /// One event: its line-up, and whatever else was voted on there.
    Event(Event, Vec<TrackTally>),
}

/// An event and all voices raised at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventTally {
    /// The event.
    pub event: Event,
    /// Summed over its tracks.
    pub tally: Tally,
}

/// A track and the voices for and against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackTally {
    /// The track.
    pub track: Track,
    /// Its voices at this event.
    pub tally: Tally,
    /// How it stands in the line-up.
    pub standing: Standing,
}

/// How a track stands in a line-up. Those that a host hides are on no board, and so have no word here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// It takes votes: the only one that does.
    #[default]
    Open,
    /// It plays right now.
    Playing,
    /// It has been played.
    Played,
    /// It is not in the line-up, but was voted on.
    Unlisted,
}

impl Board {
    /// The channel whose board this is.
    pub fn channel(&self) -> Channel {
        match self {
            Self::Firehose(_) => Channel::Firehose,
            Self::Event(event, _) => Channel::Event(event.id),
        }
    }
}
