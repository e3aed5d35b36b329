//! The voter: a random id in a signed cookie that no script can read and no stream ever carries.

use super::AppState;
use axum::{
    extract::{Request, State},
    http::HeaderMap,
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::{Cookie, Key, SameSite, SignedCookieJar};
use uuid::Uuid;

const NAME: &str = "voter";
/// As long as browsers keep a cookie (RFC 6265bis, 5.5: 400 days).
const DAYS: i64 = 400;

/// Whose request it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Voter(pub(super) Uuid);

/// The voter whose cookie is in `headers`, if there is one that we signed.
pub(super) fn of(headers: &HeaderMap, key: &Key) -> Option<Uuid> {
    SignedCookieJar::from_headers(headers, key.clone()).get(NAME)?.value().parse().ok()
}

/// Lets nobody see a page without being a voter: gives those who are none an id.
pub(super) async fn ensure(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    if let Some(known) = of(request.headers(), &state.key) {
        request.extensions_mut().insert(Voter(known));
        return next.run(request).await;
    }
    let new = Uuid::new_v4();
    request.extensions_mut().insert(Voter(new));
    let cookie = Cookie::build((NAME, new.simple().to_string()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(time::Duration::days(DAYS));
    let response = next.run(request).await;
    (SignedCookieJar::new(state.key).add(cookie), response).into_response()
}
