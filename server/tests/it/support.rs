//! What tests stand on: a cluster that all tests of this process share, a database each, the real server on port 0.

pub mod browser;
pub mod openmetrics;
pub mod program;
pub mod raw;
mod socket;
pub mod socketio;

pub use raw::Guest;
pub use socket::Socket;

use clap::Parser;
use embedded::{Cluster, ClusterOptions, EmbeddedError};
use load::proxy::{Proxy, Target};
use server::{
    config::{Config, Limits, Serve},
    service::Service,
    store::Store,
};
use shared::protocol::SUBPROTOCOL;
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use std::{
    future::Future,
    net::SocketAddr,
    num::NonZeroU32,
    path::PathBuf,
    sync::{
        Arc, Weak,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::{net::TcpSocket, sync::Mutex, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, client_async, connect_async,
    tungstenite::{client::IntoClientRequest, handshake::client::Request},
};

/// A folder of a test's own, gone afterwards.
pub struct Directory(pub PathBuf);

impl Directory {
    pub fn new(name: &str) -> Self {
        let path = scratch(&format!("{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Far longer than anything takes: a test that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(20);

static CLUSTER: Mutex<Weak<Cluster>> = Mutex::const_new(Weak::new());
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A migrated database of this test's own.
pub struct Database {
    pub store: Store,
    pub options: PgConnectOptions,
    /// Lives as long as this; `None`: somebody else sees to it.
    pub _cluster: Option<Arc<Cluster>>,
}

/// The shared cluster; it is stopped when the last test that holds it ends.
async fn cluster() -> Arc<Cluster> {
    let mut shared = CLUSTER.lock().await;
    if let Some(running) = shared.upgrade() {
        return running;
    }
    let settings = ["fsync=off", "full_page_writes=off", "max_connections=300"].map(str::to_owned).to_vec();
    let options = ClusterOptions { programs: None, settings };
    let started = soon(async {
        loop {
            match Cluster::start(&scratch("cluster"), &options).await {
                // The last test that held it is just stopping it.
                Err(EmbeddedError::InUse(_)) => tokio::time::sleep(Duration::from_millis(20)).await,
                started => return Arc::new(started.unwrap()),
            }
        }
    })
    .await;
    *shared = Arc::downgrade(&started);
    started
}

/// A folder of this checkout's tests that Postgres' user can enter, wherever the checkout lies.
pub fn scratch(name: &str) -> PathBuf {
    let checkout: String =
        env!("CARGO_MANIFEST_DIR").chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    std::env::temp_dir().join(format!("partysense-tests{checkout}")).join(name)
}

/// One in which nothing is.
pub async fn empty_database() -> Database {
    Database::empty(cluster().await).await
}

pub async fn database() -> Database {
    let database = empty_database().await;
    database.store.migrate().await.unwrap();
    database
}

impl Database {
    /// A database in which nothing is, not even a schema.
    pub async fn empty(cluster: Arc<Cluster>) -> Self {
        let name = format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let mut admin = PgConnection::connect_with(&cluster.options().clone().database("postgres")).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(&mut admin).await.unwrap();
        let options = cluster.options().clone().database(&name);
        Self { store: Store::new(options.clone()), options, _cluster: Some(cluster) }
    }

    pub async fn connect(&self) -> PgConnection {
        PgConnection::connect_with(&self.options).await.unwrap()
    }

    /// Its address, for the real program. The cluster takes any password.
    pub fn url(&self, password: &str) -> String {
        let (socket, port) = (self.options.get_socket().unwrap().display(), self.options.get_port());
        let name = self.options.get_database().unwrap();
        format!("postgres://postgres:{password}@localhost:{port}/{name}?host={socket}")
    }

    /// Runs statements of the test's own text.
    pub async fn sql(&self, text: &str) {
        let mut connection = self.connect().await;
        sqlx::raw_sql(sqlx::AssertSqlSafe(text.to_owned())).execute(&mut connection).await.unwrap();
    }

    /// An event 1 "Friday" with tracks 1 to 3, and an event 2 "Saturday" with tracks 3 and 4; 5 is in the library only.
    pub async fn with_catalog(self) -> Self {
        self.sql(
            "insert into event_event (id, title, code) values (1, 'Friday', 'FRIDAY'), (2, 'Saturday', 'SATDAY');
             insert into music_artist (id, name) values (1, 'David Bowie');
             insert into music_track (id, name, artist_id)
             values (1, '\"Heroes\"', 1), (2, 'Starman', 1), (3, 'Changes', 1), (4, 'White label', null), (5, 'Off', null);
             insert into event_track (event_id, track_id) values (1, 1), (1, 2), (1, 3), (2, 3), (2, 4);
             alter table event_event alter id restart 3;
             alter table music_artist alter id restart 2;
             alter table music_track alter id restart 6",
        )
        .await;
        self
    }

    /// A hop that leads to this database, and how to reach it through there.
    pub async fn hop(&self) -> (Proxy, PgConnectOptions) {
        let socket = self.options.get_socket().unwrap().join(format!(".s.PGSQL.{}", self.options.get_port()));
        let proxy = Proxy::open(Target::Unix(socket)).await.unwrap();
        let options = PgConnectOptions::new()
            .host("127.0.0.1")
            .port(proxy.address().port())
            .username("postgres")
            .database(self.options.get_database().unwrap())
            .ssl_mode(sqlx::postgres::PgSslMode::Disable);
        (proxy, options)
    }

    /// The server on this database and a free port.
    pub async fn serve(&self) -> Server {
        Self::serve_through(&self.options).await
    }

    /// The same, which listens for plain clients on a port of their own as well.
    pub async fn serve_plain_port(&self) -> Server {
        Self::serve_as(&self.options, |serve| serve.plain_listen = Some("127.0.0.1:0".parse().unwrap())).await
    }

    /// The server on a database that is reached like this.
    pub async fn serve_through(options: &PgConnectOptions) -> Server {
        Self::serve_as(options, |_| {}).await
    }

    /// The same with so many native frames a second at most.
    pub async fn serve_at(options: &PgConnectOptions, frame_rate: u32) -> Server {
        Self::serve_as(options, |serve| serve.frame_rate = frame_rate).await
    }

    /// The same with other limits.
    pub async fn serve_limited(&self, change: impl FnOnce(&mut Limits)) -> Server {
        Self::serve_as(&self.options, |serve| change(&mut serve.limits)).await
    }

    /// The same with other settings.
    pub async fn serve_as(options: &PgConnectOptions, change: impl FnOnce(&mut Serve)) -> Server {
        let site = tempfile::tempdir().unwrap();
        let assets = r#"{"style":"/pkg/s.css","bare":"/pkg/b.css","still":"/pkg/t.css","script":"/pkg/s.js","wasm":"/pkg/s.wasm"}"#;
        std::fs::write(site.path().join("assets.json"), assets).unwrap();
        std::fs::write(site.path().join("sw.js"), "// The worker.").unwrap();
        let site_dir = site.path().to_str().unwrap();
        let flags = ["partysense", "--listen", "127.0.0.1:0", "--site-dir", site_dir];
        let mut config = Config::try_parse_from(flags).unwrap().serve;
        change(&mut config);
        let service = Service::start(Store::new(options.clone()), &config).await.unwrap();
        Server { service, _site: site }
    }
}

pub struct Server {
    pub service: Service,
    _site: tempfile::TempDir,
}

impl Server {
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.service.address())
    }

    /// A socket on the port for plain clients, which has said nothing yet.
    pub async fn open_plain_port(&self, path: &str, headers: &[(&'static str, &str)]) -> Socket {
        let address = self.service.plain_address().expect("it listens there");
        Socket(connect_async(request(address, path, headers)).await.unwrap().0)
    }

    /// A socket that has said nothing yet.
    pub async fn open(&self, path: &str, headers: &[(&'static str, &str)]) -> Socket {
        Socket(connect_async(request(self.service.address(), path, headers)).await.unwrap().0)
    }

    /// The same for one that takes little at a time.
    pub async fn open_narrow(&self, path: &str, headers: &[(&'static str, &str)]) -> Socket {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4 * 1024).unwrap();
        let stream = MaybeTlsStream::Plain(socket.connect(self.service.address()).await.unwrap());
        Socket(client_async(request(self.service.address(), path, headers), stream).await.unwrap().0)
    }

    /// The number of that name among the metrics.
    pub async fn metric(&self, name: &str) -> f64 {
        let text = reqwest::get(self.url("/metrics")).await.unwrap().text().await.unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("{name} "))).expect("a metric");
        line.parse().unwrap()
    }

    /// A plain stream that goes on after `since`, or begins now.
    pub async fn plain_since(&self, event: &str, since: Option<&str>) -> Socket {
        let mut socket = self.open("/live", &[]).await;
        let request = match since {
            Some(since) => format!(r#"{{"event":{event},"since":"{since}"}}"#),
            None => format!(r#"{{"event":{event}}}"#),
        };
        socket.say(&request).await;
        socket
    }

    /// A native stream that has said nothing yet, as the voter of `cookie`.
    pub async fn native(&self, cookie: Option<&str>) -> Socket {
        let mut headers = vec![("sec-websocket-protocol", SUBPROTOCOL)];
        headers.extend(cookie.map(|cookie| ("cookie", cookie)));
        self.open("/live", &headers).await
    }
}

fn request(address: SocketAddr, path: &str, headers: &[(&'static str, &str)]) -> Request {
    let mut request = format!("ws://{address}{path}").into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    request
}

/// Limits that let a voter cast as fast as a test does.
pub fn tireless() -> server::limits::Limits {
    let most = Limits { votes_per_second: NonZeroU32::new(1_000_000).unwrap(), ..Limits::default() };
    server::limits::Limits::new(&most, Default::default())
}

/// Waits for what must come.
pub async fn soon<T>(what: impl Future<Output = T>) -> T {
    timeout(PATIENCE, what).await.expect("it did not come")
}

/// Waits until `check` holds, looking again and again.
pub async fn until<F: Future<Output = bool>>(check: impl Fn() -> F) {
    soon(async {
        while !check().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
}
