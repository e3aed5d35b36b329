//! The port for clients that know only host and port: whatever path and subprotocol a handshake asks for, a plain
//! conversation follows. There are no pages here, and no votes are taken.

use super::{busy, sockets};
use crate::{
    fanout::{self, Conversation, Fanout},
    session::{native::Services, plain::Plain},
};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use std::sync::Arc;
use tungstenite::handshake::server;

/// What everyone else is told.
const WEBSOCKET_ONLY: &str = "This port speaks WebSocket only: connect to it, send {\"event\":\"ALL\"} or {\"event\":1}, and each vote is a message.\n";

/// Lets everyone in who begins a WebSocket.
#[derive(Clone, Debug)]
pub struct PlainDoor {
    /// What conversations work with.
    pub services: Arc<Services>,
}

impl fanout::Door for PlainDoor {
    fn welcome(&self, request: &server::Request) -> Option<(server::Response, Box<dyn Conversation>)> {
        Some((server::create_response(request).ok()?, self.converse()))
    }
}

impl PlainDoor {
    fn converse(&self) -> Box<dyn Conversation> {
        Box::new(Plain::new(&self.services))
    }
}

/// For a handshake that the door did not see whole, and for whatever is none.
pub fn plain_router(door: PlainDoor, fanout: Fanout) -> Router {
    Router::new().fallback(answer).with_state((door, fanout))
}

async fn answer(State((door, fanout)): State<(PlainDoor, Fanout)>, request: Request) -> Response {
    let Ok(accepted) = server::create_response_with_body(&request, Body::empty) else {
        // RFC 9110, 15.5.22: a 426 names what to upgrade to; RFC 6455, 4.4: and which version of it.
        let upgrade =
            [(header::CONNECTION, "upgrade"), (header::UPGRADE, "websocket"), (header::SEC_WEBSOCKET_VERSION, "13")];
        return (StatusCode::UPGRADE_REQUIRED, upgrade, WEBSOCKET_ONLY).into_response();
    };
    match door.services.limits.last(busy::client(&request)) {
        Ok(place) => {
            sockets::hand_over(request, fanout, door.converse(), place);
            accepted
        }
        Err(bound) => busy::turned_away(bound),
    }
}
