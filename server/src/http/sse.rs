//! `/live/sse`: the plain votes as server-sent events, for curl and for networks that block WebSockets.
//! Source of the format and of `Last-Event-ID`: HTML standard, 9.2 "Server-sent events".

use super::{AppState, busy};
use crate::{
    config::limits::seconds,
    follower::Follower,
    hub::Frame,
    limits::{Client, Limits},
    metrics::{Bound, Counted},
};
use axum::{
    extract::{Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream;
use serde::Deserialize;
use shared::{Disconnect, plain};
use std::{convert::Infallible, time::Duration};
use tokio::{sync::mpsc, time::timeout};
use tokio_util::sync::CancellationToken;

/// When a client may come back that came while the database is away.
const AGAIN: Duration = Duration::from_secs(2);

/// When those come back who were told that the server stops, in milliseconds from then: at the earliest as soon as another
/// one may be there, at the latest before a person looks up.
const FIRST_BACK: u64 = 500;
const LAST_BACK: u64 = 5_000;
/// How long a stream may take the news.
const GOODBYE: Duration = Duration::from_secs(1);
/// Anyone may read a stream; and a proxy (nginx, of its `proxy_buffering`) must pass each vote on at once.
const HEADERS: [(HeaderName, HeaderValue); 2] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
];

/// `?event=ALL` or `?event=1`, and `&since=` for those who can't send the header.
#[derive(Debug, Deserialize)]
pub(super) struct Parameters {
    #[serde(default)]
    event: String,
    since: Option<String>,
}

/// Each vote is one event, its id the position after it: a client that comes back says that id by itself.
pub(super) async fn live(
    State(state): State<AppState>,
    Query(parameters): Query<Parameters>,
    client: Client,
    headers: HeaderMap,
) -> Response {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let since = last.or(parameters.since).unwrap_or_default();
    let Some(request) = plain::Request::new(&parameters.event, &since) else {
        return refuse(Disconnect::Malformed);
    };
    let services = state.services;
    let place = match services.limits.last(client) {
        Ok(place) => place,
        Err(bound) => return busy::turned_away(bound),
    };
    match Follower::open(&services.hub, &services.store, request.event, request.start).await {
        Ok((follower, opening)) => {
            let (sender, receiver) = mpsc::channel(1);
            // With an id, so that the client has a place to go on from before its first vote.
            let state_event = Event::default().event("state").id(follower.start().to_string());
            let first = state_event.data(opening.unwrap_or_default());
            let watching = (Counted::among(&state.streams), place);
            let task = feed(follower, first, sender, state.stop, services.limits.clone());
            state.sessions.spawn(async move {
                task.await;
                drop(watching);
            });
            let events =
                stream::unfold(receiver, async |mut events| Some((Ok::<_, Infallible>(events.recv().await?), events)));
            let stream = Sse::new(events).keep_alive(KeepAlive::default());
            (HEADERS, stream).into_response()
        }
        Err(reason) => refuse(reason),
    }
}

/// Whatever ends it, the client comes back with its last id, and then gets the rest or is told why not.
async fn feed(
    mut follower: Follower,
    first: Event,
    events: mpsc::Sender<Event>,
    stop: CancellationToken,
    limits: Limits,
) {
    let patience = seconds(limits.most().stuck_seconds);
    let mut next = vec![first];
    loop {
        for event in next {
            match timeout(patience, events.send(event)).await {
                Ok(Ok(())) => {}
                Ok(Err(_gone)) => return,
                Err(_stuck) => return limits.refuse(Bound::Stuck),
            }
        }
        next = tokio::select! {
            frames = follower.next() => match frames {
                Ok(frames) => frames.iter().map(event).collect(),
                Err(Disconnect::Slow) => return limits.refuse(Bound::Log),
                Err(_come_back) => return,
            },
            () = stop.cancelled() => {
                // All of them are told at once; each comes back in its own time.
                let wait = Duration::from_millis(rand::random_range(FIRST_BACK..LAST_BACK));
                let _ = timeout(GOODBYE, events.send(Event::default().retry(wait).comment("restart"))).await;
                return;
            }
            () = events.closed() => return,
        };
    }
}

fn event(frame: &Frame) -> Event {
    Event::default().id(frame.after.to_string()).data(String::from_utf8_lossy(frame.payload()))
}

/// From any status but 200 an `EventSource` does not come back. For what will pass it gets a stream that ends at once.
fn refuse(reason: Disconnect) -> Response {
    let status = match reason {
        Disconnect::UnknownEvent => StatusCode::NOT_FOUND,
        Disconnect::Unavailable => {
            let again = stream::iter([Ok::<_, Infallible>(Event::default().retry(AGAIN).comment(reason.reason()))]);
            return (HEADERS, Sse::new(again)).into_response();
        }
        _ => StatusCode::BAD_REQUEST,
    };
    let error = plain::Reason { code: reason.name(), message: reason.reason() };
    (status, HEADERS, axum::Json(plain::Failure { error })).into_response()
}
