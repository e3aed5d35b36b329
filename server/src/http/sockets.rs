//! WebSocket handshakes: the subprotocol decides which conversation follows.

use super::{AppState, origin, voter};
use crate::session;
use axum::{
    extract::{FromRequestParts, Request, State, WebSocketUpgrade},
    http::{HeaderMap, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use shared::protocol::SUBPROTOCOL;

/// Bytes read at once. The library's own 128 KiB would be most of what an idle viewer costs; ballots are small.
const READ_BUFFER: usize = 4 * 1024;
/// Bytes of one message that are read at all. What is longer than a protocol's own limit but not than this gets an answer
/// in words; beyond it the connection just ends.
const MOST_READ: usize = 256 * 1024;
/// Bytes gathered for one write.
const WRITE_BUFFER: usize = 16 * 1024;
/// Bytes that may wait for a viewer that does not read; one log read must fit.
const MOST_UNSENT: usize = 16 * 1024 * 1024;

/// `/live`: the native protocol for those who ask for it, else the plain one.
pub(super) async fn live(State(state): State<AppState>, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    let upgrade = upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(MOST_UNSENT)
        .max_message_size(MOST_READ)
        .max_frame_size(MOST_READ)
        .protocols([SUBPROTOCOL]);
    let AppState { services, key, sessions, stop, .. } = state;
    if upgrade.selected_protocol().is_none() {
        return upgrade.on_upgrade(move |socket| {
            sessions.track_future(session::plain::run(socket, services.hub, services.store, stop))
        });
    }
    if !origin::is_ours(&headers) {
        return (StatusCode::FORBIDDEN, shared::Refusal::ForeignOrigin.to_string()).into_response();
    }
    let voter = voter::of(&headers, &key);
    upgrade.on_upgrade(move |socket| sessions.track_future(session::native::run(socket, services, voter, stop)))
}

/// A socket if the request asks for one, else what would have come without this.
pub(super) async fn upgrade_first(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match WebSocketUpgrade::from_request_parts(&mut parts, &state).await {
        Ok(upgrade) => live(State(state), parts.headers, upgrade).await,
        Err(_not_a_handshake) => next.run(Request::from_parts(parts, body)).await,
    }
}
