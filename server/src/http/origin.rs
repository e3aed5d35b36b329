//! Whether a request that changes something comes from a page of ours. What is no browser says nothing of that, and carries
//! nobody's cookie but its own.

use super::PublicUrl;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// How a browser's page is related to us (Fetch Metadata, 2.4), and
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// what it says of our own pages, and of an address that somebody typed.
const OWN: [&[u8]; 2] = [b"same-origin", b"none"];

/// Whether the request was not made by another site's page. Browsers name the page's origin in every POST and every WebSocket
/// handshake (Fetch standard, 3.2 "Origin header"; RFC 6455, 10.2); where they do not, they may still say how it is related
/// to us.
///
/// A page's own address is one of `sites`, if there are any: then no name that somebody made lead here is ours (DNS
/// rebinding). Else it is whatever host the request was sent to.
pub(super) fn is_ours(headers: &HeaderMap, sites: &[PublicUrl]) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let Some(origin) = origins.next() else {
        return headers.get_all(FETCH_SITE).iter().all(|site| OWN.contains(&site.as_bytes()));
    };
    let Some(origin) = Some(origin).filter(|_| origins.next().is_none()).and_then(text) else { return false };
    if !sites.is_empty() {
        return sites.iter().any(|site| site.is(origin));
    }
    // Behind a proxy that ends TLS our own scheme is unknown; host and port are the browser's own.
    let host = origin.split_once("://").map(|(_scheme, host)| host);
    host.is_some() && host == headers.get(header::HOST).and_then(text)
}

fn text(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(said: &[(HeaderName, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static("vote.example:3000"))]);
        for (name, value) in said {
            headers.append(name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn only_the_same_host_and_port_is_ours() {
        let says = |origin| is_ours(&headers(&[(header::ORIGIN, origin)]), &[]);
        assert!(says("http://vote.example:3000") && says("https://vote.example:3000"));
        for foreign in [
            "http://vote.example",
            "http://evil.example",
            "null",
            "",
            "vote.example:3000",
            "http://vote.example:3000.evil.example",
            "http://vote.example:3000, http://evil.example",
        ] {
            assert!(!says(foreign), "{foreign}");
        }
        let two = [(header::ORIGIN, "http://vote.example:3000"), (header::ORIGIN, "http://evil.example")];
        assert!(!is_ours(&headers(&two), &[]), "which of them?");
        assert!(is_ours(&HeaderMap::new(), &[]), "a script, not a page");
    }

    #[test]
    fn a_browser_that_names_no_origin_says_how_the_page_is_related() {
        let says = |site| is_ours(&headers(&[(FETCH_SITE, site)]), &[]);
        assert!(says("same-origin") && says("none"));
        assert!(!says("cross-site") && !says("same-site") && !says("") && !says("Same-Origin"));
    }

    #[test]
    fn where_the_site_is_known_no_name_that_leads_here_is_ours() {
        let sites = ["https://vote.example", "http://10.0.0.7:3000"].map(|site| site.parse().expect("an address"));
        let says = |origin| is_ours(&headers(&[(header::ORIGIN, origin)]), &sites);
        assert!(says("https://vote.example") && says("http://10.0.0.7:3000"));
        for foreign in
            ["http://vote.example:3000", "http://vote.example", "https://vote.example:444", "https://10.0.0.7:3000"]
        {
            assert!(!says(foreign), "{foreign}");
        }
        assert!(is_ours(&HeaderMap::new(), &sites), "a script, not a page");
    }
}
