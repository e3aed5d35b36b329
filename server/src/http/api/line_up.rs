//! The line-up of an event: what one can vote on there.

use super::{
    extract::{HostKeyHash, Json, Path, Query, Text},
    page::Page,
    problem::Problem,
    responses::{Adding, Reading, Removing},
    votes::Standing,
};
use crate::http::AppState;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shared::{EventId, Refusal, TrackId};
use utoipa::ToSchema;

/// At most 200 characters.
type Name = Text<200>;

/// A piece of music.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Track {
    #[schema(example = 7)]
    id: i32,
    #[schema(example = "Starman")]
    name: String,
    /// null: the library names nobody.
    #[schema(required, example = "David Bowie")]
    artist: Option<String>,
}

/// A track of the line-up.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Listed {
    #[serde(flatten)]
    track: Track,
    /// Only an open track takes votes.
    standing: Standing,
}

/// A page of the line-up, by id.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LineUp {
    tracks: Vec<Listed>,
    /// `after` of the next page; null: this was the last.
    #[schema(required)]
    next: Option<i32>,
}

/// A track to be put into the line-up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTrack {
    #[schema(inline, example = "Starman")]
    name: Name,
    #[serde(default)]
    #[schema(inline, example = "David Bowie")]
    artist: Option<Name>,
}

/// The line-up
///
/// By id, in pages, without what its hosts hide.
#[utoipa::path(get, path = "/events/{id}/tracks", operation_id = "listTracks", tag = "line-up",
    params(("id" = i32, Path, description = "The event", example = 1), Page),
    responses((status = 200, body = LineUp), Reading))]
pub(super) async fn list(
    State(state): State<AppState>,
    Path(id): Path<i32>,
    Query(page): Query<Page>,
) -> Result<Response, Problem> {
    let most = page.limit.get() + 1;
    let tracks = state.services.store.line_up(EventId(id), TrackId(page.after), most).await?;
    let mut tracks = tracks.ok_or(Refusal::UnknownEvent)?;
    let next = page.limit.cut(&mut tracks).map(|(track, _)| track.id.0);
    let listed = |(track, standing)| Listed { track: Track::from(track), standing: Standing::from(standing) };
    let tracks = tracks.into_iter().map(listed).collect();
    Ok(axum::Json(LineUp { tracks, next }).into_response())
}

/// Put a track into the line-up
///
/// The one of that name and artist that is in the library already, else a new one. Doing it twice changes nothing.
#[utoipa::path(post, path = "/events/{id}/tracks", operation_id = "addTrack", tag = "line-up", request_body = NewTrack,
    params(("id" = i32, Path, description = "The event", example = 1)), security(("host" = [])),
    responses((status = 201, body = Track), Adding))]
pub(super) async fn add(
    State(state): State<AppState>,
    Path(id): Path<i32>,
    key: HostKeyHash,
    Json(track): Json<NewTrack>,
) -> Result<Response, Problem> {
    let artist = track.artist.as_ref().map(|artist| &*artist.0);
    let added = state.services.store.add_track(EventId(id), &key.0, &track.name.0, artist).await??;
    Ok((StatusCode::CREATED, axum::Json(Track::from(added))).into_response())
}

/// Take a track out of the line-up
///
/// Its votes stay, and it takes no more.
#[utoipa::path(delete, path = "/events/{id}/tracks/{track}", operation_id = "removeTrack", tag = "line-up",
    params(("id" = i32, Path, description = "The event", example = 1), ("track" = i32, Path, description = "The track")),
    security(("host" = [])), responses((status = 204, description = "It is out"), Removing))]
pub(super) async fn remove(
    State(state): State<AppState>,
    Path((id, track)): Path<(i32, i32)>,
    key: HostKeyHash,
) -> Result<StatusCode, Problem> {
    let was_there = state.services.store.remove_track(EventId(id), &key.0, TrackId(track)).await??;
    if was_there { Ok(StatusCode::NO_CONTENT) } else { Err(Refusal::UnknownTrack.into()) }
}

impl From<shared::Track> for Track {
    fn from(track: shared::Track) -> Self {
        Self { id: track.id.0, name: track.name, artist: track.artist }
    }
}
