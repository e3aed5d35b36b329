//! What strangers may take, held: connections, sessions, and how often one address or one voter does what costs
//! something. Decides before any database work; never says to anybody that it did.

mod places;
mod proxies;
mod rates;

pub use places::Place;
pub use proxies::Client;
pub use rates::TooMany;

use crate::{
    config,
    metrics::{Bound, Metrics},
};
use axum::http::HeaderMap;
use governor::Quota;
use places::{Crowded, Places};
use proxies::Proxies;
use rates::Rate;
use std::{fmt, net::IpAddr, num::NonZeroU32, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Open files that connections leave to the server: its pool, its listeners, and the files that it serves.
const OWN_FILES: u64 = 256;
/// Connections if the system does not say how many files may be open: what it allows everywhere.
const SOME: usize = 768;
/// At once, times what is allowed a second: a network that was away delivers what it kept.
pub(crate) const BURST: u32 = 5;
/// Between two times that what says nothing any more is forgotten.
const FORGET: Duration = Duration::from_secs(60);

/// All limits. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Limits(Arc<Inside>);

struct Inside {
    most: config::Limits,
    proxies: Proxies,
    connections: Arc<Places>,
    sessions: Arc<Places>,
    voters: Rate,
    events: Rate,
    suggestions: Rate,
    titles: Rate,
    keys: Rate,
    votes: Rate,
    metrics: Metrics,
}

impl Limits {
    /// As the operator says.
    pub fn new(most: &config::Limits, metrics: Metrics) -> Self {
        let connections = most.connections.map_or_else(by_files, usize::from);
        let per_minute = |most| Rate::new(Quota::per_minute(most));
        metrics.connections_limit.set(connections as f64);
        Self(Arc::new(Inside {
            proxies: Proxies::new(most.trusted_proxies.clone()),
            connections: Places::new(connections, most.connections_per_address.get()),
            sessions: Places::new(most.socketio_sessions.get(), most.socketio_sessions_per_address.get()),
            voters: per_minute(most.voters_per_minute),
            events: Rate::new(Quota::per_hour(most.events_per_hour)),
            suggestions: per_minute(most.suggestions_per_minute),
            titles: per_minute(most.titles_per_minute),
            keys: per_minute(most.keys_per_minute),
            votes: Rate::new(per_second(most.votes_per_second)),
            metrics,
            most: most.clone(),
        }))
    }

    /// How much may be taken.
    pub fn most(&self) -> &config::Limits {
        &self.0.most
    }

    /// Counts that something was refused, or ended, because it went over this.
    pub fn refuse(&self, bound: Bound) {
        self.0.metrics.drop_at(bound);
    }

    /// The numbers.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Socket.IO sessions that have begun.
    pub fn sessions(&self) -> usize {
        self.0.sessions.taken_now()
    }

    /// Takes a connection up. One from a trusted proxy counts for nobody's address before a [`Client`] is known.
    pub fn connect(&self, peer: IpAddr) -> Result<Place, Bound> {
        let inside = &*self.0;
        let address = (!inside.proxies.trust(peer)).then_some(peer);
        self.placed(Places::enter(&inside.connections, address), Bound::Connections, Bound::ConnectionsPerAddress)
    }

    /// One more of what lasts, over a connection that counts already: `None`, unless a proxy's connection stands for many
    /// addresses.
    pub fn last(&self, client: Client) -> Result<Option<Place>, Bound> {
        if !client.is_proxied {
            return Ok(None);
        }
        let place = Places::enter_beside(&self.0.connections, client.address);
        self.placed(place, Bound::Connections, Bound::ConnectionsPerAddress).map(Some)
    }

    /// A new Socket.IO session.
    pub fn begin_session(&self, client: Client) -> Result<Place, Bound> {
        let place = Places::enter(&self.0.sessions, Some(client.address));
        self.placed(place, Bound::SocketioSessions, Bound::SocketioSessionsPerAddress)
    }

    /// Whether this address may do this now, of what is limited by address and time.
    pub fn allow(&self, bound: Bound, client: Client) -> Result<(), TooMany> {
        let inside = &*self.0;
        let rate = match bound {
            Bound::VotersPerMinute => &inside.voters,
            Bound::EventsPerHour => &inside.events,
            Bound::SuggestionsPerMinute => &inside.suggestions,
            Bound::TitlesPerMinute => &inside.titles,
            Bound::KeysPerMinute => &inside.keys,
            _ => return Ok(()),
        };
        rate.take(places::block(client.address)).inspect_err(|_| self.refuse(bound))
    }

    /// Whether this voter may cast one more ballot now.
    pub fn allow_vote(&self, voter: Uuid) -> Result<(), TooMany> {
        self.0.votes.take(voter).inspect_err(|_| self.refuse(Bound::VotesPerSecond))
    }

    /// Who asks, by the connection's other end and what a proxy says; what nobody may say is taken out of the head.
    pub fn client(&self, peer: IpAddr, headers: &mut HeaderMap) -> Client {
        self.0.proxies.client(peer, headers)
    }

    /// The same without taking anything out.
    pub fn forwarded(&self, peer: IpAddr, headers: &HeaderMap) -> Client {
        self.0.proxies.forwarded(peer, headers)
    }

    /// Gives the memory back of those who have not come for long, until `stop`.
    pub async fn keep(self, stop: CancellationToken) {
        let inside = &*self.0;
        while stop.run_until_cancelled(tokio::time::sleep(FORGET)).await.is_some() {
            for rate in
                [&inside.voters, &inside.events, &inside.suggestions, &inside.titles, &inside.keys, &inside.votes]
            {
                rate.forget();
            }
        }
    }

    fn placed(&self, place: Result<Place, Crowded>, in_all: Bound, per_address: Bound) -> Result<Place, Bound> {
        let bound = match place {
            Ok(place) => return Ok(place),
            Err(Crowded::InAll) => in_all,
            Err(Crowded::Address) => per_address,
        };
        self.refuse(bound);
        Err(bound)
    }
}

/// So many a second, and [`BURST`] times as many at once.
pub(crate) fn per_second(most: NonZeroU32) -> Quota {
    Quota::per_second(most).allow_burst(most.saturating_mul(NonZeroU32::new(BURST).expect("it is five")))
}

/// As many connections as files may be open, less our own.
fn by_files() -> usize {
    let files = nix::sys::resource::getrlimit(nix::sys::resource::Resource::RLIMIT_NOFILE);
    files.map_or(SOME, |(soft, _)| usize::try_from(soft.saturating_sub(OWN_FILES)).unwrap_or(usize::MAX).max(1))
}

impl fmt::Debug for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inside").field("most", &self.most).finish_non_exhaustive()
    }
}
