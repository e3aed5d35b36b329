//! `/events/{id}/recap`: the night as a page, and as the picture that a chat shows of its link. Draws nothing itself.

mod kept;
mod picture;

pub use kept::Nights;

use super::{
    AppState, PublicUrl,
    api::{self, etag},
    still,
};
use app::still::recap;
use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use shared::EventId;

/// How long others may keep the picture: as long as we do.
const FOR_A_MINUTE: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// `GET /events/{id}/recap`: the page.
pub(super) async fn page(
    State(state): State<AppState>,
    id: Result<Path<i32>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Path(id)) = id else { return still::missing(&state, &headers) };
    match state.nights.night(EventId(id)).await {
        Ok(Some(night)) => {
            let site = state.public(&headers).as_ref().map(PublicUrl::to_string);
            still::page(&state, &headers, StatusCode::OK, |words, head| {
                recap::page(words, head, &night, site.as_deref())
            })
        }
        Ok(None) => still::missing(&state, &headers),
        Err(error) => {
            tracing::warn!(%error, event = id, "a night was not read");
            still::away(&state, &headers)
        }
    }
}

/// `GET /events/{id}/recap.png`: the picture.
pub(super) async fn png(State(state): State<AppState>, api::Path(id): api::Path<i32>, headers: HeaderMap) -> Response {
    let picture = match state.nights.picture(EventId(id)).await {
        Ok(Some(picture)) => picture,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::warn!(%error, event = id, "a night was not drawn");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let about = [(header::ETAG, picture.tag.clone()), (header::CACHE_CONTROL, FOR_A_MINUTE)];
    if etag::names(&headers, header::IF_NONE_MATCH, &picture.tag) {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (about, [(header::CONTENT_TYPE, HeaderValue::from_static("image/png"))], picture.png).into_response()
}
