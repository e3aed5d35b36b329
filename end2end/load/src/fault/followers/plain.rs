//! A plain WebSocket: a request with a position, an opening, then a vote a message.

use super::{
    visit::{End, Visit},
    wire,
};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use shared::{Channel, Tally};
use std::{collections::BTreeMap, net::SocketAddr, time::Duration};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

/// How long a stream may be silent: the server pings every 20 s.
const SILENCE: Duration = Duration::from_secs(30);
/// How long a server may take to open a stream that is asked for once.
const LOOK: Duration = Duration::from_secs(10);
/// Close codes that mean "the same again will fail again" (`shared::disconnect`).
const HOPELESS: std::ops::Range<u16> = 4400..4500;

/// One connection, from its handshake to its end.
pub(super) async fn follow(visit: &mut Visit) -> End {
    match converse(visit).await {
        Ok(()) => visit.end("ended"),
        Err(end) => end,
    }
}

/// The sums that a script is told which begins now.
pub(in crate::fault) async fn look(door: SocketAddr, channel: Channel) -> Result<BTreeMap<i32, Tally>, String> {
    let mut wire = wire::plain(door).await?;
    wire.send(Message::text(request(channel, "").to_string())).await.map_err(|error| error.to_string())?;
    let said = timeout(LOOK, wire.next()).await.map_err(|_| "no opening came".to_owned())?;
    let text = said.and_then(Result::ok).and_then(|said| said.into_text().ok()).unwrap_or_default();
    let opening: Value = serde_json::from_str(&text).map_err(|_| format!("not an opening: {text}"))?;
    let sums = opening["tallies"].as_array().ok_or_else(|| format!("no sums: {opening}"))?;
    let number = |sum: &Value, key: &str| sum[key].as_u64().unwrap_or_default() as u32;
    let key = if channel == Channel::Firehose { "eid" } else { "tid" };
    let tally = |sum: &Value| Tally { up: number(sum, "up"), down: number(sum, "down") };
    Ok(sums.iter().map(|sum| (number(sum, key) as i32, tally(sum))).collect())
}

/// An empty position asks for an opening, too.
pub(super) fn request(channel: Channel, since: &str) -> Value {
    let event = match channel {
        Channel::Firehose => json!("ALL"),
        Channel::Event(id) => json!(id),
    };
    json!({"event": event, "since": since})
}

async fn converse(visit: &mut Visit) -> Result<(), End> {
    let mut wire = wire::plain(visit.door()).await.map_err(|error| visit.end(error))?;
    let request = request(visit.follower.channel, &visit.position().unwrap_or_default());
    wire.send(Message::text(request.to_string())).await.map_err(|error| visit.end(error.to_string()))?;
    loop {
        let Some(said) = visit.next(SILENCE, wire.next()).await? else { return Ok(()) };
        match said.map_err(|error| visit.end(error.to_string()))? {
            Message::Text(text) => hear(visit, &text)?,
            Message::Close(frame) => {
                let code = frame.as_ref().map_or(1005, |frame| frame.code.into());
                if HOPELESS.contains(&code) {
                    visit.fail(format!("closed with {code} at {:?}", visit.position()));
                }
                return Err(visit.end(format!("closed with {code}")));
            }
            _ => {}
        }
    }
}

fn hear(visit: &mut Visit, text: &str) -> Result<(), End> {
    let said: Value = serde_json::from_str(text).unwrap_or_default();
    if said.get("error").is_some() {
        visit.note(text);
        return Ok(());
    }
    if visit.opened { visit.take(&said) } else { visit.open(&said) }
}
