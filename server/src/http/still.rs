//! Answers that are pages which hold still: the same headers for all of them. Never decides what is on them.

use super::{AppState, headers::Policy, language};
use app::{
    still::{Head, absent},
    words::Words,
};
use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use leptos::nonce::Nonce;

/// Everybody sees the same, but in a language of their own; and votes come at any time.
const CACHE: HeaderValue = HeaderValue::from_static("no-cache");
const DEPENDS: HeaderValue = HeaderValue::from_static("Accept-Language, Cookie");

/// A page, in the reader's language.
pub(super) fn page(
    state: &AppState,
    headers: &HeaderMap,
    status: StatusCode,
    render: impl FnOnce(Words, Head<'_>) -> String,
) -> Response {
    let (words, nonce) = (words(headers), Nonce::new());
    let html = render(words, Head { style: &state.assets.still, nonce: &nonce });
    let language = HeaderValue::from_static(words.language().tag());
    let headers = [(header::CACHE_CONTROL, CACHE), (header::VARY, DEPENDS), (header::CONTENT_LANGUAGE, language)];
    (status, Extension(Policy::Still(nonce)), headers, Html(html)).into_response()
}

/// What the reader of a request reads.
pub(super) fn words(headers: &HeaderMap) -> Words {
    Words::of(language::of(headers))
}

/// `GET /offline`: the page that browsers keep for when there is no network.
pub(super) async fn offline(State(state): State<AppState>, headers: HeaderMap) -> Response {
    page(&state, &headers, StatusCode::OK, absent::offline)
}

/// 404: there is no such event.
pub(super) fn missing(state: &AppState, headers: &HeaderMap) -> Response {
    page(state, headers, StatusCode::NOT_FOUND, absent::missing)
}

/// 429: too much came from the reader's address.
pub(super) fn crowded(state: &AppState, headers: &HeaderMap) -> Response {
    page(state, headers, StatusCode::TOO_MANY_REQUESTS, absent::crowded)
}

/// 503: the database is away, or too much waits for it.
pub(super) fn away(state: &AppState, headers: &HeaderMap) -> Response {
    page(state, headers, StatusCode::SERVICE_UNAVAILABLE, absent::away)
}
