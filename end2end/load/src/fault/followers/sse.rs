//! Server-sent events: a request with the last event's id, an event `state` as the opening, then a vote an event.
//! Source of the format: HTML standard, 9.2.6 "Interpreting an event stream".

use super::visit::{End, HANDSHAKE, Visit};
use reqwest::{Response, StatusCode};
use serde_json::Value;
use shared::Channel;
use std::time::Duration;
use tokio::time::timeout;

/// How long a stream may be silent: the server sends a comment every 15 s.
const SILENCE: Duration = Duration::from_secs(30);

/// One connection, from its request to its end.
pub(super) async fn follow(visit: &mut Visit) -> End {
    match converse(visit).await {
        Ok(()) => visit.end("ended"),
        Err(end) => end,
    }
}

async fn converse(visit: &mut Visit) -> Result<(), End> {
    let mut response = request(visit).await?;
    let mut parser = Parser::default();
    while let Some(chunk) =
        visit.next(SILENCE, response.chunk()).await?.map_err(|error| visit.end(format!("broken: {error:?}")))?
    {
        for event in parser.feed(&chunk) {
            hear(visit, &event)?;
        }
    }
    Ok(())
}

async fn request(visit: &mut Visit) -> Result<Response, End> {
    let event = match visit.follower.channel {
        Channel::Firehose => "ALL".to_owned(),
        Channel::Event(id) => id.to_string(),
    };
    // No pool: a connection is dropped when its response is.
    let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build();
    let client = client.map_err(|error| visit.end(error.to_string()))?;
    let mut request = client.get(format!("http://{}/live/sse?event={event}", visit.door()));
    if let Some(position) = visit.position() {
        request = request.header("last-event-id", position);
    }
    let response = timeout(HANDSHAKE, request.send()).await.map_err(|_| visit.end("the request took too long"))?;
    let response = response.map_err(|error| visit.end(format!("no response: {error:?}")))?;
    match response.status() {
        StatusCode::OK => Ok(response),
        status if status.is_server_error() => Err(visit.end(status.to_string())),
        status => {
            let body = response.text().await.unwrap_or_default();
            visit.fail(format!("{status} {body} at {:?}", visit.position()));
            Err(visit.end(status.to_string()))
        }
    }
}

fn hear(visit: &mut Visit, event: &Event) -> Result<(), End> {
    let data: Value = serde_json::from_str(&event.data).unwrap_or_default();
    match (event.kind.as_str(), visit.opened) {
        ("state", false) => visit.open(&data)?,
        ("", true) => visit.take(&data)?,
        _ if data.get("error").is_some() => visit.note(&event.data),
        _ => visit.fail(format!("event {:?} out of place: {}", event.kind, event.data)),
    }
    // What a browser would say when it comes back is the id, whatever the data says.
    match &event.id {
        Some(id) => visit.follower.seen().position = Some(id.clone()),
        None => visit.fail(format!("an event without an id: {}", event.data)),
    }
    Ok(())
}

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Event {
    kind: String,
    id: Option<String>,
    data: String,
}

/// Bytes into events, wherever the chunks end.
#[derive(Debug, Default)]
struct Parser {
    rest: Vec<u8>,
    event: Event,
}

impl Parser {
    fn feed(&mut self, chunk: &[u8]) -> Vec<Event> {
        self.rest.extend_from_slice(chunk);
        let mut events = Vec::new();
        let mut begin = 0;
        while let Some(length) = self.rest[begin..].iter().position(|byte| *byte == b'\n') {
            let line = String::from_utf8_lossy(&self.rest[begin..begin + length]).into_owned();
            begin += length + 1;
            let event = &mut self.event;
            match line.split_once(':') {
                None if line.is_empty() => {
                    events.extend(Some(std::mem::take(event)).filter(|event| !event.data.is_empty()))
                }
                Some(("event", kind)) => event.kind = kind.trim_start().to_owned(),
                Some(("id", id)) => event.id = Some(id.trim_start().to_owned()),
                Some(("data", data)) => event.data.push_str(data.trim_start()),
                _ => {}
            }
        }
        self.rest.drain(..begin);
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_whole_wherever_the_chunks_end() {
        let text = b": hello\n\nevent: state\nid: 7~9\ndata: {\"a\":1}\n\nid: 8\ndata: {}\n\n: still here\n\n";
        let state = Event { kind: "state".into(), id: Some("7~9".into()), data: "{\"a\":1}".into() };
        let vote = Event { kind: String::new(), id: Some("8".into()), data: "{}".into() };
        for cut in 0..text.len() {
            let mut parser = Parser::default();
            let mut events = parser.feed(&text[..cut]);
            events.extend(parser.feed(&text[cut..]));
            assert_eq!(events, [state.clone(), vote.clone()], "cut at {cut}");
        }
    }
}
