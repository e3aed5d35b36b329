//! A Socket.IO client, spoken by hand: over long-polling or over a WebSocket.

use super::{Server, Socket, soon};
use serde_json::{Value, json};
use std::collections::VecDeque;

/// What separates packets in one body (Engine.IO protocol, revision 4).
pub const SEPARATOR: char = '\u{1e}';
pub const POLLING: &str = "/socket.io/?EIO=4&transport=polling";
pub const WEBSOCKET: &str = "/socket.io/?EIO=4&transport=websocket";

/// One of the two transports.
pub enum Wire {
    Polling { client: reqwest::Client, url: String },
    WebSocket(Box<Socket>),
}

pub struct SocketIo {
    pub wire: Wire,
    /// What came with something else, or before an answer that was waited for.
    packets: VecDeque<String>,
    events: VecDeque<(String, Value)>,
    asked: u32,
}

impl Wire {
    /// Over long-polling, shaken hands with.
    pub async fn polling(server: &Server, headers: &[(&'static str, &str)]) -> Self {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        let client = reqwest::Client::builder().default_headers(headers).build().unwrap();
        let open = client.get(server.url(POLLING)).send().await.unwrap().text().await.unwrap();
        let open: Value = serde_json::from_str(open.strip_prefix('0').unwrap()).unwrap();
        let url = server.url(&format!("{POLLING}&sid={}", open["sid"].as_str().unwrap()));
        Self::Polling { client, url }
    }

    /// The same over a WebSocket.
    pub async fn web_socket(server: &Server, headers: &[(&'static str, &str)]) -> Self {
        let mut socket = server.open(WEBSOCKET, headers).await;
        assert!(socket.hear().await.to_text().unwrap().starts_with("0{"));
        Self::WebSocket(Box::new(socket))
    }

    pub async fn send(&mut self, packet: &str) {
        match self {
            Self::Polling { client, url } => {
                let answer = client.post(&*url).body(packet.to_owned()).send().await.unwrap();
                assert_eq!((answer.status().as_u16(), &*answer.text().await.unwrap()), (200, "ok"), "{packet}");
            }
            Self::WebSocket(socket) => {
                for packet in packet.split(SEPARATOR) {
                    socket.say(packet).await;
                }
            }
        }
    }

    /// Everything that is there, or the next that comes.
    async fn hear(&mut self) -> Vec<String> {
        match self {
            Self::Polling { client, url } => {
                let answer = soon(client.get(&*url).send()).await.unwrap();
                assert_eq!(answer.status(), 200);
                answer.text().await.unwrap().split(SEPARATOR).map(str::to_owned).collect()
            }
            Self::WebSocket(socket) => vec![socket.hear().await.to_text().unwrap().to_owned()],
        }
    }
}

impl SocketIo {
    /// One that has been let in, over each transport.
    pub async fn both(server: &Server) -> [Self; 2] {
        [
            Self::connect(Wire::polling(server, &[]).await, "").await,
            Self::connect(Wire::web_socket(server, &[]).await, "").await,
        ]
    }

    /// One over a WebSocket.
    pub async fn one(server: &Server) -> Self {
        Self::connect(Wire::web_socket(server, &[]).await, "").await
    }

    /// Over a WebSocket, as the voter of `token`.
    pub async fn voter(server: &Server, token: &str) -> Self {
        Self::connect(Wire::web_socket(server, &[]).await, &json!({ "token": token }).to_string()).await
    }

    pub async fn connect(wire: Wire, auth: &str) -> Self {
        let mut client = Self { wire, packets: VecDeque::new(), events: VecDeque::new(), asked: 0 };
        client.wire.send(&format!("40{auth}")).await;
        assert!(client.packet().await.starts_with("40{\"sid\":"));
        assert_eq!(client.event().await, ("connected".to_owned(), json!({ "connected": true })));
        client
    }

    /// The next packet that is not about keeping alive.
    pub async fn packet(&mut self) -> String {
        loop {
            while let Some(packet) = self.packets.pop_front() {
                if packet != "2" {
                    return packet;
                }
                self.wire.send("3").await;
            }
            self.packets.extend(self.wire.hear().await);
        }
    }

    /// The next event.
    pub async fn event(&mut self) -> (String, Value) {
        if let Some(event) = self.events.pop_front() {
            return event;
        }
        let packet = self.packet().await;
        event(&packet).unwrap_or_else(|| panic!("{packet}"))
    }

    /// The next event, which must have that name.
    pub async fn hear(&mut self, name: &str) -> Value {
        let (heard, value) = self.event().await;
        assert_eq!(heard, name, "{value}");
        value
    }

    pub async fn emit(&mut self, event: &str, argument: Value) {
        self.wire.send(&format!("42{}", json!([event, argument]))).await;
    }

    /// Sends it and waits for its acknowledgement.
    pub async fn ask(&mut self, event: &str, argument: Value) -> Value {
        let id = self.ask_later(event, argument).await;
        self.answer(id).await
    }

    /// Sends it; the number of its acknowledgement.
    pub async fn ask_later(&mut self, event: &str, argument: Value) -> u32 {
        self.asked += 1;
        self.wire.send(&format!("42{}{}", self.asked, json!([event, argument]))).await;
        self.asked
    }

    /// The acknowledgement of that number, if it is the next.
    pub async fn answer(&mut self, id: u32) -> Value {
        loop {
            let packet = self.packet().await;
            match packet.strip_prefix(&format!("43{id}")) {
                Some(answer) => return serde_json::from_str::<[Value; 1]>(answer).unwrap()[0].take(),
                None => self.events.push_back(event(&packet).unwrap_or_else(|| panic!("{packet} for the answer {id}"))),
            }
        }
    }

    /// The titles of the next `count` updates, and the position after the last.
    pub async fn titles(&mut self, count: usize) -> (Vec<Value>, String) {
        let (mut titles, mut position) = (vec![], String::new());
        for _ in 0..count {
            let mut update = self.hear("update").await;
            assert_eq!(update["message"]["channel"], "addedrecord");
            titles.push(update["message"]["payload"].take());
            position = update["position"].as_str().unwrap().to_owned();
        }
        (titles, position)
    }
}

fn event(packet: &str) -> Option<(String, Value)> {
    serde_json::from_str(packet.strip_prefix("42")?).ok()
}
