//! Prints each vote: `votes [ws://host:port] [ALL | event]`. It never gives up, but for a mistake of its own.

use serde_json::{Value, json};
use std::{env::args, thread, time::Duration};
use tungstenite::{Error, Message, connect};

fn main() {
    let server = args().nth(1).unwrap_or_else(|| "ws://127.0.0.1:3000".to_owned());
    let event = args().nth(2).unwrap_or_else(|| "ALL".to_owned());
    let mut since = String::new();
    loop {
        match follow(&server, &event, &mut since) {
            Ok(code) if code == 1009 || (4400..4500).contains(&code) => std::process::exit(1),
            _ => thread::sleep(Duration::from_secs(1)),
        }
    }
}

/// Until the server closes; the code that it gives.
fn follow(server: &str, event: &str, since: &mut String) -> Result<u16, Error> {
    let (mut socket, _) = connect(server)?;
    socket.send(json!({ "event": event, "since": since }).to_string().into())?;
    loop {
        match socket.read()? {
            Message::Text(text) => tell(&serde_json::from_str(&text).unwrap_or_default(), since),
            Message::Close(frame) => return Ok(frame.map_or(1005, |frame| frame.code.into())),
            _ => {}
        }
    }
}

fn tell(message: &Value, since: &mut String) {
    if let Some(position) = message["position"].as_str() {
        position.clone_into(since);
    }
    if let Some(up) = message["up"].as_bool() {
        let name = |key: &str| message[key].as_str().unwrap_or("null").to_owned();
        println!("{} by {} was voted {}", name("track"), name("artist"), if up { "up" } else { "down" });
    }
}
