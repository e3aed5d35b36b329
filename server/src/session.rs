//! One connection's conversation, as a function over a stream and a sink of messages: it knows no TCP and no HTTP.

pub mod native;
pub mod plain;

use axum::extract::ws::{CloseFrame, Message};
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use shared::Disconnect;
use std::time::Duration;
use tokio::time::timeout;

/// How long a write may wait for a viewer that does not read, before it is given up.
pub(crate) const WRITE_PATIENCE: Duration = Duration::from_secs(60);

/// How long the other side may take to answer a close.
const FAREWELL: Duration = Duration::from_secs(1);

/// What a session talks through.
pub trait Socket:
    Stream<Item = Result<Message, axum::Error>> + Sink<Message, Error = axum::Error> + Unpin + Send
{
}

impl<T> Socket for T where
    T: Stream<Item = Result<Message, axum::Error>> + Sink<Message, Error = axum::Error> + Unpin + Send
{
}

/// Why a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The viewer is gone, or can't be written to.
    Gone,
    /// We close, and say why.
    Disconnect(Disconnect),
}

impl From<Disconnect> for End {
    fn from(reason: Disconnect) -> Self {
        Self::Disconnect(reason)
    }
}

/// Sends `messages` in one write.
async fn send(socket: &mut impl Socket, messages: impl IntoIterator<Item = Message>) -> Result<(), End> {
    let write = async {
        for message in messages {
            socket.feed(message).await?;
        }
        socket.flush().await
    };
    match timeout(WRITE_PATIENCE, write).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}

/// The close handshake: our half, and a moment for the other's, so that what was sent arrives before the end does.
async fn close(socket: &mut impl Socket, reason: Disconnect) {
    let frame = CloseFrame { code: reason.code(), reason: reason.reason().into() };
    if send(socket, [Message::Close(Some(frame))]).await.is_ok() {
        let _ = timeout(FAREWELL, async { while let Some(Ok(_)) = socket.next().await {} }).await;
    }
}
