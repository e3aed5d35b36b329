//! The voter: a random id, signed, in a cookie that no script can read or in the token of a program. No stream ever
//! carries it.

use super::AppState;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::{Cookie, Key, SameSite, SignedCookieJar};
use cookie::CookieJar;
use uuid::Uuid;

const NAME: &str = "voter";
/// As long as browsers keep a cookie (RFC 6265bis, 5.5: 400 days).
const DAYS: i64 = 400;

/// Whose request it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Voter(pub(super) Uuid);

/// The voter that `headers` name, if we signed it: by `Authorization: Bearer`, else by the cookie. A proxy may have a token of
/// its own there.
pub(super) fn of(headers: &HeaderMap, key: &Key) -> Option<Uuid> {
    let cookie = || SignedCookieJar::from_headers(headers, key.clone()).get(NAME)?.value().parse().ok();
    bearer(headers).and_then(|token| of_token(token, key)).or_else(cookie)
}

/// The voter of a token that we signed: what the cookie holds, for programs that keep none.
pub(crate) fn of_token(token: &str, key: &Key) -> Option<Uuid> {
    let mut jar = CookieJar::new();
    jar.add_original((NAME, token.to_owned()));
    jar.signed(key).get(NAME)?.value().parse().ok()
}

/// The token of `voter`.
pub(super) fn token(voter: Uuid, key: &Key) -> String {
    let mut jar = CookieJar::new();
    jar.signed_mut(key).add((NAME, voter.simple().to_string()));
    jar.get(NAME).map(|cookie| cookie.value().to_owned()).unwrap_or_default()
}

/// What `Authorization: Bearer` says (RFC 6750, 2.1).
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_what_the_cookie_holds_and_no_other_will_do() {
        let (key, voter) = (Key::generate(), Uuid::new_v4());
        let token = token(voter, &key);
        let named = |name, value: String| {
            let headers = HeaderMap::from_iter([(name, value.parse().expect("a header"))]);
            of(&headers, &key)
        };
        assert_eq!(named(header::AUTHORIZATION, format!("Bearer {token}")), Some(voter));
        assert_eq!(named(header::COOKIE, format!("voter={token}")), Some(voter));
        assert_eq!(named(header::AUTHORIZATION, format!("Bearer {}", voter.simple())), None, "unsigned");
        assert_eq!(of_token(&token, &Key::generate()), None, "signed by somebody else");
    }
}
