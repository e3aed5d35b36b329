//! What is voted on: three events with a line-up each.

use super::dice::Dice;
use shared::{Ballot, Channel, Direction, EventId, TrackId};
use sqlx::PgConnection;

/// Events, and tracks of each.
const EVENTS: i32 = 3;
const TRACKS: i32 = 10;
/// How often a choice is for a track, and how often it takes an earlier one back.
const FAVOUR: f64 = 0.7;
const WITHDRAWAL: f64 = 0.15;

/// What a vote is about, and what it says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    /// `event_event.id`.
    pub(super) event: i32,
    /// `music_track.id`.
    pub(super) track: i32,
    /// `None`: withdrawn.
    pub(super) choice: Option<bool>,
}

/// Writes the events, the library and the line-ups. Texts that are awkward in JSON and in SQL are among them.
pub(super) async fn load(connection: &mut PgConnection) -> sqlx::Result<()> {
    let events = "insert into event_event (id, title)
                  select id, 'Evening \"' || id || '\" \\ ’🎉 ' || repeat('é', id * 20) from generate_series(1, $1) id";
    sqlx::query(events).bind(EVENTS).execute(&mut *connection).await?;
    let artists = "insert into music_artist (id, name) select id, 'Artist ' || id from generate_series(1, 5) id";
    sqlx::query(artists).execute(&mut *connection).await?;
    let tracks = "insert into music_track (id, name, artist_id)
                  select id, 'Track ' || id || E'\\n\"', nullif(id % 6, 0) from generate_series(1, $1) id";
    sqlx::query(tracks).bind(EVENTS * TRACKS).execute(&mut *connection).await?;
    let line_up = "insert into event_track (event_id, track_id)
                   select 1 + (id - 1) / $1, id from generate_series(1, $2) id";
    sqlx::query(line_up).bind(TRACKS).bind(EVENTS * TRACKS).execute(connection).await.map(drop)
}

/// All channels: the events', and everything.
pub(super) fn channels() -> impl Iterator<Item = Channel> {
    (1..=EVENTS).map(|id| Channel::Event(EventId(id))).chain([Channel::Firehose])
}

/// The ids of the events.
pub(super) fn events() -> impl Iterator<Item = i32> {
    1..=EVENTS
}

/// An event's tracks.
pub(super) fn tracks(event: i32) -> Vec<i32> {
    ((event - 1) * TRACKS + 1..=event * TRACKS).collect()
}

impl Wish {
    /// Any, of a voter who may withdraw or of nobody, who can't.
    pub(super) fn any(dice: &mut Dice, of_voter: bool) -> Self {
        let event = dice.count(1, EVENTS as usize) as i32;
        let track = *dice.pick(&tracks(event));
        let withdrawn = of_voter && dice.chance(WITHDRAWAL);
        Self { event, track, choice: (!withdrawn).then(|| dice.chance(FAVOUR)) }
    }

    /// As a ballot of a fresh id.
    pub(super) fn ballot(self, dice: &mut Dice) -> Ballot {
        Ballot {
            id: dice.uuid(),
            event: EventId(self.event),
            track: TrackId(self.track),
            choice: self.choice.map(Direction::from),
        }
    }
}
