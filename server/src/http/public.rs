//! Where guests find this server: what join links, QR codes and shared pictures name. Never trusts a request to say more
//! than a host and a port.

use super::secure;
use axum::http::{HeaderMap, header};
use std::{fmt, str::FromStr};

/// The longest name that DNS knows, in bytes (RFC 1035, 2.3.4); a port comes on top.
const LONGEST_NAME: usize = 253;

/// The address under which guests find the server: a scheme, a host, maybe a port, and no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

/// Why an address is no [`PublicUrl`].
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("an address has the form https://vote.example, without a path")]
pub struct NotPublic;

impl PublicUrl {
    /// The one of a request, by its Host header; `None`: it has none that can be shown to anybody.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return None };
        let host = host.to_str().ok().filter(|host| is_host(host))?;
        let scheme = if secure::says(headers) { "https" } else { "http" };
        Some(Self(format!("{scheme}://{host}")))
    }

    /// Whether guests come over https.
    pub(crate) fn is_secure(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// What follows the scheme: shorter to read and to type.
    pub(super) fn host(&self) -> &str {
        self.0.split_once("://").map_or(&self.0, |(_, host)| host)
    }

    /// Whether a page whose origin a browser names so is one of this address.
    pub(super) fn is(&self, origin: &str) -> bool {
        self.0 == origin
    }

    /// A whole link.
    pub(super) fn link(&self, path: &str) -> String {
        format!("{self}{path}")
    }
}

impl FromStr for PublicUrl {
    type Err = NotPublic;

    fn from_str(text: &str) -> Result<Self, NotPublic> {
        let (scheme, host) = text.split_once("://").ok_or(NotPublic)?;
        let (scheme, host) = (scheme.to_ascii_lowercase(), host.strip_suffix('/').unwrap_or(host).to_ascii_lowercase());
        // As browsers write it (URL standard, 6.2 "origin"): without the port that the scheme means anyway.
        let usual = if scheme == "https" { ":443" } else { ":80" };
        let host = host.strip_suffix(usual).unwrap_or(&host);
        let is_known = ["http", "https"].contains(&scheme.as_str());
        if is_known && is_host(host) { Ok(Self(format!("{scheme}://{host}"))) } else { Err(NotPublic) }
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether it is a host and maybe a port, of the characters that those have (RFC 3986, 3.2.2) and browsers send: names in
/// other scripts come as ASCII.
fn is_host(text: &str) -> bool {
    let (name, port) = match text.rsplit_once(':') {
        // The last colon of a bare IPv6 address in brackets is none before a port.
        Some((name, port)) if !text.ends_with(']') => (name, Some(port)),
        _ => (text, None),
    };
    let is_name = match name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte)),
    };
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    is_name && (1..=LONGEST_NAME).contains(&name.len()) && port.is_none_or(is_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(host: &str) -> Option<String> {
        let headers = HeaderMap::from_iter([(header::HOST, host.parse().expect("a header"))]);
        PublicUrl::of(&headers).map(|url| url.to_string())
    }

    #[test]
    fn a_request_names_a_host_and_a_port_and_nothing_else() {
        for host in
            ["vote.example", "127.0.0.1:3000", "[::1]:3000", "[2001:db8::1]", "xn--klb-goa.example", "my_box:80"]
        {
            assert_eq!(of(host), Some(format!("http://{host}")));
        }
        for host in [
            "", ":80", "a b", "a/b", "a?b", "a#b", "user@a", "a\"><svg", "a:b", "a:99999", "a:+80", "[x]", "::1",
            "a\\b",
        ] {
            assert_eq!(of(host), None, "{host}");
        }
        assert_eq!(of(&"a".repeat(254)), None);
        assert!(PublicUrl::of(&HeaderMap::new()).is_none());
        let mut headers = HeaderMap::new();
        for host in ["a", "b"] {
            headers.append(header::HOST, host.parse().expect("a header"));
        }
        assert!(PublicUrl::of(&headers).is_none(), "which of them?");
    }

    #[test]
    fn an_operator_says_scheme_and_host() {
        let url: PublicUrl = "HTTPS://vote.example/".parse().expect("valid");
        assert_eq!(url.link("/j/CDFGHJ"), "https://vote.example/j/CDFGHJ");
        for text in ["https://Vote.Example:443", "http://vote.example:80/"] {
            let url: PublicUrl = text.parse().expect("valid");
            assert_eq!(url.host(), "vote.example", "as browsers write it");
        }
        for text in ["vote.example", "ftp://vote.example", "https://", "https://vote.example/party", "https://a?b"] {
            assert!(text.parse::<PublicUrl>().is_err(), "{text}");
        }
    }
}
