//! Whether a request that casts a vote comes from a page of ours.

use axum::http::{HeaderMap, header};

/// Whether the request was not made by another site's page. Browsers name the page's origin in every POST and every
/// WebSocket handshake (Fetch standard, 3.2 "Origin header"; RFC 6455, 10.2); what names none is no browser, and
/// carries nobody's cookie but its own.
pub(super) fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value: &axum::http::HeaderValue| value.to_str().unwrap_or("?"));
    let Some(origin) = text(header::ORIGIN) else { return true };
    // Behind a proxy that ends TLS our own scheme is unknown; host and port are the browser's own.
    let host = origin.split_once("://").map(|(_scheme, host)| host);
    host.is_some() && host == text(header::HOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(origin: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "vote.example:3000".parse().expect("a header"));
        headers.insert(header::ORIGIN, origin.parse().expect("a header"));
        headers
    }

    #[test]
    fn only_the_same_host_and_port_is_ours() {
        assert!(is_ours(&headers("http://vote.example:3000")));
        assert!(is_ours(&headers("https://vote.example:3000")));
        for foreign in
            ["http://vote.example", "http://evil.example", "null", "", "http://vote.example:3000.evil.example"]
        {
            assert!(!is_ours(&headers(foreign)), "{foreign}");
        }
        assert!(is_ours(&HeaderMap::new()), "a script, not a page");
    }
}
