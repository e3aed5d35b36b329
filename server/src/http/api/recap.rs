//! A night summed up, for programs.

use super::{extract::Path, moment::Moment, problem::Problem, responses::Reading};
use crate::http::AppState;
use app::still::night;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use shared::{EventId, Refusal};
use utoipa::ToSchema;

/// A night in numbers, all of one moment. The sums over the tracks, those that are not named and the hidden ones are those of
/// the exported rows.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Recap {
    #[schema(example = 1)]
    event: i32,
    #[schema(example = "Friday")]
    title: String,
    // When this was so.
    #[schema(inline)]
    at: Moment,
    /// Whether more votes may come.
    running: bool,
    /// Votes up and down that were ever cast.
    cast: u64,
    /// Voters who are known apart.
    voters: u64,
    /// Votes that nobody is known to have cast.
    unknown: u64,
    /// By rank; the first 500.
    tracks: Vec<Track>,
    /// The tracks that are not among those.
    others: Rest,
    /// The tracks that hosts hide.
    hidden: Rest,
    /// How it went; null: nobody voted.
    #[schema(required)]
    course: Option<Course>,
}

/// A track and its voices.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecapTrack)]
pub(super) struct Track {
    id: i32,
    name: String,
    #[schema(required)]
    artist: Option<String>,
    /// Voices for it that stand.
    up: u32,
    /// The same against it.
    down: u32,
    /// Votes up and down that were ever cast.
    cast: u64,
}

/// Tracks that are not named, summed up.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecapRest)]
pub(super) struct Rest {
    /// How many.
    tracks: u64,
    up: u64,
    down: u64,
    cast: u64,
}

/// A night over time, in at most 60 steps of equal length.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecapCourse)]
pub(super) struct Course {
    // When the first step begins.
    #[schema(inline)]
    from: Moment,
    /// How long one is, in seconds.
    step: i64,
    /// The votes of each.
    bars: Vec<Bar>,
    // The first vote,
    #[schema(inline)]
    first: Moment,
    // and the last.
    #[schema(inline)]
    last: Moment,
    // When the minute with most votes began,
    #[schema(inline)]
    busiest: Moment,
    /// and how many there were.
    busiest_votes: u64,
    /// Votes whose time is too far from all others' to be in a step.
    astray: u64,
    /// The first tracks, and their scores at the end of each step.
    race: Vec<Racer>,
}

/// The votes of a step.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecapBar)]
pub(super) struct Bar {
    up: u64,
    down: u64,
}

/// A track's way through the night.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecapRacer)]
pub(super) struct Racer {
    track: i32,
    scores: Vec<i64>,
}

/// A night in numbers
///
/// What the recap's page is drawn from, at most two seconds old.
#[utoipa::path(get, path = "/events/{id}/recap", operation_id = "readRecap", tag = "votes",
    params(("id" = i32, Path, description = "The event", example = 1)),
    responses((status = 200, body = Recap), Reading))]
pub(super) async fn read(State(state): State<AppState>, Path(event): Path<i32>) -> Result<Response, Problem> {
    let night = state.nights.night(EventId(event)).await?.ok_or(Refusal::UnknownEvent)?;
    Ok(axum::Json(Recap::from(&*night)).into_response())
}

impl From<&night::Night> for Recap {
    fn from(night: &night::Night) -> Self {
        let tracks = night.tracks.iter().map(|ranked| Track {
            id: ranked.track.id.0,
            name: ranked.track.name.clone(),
            artist: ranked.track.artist.clone(),
            up: ranked.tally.up,
            down: ranked.tally.down,
            cast: ranked.cast,
        });
        Self {
            event: night.event.id.0,
            title: night.event.title.clone(),
            at: Moment(night.at),
            running: night.is_running(),
            cast: night.cast,
            voters: night.voters,
            unknown: night.unknown,
            tracks: tracks.collect(),
            others: night.rest.into(),
            hidden: night.hidden.into(),
            course: night.course.as_ref().map(Course::from),
        }
    }
}

impl From<&night::Course> for Course {
    fn from(course: &night::Course) -> Self {
        Self {
            from: Moment(course.from),
            step: course.step,
            bars: course.bars.iter().map(|&night::Bar { up, down }| Bar { up, down }).collect(),
            first: Moment(course.span.0),
            last: Moment(course.span.1),
            busiest: Moment(course.busiest.0),
            busiest_votes: course.busiest.1,
            astray: course.astray,
            race: course.race.iter().map(|(track, scores)| Racer { track: track.0, scores: scores.clone() }).collect(),
        }
    }
}

impl From<night::Rest> for Rest {
    fn from(night::Rest { tracks, up, down, cast }: night::Rest) -> Self {
        Self { tracks, up, down, cast }
    }
}
