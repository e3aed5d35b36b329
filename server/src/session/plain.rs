//! The plain protocol's conversation (`shared::plain`): a request picks the stream, then each vote is one text message.

use super::{End, Socket, close, send};
use crate::{follower::Follower, hub::Hub, store::Store};
use axum::extract::ws::Message;
use futures_util::StreamExt;
use shared::{
    Disconnect,
    plain::{Failure, MAX_MESSAGE, Reason, Request},
};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

/// How long the request may take to come.
const REQUEST: Duration = Duration::from_secs(30);
/// Between two pings, so that a dead connection is found and a proxy sees life.
const PING: Duration = Duration::from_secs(20);

/// Holds the conversation until either side ends it.
pub async fn run(mut socket: impl Socket, hub: Hub, store: Store, stop: CancellationToken) {
    if let End::Disconnect(reason) = converse(&mut socket, &hub, &store, stop).await {
        if reason != Disconnect::Restart {
            let error = Reason { code: reason.name(), message: reason.reason() };
            let text = serde_json::to_string(&Failure { error }).expect("two texts always encode");
            let _ = send(&mut socket, [Message::Text(text.into())]).await;
        }
        close(&mut socket, reason).await;
    }
}

async fn converse(socket: &mut impl Socket, hub: &Hub, store: &Store, stop: CancellationToken) -> End {
    let mut follower: Option<Follower> = None;
    let mut next_at = Instant::now() + REQUEST;
    loop {
        let messages = tokio::select! {
            said = socket.next() => match hear(said) {
                Ok(None) => continue,
                Ok(Some(Request { event, start })) => {
                    // The old one first: a viewer is counted once.
                    drop(follower.take());
                    match Follower::open(hub, store, event, start).await {
                        Ok((opened, opening)) => {
                            follower = Some(opened);
                            opening.into_iter().map(|text| Message::Text(text.into())).collect()
                        }
                        Err(reason) => return reason.into(),
                    }
                }
                Err(end) => return end,
            },
            frames = next_frames(&mut follower) => match frames {
                Ok(frames) => frames,
                Err(end) => return end,
            },
            () = sleep_until(next_at) => match follower {
                None => return Disconnect::Idle.into(),
                Some(_) => vec![Message::Ping(Default::default())],
            },
            () = stop.cancelled() => return Disconnect::Restart.into(),
        };
        next_at = Instant::now() + PING;
        if messages.is_empty() {
            continue;
        }
        if let Err(end) = send(socket, messages).await {
            return end;
        }
    }
}

/// The request in what was said, if it is one.
fn hear(said: Option<Result<Message, axum::Error>>) -> Result<Option<Request>, End> {
    match said {
        Some(Ok(Message::Text(text))) if text.len() > MAX_MESSAGE => Err(Disconnect::TooLong.into()),
        Some(Ok(Message::Text(text))) => match serde_json::from_str(&text) {
            Ok(request) => Ok(Some(request)),
            Err(_) => Err(Disconnect::Malformed.into()),
        },
        Some(Ok(Message::Binary(_))) => Err(Disconnect::Malformed.into()),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
        Some(Ok(Message::Close(_)) | Err(_)) | None => Err(End::Gone),
    }
}

async fn next_frames(follower: &mut Option<Follower>) -> Result<Vec<Message>, End> {
    let Some(follower) = follower else { return std::future::pending().await };
    let frames = follower.next().await?;
    // The bytes are JSON text that serde wrote: the check of UTF-8 can't fail, and costs next to nothing.
    Ok(frames.into_iter().filter_map(|frame| Some(Message::Text(frame.bytes.try_into().ok()?))).collect())
}
