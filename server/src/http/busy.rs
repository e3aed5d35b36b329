//! Answers to those who take too much: for programs, for people and for sockets. What is too much, the limits say.

use super::{AppState, still};
use crate::{
    limits::{Client, TooMany},
    metrics::Bound,
};
use axum::{
    extract::{FromRequestParts, Request},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use std::convert::Infallible;

/// When one may come back whose connection or session was refused, in seconds: others leave at any time.
const AGAIN: u64 = 5;

/// Who makes this request.
pub(super) fn client(request: &Request) -> Client {
    of(request.extensions())
}

fn of(extensions: &Extensions) -> Client {
    *extensions.get().expect("the server says of each request who makes it")
}

impl<S: Sync> FromRequestParts<S> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(of(&parts.extensions))
    }
}

/// The answer to one who has as many connections or sessions as there may be.
pub(super) fn turned_away(bound: Bound) -> Response {
    let (status, why) = if bound.is_in_all() {
        (StatusCode::SERVICE_UNAVAILABLE, "as many are connected as may be")
    } else {
        (StatusCode::TOO_MANY_REQUESTS, "as many are connected from this address as may be")
    };
    (status, [(header::RETRY_AFTER, HeaderValue::from(AGAIN))], why).into_response()
}

/// The page for people.
pub(super) fn page(state: &AppState, headers: &HeaderMap, too_many: TooMany) -> Response {
    let mut response = still::crowded(state, headers);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(too_many.seconds()));
    response
}
