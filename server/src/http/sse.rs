//! `/live/sse`: the plain votes as server-sent events, for curl and for networks that block WebSockets.
//! Source of the format and of `Last-Event-ID`: HTML standard, 9.2 "Server-sent events".

use super::AppState;
use crate::{follower::Follower, hub::Frame};
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::{Stream, StreamExt, stream};
use serde::Deserialize;
use shared::{Disconnect, plain};
use std::convert::Infallible;
use tokio_util::sync::CancellationToken;

/// `?event=ALL` or `?event=1`, and `&since=` for those who can't send the header.
#[derive(Debug, Deserialize)]
pub(super) struct Parameters {
    event: String,
    since: Option<String>,
}

/// Each vote is one event, its id the position after it: a client that comes back says that id by itself.
pub(super) async fn live(
    State(state): State<AppState>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Response {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let Some(request) = plain::Request::new(&parameters.event, last.or(parameters.since).as_deref()) else {
        return refuse(Disconnect::Malformed);
    };
    let services = state.services;
    match Follower::open(&services.hub, &services.store, request.event, request.since).await {
        Ok(follower) => {
            let stream = Sse::new(events(follower, state.stop)).keep_alive(KeepAlive::default());
            ([(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")], stream).into_response()
        }
        Err(reason) => refuse(reason),
    }
}

fn events(follower: Follower, stop: CancellationToken) -> impl Stream<Item = Result<Event, Infallible>> {
    let frames = stream::unfold(follower, async |mut follower| {
        // Whatever ended it, the client comes back with its last id, and then gets the rest or is told why not.
        let frames = follower.next().await.ok()?;
        Some((stream::iter(frames), follower))
    });
    frames.flatten().map(|frame| Ok(event(&frame))).take_until(stop.cancelled_owned())
}

fn event(frame: &Frame) -> Event {
    Event::default().id(frame.after.to_string()).data(String::from_utf8_lossy(&frame.bytes))
}

/// A status that an `EventSource` does not come back from, but for the one that will pass.
fn refuse(reason: Disconnect) -> Response {
    let status = match reason {
        Disconnect::UnknownEvent => StatusCode::NOT_FOUND,
        Disconnect::LostPosition => StatusCode::GONE,
        Disconnect::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    };
    let error = plain::Reason { code: reason.name(), message: reason.reason() };
    (status, [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")], axum::Json(plain::Failure { error })).into_response()
}
