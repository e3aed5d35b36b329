//! WebSocket handshakes: the subprotocol decides which conversation follows.

use super::{AppState, Trust, busy, server::Paced};
use crate::{
    fanout::{self, Conversation, Fanout},
    limits::Place,
    session::{
        native::{Native, Services},
        plain::Plain,
    },
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
use hyper_util::rt::TokioIo;
use shared::{Refusal, protocol::SUBPROTOCOL};
use std::{net::TcpStream, sync::Arc};
use tungstenite::handshake::server;

/// Where a socket is welcome. The original clients know only host and port: on the front page as well.
pub(super) const LIVE: &str = "/live";
const FRONT: &str = "/";

/// Who gets a socket, and whom it speaks with.
#[derive(Clone, Debug)]
pub struct Door {
    /// What conversations work with.
    pub services: Arc<Services>,
    /// Whom requests come from.
    pub trust: Trust,
}

impl fanout::Door for Door {
    fn welcome(&self, request: &server::Request) -> Option<(server::Response, Box<dyn Conversation>)> {
        if ![LIVE, FRONT].contains(&request.uri().path()) {
            return None;
        }
        let mut accepted = server::create_response(request).ok()?;
        let conversation = self.converse(request.headers(), accepted.headers_mut()).ok()?;
        Some((accepted, conversation))
    }
}

impl Door {
    /// Who speaks with whoever asks like this, and what else the answer says.
    fn converse(&self, asks: &HeaderMap, answer: &mut HeaderMap) -> Result<Box<dyn Conversation>, Refusal> {
        if !asks_for_native(asks) {
            return Ok(Box::new(Plain::new(&self.services)));
        }
        if !self.trust.is_ours(asks) {
            return Err(Refusal::ForeignOrigin);
        }
        answer.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
        Ok(Box::new(Native::new(self.services.clone(), self.trust.voter(asks))))
    }
}

/// A handshake that the [`Door`] did not see whole, or left to be refused.
pub(super) async fn live(State(state): State<AppState>, request: Request) -> Response {
    match server::create_response_with_body(&request, Body::empty) {
        Ok(accepted) => accept(state, request, accepted),
        Err(error) => (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    }
}

/// A socket if the request asks for one, else what would have come without this.
pub(super) async fn upgrade_first(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match server::create_response_with_body(&request, Body::empty) {
        Ok(accepted) => accept(state, request, accepted),
        Err(_not_a_handshake) => next.run(request).await,
    }
}

/// Answers `accepted`, and then takes the connection over.
fn accept(state: AppState, request: Request, mut accepted: Response) -> Response {
    let door = Door { services: state.services, trust: state.trust };
    let place = match door.services.limits.last(busy::client(&request)) {
        Ok(place) => place,
        Err(bound) => return busy::turned_away(bound),
    };
    let conversation = match door.converse(request.headers(), accepted.headers_mut()) {
        Ok(conversation) => conversation,
        Err(refusal) => return (StatusCode::FORBIDDEN, refusal.to_string()).into_response(),
    };
    hand_over(request, state.fanout, conversation, place);
    accepted
}

/// Gives the connection to a reactor once its handshake has been answered.
pub(super) fn hand_over(
    mut request: Request,
    fanout: Fanout,
    conversation: Box<dyn Conversation>,
    beside: Option<Place>,
) {
    let upgraded = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        if let Ok(upgraded) = upgraded.await
            && let Some((stream, said, place)) = socket(upgraded)
        {
            fanout.adopt(stream, said, conversation, place.with(beside));
        }
    });
}

/// The connection itself, and what came with the handshake. `None`: it is none of ours, or broken.
fn socket(upgraded: Upgraded) -> Option<(TcpStream, Bytes, Place)> {
    let parts = upgraded.downcast::<TokioIo<Paced>>().ok()?;
    let (stream, rest, place) = parts.io.into_inner().into_inner().into_parts();
    Some((stream.into_std().ok()?, [&parts.read_buf[..], &rest].concat().into(), place))
}

fn asks_for_native(headers: &HeaderMap) -> bool {
    let asked = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL);
    asked
        .iter()
        .filter_map(|names| names.to_str().ok())
        .any(|names| names.split(',').any(|name| name.trim() == SUBPROTOCOL))
}
