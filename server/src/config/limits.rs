//! How much one client, one address or all of them together may take. Says how much; counts and refuses nothing.

use clap::{Args, Parser};
use ipnet::IpNet;
use std::{
    net::IpAddr,
    num::{NonZeroU32, NonZeroUsize},
    time::Duration,
};

/// The least bytes of a request's head that the HTTP library works with.
const LEAST_HEAD: u32 = 8 * 1024;

/// What may be taken. An address is one of IPv4, or a /64 of IPv6: whoever has one of those has all of them.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// Proxies whose word on a guest's address is taken, by `X-Forwarded-For` or else `Forwarded`: addresses or networks,
    /// with commas between them. List every hop [default: none]. That guests come over https is believed of these, and of
    /// this machine.
    #[arg(long, env = "PARTYSENSE_TRUSTED_PROXIES", global = true, value_name = "LIST", value_delimiter = ',',
          value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,
    /// Connections in all [default: the limit of open files, less 256 for the server itself].
    #[arg(long, env = "PARTYSENSE_CONNECTIONS", global = true, value_name = "N")]
    pub connections: Option<NonZeroUsize>,
    /// Connections of one address: a whole hall may have one.
    #[arg(long, env = "PARTYSENSE_CONNECTIONS_PER_ADDRESS", default_value = "20000", global = true, value_name = "N")]
    pub connections_per_address: NonZeroUsize,
    /// Socket.IO sessions in all.
    #[arg(long, env = "PARTYSENSE_SOCKETIO_SESSIONS", default_value = "5000", global = true, value_name = "N")]
    pub socketio_sessions: NonZeroUsize,
    /// Socket.IO sessions of one address.
    #[arg(
        long,
        env = "PARTYSENSE_SOCKETIO_SESSIONS_PER_ADDRESS",
        default_value = "4000",
        global = true,
        value_name = "N"
    )]
    pub socketio_sessions_per_address: NonZeroUsize,
    /// New voters of one address a minute, and at once.
    #[arg(long, env = "PARTYSENSE_VOTERS_PER_MINUTE", default_value = "3000", global = true, value_name = "N")]
    pub voters_per_minute: NonZeroU32,
    /// New events of one address an hour, and at once.
    #[arg(long, env = "PARTYSENSE_EVENTS_PER_HOUR", default_value = "60", global = true, value_name = "N")]
    pub events_per_hour: NonZeroU32,
    /// Suggestions of one address a minute, and at once.
    #[arg(long, env = "PARTYSENSE_SUGGESTIONS_PER_MINUTE", default_value = "600", global = true, value_name = "N")]
    pub suggestions_per_minute: NonZeroU32,
    /// Announced titles of one address a minute, and at once.
    #[arg(long, env = "PARTYSENSE_TITLES_PER_MINUTE", default_value = "60", global = true, value_name = "N")]
    pub titles_per_minute: NonZeroU32,
    /// Join codes and host keys that one address may try a minute, right ones included, and at once.
    #[arg(long, env = "PARTYSENSE_KEYS_PER_MINUTE", default_value = "3000", global = true, value_name = "N")]
    pub keys_per_minute: NonZeroU32,
    /// Votes of one voter a second; five times as many at once.
    #[arg(long, env = "PARTYSENSE_VOTES_PER_SECOND", default_value = "10", global = true, value_name = "N")]
    pub votes_per_second: NonZeroU32,
    /// Bytes of one message over a socket; no more than its protocol allows.
    #[arg(long, env = "PARTYSENSE_MESSAGE_BYTES", default_value = "66560", global = true, value_name = "N")]
    pub message_bytes: NonZeroUsize,
    /// Messages of one socket a second, five times as many at once. Pings of a WebSocket count; over Socket.IO requests to be
    /// let in do, and pings do not.
    #[arg(long, env = "PARTYSENSE_MESSAGES_PER_SECOND", default_value = "20", global = true, value_name = "N")]
    pub messages_per_second: NonZeroU32,
    /// Seconds in which a plain client must have asked for a stream.
    #[arg(long, env = "PARTYSENSE_SUBSCRIBE_SECONDS", default_value = "30", global = true, value_name = "SECONDS")]
    pub subscribe_seconds: NonZeroU32,
    /// Seconds for which a viewer may send nothing; it is asked for a sign of life after half of them.
    #[arg(long, env = "PARTYSENSE_SILENCE_SECONDS", default_value = "120", global = true, value_name = "SECONDS")]
    pub silence_seconds: NonZeroU32,
    /// Seconds for which a client may take nothing of what it is sent.
    #[arg(long, env = "PARTYSENSE_STUCK_SECONDS", default_value = "60", global = true, value_name = "SECONDS")]
    pub stuck_seconds: NonZeroU32,
    /// Bytes of a request's head.
    #[arg(long, env = "PARTYSENSE_HEAD_BYTES", default_value = "32768", global = true, value_name = "N",
          value_parser = clap::value_parser!(u32).range(i64::from(LEAST_HEAD)..))]
    pub head_bytes: u32,
    /// Lines of a request's head.
    #[arg(long, env = "PARTYSENSE_HEAD_LINES", default_value = "100", global = true, value_name = "N",
          value_parser = clap::value_parser!(u16).range(1..))]
    pub head_lines: u16,
    /// Seconds in which a request's head must be there, from its first byte on, and the first byte from the connection on.
    #[arg(long, env = "PARTYSENSE_HEAD_SECONDS", default_value = "10", global = true, value_name = "SECONDS")]
    pub head_seconds: NonZeroU32,
    /// Bytes of a request's body; most requests may have far less.
    #[arg(long, env = "PARTYSENSE_BODY_BYTES", default_value = "1048576", global = true, value_name = "N")]
    pub body_bytes: NonZeroUsize,
    /// Seconds in which a request's body must be there.
    #[arg(long, env = "PARTYSENSE_BODY_SECONDS", default_value = "60", global = true, value_name = "SECONDS")]
    pub body_seconds: NonZeroU32,
    /// Seconds for which a connection may stay open without a request.
    #[arg(long, env = "PARTYSENSE_IDLE_SECONDS", default_value = "75", global = true, value_name = "SECONDS")]
    pub idle_seconds: NonZeroU32,
}

/// Seconds as a span.
pub fn seconds(number: NonZeroU32) -> Duration {
    Duration::from_secs(number.get().into())
}

/// A network, or an address as the network of itself.
fn network(text: &str) -> Result<IpNet, ipnet::AddrParseError> {
    let text = text.trim();
    text.parse::<IpAddr>().map(IpNet::from).or_else(|_| text.parse())
}

/// What holds if nothing is said.
impl Default for Limits {
    fn default() -> Self {
        #[derive(Parser)]
        struct Unsaid {
            #[command(flatten)]
            limits: Limits,
        }
        Unsaid::parse_from(["unsaid"]).limits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::{disconnect, plain};

    /// Connections of one guest who opens a page: six that a browser loads it by over HTTP/1.1 and keeps until they have been
    /// idle for long, and one socket.
    const CONNECTIONS_OF_A_GUEST: usize = 7;

    #[test]
    fn a_proxy_is_an_address_or_a_network() {
        assert_eq!(network("10.0.0.7").expect("an address").to_string(), "10.0.0.7/32");
        assert_eq!(network(" 2001:db8::/32").expect("a network").to_string(), "2001:db8::/32");
        assert!(network("proxy.example").is_err());
    }

    #[test]
    fn defaults_are_those_that_the_protocols_page_tells_of() {
        let limits = Limits::default();
        assert_eq!(limits.message_bytes.get(), plain::MAX_MESSAGE);
        assert_eq!(limits.subscribe_seconds.get(), plain::REQUEST_SECONDS);
        assert_eq!(limits.stuck_seconds.get(), disconnect::STUCK_SECONDS);
    }

    #[test]
    fn a_hall_behind_one_address_gets_in_at_once() {
        let limits = Limits::default();
        let guests = 2_000;
        assert!(limits.voters_per_minute.get() >= guests && limits.keys_per_minute.get() >= guests);
        assert!(limits.connections_per_address.get() >= CONNECTIONS_OF_A_GUEST * guests as usize);
        assert!(limits.socketio_sessions_per_address.get() >= guests as usize);
    }
}
