//! The voter: a random id, signed, in a cookie that no script can read or in the token of a program. No stream ever
//! carries it.

use super::{AppState, busy};
use crate::{keyring::Keyring, metrics::Bound};
use app::page::Page;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use uuid::Uuid;

const NAME: &str = "voter";
/// As long as browsers keep a cookie (RFC 6265bis, 5.5: 400 days).
const DAYS: i64 = 400;

/// Whose request it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Voter(pub(super) Uuid);

/// A voter whom a request names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) voter: Uuid,
    /// Whether the name should be signed again: by a newer key.
    is_old: bool,
}

/// The voter that `headers` name, if we signed it: by `Authorization: Bearer`, else by the cookie. A proxy may have a token of
/// its own there.
pub(super) fn of(headers: &HeaderMap, keys: &Keyring) -> Option<Named> {
    let cookie = || of_token(CookieJar::from_headers(headers).get(NAME)?.value(), keys);
    bearer(headers).and_then(|token| of_token(token, keys)).or_else(cookie)
}

/// The voter of a token that we signed: what the cookie holds, for programs that keep none.
pub(super) fn of_token(token: &str, keys: &Keyring) -> Option<Named> {
    let signed = keys.verify(token)?;
    Some(Named { voter: signed.value.parse().ok()?, is_old: signed.is_old })
}

/// The token of `voter`.
pub(super) fn token(voter: Uuid, keys: &Keyring) -> String {
    keys.sign(voter.simple().to_string())
}

/// What `Authorization: Bearer` says (RFC 6750, 2.1).
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Lets nobody see a page without being a voter: gives those who are none an id, and those whose signature is old a new one.
/// Where there is no page, nobody becomes one: `/robots.txt` is asked for by those who don't vote.
pub(super) async fn ensure(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let named = of(request.headers(), &state.trust.keys);
    let is_page = Page::at(request.uri().path()).is_some();
    if is_page
        && named.is_none()
        && let Err(too_many) = state.services.limits.allow(Bound::VotersPerMinute, busy::client(&request))
    {
        return busy::page(&state, request.headers(), too_many);
    }
    let voter = named.map_or_else(Uuid::new_v4, |named| named.voter);
    request.extensions_mut().insert(Voter(voter));
    let response = next.run(request).await;
    if !is_page || named.is_some_and(|named| !named.is_old) {
        return response;
    }
    let cookie = Cookie::build((NAME, token(voter, &state.trust.keys)))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(time::Duration::days(DAYS));
    (CookieJar::new().add(cookie), response).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_what_the_cookie_holds_and_no_other_will_do() {
        let (keys, voter) = (Keyring::of_one(1), Uuid::new_v4());
        let token = token(voter, &keys);
        let ours = Some(Named { voter, is_old: false });
        let named = |name, value: String| {
            let headers = HeaderMap::from_iter([(name, value.parse().expect("a header"))]);
            of(&headers, &keys)
        };
        assert_eq!(named(header::AUTHORIZATION, format!("Bearer {token}")), ours);
        assert_eq!(named(header::COOKIE, format!("voter={token}")), ours);
        assert_eq!(named(header::AUTHORIZATION, format!("Bearer {}", voter.simple())), None, "unsigned");
        assert_eq!(of_token(&token, &Keyring::of_one(2)), None, "signed by somebody else");
        assert_eq!(of_token(&keys.sign("somebody".to_owned()), &keys), None, "signed, and no voter");
    }
}
