//! The native protocol, WebSocket subprotocol `partysense.v1`: one of these messages a binary frame (see `codec`).
//!
//! A viewer says [`Watch`](ClientMessage::Watch), gets either a whole [`State`] or the news that it missed nothing
//! that the server can't tell it in updates, and from then on [`Update`]s. A second `Watch` changes the channel.

use crate::{
    channel::Channel,
    event::{EventId, TrackId},
    position::Position,
    state::State,
    vote::{Ballot, Direction, Publication, Receipt, Refusal, Tally},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The WebSocket subprotocol. Any change to a message's layout needs a new name.
pub const SUBPROTOCOL: &str = "partysense.v1";

/// The longest time between two messages from the server, in seconds: in quiet it says [`ServerMessage::Heartbeat`].
pub const HEARTBEAT_SECONDS: u32 = 10;

/// How long a viewer hears nothing before it takes the connection for dead, in seconds: two heartbeats and some air.
pub const SILENCE_SECONDS: u32 = 25;

/// The most ballots of one connection that wait for their commit; further ones are refused as busy.
pub const BALLOTS_UNDER_WAY: usize = 32;

/// What a viewer says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClientMessage {
    /// Follow this channel from now on.
    Watch {
        /// What to follow.
        channel: Channel,
        /// What the viewer has already: a position that this channel sent it.
        since: Option<Position>,
    },
    /// Cast this ballot for the voter whose cookie opened the connection.
    Cast(Ballot),
}

/// What the server says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ServerMessage {
    /// Everything, at once: replaces what the viewer has.
    State(Box<State>),
    /// The viewer's `since` still holds: updates follow from there, up to so many votes ever cast on the channel.
    Resumed(Channel, u64),
    /// What changed since the last message.
    Update(Update),
    /// The voter's own votes at an event, all of them.
    Own(EventId, Vec<(TrackId, Direction)>),
    /// What became of a ballot.
    Answer(Uuid, Result<Receipt, Refusal>),
    /// The channel can't be watched, for a reason that another try does not change.
    NoSuchChannel(Channel),
    /// Nothing happened, and the connection is alive.
    Heartbeat,
    /// Whether the database is away: then nothing new comes, and no vote can be taken. Until told, it is not.
    Paused(bool),
}

/// The step from one position of a channel to a later one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// Whose update.
    pub channel: Channel,
    /// Where the channel stands after it.
    pub position: Position,
    /// How many watch now, on all servers together.
    pub viewers: u32,
    /// How many up and down votes were ever cast on the channel.
    pub cast: u64,
    /// New sums of what changed, by the id of the track (an event's channel) or of the event (the firehose).
    pub tallies: Vec<(i32, Tally)>,
    /// The up and down votes behind it, oldest first; of a flood only the last few.
    pub votes: Vec<Publication>,
}
