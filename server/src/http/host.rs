//! What a host does in a browser: forms, and pages that hold still. Who they are says a cookie with the key of their link,
//! which no script can read and no log has.

mod actions;
mod console;
mod desk;
mod door;
mod fields;
mod settings;
mod tracks;

use super::{AppState, busy, import, still};
use crate::limits::TooMany;
use app::still::shut::{self, Shut};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tower_http::compression::CompressionLayer;

/// The longest form, in bytes.
const FORM: usize = 16 * 1024;
/// The longest with a list: one typed and one in a file.
const LISTS: usize = 2 * import::BYTES + FORM;

/// Nobody but the host may keep what is here, and no other site learns that it is.
const SECRET: HeaderValue = HeaderValue::from_static("no-store");
/// Not `no-referrer`: browsers would not say then that a form comes from this very site.
const OURS: HeaderValue = HeaderValue::from_static("same-origin");

/// All of it, but for `POST /events`.
pub(super) fn router(state: AppState) -> Router<AppState> {
    Router::new()
        .route("/new", get(door::ask))
        .route("/h/{key}", get(door::enter))
        .route("/events/{id}/host", get(console::show))
        .route("/events/{id}/host/turn", post(actions::turn))
        .route("/events/{id}/host/schedule", post(actions::schedule))
        .route("/events/{id}/host/mark", post(tracks::mark))
        .route("/events/{id}/host/tracks", post(tracks::add))
        .route("/events/{id}/host/suggestions", post(actions::answer))
        .route("/events/{id}/host/suggestions/none", post(actions::decline_all))
        .route("/events/{id}/host/rules", post(settings::rules))
        .route("/events/{id}/host/cohosts", post(settings::add_cohost))
        .route("/events/{id}/host/revoke", post(settings::revoke))
        .route("/events/{id}/host/renew", post(settings::renew))
        .layer(DefaultBodyLimit::max(FORM))
        .route("/events/{id}/host/import", post(tracks::import).layer(DefaultBodyLimit::max(LISTS)))
        .layer(middleware::from_fn_with_state(state, dress))
        .layer(CompressionLayer::new().quality(super::QUALITY))
}

/// `POST /events`, beside the pages of that address.
pub(super) async fn make(state: State<AppState>, request: Request) -> Response {
    door::make(state, request).await
}

/// Why there is no other answer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stop {
    /// Not for this reader.
    Shut(Shut),
    /// There is no such event.
    Missing,
    /// The database is away.
    Away,
    /// Too often, from this address.
    TooMany(TooMany),
}

/// The response that [`dress`] makes a page of, in the reader's language.
impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Makes pages of what stopped a request, and lets nobody keep any.
async fn dress(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let mut response = next.run(request).await;
    if let Some(stop) = response.extensions_mut().remove::<Stop>() {
        response = stopped(&state, &headers, stop);
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, SECRET);
    headers.entry(header::REFERRER_POLICY).or_insert(OURS);
    response
}

fn stopped(state: &AppState, headers: &axum::http::HeaderMap, stop: Stop) -> Response {
    let shut = match stop {
        Stop::Missing => return still::missing(state, headers),
        Stop::Away => return still::away(state, headers),
        Stop::TooMany(too_many) => return busy::page(state, headers, too_many),
        Stop::Shut(shut) => shut,
    };
    let status = if shut == Shut::Link { StatusCode::NOT_FOUND } else { StatusCode::FORBIDDEN };
    still::page(state, headers, status, |words, head| shut::page(words, head, shut))
}
