//! A vote on its way: the ballot that asks for it, the receipt for its commit, its publication, its place in a tally.

use crate::event::{EventId, Timestamp, TrackId};
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// `event_vote.id`. Handed out before commit, so a larger id does not mean a later vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VoteId(pub i64);

/// Which way a vote goes. A withdrawn vote is the absence of one: `Option<Direction>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// More of this.
    Up,
    /// Less of this.
    Down,
}

/// A voter's wish, before it is a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballot {
    /// Chosen by who casts it; the same id sent again is acknowledged and counts once.
    pub id: Uuid,
    /// The event it is cast at.
    pub event: EventId,
    /// The track it is about.
    pub track: TrackId,
    /// `None` withdraws the voter's vote on that track.
    pub choice: Option<Direction>,
}

/// Proof that a ballot is a committed row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The row.
    pub vote: VoteId,
    /// The transaction that wrote it. Once [`Position::covers`](crate::Position::covers) says so, it is on the page.
    pub xid: u64,
}

/// Why a ballot did not become a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refusal {
    /// There is no event of that id.
    #[error("this event does not exist")]
    UnknownEvent,
    /// The event has no such track in its line-up.
    #[error("this track is not in the event’s line-up")]
    UnknownTrack,
    /// `opens_at` is still to come.
    #[error("voting has not opened yet")]
    NotOpen,
    /// `closes_at` is past.
    #[error("voting is closed")]
    Closed,
    /// More ballots wait than the server takes in; the same ballot may be sent again.
    #[error("too many votes at once, try again in a moment")]
    Busy,
    /// The database is away; the same ballot may be sent again.
    #[error("votes can’t be taken right now, try again in a moment")]
    Unavailable,
    /// The connection or request carries no voter: cookies are switched off.
    #[error("voting needs cookies, and this browser sent none")]
    NoVoter,
    /// The request came from a page of another site.
    #[error("votes are only taken from this site’s own pages")]
    ForeignOrigin,
    /// This ballot id already stands for another vote.
    #[error("this ballot was already used for another vote")]
    BallotReused,
    /// It plays, or has been played.
    #[error("this track takes no more votes: it was played")]
    Played,
    /// The host allows no votes down.
    #[error("votes down are off at this event")]
    NoDownVotes,
    /// As many of the voter's votes as the host allows stand of those cast within the last hour.
    #[error("your votes of this hour are used up: take one back, or wait")]
    Spent,
}

/// A vote that became visible, as everyone is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The row.
    pub id: VoteId,
    /// Where it was cast.
    pub event: EventId,
    /// That event's title when it was cast.
    pub title: String,
    /// What it is about.
    pub track: TrackId,
    /// That track's name.
    pub name: String,
    /// That track's artist; `None`: the library names nobody.
    pub artist: Option<String>,
    /// Up or down.
    pub direction: Direction,
    /// When the row was written.
    pub cast_at: Timestamp,
}

/// How many voices stand behind each direction right now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tally {
    /// Voices for.
    pub up: u32,
    /// Voices against.
    pub down: u32,
}

impl Direction {
    /// `true` for up, as `event_vote.is_positive` has it.
    pub fn is_up(self) -> bool {
        self == Self::Up
    }

    /// `up` and `down`: in forms, styles and tests.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

impl From<bool> for Direction {
    fn from(up: bool) -> Self {
        if up { Self::Up } else { Self::Down }
    }
}

impl Refusal {
    /// Every reason there is, for those who look one up by its code.
    pub const ALL: [Self; 12] = [
        Self::UnknownEvent,
        Self::UnknownTrack,
        Self::NotOpen,
        Self::Closed,
        Self::Busy,
        Self::Unavailable,
        Self::NoVoter,
        Self::ForeignOrigin,
        Self::BallotReused,
        Self::Played,
        Self::NoDownVotes,
        Self::Spent,
    ];

    /// A short name that programs and links may rely on.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownEvent => "unknown-event",
            Self::UnknownTrack => "unknown-track",
            Self::NotOpen => "not-open",
            Self::Closed => "closed",
            Self::Busy => "busy",
            Self::Unavailable => "unavailable",
            Self::NoVoter => "no-voter",
            Self::ForeignOrigin => "foreign-origin",
            Self::BallotReused => "ballot-reused",
            Self::Played => "played",
            Self::NoDownVotes => "no-down-votes",
            Self::Spent => "spent",
        }
    }

    /// The reason of that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.code() == code)
    }

    /// Whether the same ballot may succeed if it is simply sent again.
    pub fn is_temporary(self) -> bool {
        matches!(self, Self::Busy | Self::Unavailable)
    }
}

impl Tally {
    /// What the ranking goes by.
    pub fn score(self) -> i64 {
        i64::from(self.up) - i64::from(self.down)
    }

    /// All voices, whichever way.
    pub fn total(self) -> u32 {
        self.up.saturating_add(self.down)
    }

    /// Takes `previous` out and puts `next` in: what one row of `event_vote` does to the sum.
    pub fn replace(&mut self, previous: Option<Direction>, next: Option<Direction>) {
        match previous {
            Some(Direction::Up) => self.up = self.up.saturating_sub(1),
            Some(Direction::Down) => self.down = self.down.saturating_sub(1),
            None => {}
        }
        match next {
            Some(Direction::Up) => self.up = self.up.saturating_add(1),
            Some(Direction::Down) => self.down = self.down.saturating_add(1),
            None => {}
        }
    }
}

impl fmt::Display for VoteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_is_found_by_its_code() {
        for refusal in Refusal::ALL {
            assert_eq!(Refusal::from_code(refusal.code()), Some(refusal));
        }
        assert_eq!(Refusal::from_code("<script>"), None);
    }

    #[test]
    fn a_changed_and_a_withdrawn_vote_leave_no_trace_in_the_sum() {
        let mut tally = Tally::default();
        tally.replace(None, Some(Direction::Up));
        tally.replace(Some(Direction::Up), Some(Direction::Down));
        assert_eq!(tally, Tally { up: 0, down: 1 });
        assert_eq!(tally.score(), -1);
        tally.replace(Some(Direction::Down), None);
        assert_eq!(tally, Tally::default());
    }
}
