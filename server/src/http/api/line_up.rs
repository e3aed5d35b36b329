//! The line-up of an event: what one can vote on there.

use super::{
    extract::{HostKeyHash, Json, Path, Plain, Query, Text},
    library::Track,
    moment::Moment,
    page::Page,
    problem::Problem,
    responses::{Adding, Reading, Removing},
};
use crate::{
    http::{AppState, import},
    store::line_up::{Imported, Listed, Mark},
};
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shared::{EventId, Refusal, TrackId};
use utoipa::ToSchema;

/// At most 200 characters.
pub(super) type Name = Text<{ import::NAME }>;

/// A track of the line-up.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListedTrack {
    #[serde(flatten)]
    track: Track,
    standing: TrackStanding,
    /// When it began to play.
    #[schema(inline, required)]
    played_at: Option<Moment>,
}

/// How a track stands in the line-up: only an open one takes votes, one plays at a time, and a hidden one is in the
/// line-ups and on the pages of hosts alone. History, exports and plain streams keep every vote, and name it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum TrackStanding {
    Open,
    Playing,
    Played,
    Hidden,
}

/// A page of the line-up, by id.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LineUp {
    tracks: Vec<ListedTrack>,
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

/// How a track shall stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangedTrack {
    standing: TrackStanding,
}

/// What became of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportedTracks {
    /// How many tracks were put into the line-up.
    added: u32,
    /// How many were in it already.
    known: u32,
}

/// The line-up
///
/// By id, in pages. Hidden tracks are in it for who has a host key.
#[utoipa::path(get, path = "/events/{id}/tracks", operation_id = "listTracks", tag = "line-up",
    params(("id" = i32, Path, description = "The event", example = 1), Page), security((), ("host" = [])),
    responses((status = 200, body = LineUp), Reading))]
pub(super) async fn list(
    State(state): State<AppState>,
    Path(id): Path<i32>,
    key: Option<HostKeyHash>,
    Query(page): Query<Page>,
) -> Result<Response, Problem> {
    let (store, most) = (&state.services.store, page.limit.get() + 1);
    let hosted = match key {
        Some(key) => store.hosted(EventId(id), &key.0).await?.is_ok(),
        None => false,
    };
    let mut tracks =
        store.line_up(EventId(id), TrackId(page.after), most, hosted).await?.ok_or(Refusal::UnknownEvent)?;
    let next = page.limit.cut(&mut tracks).map(|listed| listed.track.id.0);
    let tracks = tracks.into_iter().map(ListedTrack::from).collect();
    let keep = HeaderValue::from_static(if hosted { "private, no-cache" } else { "no-cache" });
    Ok(([(header::CACHE_CONTROL, keep)], axum::Json(LineUp { tracks, next })).into_response())
}

/// Put a track into the line-up
///
/// The one of that name and artist that is in the library already, else a new one. Doing it twice changes nothing.
#[utoipa::path(post, path = "/events/{id}/tracks", operation_id = "addTrack", tag = "line-up", request_body = NewTrack,
    params(("id" = i32, Path, description = "The event", example = 1)), security(("host" = [])),
    responses((status = 201, body = ListedTrack), Adding))]
pub(super) async fn add(
    State(state): State<AppState>,
    Path(id): Path<i32>,
    key: HostKeyHash,
    Json(track): Json<NewTrack>,
) -> Result<Response, Problem> {
    let artist = track.artist.as_ref().map(|artist| &*artist.0);
    let added = state.services.store.add_track(EventId(id), &key.0, &track.name.0, artist).await??;
    Ok((StatusCode::CREATED, axum::Json(ListedTrack::from(added))).into_response())
}

/// Put many tracks into the line-up
///
/// A list of at most 1,000, all or none. CSV whose first line names the columns `name` and `artist`, in any order; or one track a
/// line, `Artist - Title` or `Title`. What is wrong with which line, the problem's `detail` says.
#[utoipa::path(post, path = "/events/{id}/tracks/import", operation_id = "importTracks", tag = "line-up",
    request_body(content_type = "text/plain", content = String, example = "David Bowie - Starman"),
    params(("id" = i32, Path, description = "The event", example = 1)), security(("host" = [])),
    responses((status = 200, body = ImportedTracks), Adding))]
pub(super) async fn import(
    State(state): State<AppState>,
    Path(id): Path<i32>,
    key: HostKeyHash,
    Plain(text): Plain,
) -> Result<Response, Problem> {
    // Before the list is read: it is nobody else's business what is wrong with it.
    state.services.store.hosted(EventId(id), &key.0).await??;
    let tracks = import::read(&text)
        .map_err(|unreadable| Problem::Malformed(StatusCode::UNPROCESSABLE_ENTITY, unreadable.to_string()))?;
    let Imported { added, known } = state.services.store.import(EventId(id), &key.0, &tracks).await??;
    Ok(axum::Json(ImportedTracks { added, known }).into_response())
}

/// Say how a track stands
///
/// One plays at a time: whatever played before has been played from then on.
#[utoipa::path(patch, path = "/events/{id}/tracks/{track}", operation_id = "changeTrack", tag = "line-up",
    request_body = ChangedTrack, security(("host" = [])),
    params(("id" = i32, Path, description = "The event", example = 1), ("track" = i32, Path, description = "The track")),
    responses((status = 200, body = ListedTrack), Adding))]
pub(super) async fn change(
    State(state): State<AppState>,
    Path((id, track)): Path<(i32, i32)>,
    key: HostKeyHash,
    Json(ChangedTrack { standing }): Json<ChangedTrack>,
) -> Result<Response, Problem> {
    let marked = state.services.store.mark_track(EventId(id), &key.0, TrackId(track), standing.into()).await??;
    Ok(axum::Json(ListedTrack::from(marked.ok_or(Refusal::UnknownTrack)?)).into_response())
}

/// Take a track out of the line-up
///
/// Its votes stay, and it takes no more. A hidden one that has votes stays hidden.
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

impl From<Listed> for ListedTrack {
    fn from(Listed { track, mark, played_at }: Listed) -> Self {
        let standing = match mark {
            Mark::Open => TrackStanding::Open,
            Mark::Playing => TrackStanding::Playing,
            Mark::Played => TrackStanding::Played,
            Mark::Hidden => TrackStanding::Hidden,
        };
        Self { track: track.into(), standing, played_at: played_at.map(Moment) }
    }
}

impl From<TrackStanding> for Mark {
    fn from(standing: TrackStanding) -> Self {
        match standing {
            TrackStanding::Open => Self::Open,
            TrackStanding::Playing => Self::Playing,
            TrackStanding::Played => Self::Played,
            TrackStanding::Hidden => Self::Hidden,
        }
    }
}
