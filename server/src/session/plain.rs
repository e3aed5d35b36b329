//! The plain protocol's conversation (`shared::plain`): a request picks the stream, then each vote is one text message.

use super::{End, leave};
use crate::{
    follower::Follower,
    hub::{Frame, Hub},
    store::Store,
    wire::{self, Wire},
};
use bytes::Bytes;
use shared::{
    Disconnect,
    plain::{Failure, MAX_MESSAGE, Reason, Request},
};
use std::{convert::Infallible, pin::pin, time::Duration};
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_util::sync::CancellationToken;

/// How long the request may take to come.
const REQUEST: Duration = Duration::from_secs(30);
/// Between two pings, so that a dead connection is found and a proxy sees life.
const PING: Duration = Duration::from_secs(20);

/// Holds the conversation until either side ends it.
pub async fn run(mut wire: Wire, hub: Hub, store: Store, stop: CancellationToken) {
    let Err(end) = converse(&mut wire, &hub, &store, stop).await;
    if let End::Disconnect(reason) = end
        && reason != Disconnect::Restart
    {
        let error = Reason { code: reason.name(), message: reason.reason() };
        let text = serde_json::to_vec(&Failure { error }).expect("two texts always encode");
        let _ = wire.send([&wire::text(&text)[..]]).await;
    }
    leave(wire, end).await;
}

async fn converse(wire: &mut Wire, hub: &Hub, store: &Store, stop: CancellationToken) -> Result<Infallible, End> {
    let mut follower: Option<Follower> = None;
    let mut stopped = pin!(stop.cancelled());
    // Set anew only when it fires: a vote that goes out must not touch the timer.
    let mut next_at = Instant::now() + REQUEST;
    let mut timer = pin!(sleep_until(next_at));
    loop {
        tokio::select! {
            biased;
            () = &mut stopped => return Err(Disconnect::Restart.into()),
            said = wire.hear() => {
                if let Some(request) = hear(said)? {
                    // On the heap for as long as it takes: an idle viewer must not carry the room for it.
                    let opening = Box::pin(follow(&mut follower, request, hub, store)).await?;
                    wire.send(opening.as_deref()).await?;
                } else if wire.owes() {
                    wire.send([]).await?;
                }
            }
            frames = next_frames(&mut follower) => wire.send(frames?.iter().map(|frame| &frame.wire[..])).await?,
            () = &mut timer => {
                if Instant::now() >= next_at {
                    match follower {
                        None => return Err(Disconnect::Idle.into()),
                        Some(_) => wire.ping().await?,
                    }
                } else {
                    timer.as_mut().reset(next_at);
                    continue;
                }
            }
        }
        if follower.is_some() {
            next_at = Instant::now() + PING;
        }
        if timer.is_elapsed() {
            timer.as_mut().reset(next_at);
        }
    }
}

/// Follows what was asked for; returns what the client is told first, if it asked.
async fn follow(
    follower: &mut Option<Follower>,
    request: Request,
    hub: &Hub,
    store: &Store,
) -> Result<Option<Bytes>, End> {
    // The old one first: a viewer is counted once.
    drop(follower.take());
    let (opened, opening) = Follower::open(hub, store, request.event, request.start).await?;
    *follower = Some(opened);
    Ok(opening.map(|text| wire::text(text.as_bytes())))
}

/// The request in what was said, if it is one.
fn hear(said: Option<Result<Message, Error>>) -> Result<Option<Request>, End> {
    match said {
        Some(Ok(Message::Text(text))) if text.len() > MAX_MESSAGE => Err(Disconnect::TooLong.into()),
        Some(Ok(Message::Text(text))) => match serde_json::from_str(&text) {
            Ok(request) => Ok(Some(request)),
            Err(_) => Err(Disconnect::Malformed.into()),
        },
        Some(Ok(Message::Binary(_))) => Err(Disconnect::Malformed.into()),
        Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Ok(None),
        Some(Ok(Message::Close(_)) | Err(_)) | None => Err(End::Gone),
    }
}

/// Never, while nothing is followed.
async fn next_frames(follower: &mut Option<Follower>) -> Result<Vec<Frame>, End> {
    match follower {
        Some(follower) => Ok(follower.next().await?),
        None => std::future::pending().await,
    }
}
