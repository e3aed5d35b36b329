//! Who may show what is here in a frame: any site an event's embed, and nobody anything else.

use app::page::Page;
use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// For browsers of today (CSP, level 2), and
const POLICY: HeaderValue = HeaderValue::from_static("frame-ancestors 'none'");
/// for older ones (RFC 7034).
const OPTIONS: HeaderValue = HeaderValue::from_static("DENY");

/// Says so on whatever is answered.
pub(super) async fn guard(request: Request, next: Next) -> Response {
    let is_embed = matches!(Page::at(request.uri().path()), Some(Page::Embed(_)));
    let mut response = next.run(request).await;
    if !is_embed {
        let headers = response.headers_mut();
        // Beside a policy that the answer has already: browsers hold to all of them.
        headers.append(header::CONTENT_SECURITY_POLICY, POLICY);
        headers.insert(header::X_FRAME_OPTIONS, OPTIONS);
    }
    response
}
