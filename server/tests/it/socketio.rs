//! Votes by Socket.IO, and what a stranger may not do.

use crate::support::{
    Database, Server, database,
    socketio::{SEPARATOR, SocketIo, Wire},
    soon, until,
};
use load::proxy::Mode;
use serde_json::{Value, json};

const VOTE: &str = "insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)";

/// A new voter of `server`.
async fn token(server: &Server) -> String {
    let answer = reqwest::Client::new().post(server.url("/api/voters")).send().await.unwrap();
    answer.json::<Value>().await.unwrap()["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn votes_come_and_go_by_socket_io() {
    let database = database().await.with_catalog().await;
    database.sql(VOTE).await;
    let server = database.serve().await;
    let mut voter = SocketIo::voter(&server, &token(&server).await).await;
    let [mut polling, mut all] = SocketIo::both(&server).await;
    let opening = polling.ask("subscribe", json!({ "event": "1" })).await;
    assert_eq!(
        (&opening["recovered"], &opening["tallies"][0]),
        (&json!(false), &json!({ "track": "\"Heroes\"", "artist": "David Bowie", "tid": 1, "up": 1, "down": 0 }))
    );
    all.ask("subscribe", json!({ "event": "ALL" })).await;
    let ballot = "c8d1b3a0-0000-4000-8000-000000000001";
    let cast = json!({ "event": 1, "track": 2, "up": false, "ballot": ballot });
    assert_eq!(voter.ask("vote", cast.clone()).await, json!({ "id": 2, "ballot": ballot }));
    assert_eq!(voter.ask("vote", cast).await, json!({ "id": 2, "ballot": ballot }), "again, it counts once");
    assert_eq!(voter.ask("own", json!({ "event": 1 })).await, json!({ "votes": [{ "track": 2, "up": false }] }));
    let mut vote = polling.hear("vote").await;
    let position = vote["position"].take();
    let expected =
        json!({ "track": "Starman", "artist": "David Bowie", "tid": 2, "up": false, "id": 2, "position": null });
    assert_eq!(vote, expected);
    assert_eq!(all.hear("vote").await["event"], "Friday");
    let withdrawn = voter.ask("vote", json!({ "event": 1, "track": 2, "up": null })).await;
    assert_eq!(withdrawn["id"], 3);
    assert_eq!(voter.ask("own", json!({ "event": 1 })).await, json!({ "votes": [] }));
    // From there on, on another stream, and none at all.
    database.sql(VOTE).await;
    let opening = all.ask("subscribe", json!({ "event": 1, "since": position })).await;
    assert_eq!(opening, json!({ "recovered": true, "position": position }));
    assert_eq!(all.hear("vote").await["id"], 4);
    assert_eq!(polling.hear("vote").await["id"], 4);
    assert_eq!(all.ask("unsubscribe", json!({})).await, Value::Null);
    until(async || server.metric("partysense_viewers").await == 1.0).await;
    server.service.stop().await;
}

#[tokio::test]
async fn who_may_not_vote_and_what_can_not_be_understood_is_refused_with_a_reason() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let token = token(&server).await;
    let cookie = format!("voter={token}");
    let vote = json!({ "event": 1, "track": 1, "up": true });
    let foreign = [("cookie", &*cookie), ("origin", "http://evil.example")];
    let same = server.url("");
    let ours = [("cookie", &*cookie), ("origin", &*same)];
    for (headers, auth, expected) in [
        (&foreign[..], "", json!("foreign-origin")),
        (&[], "", json!("no-voter")),
        (&ours, r#"{"token":"forged"}"#, json!("no-voter")),
        (&ours, "", Value::Null),
    ] {
        for wire in [Wire::polling(&server, headers).await, Wire::web_socket(&server, headers).await] {
            let mut client = SocketIo::connect(wire, auth).await;
            assert_eq!(client.ask("vote", vote.clone()).await["error"]["code"], expected, "{headers:?} {auth}");
            // A page of another site is nobody: the cookie came without its knowing.
            let own = if expected.is_null() { Value::Null } else { json!("no-voter") };
            assert_eq!(client.ask("own", json!({ "event": 1 })).await["error"]["code"], own, "{headers:?} {auth}");
        }
    }
    let mut client = SocketIo::voter(&server, &token).await;
    for (event, argument, code) in [
        ("vote", json!({ "event": 9, "track": 1, "up": true }), "unknown-event"),
        ("vote", json!({ "event": 1, "track": 5, "up": true }), "unknown-track"),
        ("vote", json!({ "event": 1, "track": 1, "up": "yes" }), "malformed"),
        ("vote", json!(null), "malformed"),
        ("vote", json!([1, 1, true]), "malformed"),
        ("own", json!({ "event": "1; drop table event_vote" }), "malformed"),
        ("subscribe", json!({ "event": 9 }), "unknown-event"),
        ("subscribe", json!({ "event": 1, "since": "soon" }), "malformed"),
        ("no such thing", json!({}), "malformed"),
    ] {
        assert_eq!(client.ask(event, argument.clone()).await["error"]["code"], code, "{event} {argument}");
        client.emit(event, argument).await;
        assert_eq!(client.hear("error").await["error"]["code"], code, "{event}, without an acknowledgement");
    }
    assert_eq!(client.ask("own", json!({ "event": 1 })).await["votes"], json!([{ "track": 1, "up": true }]));
}

/// Asks the same so often that some of it must be refused, while the database says nothing; then it answers again. What
/// came of each.
async fn ask_a_silent_database(database: &Database, event: &str, argument: Value, times: usize) -> Vec<Value> {
    let (hop, options) = database.hop().await;
    let server = Database::serve_through(&options).await;
    let mut client = SocketIo::voter(&server, &token(&server).await).await;
    hop.set(Mode::Stall);
    for _ in 0..times {
        client.ask_later(event, argument.clone()).await;
    }
    // Answered at once: who asks without an acknowledgement is told as well.
    client.emit(event, argument).await;
    let mut answers = vec![];
    while answers.len() < times {
        let packet = client.packet().await;
        if let Some(error) = packet.strip_prefix("42[\"error\",") {
            assert!(error.contains("busy"), "{error}");
            hop.set(Mode::Pass);
            continue;
        }
        let answer = packet.strip_prefix("43").unwrap_or_else(|| panic!("{packet}"));
        answers
            .push(serde_json::from_str::<[Value; 1]>(answer.trim_start_matches(char::is_numeric)).unwrap()[0].take());
    }
    answers
}

#[tokio::test]
async fn a_client_that_asks_faster_than_it_is_answered_is_told_that_the_server_is_busy() {
    let database = database().await.with_catalog().await;
    let answers = ask_a_silent_database(&database, "own", json!({ "event": 1 }), 40).await;
    let busy = answers.iter().filter(|answer| answer["error"]["code"] == "busy").count();
    // One is read, unless it is still to be, and 32 wait.
    assert!([7, 8].contains(&busy), "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| **answer == json!({ "votes": [] })).count(), 40 - busy, "{answers:?}");
}

#[tokio::test]
async fn a_client_with_32_ballots_under_way_must_wait() {
    let database = database().await.with_catalog().await;
    let answers = ask_a_silent_database(&database, "vote", json!({ "event": 1, "track": 1, "up": true }), 40).await;
    let count = |is: fn(&Value) -> bool| answers.iter().filter(|answer| is(answer)).count();
    let (counted, busy) = (count(|answer| answer["id"].is_i64()), count(|answer| answer["error"]["code"] == "busy"));
    assert_eq!((counted, busy), (32, 8), "{answers:?}");
}

#[tokio::test]
async fn a_client_that_reads_votes_too_slowly_is_told_so_and_goes_on_from_its_position() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let [mut client, _] = SocketIo::both(&server).await;
    let opening = client.ask("subscribe", json!({ "event": 1 })).await;
    let mut since = opening["position"].as_str().unwrap().to_owned();
    let votes =
        "insert into event_vote (event_id, track_id, is_positive) select 1, 1, true from generate_series(1, 30000)";
    database.sql(votes).await;
    let published = async || server.plain_since("1", Some("")).await.json().await["tallies"][0]["up"] == 30_000;
    until(published).await;
    let (mut ids, mut ends) = (Vec::new(), 0);
    while ids.len() < 30_000 {
        match client.event().await {
            (name, vote) if name == "vote" => {
                ids.push(vote["id"].as_i64().unwrap());
                since = vote["position"].as_str().unwrap().to_owned();
            }
            (name, reason) => {
                assert_eq!((&*name, &reason["error"]["code"]), ("unsubscribed", &json!("slow")));
                ends += 1;
                let opening = client.ask("subscribe", json!({ "event": 1, "since": since })).await;
                assert_eq!(opening["recovered"], true);
            }
        }
    }
    assert_eq!(ids, (1..=30_000).collect::<Vec<_>>());
    assert!(ends > 0, "it fell out of the log, or this test shows nothing");
    assert_eq!(server.metric("partysense_socketio_fell_behind_total").await, f64::from(ends));
}

#[tokio::test]
async fn when_the_history_is_another_one_votes_end_and_titles_go_on() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let [mut client, _] = SocketIo::both(&server).await;
    client.ask("ready for data", json!({})).await;
    client.ask("subscribe", json!({ "event": "ALL" })).await;
    database
        .sql(
            "create or replace function partysense_epoch() returns integer stable language sql as 'select 7';
             notify addedrecord; notify doorbell_votes",
        )
        .await;
    let mut told = [client.event().await, client.event().await];
    told.sort_by(|one, other| one.0.cmp(&other.0));
    let code = |index: usize| (&*told[index].0, told[index].1["error"]["code"].as_str().unwrap());
    assert_eq!([code(0), code(1)], [("error", "new-history"), ("unsubscribed", "new-history")]);
    database.sql("insert into realtime (title) values ('next')").await;
    let (titles, position) = client.titles(1).await;
    assert_eq!((titles, position.split_once('-').unwrap().0), (vec![json!("next")], "7"));
}

#[tokio::test]
async fn a_server_that_stops_tells_its_clients_to_come_back_and_leaves_no_conversation_behind() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let [mut polling, mut socket] = SocketIo::both(&server).await;
    for client in [&mut polling, &mut socket] {
        client.ask("ready for data", json!({})).await;
        client.ask("subscribe", json!({ "event": "ALL" })).await;
    }
    assert_eq!(server.metric("partysense_socketio_clients").await, 2.0);
    // Whether its poll is under way when the server stops or comes a moment later: it ends.
    let Wire::Polling { client, url } = polling.wire else { panic!("the first one polls") };
    let poll = tokio::spawn(client.get(url).send());
    let began = std::time::Instant::now();
    let (_, close) = tokio::join!(server.service.stop(), socket.packet());
    assert_eq!(close, "1");
    assert!(began.elapsed().as_secs() < 5, "something did not end in time");
    let _ = soon(poll).await.unwrap();
}

#[tokio::test]
async fn a_client_that_leaves_is_counted_no_more() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let [mut polling, socket] = SocketIo::both(&server).await;
    polling.ask("subscribe", json!({ "event": 1 })).await;
    until(async || server.metric("partysense_viewers").await == 1.0).await;
    // A request of each kind behind it, in one body.
    polling.wire.send(&["42[\"own\",{\"event\":1}]", "41"].join(&SEPARATOR.to_string())).await;
    drop(socket);
    until(async || server.metric("partysense_viewers").await == 0.0).await;
    until(async || server.metric("partysense_socketio_clients").await == 0.0).await;
}
