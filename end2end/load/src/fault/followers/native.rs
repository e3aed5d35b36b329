//! The native socket: a page that shows sums. Of a flood it is told only the last votes, so that it remembers none.

use super::{
    visit::{End, Visit},
    wire::{self, Wire},
};
use crate::shown::Shown;
use futures_util::{SinkExt, StreamExt};
use shared::{Channel, ClientMessage, Position, ServerMessage, codec, protocol::SILENCE_SECONDS};
use std::{net::SocketAddr, time::Duration};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

const SILENCE: Duration = Duration::from_secs(SILENCE_SECONDS as u64);
/// How long a server may take to show a page that is asked for once.
const LOOK: Duration = Duration::from_secs(10);

/// One connection, from its handshake to its end.
pub(super) async fn follow(visit: &mut Visit) -> End {
    match converse(visit).await {
        Ok(()) => visit.end("ended"),
        Err(end) => end,
    }
}

/// What a page shows that is opened now.
pub(in crate::fault) async fn look(door: SocketAddr, channel: Channel) -> Result<Shown, String> {
    let mut wire = wire::native(door, None).await?;
    watch(&mut wire, channel, None).await?;
    let state = async {
        while let Some(Ok(said)) = wire.next().await {
            if let Ok(ServerMessage::State(state)) = codec::decode_server(&said.into_data()) {
                return Ok(Shown::from(*state));
            }
        }
        Err("ended without a state".to_owned())
    };
    timeout(LOOK, state).await.map_err(|_| "no state came".to_owned())?
}

async fn watch(wire: &mut Wire, channel: Channel, since: Option<Position>) -> Result<(), String> {
    let watch = codec::encode_client(&ClientMessage::Watch { channel, since });
    wire.send(Message::binary(watch)).await.map_err(|error| error.to_string())
}

async fn converse(visit: &mut Visit) -> Result<(), End> {
    let mut wire = wire::native(visit.door(), None).await.map_err(|error| visit.end(error))?;
    let since = visit.follower.seen().shown.as_ref().map(|shown| shown.position.clone());
    watch(&mut wire, visit.follower.channel, since).await.map_err(|error| visit.end(error))?;
    loop {
        let Some(said) = visit.next(SILENCE, wire.next()).await? else { return Ok(()) };
        match said.map_err(|error| visit.end(error.to_string()))? {
            Message::Binary(bytes) => match codec::decode_server(&bytes) {
                Ok(message) => hear(visit, message)?,
                Err(error) => visit.fail(format!("{error}: {bytes:?}")),
            },
            Message::Close(frame) => {
                let code = frame.as_ref().map_or(1005, |frame| u16::from(frame.code));
                return Err(visit.end(format!("closed with {code}")));
            }
            _ => {}
        }
    }
}

fn hear(visit: &mut Visit, message: ServerMessage) -> Result<(), End> {
    match message {
        ServerMessage::State(state) => {
            visit.note(format!("state at {}", state.position));
            advance(visit, &state.position);
            visit.follower.seen().shown = Some(Shown::from(*state));
            visit.opened = true;
        }
        ServerMessage::Resumed(..) if visit.follower.seen().shown.is_none() => visit.fail("resumed from nowhere"),
        ServerMessage::Resumed(..) => {
            visit.note("resumed");
            visit.opened = true;
        }
        ServerMessage::Update(update) => {
            advance(visit, &update.position);
            match &mut visit.follower.seen().shown {
                Some(shown) => shown.apply(update),
                None => return Err(visit.end("an update before any state")),
            }
        }
        ServerMessage::NoSuchChannel(channel) => visit.fail(format!("no such channel: {channel}")),
        ServerMessage::Own(..) | ServerMessage::Answer(..) | ServerMessage::Heartbeat | ServerMessage::Paused(_) => {}
    }
    Ok(())
}

/// On one connection a page never goes back to what it was. Another server may be a little behind.
fn advance(visit: &Visit, to: &Position) {
    let from = visit.follower.seen().shown.as_ref().map(|shown| shown.position.clone());
    let Some(from) = from.filter(|from| !to.includes(from)) else { return };
    let what = format!("went back from {from} to {to}");
    if visit.opened {
        return visit.fail(what);
    }
    visit.note(what);
    visit.follower.seen().steps_back += 1;
}
