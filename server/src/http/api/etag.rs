//! `ETag` and `If-None-Match`: who has an answer already is not sent it again. Source: RFC 9110, 8.8.3 and 13.1.2.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::headers::{ETag, HeaderMapExt, IfNoneMatch};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Bytes of a hash that tell two answers apart.
const TAG: usize = 16;

/// Tags each answer to GET by a hash of it, unless it has a tag; only for answers that are whole in memory anyway.
pub(super) async fn tag(request: Request, next: Next) -> Response {
    let known = request.headers().typed_get::<IfNoneMatch>();
    let is_get = request.method() == Method::GET;
    let response = next.run(request).await;
    if !is_get || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    if parts.headers.typed_get::<ETag>().is_none() {
        let hash = BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(&bytes)[..TAG]);
        parts.headers.extend(of(&hash));
    }
    let tag = parts.headers.typed_get::<ETag>();
    // Whatever is kept is asked for again: votes come at any time.
    parts.headers.entry(header::CACHE_CONTROL).or_insert(header::HeaderValue::from_static("no-cache"));
    match (known, tag) {
        (Some(known), Some(tag)) if !known.precondition_passes(&tag) => {
            parts.headers.remove(header::CONTENT_LENGTH);
            parts.headers.remove(header::CONTENT_TYPE);
            (StatusCode::NOT_MODIFIED, parts.headers).into_response()
        }
        _ => Response::from_parts(parts, Body::from(bytes)),
    }
}

/// `ETag: "version"`.
pub(super) fn of(version: &str) -> HeaderMap {
    let value = format!("\"{version}\"").parse();
    value.map(|value| HeaderMap::from_iter([(header::ETAG, value)])).unwrap_or_default()
}
