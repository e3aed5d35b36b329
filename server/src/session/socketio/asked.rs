//! What a Socket.IO client says, and the way back. Everything that a stranger can send is read here; nothing is decided.

use super::mistake::Mistake;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use shared::{
    Disconnect, EventId, Refusal,
    disconnect::STUCK_SECONDS,
    plain,
    socketio::{Cast, MAX_MESSAGE, OwnRequest, Ready},
};
use socketioxide::{
    SendError, SocketError,
    adapter::LocalAdapter,
    extract::AckSender,
    handler::{FromMessageParts, Value},
};
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::time::{Instant, sleep};

/// The library's half of a client.
pub type Socket = Arc<socketioxide::socket::Socket<LocalAdapter>>;

/// Between two looks whether a full queue has room again: the library has nothing to wait for. A client that reads
/// nothing is disconnected by the library when the next ping finds the queue full.
const ROOM: Duration = Duration::from_millis(20);

/// How long a client may take nothing; found in the extensions of the request that began its session.
#[derive(Clone, Copy, Debug)]
pub struct Patience(pub Duration);

impl Default for Patience {
    fn default() -> Self {
        Self(Duration::from_secs(STUCK_SECONDS.into()))
    }
}

/// One message of a client.
#[derive(Debug)]
pub struct Asked {
    pub(super) request: Result<Request, Mistake>,
    pub(super) ack: Ack,
}

/// What a client may ask for.
#[derive(Debug)]
pub(super) enum Request {
    Ready(Ready),
    Subscribe(plain::Request),
    Unsubscribe,
    Vote(Cast),
    Own(EventId),
}

/// The way back to whoever asked.
#[derive(Debug)]
pub(super) struct Ack {
    socket: Socket,
    id: Option<i64>,
}

/// The client has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gone;

impl Asked {
    /// Who asked.
    pub fn socket(&self) -> &Socket {
        &self.ack.socket
    }

    /// Says at once that too much is waiting; if even that has no room, the client will not hear of it.
    pub fn refuse_as_busy(&self) {
        let busy = Mistake::from(Refusal::Busy);
        let _ = if self.ack.is_awaited() { self.ack.try_answer(&busy) } else { self.ack.socket.emit("error", &busy) };
    }

    /// Says why, as far as there is room, and ends the connection.
    pub fn end(&self, reason: Disconnect) {
        let socket = &self.ack.socket;
        let _ = socket.emit("error", &Mistake::from(reason));
        let _ = socket.clone().disconnect();
    }
}

impl FromMessageParts<LocalAdapter> for Asked {
    type Error = Infallible;

    fn from_message_parts(socket: &Socket, value: &mut Value, id: &Option<i64>) -> Result<Self, Infallible> {
        let request = match value {
            Value::Str(text, None) if text.as_str().len() > MAX_MESSAGE => Err(Disconnect::TooLong.into()),
            Value::Str(text, None) => read(text.as_str()),
            _ => Err(Mistake::malformed("this protocol has no binary messages")),
        };
        Ok(Self { request, ack: Ack { socket: socket.clone(), id: *id } })
    }
}

/// Reads `["event", {…}]`.
fn read(text: &str) -> Result<Request, Mistake> {
    let parts: Vec<&RawValue> = serde_json::from_str(text)?;
    let [event, arguments @ ..] = &parts[..] else { return Err(Mistake::malformed("a message begins with its name")) };
    let event: String = serde_json::from_str(event.get())?;
    let argument = arguments.first().map_or("{}", |argument| argument.get());
    match &*event {
        "ready for data" => object(argument).map(Request::Ready),
        "subscribe" => object(argument).map(Request::Subscribe),
        "unsubscribe" => Ok(Request::Unsubscribe),
        "vote" => object(argument).map(Request::Vote),
        "own" => object(argument).map(|own: OwnRequest| Request::Own(own.event)),
        _ => Err(Mistake::malformed("no such message")),
    }
}

/// Only an object: what serde would also read from a list is nobody's idea of this protocol.
fn object<T: DeserializeOwned>(json: &str) -> Result<T, Mistake> {
    if !json.starts_with('{') {
        return Err(Mistake::malformed("a message holds one object"));
    }
    Ok(serde_json::from_str(json)?)
}

impl Ack {
    /// Sends what was asked for; to a client that did not ask for an answer, only that there is none.
    pub(super) async fn answer<T: Serialize>(&self, answer: Result<T, Mistake>) -> Result<(), Gone> {
        match answer {
            Ok(answer) => with_room(&self.socket, || self.try_answer(&answer)).await,
            Err(mistake) => self.refuse(mistake).await,
        }
    }

    /// Whether it waits for an answer.
    pub(super) fn is_awaited(&self) -> bool {
        self.id.is_some()
    }

    pub(super) async fn refuse(&self, mistake: Mistake) -> Result<(), Gone> {
        match self.id {
            Some(_) => with_room(&self.socket, || self.try_answer(&mistake)).await,
            None => emit(&self.socket, "error", &mistake).await,
        }
    }

    fn try_answer<T: Serialize>(&self, answer: &T) -> Result<(), SendError> {
        // Made anew for each try: the library's sender is gone when the queue was full.
        let mut nothing = Value::Bytes(bytes::Bytes::new());
        let Ok(sender) = <AckSender as FromMessageParts<_>>::from_message_parts(&self.socket, &mut nothing, &self.id);
        sender.send(answer)
    }
}

/// Sends an event, and waits for room.
pub(super) async fn emit<T: Serialize + ?Sized>(socket: &Socket, event: &str, data: &T) -> Result<(), Gone> {
    with_room(socket, || socket.emit(event, data)).await
}

async fn with_room(socket: &Socket, send: impl Fn() -> Result<(), SendError>) -> Result<(), Gone> {
    let Patience(patience) = socket.req_parts().extensions.get().copied().unwrap_or_default();
    let since = Instant::now();
    loop {
        match send() {
            Ok(()) => return Ok(()),
            // The library may take longer, if the connection is open and takes nothing.
            Err(SendError::Socket(SocketError::InternalChannelFull)) if since.elapsed() < patience => {
                sleep(ROOM).await;
            }
            Err(_gone) => return Err(Gone),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_stranger_says_is_read_or_refused() {
        let known = [
            r#"["ready for data"]"#,
            r#"["ready for data",{}]"#,
            r#"["ready for data",{"since":"e8-9"},"more"]"#,
            r#"["subscribe",{"event":"ALL"}]"#,
            r#"["unsubscribe"]"#,
            r#"["vote",{"event":1,"track":7,"up":null}]"#,
            r#"["own",{"event":1}]"#,
        ];
        for text in known {
            assert!(read(text).is_ok(), "{text}");
        }
        let deep = format!(r#"["vote",{}1{}]"#, r#"{"a":"#.repeat(5_000), "}".repeat(5_000));
        let unknown = [
            "",
            "[]",
            "[7]",
            r#"["nothing"]"#,
            r#"["vote"]"#,
            r#"["vote",null]"#,
            r#"["vote",[1,7,true,null]]"#,
            r#"["vote",{"event":"1; drop table event_vote","track":7,"up":true}]"#,
            r#"["vote",{"event":99999999999,"track":7,"up":true}]"#,
            r#"["subscribe",{"event":1,"since":"soon"}]"#,
            r#"["ready for data",{"since":7}]"#,
            &deep,
        ];
        for text in unknown {
            assert_eq!(read(text).expect_err(text).code, "malformed");
        }
    }
}
