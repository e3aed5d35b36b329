//! The numbers of one server, for Prometheus. What each means is its doc comment, which is its HELP as well. Nothing that a
//! client says becomes a label.

mod bound;
mod counted;
mod latency;
mod process;

pub use bound::Bound;
pub use counted::Counted;
pub use latency::Latency;
pub use process::{OpenFiles, open_files, raise_open_files};

use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{counter::Counter, family::Family, gauge, info::Info},
    registry::Registry,
};
use shared::{Disconnect, Refusal};
use std::{
    fmt,
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// A number that goes up and down.
pub type Gauge = gauge::Gauge<f64, AtomicU64>;
/// One label: its name and its value, both of them ours.
pub type Label = [(&'static str, &'static str); 1];

/// What an HTTP request is counted by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Answered {
    /// The template of the route, never the address that was asked for.
    pub route: String,
    /// The method, if it is one that routes know.
    pub method: &'static str,
    /// The status by its first digit, such as `2xx`.
    pub status: &'static str,
}

/// Which route took how long.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Route {
    /// Its template.
    pub route: String,
}

/// All of them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Metrics(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    numbers: Numbers,
    process: process::Numbers,
    registry: Registry,
}

/// Makes the struct, and registers each field under its name, with its documentation as HELP.
macro_rules! numbers {
    ($(#[$outer:meta])* $visibility:vis struct $name:ident { $($(#[doc = $help:literal])+ $field:ident: $kind:ty,)+ }) => {
        $(#[$outer])*
        #[derive(Debug, Default)]
        $visibility struct $name { $($(#[doc = $help])+ pub $field: $kind,)+ }

        impl $name {
            /// All at nothing, known to `registry`.
            pub(super) fn register(registry: &mut prometheus_client::registry::Registry) -> Self {
                let numbers = Self::default();
                $(
                    // The registry puts the full stop there itself.
                    let help = concat!($($help),+).trim().trim_end_matches('.');
                    registry.register(stringify!($field), help, numbers.$field.clone());
                )+
                numbers
            }
        }
    };
}
use numbers;

numbers! {
    /// The numbers of this program; their names begin with `partysense_`.
    pub struct Numbers {
        /// Rows of event_vote published to whoever watches.
        feed_rows: Counter,
        /// Reads of the feed that failed.
        feed_failures: Counter,
        /// How long ago everything visible had been published: without votes, the age of the last read.
        feed_lag_seconds: Gauge,
        /// One past the last transaction of which anything was published.
        feed_position: Gauge,
        /// Ballots acknowledged: each is a committed row, or was one already.
        ballots_acknowledged: Counter,
        /// Ballots refused, by the reason that was told.
        ballots_refused: Family<Label, Counter>,
        /// Ballots that wait for the INSERT under way to end.
        ballots_waiting: Gauge,
        /// Statements that insert ballots, from their beginning to the answer, commit included.
        ballot_insert_seconds: Latency,
        /// From a vote's cast_at, which the database's clock sets when its transaction begins, so that its commit is in it, to its
        /// bytes handed to the WebSockets of all on one thread who had seen all before; of votes sent together the oldest, one
        /// observation a thread and write. Native frames wait for their interval. Rounded to the millisecond, else never too short.
        commit_to_socket_seconds: Family<Label, Latency>,
        /// Messages handed to the sockets of viewers, those of server-sent events and Socket.IO not included.
        deliveries: Counter,
        /// Who watches a channel of this server.
        viewers: Gauge,
        /// Who watches, by the door that they came by.
        viewers_by_door: Family<Label, Gauge>,
        /// Connections that are open: WebSockets of viewers, those to the HTTP server (Socket.IO among them), and those that
        /// have said nothing yet.
        connections: Family<Label, Gauge>,
        /// Connections that may be open at a time.
        connections_limit: Gauge,
        /// Connections closed by the server for a reason that their client was told.
        disconnects: Family<Label, Counter>,
        /// What went over a bound, by the bound's name: see the table in server/README.md.
        drops: Family<Label, Counter>,
        /// Who is connected by Socket.IO.
        socketio_clients: Gauge,
        /// Socket.IO sessions that have begun, their clients connected or not.
        socketio_sessions: Gauge,
        /// How often a Socket.IO client lost its place in a log.
        socketio_fell_behind: Counter,
        /// Socket.IO clients that did not answer, or did not read.
        socketio_unresponsive: Counter,
        /// Rows of realtime announced.
        titles: Counter,
        /// Reads of realtime that failed.
        title_failures: Counter,
        /// Channels held, watched or not.
        channels: Gauge,
        /// Frames in the logs of all channels.
        log_frames: Gauge,
        /// Frames in the longest log of a channel.
        log_frames_longest: Gauge,
        /// Bytes in the logs of all channels.
        log_bytes: Gauge,
        /// Whether the database is away: nothing new comes, and no vote is taken.
        paused: Gauge,
        /// Whether the listener has its connection.
        listener_connected: Gauge,
        /// When the listener got its connection, in seconds since 1970.
        listener_connected_since_seconds: Gauge,
        /// How often the listener came back after it had lost its connection.
        listener_reconnects: Counter,
        /// How full the queue is in which Postgres keeps announcements until all who listen have heard them, from 0 to 1; full,
        /// each INSERT of a vote fails. Asked at most every five seconds.
        postgres_notification_queue_usage: Gauge,
        /// Connections of the pool for requests, by whether one uses them.
        database_pool_connections: Family<Label, Gauge>,
        /// The most connections to the database that this server opens.
        database_connections_limit: Gauge,
        /// Requests that read much, by kind: followers that come back, exports and recaps, searches.
        database_long_reads: Family<Label, Gauge>,
        /// HTTP requests answered, by the template of their route.
        http_requests: Family<Answered, Counter>,
        /// HTTP requests from their head to the head of their answer.
        http_request_seconds: Family<Route, Latency>,
        /// HTTP requests that wait for the head of their answer.
        http_requests_in_flight: Gauge,
        /// Connections on their way from the door to the HTTP server.
        http_connections_waiting: Gauge,
        /// Tasks of the runtime that have not ended.
        tasks: Gauge,
        /// Tasks that are ready, and that no thread of the runtime has taken up.
        tasks_waiting: Gauge,
        /// Whether the server was told to stop.
        stopping: Gauge,
    }
}

impl Metrics {
    /// What /metrics says.
    pub fn text(&self) -> Result<String, fmt::Error> {
        self.0.process.look();
        let mut text = String::new();
        text::encode(&mut text, &self.0.registry)?;
        Ok(text)
    }

    /// Something went over a bound.
    pub fn drop_at(&self, bound: Bound) {
        self.drops.get_or_create(&bound.label()).inc();
    }

    /// A ballot was refused.
    pub fn refused(&self, refusal: Refusal) {
        self.ballots_refused.get_or_create(&[("reason", refusal.code())]).inc();
    }

    /// A client was disconnected and told why.
    pub fn disconnected(&self, reason: Disconnect) {
        self.disconnects.get_or_create(&[("reason", reason.name())]).inc();
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::default();
        let process = process::Numbers::register(registry.sub_registry_with_prefix("process"));
        let ours = registry.sub_registry_with_prefix("partysense");
        ours.register("build", "What was built", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        let numbers = Numbers::register(ours);
        // From the start, so that the first of each is seen as a step.
        Refusal::ALL.iter().for_each(|one| drop(numbers.ballots_refused.get_or_create(&[("reason", one.code())])));
        Disconnect::ALL.iter().for_each(|one| drop(numbers.disconnects.get_or_create(&[("reason", one.name())])));
        Bound::ALL.iter().for_each(|one| drop(numbers.drops.get_or_create(&one.label())));
        Self(Arc::new(Inside { numbers, process, registry }))
    }
}

impl Deref for Metrics {
    type Target = Numbers;

    fn deref(&self) -> &Numbers {
        &self.0.numbers
    }
}

/// Takes over a count that is kept elsewhere.
pub fn set(counter: &Counter, count: u64) {
    counter.inner().store(count, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_number_means_is_said_once_and_with_one_full_stop() {
        let text = Metrics::default().text().expect("memory takes every byte");
        assert!(text.contains("# HELP partysense_channels Channels held, watched or not.\n"), "{text}");
        assert!(!text.contains("..\n"));
    }
}
