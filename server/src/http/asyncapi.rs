//! `/api/asyncapi.json`: the streams in the words of AsyncAPI 3. It only hands out a file, with our version in it.

use axum::{http::header, response::IntoResponse};
use serde_json::Value;
use std::sync::LazyLock;

/// As AsyncAPI names its documents.
const DOCUMENT: &str = "application/vnd.aai.asyncapi+json; version=3.0.0";

pub(super) async fn document() -> impl IntoResponse {
    static TEXT: LazyLock<String> = LazyLock::new(|| described().to_string());
    ([(header::CONTENT_TYPE, DOCUMENT)], TEXT.as_str())
}

fn described() -> Value {
    let mut document: Value =
        serde_json::from_str(include_str!("asyncapi.json")).expect("a test reads the file that is compiled in");
    document["info"]["version"] = env!("CARGO_PKG_VERSION").into();
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::{Disconnect, Refusal, codec, plain::Request, protocol::SUBPROTOCOL};
    use std::collections::BTreeSet;

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("base 16")).collect()
    }

    fn examples(document: &Value, message: &str) -> Vec<Value> {
        let examples = document["components"]["messages"][message]["examples"].as_array().expect("examples");
        examples.iter().map(|example| example["payload"].clone()).collect()
    }

    #[test]
    fn it_says_our_version_and_subprotocol() {
        let document = described();
        assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
        let headers = &document["channels"]["native"]["bindings"]["ws"]["headers"]["properties"];
        assert_eq!(headers["Sec-WebSocket-Protocol"]["const"], SUBPROTOCOL);
    }

    #[test]
    fn every_native_message_is_there_and_its_examples_are_such_messages() {
        let document = described();
        let named = document["channels"]["native"]["messages"].as_object().expect("messages");
        let mut first_bytes = BTreeSet::new();
        for name in named.keys() {
            let is_clients = ["Watch", "Cast"].contains(&name.as_str());
            for example in examples(&document, name) {
                let bytes = bytes(example.as_str().expect("a text"));
                let message = match is_clients {
                    true => codec::decode_client(&bytes).map(|message| format!("{message:?}")),
                    false => codec::decode_server(&bytes).map(|message| format!("{message:?}")),
                };
                assert!(message.as_ref().is_ok_and(|shown| shown.starts_with(name.as_str())), "{name}: {message:?}");
                first_bytes.insert((is_clients, bytes[0]));
            }
        }
        let count = |is_clients| first_bytes.iter().filter(|(whose, _)| *whose == is_clients).count();
        for is_clients in [true, false] {
            assert_eq!(count(is_clients), variants(is_clients), "{first_bytes:?}");
        }
    }

    /// How many there are, by what serde says when it is asked for one that is not.
    fn variants(is_clients: bool) -> usize {
        let complaint = match is_clients {
            true => serde_json::from_str::<shared::ClientMessage>("\"?\"").map(|_| ()),
            false => serde_json::from_str::<shared::ServerMessage>("\"?\"").map(|_| ()),
        };
        let complaint = complaint.expect_err("no variant").to_string();
        complaint.split_once("expected").map_or(0, |(_, names)| names.matches('`').count() / 2)
    }

    #[test]
    fn its_requests_are_understood() {
        let document = described();
        for message in ["request", "subscribe"] {
            for example in examples(&document, message) {
                assert!(serde_json::from_value::<Request>(example.clone()).is_ok(), "{example}");
            }
        }
    }

    #[test]
    fn every_name_of_a_failure_is_there() {
        let document = described();
        let error = &document["components"]["schemas"]["Failure"]["properties"]["error"]["properties"]["code"];
        let told: BTreeSet<_> = error["enum"].as_array().expect("names").iter().filter_map(Value::as_str).collect();
        // Before a restart nothing is said.
        let disconnects = Disconnect::ALL.into_iter().filter(|why| *why != Disconnect::Restart).map(Disconnect::name);
        assert_eq!(told, disconnects.chain(Refusal::ALL.map(Refusal::code)).collect());
    }
}
