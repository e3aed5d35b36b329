//! WebSocket handshakes: the subprotocol decides which conversation follows.

use super::{AppState, origin, voter};
use crate::{
    fanout::Conversation,
    session::{native::Native, plain::Plain},
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use hyper::upgrade::Upgraded;
use hyper_util::{rt::TokioIo, server::conn::auto::upgrade::downcast};
use shared::protocol::SUBPROTOCOL;
use std::net::TcpStream;
use tungstenite::handshake::server::create_response_with_body;

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
    let conversation: Box<dyn Conversation> = if is_native {
        Box::new(Native::new(state.services.clone(), voter::of(request.headers(), &state.key)))
    } else {
        Box::new(Plain::new(state.services.hub.clone(), state.services.store.clone()))
    };
    let upgraded = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        if let Ok(upgraded) = upgraded.await
            && let Some((stream, said)) = socket(upgraded)
        {
            state.fanout.adopt(stream, said, conversation);
        }
    });
    accepted
}

/// The connection itself, and what came with the handshake. `None`: it is none of ours, or broken.
fn socket(upgraded: Upgraded) -> Option<(TcpStream, Bytes)> {
    let parts = downcast::<TokioIo<tokio::net::TcpStream>>(upgraded).ok()?;
    Some((parts.io.into_inner().into_std().ok()?, parts.read_buf))
}

fn asks_for_native(headers: &HeaderMap) -> bool {
    let asked = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL);
    asked
        .iter()
        .filter_map(|names| names.to_str().ok())
        .any(|names| names.split(',').any(|name| name.trim() == SUBPROTOCOL))
}
