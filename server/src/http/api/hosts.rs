//! The hosts of an event: the one who made it, and those whom that one lets do the same.

use super::{
    extract::{HostKeyHash, Json, Path, Text},
    moment::Moment,
    problem::Problem,
    responses::{Asking, Removing, Trusting},
};
use crate::{
    http::{AppState, host_key},
    store::hosts::Cohost,
};
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shared::EventId;
use utoipa::ToSchema;

/// At most 100 characters.
type Name = Text<100>;

/// What holds a key, or whose they are, is kept by nobody.
const SECRET: [(header::HeaderName, HeaderValue); 1] = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];

/// Somebody whom the host lets do the same.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NamedCohost {
    #[schema(example = 1)]
    id: i32,
    #[schema(example = "Kim")]
    name: String,
    #[schema(inline)]
    created_at: Moment,
}

/// Those whom the host lets, in the order in which they came.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Cohosts {
    cohosts: Vec<NamedCohost>,
}

/// Somebody to be let.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCohost {
    #[schema(inline, example = "Kim")]
    name: Name,
}

/// A co-host and the key of their own.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MadeCohost {
    #[serde(flatten)]
    cohost: NamedCohost,
    /// What `host_key` is to the host. It is told this once and stored nowhere.
    key: String,
}

/// A key in the place of another.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RenewedKey {
    /// It is told this once and stored nowhere.
    host_key: String,
}

/// The co-hosts
///
/// For all hosts.
#[utoipa::path(get, path = "/events/{id}/cohosts", operation_id = "listCohosts", tag = "hosts",
    params(("id" = i32, Path, description = "The event", example = 1)), security(("host" = [])),
    responses((status = 200, body = Cohosts), Asking))]
pub(super) async fn list(
    State(state): State<AppState>,
    Path(id): Path<i32>,
    key: HostKeyHash,
) -> Result<Response, Problem> {
    state.services.store.hosted(EventId(id), &key.0).await??;
    let cohosts = state.services.store.cohosts(EventId(id)).await?;
    let cohosts = cohosts.into_iter().map(NamedCohost::from).collect();
    Ok((SECRET, axum::Json(Cohosts { cohosts })).into_response())
}

/// A new co-host
///
/// Only by the host who made the event; at most 50. The answer holds a key, which no later one does.
#[utoipa::path(post, path = "/events/{id}/cohosts", operation_id = "addCohost", tag = "hosts", request_body = NewCohost,
    params(("id" = i32, Path, description = "The event", example = 1)), security(("host" = [])),
    responses((status = 201, body = MadeCohost), Trusting))]
pub(super) async fn add(
    State(state): State<AppState>,
    Path(id): Path<i32>,
    key: HostKeyHash,
    Json(NewCohost { name }): Json<NewCohost>,
) -> Result<Response, Problem> {
    let (new, hash) = host_key::new();
    let added = state.services.store.add_cohost(EventId(id), &key.0, &name.0, &hash).await??;
    Ok((StatusCode::CREATED, SECRET, axum::Json(MadeCohost { cohost: added.into(), key: new })).into_response())
}

/// Take a co-host's key back
///
/// Only by the host who made the event. From then on it opens nothing.
#[utoipa::path(delete, path = "/events/{id}/cohosts/{cohost}", operation_id = "removeCohost", tag = "hosts",
    params(("id" = i32, Path, description = "The event", example = 1), ("cohost" = i32, Path, description = "The co-host")),
    security(("host" = [])), responses((status = 204, description = "It is taken back"), Removing))]
pub(super) async fn remove(
    State(state): State<AppState>,
    Path((id, cohost)): Path<(i32, i32)>,
    key: HostKeyHash,
) -> Result<StatusCode, Problem> {
    let was_there = state.services.store.remove_cohost(EventId(id), &key.0, cohost).await??;
    if was_there { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::NotFound) }
}

/// Another key for the host
///
/// Only by the host who made the event. From then on the old one opens nothing; those of co-hosts stay.
#[utoipa::path(post, path = "/events/{id}/host-key", operation_id = "renewHostKey", tag = "hosts",
    params(("id" = i32, Path, description = "The event", example = 1)), security(("host" = [])),
    responses((status = 200, body = RenewedKey), Asking))]
pub(super) async fn renew(
    State(state): State<AppState>,
    Path(id): Path<i32>,
    key: HostKeyHash,
) -> Result<Response, Problem> {
    let (new, hash) = host_key::new();
    state.services.store.renew_key(EventId(id), &key.0, &hash).await??;
    Ok((SECRET, axum::Json(RenewedKey { host_key: new })).into_response())
}

impl From<Cohost> for NamedCohost {
    fn from(Cohost { id, name, created_at }: Cohost) -> Self {
        Self { id, name, created_at: Moment(created_at) }
    }
}
