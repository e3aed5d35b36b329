//! `ETag`, `If-None-Match` and `If-Match`: who has an answer already is not sent it again, and who changes what somebody else
//! has changed meanwhile is told. Source: RFC 9110, 8.8.3, 13.1.1 and 13.1.2.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Bytes of a hash that tell two answers apart.
const HASH: usize = 16;

/// Tags each answer to GET by a hash of it, unless it has a tag; only for answers that are whole in memory anyway.
pub(super) async fn tag(request: Request, next: Next) -> Response {
    let asks = [&Method::GET, &Method::HEAD].contains(&request.method());
    let headers = request.headers().clone();
    let response = next.run(request).await;
    if !asks || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let tag = parts.headers.entry(header::ETAG).or_insert_with(|| of(&bytes)).clone();
    // Whatever is kept is asked for again: votes come at any time.
    parts.headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    if !names(&headers, header::IF_NONE_MATCH, &tag) {
        return Response::from_parts(parts, Body::from(bytes));
    }
    for what in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::CONTENT_ENCODING] {
        parts.headers.remove(what);
    }
    (StatusCode::NOT_MODIFIED, parts.headers).into_response()
}

/// The tag of that content.
pub(in crate::http) fn of(content: &[u8]) -> HeaderValue {
    let hash = BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(content)[..HASH]);
    HeaderValue::try_from(format!("\"{hash}\"")).expect("base64 is ASCII")
}

/// Whether a condition is there and names `tag`, or anything. Ours hold no comma and are never weak; a proxy may say that they
/// are.
pub(in crate::http) fn names(headers: &HeaderMap, condition: HeaderName, tag: &HeaderValue) -> bool {
    let is_match = condition == header::IF_MATCH;
    let lists = headers.get_all(condition).iter().filter_map(|list| list.to_str().ok());
    let mut named = lists.flat_map(|list| list.split(',')).map(str::trim);
    named.any(|name| name == "*" || if is_match { name } else { name.trim_start_matches("W/") }.as_bytes() == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_name_tags_one_by_one_and_whatever_else_they_say_is_none() {
        let tag = of(b"content");
        let text = tag.to_str().expect("ASCII").to_owned();
        let says = |condition: HeaderName, list: String| {
            let headers = HeaderMap::from_iter([(condition.clone(), list.parse().expect("a header"))]);
            names(&headers, condition, &tag)
        };
        for list in [text.clone(), format!("\"a\", {text}"), "*".into()] {
            assert!(says(header::IF_NONE_MATCH, list.clone()) && says(header::IF_MATCH, list));
        }
        let weak = format!("W/{text}");
        assert!(says(header::IF_NONE_MATCH, weak.clone()) && !says(header::IF_MATCH, weak));
        for list in ["", "\"a b\"", "\"", "W/", &text[1..]] {
            assert!(!says(header::IF_NONE_MATCH, list.into()), "{list}");
        }
    }
}
