//! What the server and its viewers say to each other.
//!
//! Types, their codec and the arithmetic of positions. Nothing here reads a clock, opens a socket or waits:
//! both edges (`server`, `frontend`) and the pages (`app`) depend on this crate and on nothing of each other.

pub mod backoff;
pub mod channel;
pub mod codec;
pub mod disconnect;
pub mod event;
pub mod plain;
pub mod position;
pub mod protocol;
pub mod socketio;
pub mod state;
pub mod vote;

pub use backoff::Backoff;
pub use channel::Channel;
pub use disconnect::Disconnect;
pub use event::{Event, EventId, Rules, Timestamp, Track, TrackId};
pub use position::{Epoch, Part, Position, Snapshot};
pub use protocol::{ClientMessage, ServerMessage, Update};
pub use state::{Board, EventTally, Standing, State, TrackTally};
pub use vote::{Ballot, Direction, Publication, Receipt, Refusal, Tally, VoteId};
