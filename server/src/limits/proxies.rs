//! Who a request comes from. Only proxies that the operator named are believed, and of what they say only what they added
//! themselves: the list is read from its end, over trusted hops, to the first address that is not ours.
//! Sources: RFC 7239 "Forwarded HTTP Extension"; `X-Forwarded-For` as it is commonly written.

use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// Of the guest, as far as can be told.
    pub address: IpAddr,
    /// The connection is that of a trusted proxy, and others come over it, too.
    pub is_proxied: bool,
}

/// The proxies that are believed.
#[derive(Clone, Debug)]
pub(super) struct Proxies(Vec<IpNet>);

impl Proxies {
    pub(super) fn new(trusted: Vec<IpNet>) -> Self {
        Self(trusted)
    }

    /// Whether this one is.
    pub(super) fn trust(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Who asks. What a stranger says of how it came is taken out, so that nobody believes it further on. A proxy on this very
    /// machine may say that guests come over https: it is the usual one, and that only makes stricter what they are given.
    pub(super) fn client(&self, peer: IpAddr, headers: &mut HeaderMap) -> Client {
        if !self.trust(peer) && !peer.to_canonical().is_loopback() {
            headers.remove(X_FORWARDED_PROTO);
        }
        self.forwarded(peer, headers)
    }

    /// Who asks.
    pub(super) fn forwarded(&self, peer: IpAddr, headers: &HeaderMap) -> Client {
        let peer = peer.to_canonical();
        if !self.trust(peer) {
            return Client { address: peer, is_proxied: false };
        }
        // Nearly every proxy writes the first. Who writes only the second must take the first out, or a guest could write it.
        let hops = if headers.contains_key(X_FORWARDED_FOR) { listed(headers) } else { named(headers) };
        let mut address = peer;
        for hop in hops.into_iter().rev() {
            // What is no address counts as whoever passed it on.
            let Some(hop) = hop else { break };
            address = hop;
            if !self.trust(hop) {
                break;
            }
        }
        Client { address, is_proxied: true }
    }
}

/// The hops of `X-Forwarded-For`; `None`: not an address.
fn listed(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let lines = headers.get_all(X_FORWARDED_FOR).iter();
    lines.flat_map(|line| line.to_str().unwrap_or("?").split(',').map(node).collect::<Vec<_>>()).collect()
}

/// The hops of `Forwarded`, by their parameter `for`; `None`: not an address, or hidden (RFC 7239, 6).
fn named(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let lines = headers.get_all(header::FORWARDED).iter();
    let elements = lines.flat_map(|line| split(line.to_str().unwrap_or("?"), ','));
    elements
        .map(|element| {
            let pairs = split(element, ';').into_iter().filter_map(|pair| pair.split_once('='));
            let mut named = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
            // Said twice, it says nothing (RFC 7239, 4).
            let (Some((_, value)), None) = (named.next(), named.next()) else { return None };
            let value = value.trim();
            node(value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value))
        })
        .collect()
}

/// Splits where no quoted string goes on (RFC 9110, 5.6.4).
fn split(text: &str, at: char) -> Vec<&str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let parts = text.split(|c| {
        let is_end = c == at && !is_quoted;
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ => {}
        }
        is_end
    });
    parts.collect()
}

/// An address, maybe in brackets, maybe with a port.
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().or_else(|_| text.parse().map(|socket: SocketAddr| socket.ip()));
    address.ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The client, if 10.0.0.0/8 and ::1 are trusted and the connection comes from `peer`.
    fn client(peer: &str, name: &'static str, lines: &[&'static str]) -> String {
        let trusted = ["10.0.0.0/8", "::1/128"].map(|network| network.parse().expect("a network"));
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name, line.parse().expect("a header"));
        }
        let client = Proxies::new(trusted.to_vec()).client(peer.parse().expect("an address"), &mut headers);
        client.address.to_string()
    }

    #[test]
    fn a_list_is_read_from_its_end_over_trusted_hops() {
        let of = |lines: &[&'static str]| client("10.0.0.1", "x-forwarded-for", lines);
        assert_eq!(of(&["192.0.2.1"]), "192.0.2.1");
        assert_eq!(of(&["198.51.100.9, 192.0.2.1"]), "192.0.2.1", "the first is what the guest said itself");
        assert_eq!(of(&["192.0.2.1, 10.0.0.2"]), "192.0.2.1");
        assert_eq!(of(&["198.51.100.9", "192.0.2.1", "10.0.0.2"]), "192.0.2.1", "lines are one list");
        assert_eq!(of(&["192.0.2.1:4711, [2001:db8::7]:80"]), "2001:db8::7");
        assert_eq!(of(&["::ffff:192.0.2.1"]), "192.0.2.1");
        assert_eq!(of(&["10.0.0.3, 10.0.0.2"]), "10.0.0.3", "a guest within our network");
    }

    #[test]
    fn what_is_no_address_counts_as_who_passed_it_on() {
        let of = |lines: &[&'static str]| client("10.0.0.1", "x-forwarded-for", lines);
        assert_eq!(of(&[]), "10.0.0.1");
        for line in ["", "unknown", "192.0.2.1, ", "192.0.2.1, 1.2.3", "\"", "192.0.2.1 10.0.0.2", "é"] {
            assert_eq!(of(&[line]), "10.0.0.1", "{line}");
        }
        assert_eq!(of(&["192.0.2.1, nonsense, 10.0.0.2"]), "10.0.0.2");
    }

    #[test]
    fn forwarded_is_read_the_same_way() {
        let of = |lines: &[&'static str]| client("::1", "forwarded", lines);
        assert_eq!(of(&["for=192.0.2.1;proto=https"]), "192.0.2.1");
        assert_eq!(of(&["For=\"[2001:db8:cafe::17]:4711\""]), "2001:db8:cafe::17");
        assert_eq!(of(&["for=198.51.100.9, proto=http; for=192.0.2.1;by=10.0.0.7"]), "192.0.2.1");
        assert_eq!(of(&["for=192.0.2.1", "for=10.0.0.2"]), "192.0.2.1");
        assert_eq!(of(&["for=192.0.2.1;ext=\"a,for=198.51.100.9;\\\"\""]), "192.0.2.1", "quoted is quoted");
        for line in ["for=_hidden", "for=unknown", "by=192.0.2.1", "for=192.0.2.1;for=192.0.2.2", "for=\"", ";;,"] {
            assert_eq!(of(&[line]), "::1", "{line}");
        }
    }

    #[test]
    fn strangers_are_not_believed() {
        for (name, line) in [("x-forwarded-for", "192.0.2.1"), ("forwarded", "for=192.0.2.1")] {
            assert_eq!(client("203.0.113.5", name, &[line]), "203.0.113.5");
        }
    }

    #[test]
    fn that_guests_come_over_https_is_believed_of_proxies_and_of_this_machine() {
        let proxies = Proxies::new(vec!["10.0.0.0/8".parse().expect("a network")]);
        for (peer, is_believed) in [("203.0.113.5", false), ("10.0.0.1", true), ("127.0.0.1", true), ("::1", true)] {
            let mut headers = HeaderMap::from_iter([(X_FORWARDED_PROTO, "https".parse().expect("a header"))]);
            proxies.client(peer.parse().expect("an address"), &mut headers);
            assert_eq!(headers.contains_key(X_FORWARDED_PROTO), is_believed, "{peer}");
        }
    }
}
