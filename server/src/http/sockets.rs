//! WebSocket handshakes: the subprotocol decides which conversation follows.

use super::{AppState, origin, voter};
use crate::{session, wire::Wire};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use shared::protocol::SUBPROTOCOL;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;

/// `/live`: the native protocol for those who ask for it, else the plain one.
pub(super) async fn live(State(state): State<AppState>, request: Request) -> Response {
    match create_response_with_body(&request, Body::empty) {
        Ok(accepted) => converse(state, request, accepted),
        Err(error) => (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    }
}

/// A socket if the request asks for one, else what would have come without this.
pub(super) async fn upgrade_first(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match create_response_with_body(&request, Body::empty) {
        Ok(accepted) => converse(state, request, accepted),
        Err(_not_a_handshake) => next.run(request).await,
    }
}

/// Answers `accepted`, and then takes the connection over.
fn converse(state: AppState, mut request: Request, mut accepted: Response) -> Response {
    let is_native = asks_for_native(request.headers());
    if is_native && !origin::is_ours(request.headers()) {
        return (StatusCode::FORBIDDEN, shared::Refusal::ForeignOrigin.to_string()).into_response();
    }
    if is_native {
        accepted.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    }
    let voter = voter::of(request.headers(), &state.key);
    let upgraded = hyper::upgrade::on(&mut request);
    let AppState { services, sessions, stop, .. } = state;
    let session = async move {
        let Ok(upgraded) = upgraded.await else { return };
        let Some(wire) = Wire::accept(upgraded).await else { return };
        // Each a task of its own, of its own size.
        if is_native {
            sessions.spawn(session::native::run(wire, services, voter, stop));
        } else {
            sessions.spawn(session::plain::run(wire, services.hub, services.store, stop));
        }
    };
    tokio::spawn(session);
    accepted
}

fn asks_for_native(headers: &HeaderMap) -> bool {
    let asked = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL);
    asked
        .iter()
        .filter_map(|names| names.to_str().ok())
        .any(|names| names.split(',').any(|name| name.trim() == SUBPROTOCOL))
}
