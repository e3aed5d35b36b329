//! The running server: every task of it, started in order and stopped in order.

mod end;

use crate::{
    announcements::Announcer,
    ballot_box::{self, BallotBox},
    config::Serve,
    fanout::{BACKLOG, Entrance, Fanout, Others},
    feed::Feed,
    health::Health,
    http,
    hub::Hub,
    keyring::Keyring,
    limits::Limits,
    listener::{self, Doorbell},
    presence,
    session::{native::Services, socketio::Supply},
    store::Store,
};
use anyhow::Context;
use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::TcpSocket,
    sync::watch,
    task::{JoinHandle, JoinSet},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Bytes that the system keeps for a viewer that does not read. Left to itself it keeps megabytes.
const SEND_BUFFER: u32 = 128 * 1024;

/// A server that serves.
#[derive(Debug)]
pub struct Service {
    address: SocketAddr,
    plain_address: Option<SocketAddr>,
    store: Store,
    health: Health,
    ballots: BallotBox,
    drain: Duration,
    /// Told to end first: whoever talks to clients.
    doors: CancellationToken,
    fanout: Fanout,
    sessions: TaskTracker,
    http: Vec<JoinHandle<()>>,
    writer: JoinHandle<()>,
    presence: JoinHandle<()>,
    /// The listener, the feed and the hub's keeper: none of them ends before it is told to.
    tasks: JoinSet<()>,
    /// Told to end last: whoever reads the database for the others.
    sources: CancellationToken,
}

impl Service {
    /// Migrates, then starts to listen, read and serve. It serves when this returns.
    pub async fn start(store: Store, config: &Serve) -> anyhow::Result<Self> {
        store.reach().await.context("can't reach the database")?;
        store.prepare(!config.no_migrate).await.context("can't bring the database's schema up to date")?;
        warn_if_crowded(&store).await?;
        let restored = store.adopt_restored_votes().await?;
        if restored > 0 {
            tracing::info!(restored, "votes from another cluster's dump now count as past");
        }
        store.adopt_restored_titles().await?;
        let keys = Keyring::open(&store).await.context("can't read the keys of voters' cookies")?;
        let site = config.site();
        let assets = site.assets()?;
        let socket = listen(config.listen)?;
        let plain_socket = config.plain_listen.map(listen).transpose()?;
        let address = socket.local_addr()?;
        let plain_address = plain_socket.as_ref().map(TcpListener::local_addr).transpose()?;

        let (doors, sources, sessions) = (CancellationToken::new(), CancellationToken::new(), TaskTracker::new());
        let health = Health::default();
        let metrics = health.metrics();
        let limits = Limits::new(&config.limits, metrics.clone());
        let hub = Hub::new(store.clone(), config.frame_interval(), metrics.clone());
        let feed = Feed::open(store.clone(), hub.clone(), health.clone()).await?;
        let doorbell = Doorbell::default();
        let mut tasks = JoinSet::new();
        tasks.spawn(listener::run(store.clone(), doorbell.clone(), health.clone(), sources.clone()));
        tasks.spawn(hub.clone().keep(doorbell.catalog.clone(), sources.clone()));
        let presence =
            tokio::spawn(presence::keep(store.clone(), hub.clone(), doorbell.viewers.clone(), sources.clone()));
        let announcer = Announcer::open(store.clone()).await?;
        let announcements = announcer.announcements();
        tasks.spawn(announcer.run(doorbell.titles.clone(), sources.clone()));
        tasks.spawn(keys.clone().keep(store.clone(), doorbell.keys.clone(), sources.clone()));
        tasks.spawn(feed.run(doorbell, sources.clone()));
        tasks.spawn(limits.clone().keep(sources.clone()));
        let (ballots, writer) = ballot_box::open(store.clone(), health.clone(), limits.clone());
        let writer = tokio::spawn(writer.run());

        let services = Arc::new(Services {
            hub,
            ballots: ballots.clone(),
            store: store.clone(),
            health: health.clone(),
            limits: limits.clone(),
        });
        let sites = config.public_url.iter().chain(&config.also_at).cloned();
        let trust = http::Trust::new(keys, sites);
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let door = http::Door { services: services.clone(), trust: trust.clone() };
        let (entrance, others) = Entrance::new(socket, Arc::new(door), limits.clone());
        let plain_door = http::PlainDoor { services: services.clone() };
        let plain_entrance =
            plain_socket.map(|socket| Entrance::new(socket, Arc::new(plain_door.clone()), limits.clone()));
        let (plain_entrance, plain_others) = plain_entrance.unzip();
        let loads = std::iter::once(&others).chain(&plain_others).map(Others::load).collect();
        let entrances: Vec<_> = std::iter::once(entrance).chain(plain_entrance).collect();
        let fanout =
            Fanout::start(threads, &entrances, &limits, &sessions).context("can't start the threads that send")?;
        tasks.spawn(reactors_end(fanout.clone(), doors.clone()));
        tasks.spawn(pass_on_pauses(health.subscribe(), fanout.clone()));
        let supply =
            Supply { services: services.clone(), announcements, fell_behind: Arc::default(), viewers: Arc::default() };
        let socketio = http::socketio::Door::open(supply, trust.clone(), sessions.clone(), doors.clone());
        let state = http::AppState {
            services,
            fanout: fanout.clone(),
            socketio,
            trust,
            assets,
            sessions: sessions.clone(),
            stop: doors.clone(),
            public: config.public_url.clone(),
            streams: Arc::default(),
            loads,
            nights: Arc::new(http::Nights::new(store.clone())),
            told: http::Told::default(),
        };
        let serve = |others, router| tokio::spawn(http::serve(others, router, limits.clone()));
        let mut http = vec![serve(others, http::router(state, &site))];
        http.extend(plain_others.map(|others| serve(others, http::plain_router(plain_door, fanout.clone()))));
        Ok(Self {
            address,
            plain_address,
            store,
            health,
            ballots,
            drain: config.drain(),
            doors,
            fanout,
            sessions,
            http,
            writer,
            presence,
            tasks,
            sources,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens for clients of the plain protocol alone, if anywhere.
    pub fn plain_address(&self) -> Option<SocketAddr> {
        self.plain_address
    }

    /// Waits until a task ends that must not: a server that hears or reads no more is worse than none.
    pub async fn ended(&mut self) {
        self.tasks.join_next().await;
    }
}

/// Says so if Postgres has not the room for all connections that this server may open.
async fn warn_if_crowded(store: &Store) -> sqlx::Result<()> {
    let (room, wanted) = (store.room().await?, store.usage().limit);
    if i64::from(room.all) - room.taken < i64::from(wanted) {
        tracing::warn!(
            wanted,
            taken = room.taken,
            of = room.all,
            "Postgres may run out of connections: lower --database-connections, or raise max_connections there"
        );
    }
    Ok(())
}

fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    listener(address).with_context(|| format!("can't listen on {address}"))
}

/// Connections take over what is set here.
fn listener(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // The address is free again at once after a restart.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    // A vote must not wait for the acknowledgement of the one before.
    socket.set_nodelay(true)?;
    socket.set_send_buffer_size(SEND_BUFFER)?;
    // A phone that left the room without a word is found out by the system, in hours, if by nobody else before.
    socket.set_keepalive(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
}

/// Until a reactor ends; it must not, unless the server stops.
async fn reactors_end(fanout: Fanout, doors: CancellationToken) {
    fanout.ended().await;
    if doors.is_cancelled() {
        std::future::pending().await
    }
}

/// Tells all who watch when the database goes away and when it is back.
async fn pass_on_pauses(mut paused: watch::Receiver<bool>, fanout: Fanout) {
    while paused.changed().await.is_ok() {
        fanout.pause(*paused.borrow_and_update());
    }
}
