//! Whether guests come over https, which a server behind a proxy can't see. Believes what a request says of it: what
//! strangers say of how they came, the server has taken out before (`limits`). It only makes stricter what guests are given.

use super::AppState;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Whether the request says that it came over https: by the proxy that took it, else by the page that made it.
pub(super) fn says(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if let Some(schemes) = text(FORWARDED) {
        // Of many proxies the first is the guest's.
        return schemes.split(',').next().is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("https"));
    }
    let origin = text(header::ORIGIN).and_then(|origin| origin.split_once("://"));
    origin.is_some_and(|(scheme, host)| scheme == "https" && Some(host) == text(header::HOST))
}

/// Whether guests come over https: the operator says so of the address that they asked for, or else of where guests find the
/// server; or the request says so.
pub(super) fn is(state: &AppState, headers: &HeaderMap) -> bool {
    let by_address = state.trust.is_secure(headers);
    by_address.unwrap_or_else(|| state.public(headers).is_some_and(|public| public.is_secure())) || says(headers)
}

/// Sets cookies for https alone where guests come that way.
pub(super) async fn cookies(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_secure = is(&state, request.headers());
    let mut response = next.run(request).await;
    if is_secure && let header::Entry::Occupied(mut cookies) = response.headers_mut().entry(header::SET_COOKIE) {
        for cookie in cookies.iter_mut() {
            let secure = [cookie.as_bytes(), b"; Secure"].concat();
            *cookie = HeaderValue::from_bytes(&secure).expect("it was one before");
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proxy_is_asked_first_and_then_the_page_if_it_is_ours() {
        for (forwarded, origin, is_https) in [
            ("https", "", true),
            ("HTTPS, http", "", true),
            ("http", "https://vote.example", false),
            ("", "https://vote.example", true),
            ("", "http://vote.example", false),
            ("", "https://elsewhere.example", false),
            ("", "", false),
        ] {
            let said = [(header::HOST, "vote.example"), (FORWARDED, forwarded), (header::ORIGIN, origin)];
            let said = said.into_iter().filter(|(_, text)| !text.is_empty());
            let headers = said.map(|(name, text)| (name, HeaderValue::from_static(text))).collect();
            assert_eq!(says(&headers), is_https, "{forwarded} {origin}");
        }
    }
}
