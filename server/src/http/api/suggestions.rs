//! What guests would like to vote on: suggested by voters, taken in or turned down by hosts.

use super::{
    extract::{HostKeyHash, Json, Path},
    line_up::{ListedTrack, Name},
    moment::Moment,
    problem::Problem,
    responses::{Asking, Removing, Suggesting, Taking},
};
use crate::{http::AppState, limits::Client, metrics::Bound, store::suggestions::Suggestion};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shared::{EventId, Refusal};
use utoipa::ToSchema;

/// A track to be suggested.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSuggestion {
    #[schema(inline, example = "Starman")]
    name: Name,
    #[serde(default)]
    #[schema(inline, example = "David Bowie")]
    artist: Option<Name>,
}

/// A track that a guest wishes for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WaitingSuggestion {
    #[schema(example = 1)]
    id: i32,
    name: String,
    /// null: the guest named nobody.
    #[schema(required)]
    artist: Option<String>,
    #[schema(inline)]
    created_at: Moment,
}

/// What waits for a host, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Suggestions {
    suggestions: Vec<WaitingSuggestion>,
}

/// Suggest a track
///
/// Where the event takes suggestions. At most three of a voter wait at an event; what waits already is not kept twice.
#[utoipa::path(post, path = "/events/{id}/suggestions", operation_id = "suggestTrack", tag = "suggestions",
    request_body = NewSuggestion, params(("id" = i32, Path, description = "The event", example = 1)),
    security(("voter" = []), ("cookie" = [])), responses((status = 201, body = WaitingSuggestion), Suggesting))]
pub(super) async fn suggest(
    State(state): State<AppState>,
    Path(id): Path<i32>,
    client: Client,
    headers: HeaderMap,
    Json(wish): Json<NewSuggestion>,
) -> Result<Response, Problem> {
    let voter = state.trust.voter(&headers).ok_or(Refusal::NoVoter)?;
    state.services.limits.allow(Bound::SuggestionsPerMinute, client)?;
    let artist = wish.artist.as_ref().map(|artist| &*artist.0);
    let kept = state.services.store.suggest(EventId(id), voter, &wish.name.0, artist).await??;
    Ok((StatusCode::CREATED, axum::Json(WaitingSuggestion::from(kept))).into_response())
}

/// What was suggested
///
/// For hosts. Whose wish it is, nobody is told.
#[utoipa::path(get, path = "/events/{id}/suggestions", operation_id = "listSuggestions", tag = "suggestions",
    params(("id" = i32, Path, description = "The event", example = 1)), security(("host" = [])),
    responses((status = 200, body = Suggestions), Asking))]
pub(super) async fn list(
    State(state): State<AppState>,
    Path(id): Path<i32>,
    key: HostKeyHash,
) -> Result<Response, Problem> {
    state.services.store.hosted(EventId(id), &key.0).await??;
    let suggestions = state.services.store.suggestions(EventId(id)).await?;
    let suggestions = suggestions.into_iter().map(WaitingSuggestion::from).collect();
    Ok(([(header::CACHE_CONTROL, "private, no-cache")], axum::Json(Suggestions { suggestions })).into_response())
}

/// Take a suggestion in
///
/// It goes into the line-up like any track.
#[utoipa::path(post, path = "/events/{id}/suggestions/{suggestion}/accept", operation_id = "acceptSuggestion",
    tag = "suggestions", security(("host" = [])),
    params(("id" = i32, Path, description = "The event", example = 1),
        ("suggestion" = i32, Path, description = "The suggestion")),
    responses((status = 201, body = ListedTrack), Taking))]
pub(super) async fn accept(
    State(state): State<AppState>,
    Path((id, suggestion)): Path<(i32, i32)>,
    key: HostKeyHash,
) -> Result<Response, Problem> {
    let taken = state.services.store.take_suggestion(EventId(id), &key.0, suggestion).await??;
    let taken = taken.ok_or(Problem::NotFound)?;
    Ok((StatusCode::CREATED, axum::Json(ListedTrack::from(taken))).into_response())
}

/// Turn a suggestion down
#[utoipa::path(delete, path = "/events/{id}/suggestions/{suggestion}", operation_id = "dropSuggestion",
    tag = "suggestions", security(("host" = [])),
    params(("id" = i32, Path, description = "The event", example = 1),
        ("suggestion" = i32, Path, description = "The suggestion")),
    responses((status = 204, description = "It waits no more"), Removing))]
pub(super) async fn decline(
    State(state): State<AppState>,
    Path((id, suggestion)): Path<(i32, i32)>,
    key: HostKeyHash,
) -> Result<StatusCode, Problem> {
    let waited = state.services.store.drop_suggestion(EventId(id), &key.0, suggestion).await??;
    if waited { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::NotFound) }
}

/// Turn all suggestions down
#[utoipa::path(delete, path = "/events/{id}/suggestions", operation_id = "dropSuggestions", tag = "suggestions",
    params(("id" = i32, Path, description = "The event", example = 1)), security(("host" = [])),
    responses((status = 204, description = "None waits any more"), Removing))]
pub(super) async fn clear(
    State(state): State<AppState>,
    Path(id): Path<i32>,
    key: HostKeyHash,
) -> Result<StatusCode, Problem> {
    state.services.store.drop_suggestions(EventId(id), &key.0).await??;
    Ok(StatusCode::NO_CONTENT)
}

impl From<Suggestion> for WaitingSuggestion {
    fn from(Suggestion { id, name, artist, created_at }: Suggestion) -> Self {
        Self { id, name, artist, created_at: Moment(created_at) }
    }
}
