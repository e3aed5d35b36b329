//! Joining by the code on the wall: typed, or scanned as a QR code. Knows nobody and casts nothing.

use super::{AppState, api, busy, qr, still};
use crate::{limits::Client, metrics::Bound};
use app::still::join;
use axum::{
    extract::{Path, Query, State, rejection::PathRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use shared::EventId;

/// How much of what was typed is looked at, in characters: more than any code has.
const LONGEST: usize = 40;

/// A code stays what it is as long as its event; where guests find the server may change.
const FOR_MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    code: String,
}

/// `GET /j`: asks for a code, and leads on with the one that the form sent.
pub(super) async fn ask(
    State(state): State<AppState>,
    client: Client,
    Query(Typed { code }): Query<Typed>,
    headers: HeaderMap,
) -> Response {
    if code.trim().is_empty() {
        return still::page(&state, &headers, StatusCode::OK, |words, head| join::page(words, head, None));
    }
    lead(&state, client, &headers, &code).await
}

/// `GET /j/{code}`: leads to the event of that code.
pub(super) async fn follow(
    State(state): State<AppState>,
    client: Client,
    code: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    // What is no text is nobody's code.
    lead(&state, client, &headers, &code.map(|Path(code)| code).unwrap_or_default()).await
}

/// `GET /events/{id}/qr.svg`: the join link of an event, to be scanned.
pub(super) async fn qr(State(state): State<AppState>, api::Path(id): api::Path<i32>, headers: HeaderMap) -> Response {
    let Some(public) = state.public(&headers) else { return StatusCode::BAD_REQUEST.into_response() };
    let event = match state.services.store.event(EventId(id)).await {
        Ok(Some(edition)) => edition.event,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return unread(&error),
    };
    let Some(svg) = qr::svg(&public.link(&path(&event.code))) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = HeaderValue::from_static("image/svg+xml");
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, FOR_MINUTES)], svg).into_response()
}

/// The path of the join link of a code.
pub(super) fn path(code: &str) -> String {
    let mut path = "/j/".to_owned();
    // Codes of ours are letters; other programs may have written any text.
    for byte in code.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            path += &format!("%{byte:02X}");
        }
    }
    path
}

async fn lead(state: &AppState, client: Client, headers: &HeaderMap, typed: &str) -> Response {
    if let Err(too_many) = state.services.limits.allow(Bound::KeysPerMinute, client) {
        return busy::page(state, headers, too_many);
    }
    let typed: String = typed.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    match state.services.store.event_of_code(&typed).await {
        Ok(Some(event)) => Redirect::to(&format!("/events/{event}")).into_response(),
        Ok(None) => {
            still::page(state, headers, StatusCode::NOT_FOUND, |words, head| join::page(words, head, Some(&typed)))
        }
        Err(error) => {
            tracing::warn!(%error, "a code was not looked up");
            still::away(state, headers)
        }
    }
}

fn unread(error: &sqlx::Error) -> Response {
    tracing::warn!(%error, "an event was not read for its code");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}
