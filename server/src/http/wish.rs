//! Suggestions by HTML form: what a guest's page sends, and what becomes of it.

use super::{AppState, busy, import, still};
use crate::{limits::Client, metrics::Bound, store::suggestions::Unwanted};
use app::still::suggested::{self, Suggested};
use axum::{
    Form,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;
use shared::EventId;

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    name: String,
    artist: String,
}

/// `POST /events/{id}/suggestions`: keeps a guest's wish. The same once more is kept once, so that nobody need be led on.
pub(super) async fn suggest(
    State(state): State<AppState>,
    Path(event): Path<i32>,
    client: Client,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let event = EventId(event);
    let answer = |status, suggested| {
        still::page(&state, &headers, status, |words, head| suggested::page(words, head, event, suggested))
    };
    let voter = state.trust.voter(&headers).filter(|_| state.trust.is_ours(&headers));
    let Some(voter) = voter else { return answer(StatusCode::FORBIDDEN, Suggested::Nobody) };
    let artist = Some(fields.artist.trim()).filter(|artist| !artist.is_empty());
    let (name, artist) = (fields.name.trim().to_owned(), artist.map(str::to_owned));
    let wanted = (name, artist);
    if import::fault(&wanted).is_some() {
        return answer(StatusCode::UNPROCESSABLE_ENTITY, Suggested::Unreadable);
    }
    if let Err(too_many) = state.services.limits.allow(Bound::SuggestionsPerMinute, client) {
        return busy::page(&state, &headers, too_many);
    }
    match state.services.store.suggest(event, voter, &wanted.0, wanted.1.as_deref()).await {
        Ok(Ok(_)) => answer(StatusCode::CREATED, Suggested::Kept),
        Ok(Err(Unwanted::Unknown)) => still::missing(&state, &headers),
        Ok(Err(Unwanted::Off)) => answer(StatusCode::FORBIDDEN, Suggested::Off),
        Ok(Err(Unwanted::Closed)) => answer(StatusCode::CONFLICT, Suggested::Closed),
        Ok(Err(Unwanted::Enough)) => answer(StatusCode::TOO_MANY_REQUESTS, Suggested::Enough),
        Ok(Err(Unwanted::Full)) => answer(StatusCode::CONFLICT, Suggested::Full),
        Err(error) => {
            tracing::warn!(%error, "a suggestion was not kept");
            still::away(&state, &headers)
        }
    }
}
