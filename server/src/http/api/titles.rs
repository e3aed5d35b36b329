//! Titles that are announced to whoever listens.

use super::{
    extract::{Json, Text},
    problem::Problem,
    responses::Making,
};
use crate::{http::AppState, limits::Client, metrics::Bound};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// As long as the column of the table.
type Title = Text<128>;

/// A title to be announced.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTitle {
    #[schema(inline, example = "The bar closes at two")]
    title: Title,
}

/// A title that is a committed row.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MadeTitle {
    /// Its row in `realtime`.
    #[schema(example = 7)]
    id: i32,
}

/// Announce a title
///
/// A row of `realtime`, of which everyone hears who listens to `addedrecord`: by Socket.IO, or in Postgres.
#[utoipa::path(post, path = "/realtime", operation_id = "announceTitle", tag = "titles", request_body = NewTitle,
    responses((status = 201, body = MadeTitle), Making))]
pub(super) async fn announce(
    State(state): State<AppState>,
    client: Client,
    Json(NewTitle { title }): Json<NewTitle>,
) -> Result<Response, Problem> {
    state.services.limits.allow(Bound::TitlesPerMinute, client)?;
    let id = state.services.store.announce(&title.0).await?;
    Ok((StatusCode::CREATED, axum::Json(MadeTitle { id })).into_response())
}
