//! The index of all routes, and what their handlers share.

mod access;
mod api;
mod asyncapi;
mod busy;
mod docs;
mod files;
mod form;
mod headers;
mod health;
mod host;
mod host_key;
mod import;
mod join;
mod language;
mod metrics;
mod origin;
mod pages;
mod plain_port;
mod public;
mod qr;
mod recap;
mod secure;
mod server;
pub mod socketio;
mod sockets;
mod sse;
mod still;
mod trust;
mod voter;
mod wish;

pub use metrics::Told;
pub use plain_port::{PlainDoor, plain_router};
pub use public::{NotPublic, PublicUrl};
pub use recap::Nights;
pub use server::serve;
pub use sockets::Door;
pub use trust::Trust;

use crate::{
    fanout::{Fanout, Load},
    session::native::Services,
    site::Site,
};
use app::document::Assets;
use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    middleware,
    response::IntoResponse,
    routing::{any, get, post},
};
use std::sync::{Arc, atomic::AtomicU64};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower_http::{CompressionLevel, compression::CompressionLayer, set_header::SetResponseHeaderLayer};

/// The names of files in `pkg` carry a hash of their content: one that is known never changes.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// How well pages are compressed while their readers wait. For an event's page brotli at its fifth level takes 0.6 ms and at its first
/// 0.3 ms, and makes a sixth less of it.
const QUALITY: CompressionLevel = CompressionLevel::Precise(5);

/// What handlers get.
#[derive(Clone, Debug)]
pub struct AppState {
    /// Hub, ballot box and store.
    pub services: Arc<Services>,
    /// Everyone who watches over a WebSocket.
    pub fanout: Fanout,
    /// Everyone who came by Socket.IO.
    pub socketio: socketio::Door,
    /// Whom requests come from.
    pub trust: Trust,
    /// The built files that every page names.
    pub assets: Assets,
    /// Event streams that are open.
    pub sessions: TaskTracker,
    /// Cancelled when they must end.
    pub stop: CancellationToken,
    /// Where guests find the server, if the operator said so.
    pub public: Option<PublicUrl>,
    /// How many follow by server-sent events.
    pub streams: Arc<AtomicU64>,
    /// How many connections the HTTP server has, by door.
    pub loads: Vec<Load>,
    /// Nights that were summed up a moment ago.
    pub nights: Arc<Nights>,
    /// What /metrics said last.
    pub told: Told,
}

impl AppState {
    /// Where guests find the server, as far as can be told; `None`: the request names no host that could be shown.
    fn public(&self, headers: &HeaderMap) -> Option<PublicUrl> {
        self.public.clone().or_else(|| PublicUrl::of(headers))
    }
}

/// All routes, with the built pages of `site`.
pub fn router(state: AppState, site: &Site) -> Router {
    // Pages are rendered by tasks of this runtime. The second server of a process finds that said already.
    let _ = any_spawner::Executor::init_tokio();
    let pkg = files::router(site, "pkg", Router::new().fallback(not_here))
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, IMMUTABLE));
    // Nothing on a page is both secret and mixed with what a stranger's link can say.
    let pages = get(pages::render)
        .layer(CompressionLayer::new().quality(QUALITY))
        .layer(middleware::from_fn_with_state(state.clone(), voter::ensure));
    let still = Router::new()
        .route("/offline", get(still::offline))
        .route("/j", get(join::ask))
        .route("/j/{code}", get(join::follow))
        .route("/events/{id}/qr.svg", get(join::qr))
        .route("/events/{id}/recap", get(recap::page))
        .route("/events/{id}/recap.png", get(recap::png))
        .layer(CompressionLayer::new().quality(QUALITY));
    Router::new()
        .merge(still)
        .merge(host::router(state.clone()))
        .route("/events", pages.clone().post(host::make))
        .route("/", pages.clone().layer(middleware::from_fn_with_state(state.clone(), sockets::upgrade_first)))
        .route(sockets::LIVE, any(sockets::live))
        .route("/live/sse", get(sse::live))
        .merge(state.socketio.routes())
        .route("/events/{id}/votes", post(form::cast))
        .route("/events/{id}/suggestions", post(wish::suggest))
        .route("/language/{tag}", get(language::choose))
        .nest("/api", api::router(&state))
        .route("/api/", any(|| async { api::Problem::NotFound }))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::all))
        .nest_service("/pkg", pkg)
        .fallback_service(files::router(site, "", Router::new().fallback_service(pages.with_state(state.clone()))))
        .layer(middleware::from_fn(server::answer_faults))
        .layer(middleware::from_fn_with_state(state.clone(), headers::guard))
        .layer(middleware::from_fn_with_state(state.clone(), secure::cookies))
        .layer(middleware::from_fn_with_state(state.clone(), access::observe))
        .with_state(state)
}

/// What logs tell of a request: not the secret in a host's link, nor the session of a Socket.IO client, who speaks as a voter.
fn told(request: &Request, id: &str) -> tracing::Span {
    let path = request.uri().path();
    let below = path.trim_start_matches('/');
    let uri = match () {
        () if below.starts_with("h/") => "/h/…".to_owned(),
        () if below.starts_with("socket.io") => path.to_owned(),
        () => request.uri().to_string(),
    };
    // Of the highest level: whatever is logged of a request names it.
    tracing::error_span!("request", id, method = %request.method(), uri)
}

async fn not_here() -> impl IntoResponse {
    (axum::http::StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-store")], "no such file")
}
