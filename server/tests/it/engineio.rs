//! The transports below Socket.IO, and its packets: what every client relies on, and what ends a connection.
//! Source: Engine.IO protocol, revision 4; Socket.IO protocol, revision 5.

use crate::support::{
    Server, database,
    socketio::{POLLING, SEPARATOR, SocketIo, WEBSOCKET, Wire},
    soon,
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::{connect_async, tungstenite};

/// Status and text of a request.
async fn answer(request: reqwest::RequestBuilder) -> (u16, String) {
    let answer = soon(request.send()).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// A session over long-polling that has not been let in yet: the address of its polls, and of its upgrade.
async fn session(server: &Server) -> (reqwest::Client, String, String) {
    let Wire::Polling { client, url } = Wire::polling(server, &[]).await else { panic!("it polls") };
    let upgrade = url.split_once(POLLING).unwrap().1;
    let upgrade = format!("{WEBSOCKET}{upgrade}");
    (client, url, upgrade)
}

#[tokio::test]
async fn a_handshake_says_how_the_connection_will_be_kept() {
    let database = database().await;
    let server = database.serve().await;
    let answer = reqwest::get(server.url(POLLING)).await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["access-control-allow-origin"]),
        (200, &"*".parse().unwrap())
    );
    let polling = answer.text().await.unwrap();
    let socket = server.open(WEBSOCKET, &[]).await.hear().await;
    for (open, upgrades) in [(&*polling, json!(["websocket"])), (socket.to_text().unwrap(), json!([]))] {
        let mut open: Value = serde_json::from_str(open.strip_prefix('0').unwrap()).unwrap();
        assert!(open["sid"].take().is_string());
        let kept = json!({
            "sid": null, "upgrades": upgrades, "pingInterval": 25_000, "pingTimeout": 20_000, "maxPayload": 2_147_483_647
        });
        assert_eq!(open, kept);
    }
}

#[tokio::test]
async fn a_handshake_that_breaks_a_rule_is_refused() {
    let database = database().await;
    let server = database.serve().await;
    for query in
        ["transport=polling", "EIO=abc&transport=polling", "EIO=3&transport=polling", "EIO=4", "EIO=4&transport=abc"]
    {
        let refused = reqwest::get(server.url(&format!("/socket.io/?{query}"))).await.unwrap();
        assert_eq!(refused.status(), 400, "{query}");
        let query = query.replace("polling", "websocket");
        let refused = connect_async(server.url(&format!("/socket.io/?{query}")).replace("http", "ws")).await;
        assert!(matches!(refused, Err(tungstenite::Error::Http(answer)) if answer.status() == 400), "{query}");
    }
    let client = reqwest::Client::new();
    for request in [
        client.post(server.url(POLLING)),
        client.put(server.url(POLLING)),
        client.get(server.url(&format!("{POLLING}&sid=nobody"))),
    ] {
        assert_eq!(answer(request).await.0, 400);
    }
}

#[tokio::test]
async fn a_ping_comes_and_its_answer_is_taken_over_both_transports() {
    let database = database().await;
    let server = database.serve().await;
    let (client, url, _) = session(&server).await;
    assert_eq!(answer(client.get(&url)).await, (200, "2".into()));
    assert_eq!(answer(client.post(&url).body("3")).await, (200, "ok".into()));
    let mut socket = server.open(WEBSOCKET, &[]).await;
    socket.hear().await;
    assert_eq!(socket.hear().await.to_text().unwrap(), "2");
    socket.say("3").await;
    socket.say("40").await;
    assert!(socket.hear().await.to_text().unwrap().starts_with("40"), "it is still there");
}

#[tokio::test]
async fn a_client_that_answers_no_ping_is_disconnected_and_counted() {
    let database = database().await;
    let server = database.serve().await;
    let mut socket = server.open(WEBSOCKET, &[]).await;
    socket.say("40").await;
    let unresponsive = async {
        while server.metric("partysense_socketio_unresponsive_total").await == 0.0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    timeout(Duration::from_secs(50), unresponsive).await.expect("within the time for a pong");
    assert_eq!(server.metric("partysense_socketio_clients").await, 0.0);
}

#[tokio::test]
async fn a_session_that_is_closed_is_known_no_more() {
    let database = database().await;
    let server = database.serve().await;
    let (client, url, _) = session(&server).await;
    let (poll, close) = tokio::join!(answer(client.get(&url)), answer(client.post(&url).body("1")));
    assert_eq!((poll.0, close), (200, (200, "ok".into())));
    assert_eq!(answer(client.get(&url)).await.0, 400);
    let mut socket = server.open(WEBSOCKET, &[]).await;
    socket.say("1").await;
    let mut last = socket.hear().await;
    while !last.is_close() {
        last = socket.hear().await;
    }
}

#[tokio::test]
async fn two_polls_at_a_time_end_the_session() {
    let database = database().await;
    let server = database.serve().await;
    let (client, url, _) = session(&server).await;
    assert_eq!(answer(client.get(&url)).await.1, "2");
    // Whichever of the two came first is told that it is over.
    let (one, two) = tokio::join!(answer(client.get(&url)), answer(client.get(&url)));
    let mut both = [one, two];
    both.sort();
    assert_eq!(both[0], (200, "1".into()));
    assert_eq!(both[1].0, 400);
    assert_eq!(answer(client.get(&url)).await.0, 400);
}

#[tokio::test]
async fn a_session_goes_on_over_a_web_socket_and_nothing_is_lost_between() {
    let database = database().await;
    let server = database.serve().await;
    let (client, url, upgrade) = session(&server).await;
    let mut socket = server.open(&upgrade, &[]).await;
    assert_eq!(answer(client.post(&url).body("40")).await.0, 200);
    socket.say("2probe").await;
    assert_eq!(socket.hear().await.to_text().unwrap(), "3probe");
    assert_eq!(answer(client.get(&url)).await, (200, "6".into()));
    socket.say("5").await;
    let mut heard = Vec::new();
    while !heard.iter().any(|packet: &String| packet.starts_with("42")) {
        heard.push(socket.hear().await.to_text().unwrap().to_owned());
    }
    assert!(heard.iter().any(|packet| packet.starts_with("40{")), "{heard:?}");
    assert_eq!(heard.last().unwrap(), r#"42["connected",{"connected":true}]"#);
    socket.say(r#"421["unsubscribe"]"#).await;
    assert_eq!(socket.hear().await.to_text().unwrap(), "431[null]");
    // It has moved: neither a poll nor a second WebSocket is it.
    assert_eq!(answer(client.get(&url)).await.0, 400);
    let mut second = server.open(&upgrade, &[]).await;
    assert!(soon(second.hear_or_end()).await.is_none());
    socket.say(r#"422["unsubscribe"]"#).await;
    assert_eq!(socket.hear().await.to_text().unwrap(), "432[null]");
}

#[tokio::test]
async fn what_waits_when_a_session_moves_comes_whole_and_in_order() {
    // Fewer than may wait, and more than the longest message: so that a poll leaves some behind.
    const TITLES: i64 = 200;
    let database = database().await;
    let server = database.serve().await;
    let mut other = SocketIo::one(&server).await;
    let since = other.ask("ready for data", json!({})).await["position"].take();
    let titles = format!(
        "insert into realtime (title) select nth || ' ' || repeat('🎵', 120) from generate_series(1, {TITLES}) nth"
    );
    database.sql(&titles).await;
    other.titles(TITLES as usize).await;
    let number = |packet: &str| {
        let update: Value = serde_json::from_str(packet.strip_prefix("42")?).ok()?;
        update[1]["message"]["payload"].as_str()?.split(' ').next()?.parse::<i64>().ok()
    };
    let (client, url, upgrade) = session(&server).await;
    let ask = format!("42{}", json!(["ready for data", { "since": since }]));
    let poll = async || {
        let (status, packets) = answer(client.get(&url)).await;
        assert_eq!(status, 200, "{packets}");
        if packets.split(SEPARATOR).any(|packet| packet == "2") {
            assert_eq!(answer(client.post(&url).body("3")).await.0, 200);
        }
        packets
    };
    assert_eq!(answer(client.post(&url).body("40")).await.0, 200);
    while !poll().await.contains("connected") {}
    assert_eq!(answer(client.post(&url).body(ask)).await.0, 200);
    let mut heard: Vec<i64> = vec![];
    while heard.is_empty() {
        // By then they wait; if not, there is less to lose, and no harm.
        sleep(Duration::from_millis(200)).await;
        heard.extend(poll().await.split(SEPARATOR).filter_map(number));
    }
    let mut socket = server.open(&upgrade, &[]).await;
    socket.say("2probe").await;
    assert_eq!(socket.hear().await.to_text().unwrap(), "3probe");
    socket.say("5").await;
    while heard.len() < TITLES as usize {
        let packet = socket.hear().await;
        match packet.to_text().unwrap() {
            "2" => socket.say("3").await,
            packet => heard.extend(number(packet)),
        }
    }
    assert!(heard.iter().copied().eq(1..=TITLES), "{heard:?}");
}

#[tokio::test]
async fn several_packets_fit_in_one_body() {
    let database = database().await;
    let server = database.serve().await;
    let [mut client, _] = SocketIo::both(&server).await;
    let three = [r#"427["unsubscribe"]"#, r#"428["nothing"]"#, r#"429["unsubscribe"]"#].join(&SEPARATOR.to_string());
    client.wire.send(&three).await;
    assert_eq!(client.answer(7).await, Value::Null);
    assert_eq!(client.answer(8).await["error"]["code"], "malformed");
    assert_eq!(client.answer(9).await, Value::Null);
}

#[tokio::test]
async fn only_the_main_namespace_is_there() {
    let database = database().await;
    let server = database.serve().await;
    let mut socket = server.open(WEBSOCKET, &[]).await;
    socket.say("40/random,").await;
    let mut heard = String::new();
    while !heard.starts_with("44") {
        heard = socket.hear().await.to_text().unwrap().to_owned();
    }
    assert_eq!(heard, r#"44/random,{"message":"Invalid namespace"}"#);
    let SocketIo { wire, .. } = SocketIo::connect(Wire::WebSocket(Box::new(socket)), "").await;
    drop(wire);
}

#[tokio::test]
async fn what_is_no_packet_ends_the_connection() {
    let database = database().await;
    let server = database.serve().await;
    let long = format!(r#"42["ready for data",{{"since":"{}"}}]"#, "x".repeat(40_000));
    let broken = [
        "abc",
        "",
        "4",
        "4abc",
        "47",
        "42",
        "42[",
        r#"42{"a":1}"#,
        "42[7]",
        "43[]",
        "44",
        "45-[]",
        "459-[\"vote\"]",
        &long,
    ];
    for packet in broken {
        let mut client = SocketIo::connect(Wire::web_socket(&server, &[]).await, "").await;
        let Wire::WebSocket(socket) = &mut client.wire else { panic!("it is one") };
        socket.say(packet).await;
        let end = async { while socket.hear_or_end().await.is_some() {} };
        timeout(Duration::from_secs(10), end).await.unwrap_or_else(|_| panic!("it goes on after {packet}"));
    }
    let (client, url, _) = session(&server).await;
    let longest = "4".repeat(1024 * 1024 + 1);
    assert_eq!(answer(client.post(&url).body(longest)).await.0, 413);
    let (client, url, _) = session(&server).await;
    assert_eq!(answer(client.post(&url).body("abc")).await.0, 400);
    assert_eq!(answer(client.get(&url)).await.0, 400);
}

#[tokio::test]
async fn binary_messages_are_refused_with_a_reason() {
    let database = database().await;
    let server = database.serve().await;
    let mut client = SocketIo::connect(Wire::web_socket(&server, &[]).await, "").await;
    let Wire::WebSocket(socket) = &mut client.wire else { panic!("it is one") };
    socket.say(r#"452-1["vote",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#).await;
    socket.send_bytes(vec![1, 2, 3]).await;
    socket.send_bytes(vec![]).await;
    assert_eq!(client.answer(1).await["error"]["code"], "malformed");
    let [mut polling, _] = SocketIo::both(&server).await;
    polling.wire.send(&[r#"451-1["vote",{"_placeholder":true,"num":0}]"#, "bAQID"].join(&SEPARATOR.to_string())).await;
    assert_eq!(polling.answer(1).await["error"]["code"], "malformed");
}
