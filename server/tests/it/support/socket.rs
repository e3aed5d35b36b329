//! A client's WebSocket, in the protocols' terms.

use super::soon;
use futures_util::{SinkExt, StreamExt};
use shared::{ClientMessage, ServerMessage, codec};
use std::time::Duration;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};

pub struct Socket(pub(super) WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    pub async fn say(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    pub async fn send(&mut self, message: &ClientMessage) {
        self.send_bytes(codec::encode_client(message)).await;
    }

    /// All in one piece.
    pub async fn send_together(&mut self, messages: &[ClientMessage]) {
        for message in messages {
            self.0.feed(Message::binary(codec::encode_client(message))).await.unwrap();
        }
        self.0.flush().await.unwrap();
    }

    pub async fn send_bytes(&mut self, bytes: Vec<u8>) {
        self.0.send(Message::binary(bytes)).await.unwrap();
    }

    /// The stream below. What was read of it already is lost.
    pub fn into_stream(self) -> MaybeTlsStream<TcpStream> {
        self.0.into_inner()
    }

    /// The next message that is not about keeping alive.
    pub async fn hear(&mut self) -> Message {
        loop {
            let message = soon(self.0.next()).await.expect("the server closed the stream without a word").unwrap();
            if !matches!(message, Message::Ping(_) | Message::Pong(_)) {
                return message;
            }
        }
    }

    /// The same; `None`: there will be none.
    pub async fn hear_or_end(&mut self) -> Option<Message> {
        self.0.next().await?.ok().filter(|message| !message.is_close())
    }

    pub async fn json(&mut self) -> serde_json::Value {
        serde_json::from_str(self.hear().await.to_text().unwrap()).unwrap()
    }

    pub async fn server_message(&mut self) -> ServerMessage {
        let said = async {
            loop {
                match codec::decode_server(&self.hear().await.into_data()).unwrap() {
                    ServerMessage::Heartbeat => {}
                    message => return message,
                }
            }
        };
        soon(said).await
    }

    /// The next message, if one comes within a moment.
    pub async fn hear_json_within(&mut self, moment: Duration) -> Option<serde_json::Value> {
        timeout(moment, self.json()).await.ok()
    }

    /// The code that the server closes with.
    pub async fn close_code(&mut self) -> u16 {
        loop {
            if let Message::Close(frame) = self.hear().await {
                return frame.unwrap().code.into();
            }
        }
    }
}
