//! The music library, whichever event it is played at.

use super::{
    extract::{Query, Text},
    problem::Problem,
    responses::Listing,
};
use crate::http::AppState;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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

/// Tracks that were found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FoundTracks {
    tracks: Vec<Track>,
}

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Search {
    /// A part of a name or of an artist, whatever the case.
    #[param(inline, example = "bowie")]
    search: Text<100>,
}

/// Search the library
///
/// At most 20 tracks; those whose name begins with it come first.
#[utoipa::path(get, path = "/tracks", operation_id = "searchTracks", tag = "line-up", params(Search),
    responses((status = 200, body = FoundTracks), Listing))]
pub(super) async fn search(
    State(state): State<AppState>,
    Query(Search { search }): Query<Search>,
) -> Result<Response, Problem> {
    let found = state.services.store.search(&search.0).await?;
    Ok(axum::Json(FoundTracks { tracks: found.into_iter().map(Track::from).collect() }).into_response())
}

impl From<shared::Track> for Track {
    fn from(track: shared::Track) -> Self {
        Self { id: track.id.0, name: track.name, artist: track.artist }
    }
}
