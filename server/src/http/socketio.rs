//! `/socket.io`: long-polling, WebSocket and the way from one to the other, by the library; who is let in, and how much
//! may be said. What is said is `session::socketio`'s to answer.

mod pace;

use super::{Trust, busy};
use crate::{
    config::limits::seconds,
    limits::Limits,
    metrics::Bound,
    session::socketio::{Asked, Guest, Patience, Session, Supply},
};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use pace::Pace;
use shared::{
    Disconnect,
    socketio::{Auth, INBOX, MAX_MESSAGE, MOST_PACKETS, MOST_POSTED, PING_INTERVAL_MS, PING_TIMEOUT_MS},
};
use socketioxide::{
    ParserConfig, SocketIo, SocketIoBuilder,
    extract::{SocketRef, TryData},
    handler::ConnectHandler,
    socket::DisconnectReason,
};
use std::{
    fmt,
    future::ready,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::mpsc;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower_http::{limit::RequestBodyLimitLayer, set_header::SetResponseHeaderLayer};

/// Where the library's clients look for it.
const PATH: &str = "/socket.io";
const PATH_AS_ASKED: &str = "/socket.io/";
/// Binary parts of a message, which is read whole before it is refused; one with more ends the connection.
const MOST_BINARIES: usize = 8;
/// The most bytes that answer a poll: more than may wait. What does not fit, the library takes off its queue for the next poll,
/// and forgets if there is none because the client goes on by WebSocket. Clients know it as a signed number.
const LONGEST_POLL: u64 = i32::MAX as u64;
/// How long a client may take to say that it wants in.
const CONNECT: Duration = Duration::from_secs(10);
/// Bytes read from a WebSocket at a time.
const READ_BUFFER: usize = 4 * 1024;

/// The door. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Door(Arc<Inside>);

struct Inside {
    library: SocketIo,
    /// One service for all of them: its connections are known to no other.
    routes: Router,
    supply: Supply,
    trust: Trust,
    sessions: TaskTracker,
    stop: CancellationToken,
    unresponsive: AtomicU64,
}

/// What is known of one client between its messages.
struct Entrance {
    guest: Guest,
    pace: Pace,
    inbox: mpsc::Sender<Asked>,
    /// The other end, until the first message.
    waiting: Mutex<Option<mpsc::Receiver<Asked>>>,
    gone: CancellationToken,
    /// The library keeps its last sockets for ever, and what they hold, when it is closed.
    inside: Weak<Inside>,
}

impl Door {
    /// Lets clients in until `stop`, when all are told to come back. Every conversation is one of `sessions`.
    pub fn open(supply: Supply, trust: Trust, sessions: TaskTracker, stop: CancellationToken) -> Self {
        let most = supply.services.limits.most().message_bytes.get().min(MAX_MESSAGE);
        let (service, library) = library(most).build_svc();
        // Reading is allowed to every site's pages, without their cookies.
        let anywhere =
            SetResponseHeaderLayer::overriding(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        let routes = Router::new().route_service(PATH, service.clone()).route_service(PATH_AS_ASKED, service);
        let open = middleware::from_fn_with_state(stop.clone(), while_it_serves);
        let limits = supply.services.limits.clone();
        let counted = middleware::from_fn_with_state(limits.clone(), count_session);
        let routes = routes.layer(RequestBodyLimitLayer::new(MOST_POSTED)).layer(counted).layer(open).layer(anywhere);
        let unresponsive = AtomicU64::new(0);
        let inside = Arc::new(Inside { library, routes, supply, trust, sessions, stop, unresponsive });
        let weak = Arc::downgrade(&inside);
        let welcome = move |socket: SocketRef, TryData(auth): TryData<Auth>| {
            let inside = weak.upgrade().ok_or(Disconnect::Restart);
            let welcomed = inside.and_then(|inside| inside.welcome(&socket, auth.unwrap_or_default()));
            ready(welcomed.map_err(Disconnect::reason))
        };
        let greet = |socket: SocketRef| {
            // Whoever has gone already needs no greeting.
            let _ = socket.emit("connected", &serde_json::json!({ "connected": true }));
            ready(())
        };
        inside.library.ns("/", greet.with(welcome));
        let (library, closing) = (inside.library.clone(), inside.stop.clone());
        inside.sessions.spawn(async move {
            closing.cancelled().await;
            library.close().await;
        });
        Self(inside)
    }

    /// The routes.
    pub(super) fn routes<S>(&self) -> Router<S> {
        self.0.routes.clone().with_state(())
    }

    /// How many clients are connected.
    pub fn clients(&self) -> usize {
        self.0.library.of("/").map_or(0, |all| all.sockets().len())
    }

    /// How many of them follow votes.
    pub fn viewers(&self) -> u64 {
        self.0.supply.viewers.load(Ordering::Relaxed)
    }

    /// How many titles were announced.
    pub fn titles(&self) -> u64 {
        self.0.supply.announcements.count()
    }

    /// How many reads of titles failed.
    pub fn title_failures(&self) -> u64 {
        self.0.supply.announcements.failures()
    }

    /// How often a client lost its place in a log, because it read too slowly.
    pub fn fell_behind(&self) -> u64 {
        self.0.supply.fell_behind.load(Ordering::Relaxed)
    }

    /// How many clients were disconnected because they did not answer, or did not read.
    pub fn unresponsive(&self) -> u64 {
        self.0.unresponsive.load(Ordering::Relaxed)
    }
}

impl Inside {
    /// Takes a client in before it is told so: what it says at once finds somebody who hears. A session that has said too
    /// much is not taken in again.
    fn welcome(self: Arc<Self>, socket: &SocketRef, auth: Auth) -> Result<(), Disconnect> {
        let pace = socket.req_parts().extensions.get::<Pace>().filter(|pace| pace.take()).cloned();
        let Some(pace) = pace else {
            self.supply.services.limits.refuse(Bound::MessagesPerSecond);
            return Err(Disconnect::Flood);
        };
        let (inbox, asked) = mpsc::channel(INBOX);
        let gone = self.stop.child_token();
        let entrance = Entrance {
            guest: self.guest(socket, auth),
            pace,
            inbox,
            waiting: Mutex::new(Some(asked)),
            gone: gone.clone(),
            inside: Arc::downgrade(&self),
        };
        let entrance = Arc::new(entrance);
        let inside = Arc::downgrade(&self);
        socket.on_fallback(move |asked: Asked| {
            entrance.hear(asked);
            ready(())
        });
        socket.on_disconnect(move |socket: SocketRef, reason: DisconnectReason| {
            gone.cancel();
            if let Some(inside) = inside.upgrade() {
                inside.count(&socket, reason);
            }
            ready(())
        });
        Ok(())
    }

    /// Who has come: by the handshake's cookie, or by the token that the client sent along. A page of another site has only
    /// what it sent itself: a browser adds the cookie to its WebSockets without asking.
    fn guest(&self, socket: &SocketRef, auth: Auth) -> Guest {
        let headers = &socket.req_parts().headers;
        let is_ours = self.trust.is_ours(headers);
        let voter = match auth.token {
            Some(token) => self.trust.voter_of_token(&token),
            None => self.trust.voter(headers).filter(|_| is_ours),
        };
        Guest { voter, is_ours }
    }

    fn count(&self, socket: &SocketRef, reason: DisconnectReason) {
        if reason == DisconnectReason::HeartbeatTimeout {
            self.unresponsive.fetch_add(1, Ordering::Relaxed);
            self.supply.services.health.metrics().drop_at(Bound::SocketioPackets);
            tracing::info!(socket = %socket.id, "a Socket.IO client did not answer, or did not read");
        }
    }
}

impl Entrance {
    /// Passes a message on. The first one begins the conversation: who says nothing costs no task.
    fn hear(&self, asked: Asked) {
        if !self.pace.take() {
            if let Some(inside) = self.inside.upgrade() {
                inside.supply.services.limits.refuse(Bound::MessagesPerSecond);
            }
            return asked.end(Disconnect::Flood);
        }
        let waiting = self.waiting.lock().expect("no thread panics while it holds this").take();
        if let (Some(inbox), Some(inside)) = (waiting, self.inside.upgrade()) {
            let session = Session::new(inside.supply.clone(), self.guest, asked.socket().clone());
            let gone = self.gone.clone();
            inside.sessions.spawn(async move { gone.run_until_cancelled(session.run(inbox)).await });
        }
        if let Err(mpsc::error::TrySendError::Full(asked)) = self.inbox.try_send(asked) {
            if let Some(inside) = self.inside.upgrade() {
                inside.supply.services.health.metrics().drop_at(Bound::SocketioInbox);
            }
            asked.refuse_as_busy();
        }
    }
}

/// Sends away who comes while the server stops. A client comes back from that, but not from what the library would say to it.
async fn while_it_serves(State(stop): State<CancellationToken>, request: Request, next: Next) -> Response {
    if stop.is_cancelled() { StatusCode::SERVICE_UNAVAILABLE.into_response() } else { next.run(request).await }
}

/// Counts who begins a session. The library keeps what stands in the first request for as long as it keeps the session.
async fn count_session(State(limits): State<Limits>, mut request: Request, next: Next) -> Response {
    let is_new = !request.uri().query().unwrap_or_default().split('&').any(|pair| pair.starts_with("sid="));
    if is_new && request.method() == Method::GET {
        match limits.begin_session(busy::client(&request)) {
            Ok(place) => {
                let (most, extensions) = (limits.most(), request.extensions_mut());
                extensions.insert(Arc::new(place));
                extensions.insert(Pace::new(most.messages_per_second));
                extensions.insert(Patience(seconds(most.stuck_seconds)));
            }
            Err(bound) => return busy::turned_away(bound),
        }
    }
    next.run(request).await
}

/// The library, with our limits; a message has at most so many bytes.
fn library(most: usize) -> SocketIoBuilder {
    let parser = ParserConfig::common().max_incoming_binaries(MOST_BINARIES).max_incoming_binary_buf_size(most);
    SocketIo::builder()
        .with_parser(parser)
        .max_payload(LONGEST_POLL)
        .ws_max_message_size(most)
        .ws_max_frame_size(most)
        .ws_read_buffer_size(READ_BUFFER)
        .max_buffer_size(MOST_PACKETS)
        .ping_interval(Duration::from_millis(PING_INTERVAL_MS))
        .ping_timeout(Duration::from_millis(PING_TIMEOUT_MS))
        .connect_timeout(CONNECT)
}

impl fmt::Debug for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inside").field("supply", &self.supply).finish_non_exhaustive()
    }
}
