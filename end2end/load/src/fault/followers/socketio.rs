//! Socket.IO over its WebSocket: a subscription with a position, its opening, then a vote a message.
//! Source: Engine.IO protocol, revision 4; Socket.IO protocol, revision 5.

use super::{
    plain,
    visit::{End, Visit},
    wire,
};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

/// How long a connection may be silent: the server pings every 25 s.
const SILENCE: Duration = Duration::from_secs(40);

const PING: &str = "2";
const PONG: &str = "3";
/// "Let me in", and "you are in".
const CONNECT: &str = "40";
/// An event; the first that asks for an acknowledgement has the number 0, as has the answer.
const EVENT: &str = "42";
const ANSWER: &str = "430";

/// One connection, from its handshake to its end.
pub(super) async fn follow(visit: &mut Visit) -> End {
    match converse(visit).await {
        Ok(()) => visit.end("ended"),
        Err(end) => end,
    }
}

async fn converse(visit: &mut Visit) -> Result<(), End> {
    let mut wire = wire::socketio(visit.door()).await.map_err(|error| visit.end(error))?;
    let request = plain::request(visit.follower.channel, &visit.position().unwrap_or_default());
    let mut answer = Some(CONNECT.to_owned());
    loop {
        if let Some(answer) = answer.take() {
            wire.send(Message::text(answer)).await.map_err(|error| visit.end(error.to_string()))?;
        }
        let Some(said) = visit.next(SILENCE, wire.next()).await? else { return Ok(()) };
        let Message::Text(text) = said.map_err(|error| visit.end(error.to_string()))? else { continue };
        if text == PING {
            answer = Some(PONG.to_owned());
        } else if text.starts_with(CONNECT) {
            answer = Some(format!("{EVENT}0{}", json!(["subscribe", request])));
        } else if let Some(opening) = text.strip_prefix(ANSWER) {
            begin(visit, &read(opening)[0])?;
        } else if let Some(event) = text.strip_prefix(EVENT) {
            hear(visit, &read(event))?;
        } else if !text.starts_with('0') {
            return Err(visit.end(format!("told {text}")));
        }
    }
}

fn begin(visit: &mut Visit, opening: &Value) -> Result<(), End> {
    match opening["error"]["code"].as_str() {
        None => visit.open(opening),
        Some(code) => {
            if ["malformed", "unknown-event"].contains(&code) {
                visit.fail(format!("refused with {code} at {:?}", visit.position()));
            }
            Err(visit.end(format!("refused with {code}")))
        }
    }
}

fn hear(visit: &mut Visit, event: &Value) -> Result<(), End> {
    match event[0].as_str() {
        Some("vote") => visit.take(&event[1]),
        Some("connected") => Ok(()),
        _ => Err(visit.end(format!("told {event}"))),
    }
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}
