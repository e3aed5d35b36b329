//! Votes: cast, one's own, and their sums.

use super::{
    extract::{Json, Path, said, whole},
    problem::Problem,
    responses::{Casting, Owning, Reading},
};
use crate::{http::AppState, store::ballots::Signed};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shared::{Ballot, Board, Channel, Direction, EventId, Refusal, TrackId, TrackTally};
use utoipa::ToSchema;
use uuid::Uuid;

/// A vote to be cast.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"track": 7, "up": true}))]
pub(super) struct NewVote {
    /// A track of the line-up.
    #[serde(deserialize_with = "whole")]
    #[schema(example = 7)]
    track: i32,
    /// true: up; false: down; null: take the vote back.
    #[serde(deserialize_with = "said")]
    #[schema(required, example = true)]
    up: Option<bool>,
    /// Chosen by who casts: the same ballot counts once, however often it is sent. Without one the server makes it, and the
    /// request must not be repeated.
    ballot: Option<Uuid>,
}

/// A vote that is a committed row.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CastVote {
    /// Its row.
    #[schema(example = 4711)]
    id: i64,
    ballot: Uuid,
}

/// What stands for the voter.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnVotes {
    votes: Vec<OwnVote>,
}

/// One of the voter's own.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnVote {
    track: i32,
    up: bool,
}

/// The voices for and against each track, at one position.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Tally {
    /// Which votes are in it: a stream goes on from here without a gap.
    #[schema(example = "5c0e1a7b-812")]
    position: String,
    /// How many up and down votes were ever cast.
    cast: u64,
    tracks: Vec<Sum>,
}

/// The voices for and against a track.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Sum {
    id: i32,
    name: String,
    #[schema(required)]
    artist: Option<String>,
    up: u32,
    down: u32,
    /// How it stands in the line-up; only an open track takes votes.
    standing: Standing,
}

/// How a track stands in the line-up.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Standing {
    Open,
    Playing,
    Played,
    /// It was voted on, and is not there.
    Unlisted,
}

/// Cast a vote
///
/// The answer comes after the commit. Each voter has one voice a track: another vote replaces it; where the event's rules say
/// `free_repeats`, it is a voice beside it. Of the votes that a voter has cast within the last hour no more stand than the
/// rules allow: one beyond is `spent` (429) until one is taken back or is an hour old, and Retry-After says when all of them
/// are. Whoever casts faster than any thumb is told `too-many` (429). Where nobody votes down, a vote down is `no-down-votes` (403); a track that plays or was played takes none: `played`
/// (409). Taking a vote back is always within the rules.
#[utoipa::path(post, path = "/events/{id}/votes", operation_id = "castVote", tag = "votes", request_body = NewVote,
    params(("id" = i32, Path, description = "The event", example = 1)), security(("voter" = []), ("cookie" = [])),
    responses((status = 201, body = CastVote), Casting))]
pub(super) async fn cast(
    State(state): State<AppState>,
    Path(event): Path<i32>,
    headers: HeaderMap,
    Json(vote): Json<NewVote>,
) -> Result<Response, Problem> {
    let ballots = &state.services.ballots;
    let voter = state.trust.voter(&headers).ok_or_else(|| ballots.refuse(Refusal::NoVoter))?;
    let id = vote.ballot.unwrap_or_else(Uuid::new_v4);
    let choice = vote.up.map(Direction::from);
    let ballot = Ballot { id, event: EventId(event), track: TrackId(vote.track), choice };
    let receipt = ballots.try_cast(Signed { voter, ballot })?.await?;
    Ok((StatusCode::CREATED, axum::Json(CastVote { id: receipt.vote.0, ballot: id })).into_response())
}

/// The voter's own votes
#[utoipa::path(get, path = "/events/{id}/votes/own", operation_id = "ownVotes", tag = "votes",
    params(("id" = i32, Path, description = "The event", example = 1)), security(("voter" = []), ("cookie" = [])),
    responses((status = 200, body = OwnVotes), Owning))]
pub(super) async fn own(
    State(state): State<AppState>,
    Path(event): Path<i32>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let voter = state.trust.voter(&headers).ok_or(Refusal::NoVoter)?;
    let (store, event) = (&state.services.store, EventId(event));
    store.event(event).await?.ok_or(Refusal::UnknownEvent)?;
    let own = store.own_votes(event, voter).await?;
    let votes = own.into_iter().map(|(track, way)| OwnVote { track: track.0, up: way.is_up() }).collect();
    Ok(([(header::CACHE_CONTROL, "private, no-cache")], axum::Json(OwnVotes { votes })).into_response())
}

/// The tally
///
/// As everyone sees it live: at one position, which is milliseconds behind the last commit.
#[utoipa::path(get, path = "/events/{id}/tally", operation_id = "readTally", tag = "votes",
    params(("id" = i32, Path, description = "The event", example = 1)),
    responses((status = 200, body = Tally), Reading))]
pub(super) async fn tally(State(state): State<AppState>, Path(event): Path<i32>) -> Result<Response, Problem> {
    let state = state.services.hub.state(Channel::Event(EventId(event))).await?;
    let Board::Event(_, tracks) = &state.board else { return Err(Problem::Internal) };
    let tracks = tracks.iter().map(Sum::from).collect();
    let tally = Tally { position: state.position.to_string(), cast: state.cast, tracks };
    Ok(axum::Json(tally).into_response())
}

impl From<&TrackTally> for Sum {
    fn from(row: &TrackTally) -> Self {
        let TrackTally { track, tally, standing } = row.clone();
        let standing = standing.into();
        Self { id: track.id.0, name: track.name, artist: track.artist, up: tally.up, down: tally.down, standing }
    }
}

impl From<shared::Standing> for Standing {
    fn from(standing: shared::Standing) -> Self {
        match standing {
            shared::Standing::Open => Self::Open,
            shared::Standing::Playing => Self::Playing,
            shared::Standing::Played => Self::Played,
            shared::Standing::Unlisted => Self::Unlisted,
        }
    }
}
