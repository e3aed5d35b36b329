//! Where a plain stream begins, for a client that wants to know.

use crate::{
    event::EventId,
    position::Position,
    state::{Board, EventTally, State, TrackTally},
};
use serde::Serialize;

/// The first message to a client that said `since`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Opening<'a> {
    /// Whether everything since the client's position follows, each vote once. Else the stream begins anew.
    pub recovered: bool,
    /// Why not, if there was a position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<NotRecovered>,
    /// Where the stream begins.
    pub position: String,
    /// The sums of that moment, unless the client has its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tallies: Option<Vec<Sum<'a>>>,
}

/// Why a stream can't go on from a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotRecovered {
    /// It belongs to another database, or to this one before a restore or a failover.
    OtherHistory,
    /// Nobody can have seen so much yet.
    Future,
    /// More votes were cast since than are read again.
    TooFarBack,
}

/// The voices for one track, on the firehose for one event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sum<'a> {
    /// The event's id and title; on the firehose only.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    event: Option<Titled<'a>>,
    /// The track's id, name and artist; on an event only.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    track: Option<Named<'a>>,
    /// Voices for.
    up: u32,
    /// Voices against.
    down: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Titled<'a> {
    eid: EventId,
    event: &'a str,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Named<'a> {
    track: &'a str,
    artist: Option<&'a str>,
    tid: i32,
}

impl<'a> Opening<'a> {
    /// Everything since `position` follows.
    pub fn recovered(position: &Position) -> Self {
        Self { recovered: true, reason: None, position: position.to_string(), tallies: None }
    }

    /// The stream begins anew at `state`.
    pub fn anew(state: &'a State, reason: Option<NotRecovered>) -> Self {
        let tallies = match &state.board {
            Board::Firehose(events) => events.iter().map(Sum::of_event).collect(),
            Board::Event(_, tracks) => tracks.iter().map(Sum::of_track).collect(),
        };
        Self { recovered: false, reason, position: state.position.to_string(), tallies: Some(tallies) }
    }
}

impl<'a> Sum<'a> {
    fn of_event(row: &'a EventTally) -> Self {
        let event = Titled { eid: row.event.id, event: &row.event.title };
        Self { event: Some(event), track: None, up: row.tally.up, down: row.tally.down }
    }

    fn of_track(row: &'a TrackTally) -> Self {
        let track = Named { track: &row.track.name, artist: row.track.artist.as_deref(), tid: row.track.id.0 };
        Self { event: None, track: Some(track), up: row.tally.up, down: row.tally.down }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Event, Rules, Standing, Tally, Track, TrackId};

    #[test]
    fn an_opening_says_what_follows() {
        let at: Position = "e8-9".parse().expect("a position");
        let text = |opening: Opening<'_>| serde_json::to_string(&opening).expect("plain data");
        assert_eq!(text(Opening::recovered(&at)), r#"{"recovered":true,"position":"e8-9"}"#);
        let track = Track { id: TrackId(7), name: "Changes".into(), artist: None };
        let tally = Tally { up: 3, down: 1 };
        let row = TrackTally { track, tally, standing: Standing::Open };
        let event = Event {
            id: EventId(2),
            title: "Friday".into(),
            code: "X".into(),
            opens_at: None,
            closes_at: None,
            rules: Rules::default(),
        };
        let board = Board::Event(event.clone(), vec![row]);
        let state = State { position: at.clone(), viewers: 0, cast: 4, board, recent: vec![] };
        assert_eq!(
            text(Opening::anew(&state, Some(NotRecovered::TooFarBack))),
            r#"{"recovered":false,"reason":"too-far-back","position":"e8-9","tallies":[{"track":"Changes","artist":null,"tid":7,"up":3,"down":1}]}"#
        );
        let board = Board::Firehose(vec![EventTally { event, tally }]);
        let state = State { board, ..state.clone() };
        assert_eq!(
            text(Opening::anew(&state, None)),
            r#"{"recovered":false,"position":"e8-9","tallies":[{"eid":2,"event":"Friday","up":3,"down":1}]}"#
        );
    }
}
