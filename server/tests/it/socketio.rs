//! Votes by Socket.IO, and what a stranger may not do.

use crate::support::{
    Database, Server, database,
    socketio::{SEPARATOR, SocketIo, Wire},
    soon, until,
};
use serde_json::{Value, json};
use sqlx::{Connection, Executor};

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

/// Waits until somebody who asks for a voter's own votes waits for a lock.
async fn until_own_votes_wait(database: &Database) {
    let waiting = "select exists (select from pg_stat_activity where datname = current_database()
                                     and wait_event_type = 'Lock' and query like '%voter_id = $2%')";
    until(async || sqlx::query_scalar(waiting).fetch_one(&mut database.connect().await).await.unwrap()).await;
}

#[tokio::test]
async fn a_client_that_asks_faster_than_it_is_answered_is_told_that_the_server_is_busy() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let mut client = SocketIo::voter(&server, &token(&server).await).await;
    let mut lock = database.connect().await;
    let mut transaction = lock.begin().await.unwrap();
    transaction.execute("lock table event_vote in access exclusive mode").await.unwrap();
    let first = client.ask_later("own", json!({ "event": 1 })).await;
    until_own_votes_wait(&database).await;
    // One is read, 32 wait, and there is no room for more.
    let mut waiting = vec![first];
    for _ in 0..32 {
        waiting.push(client.ask_later("own", json!({ "event": 1 })).await);
    }
    assert_eq!(client.ask("own", json!({ "event": 1 })).await["error"]["code"], "busy");
    transaction.commit().await.unwrap();
    for id in waiting {
        assert_eq!(client.answer(id).await, json!({ "votes": [] }));
    }
}

#[tokio::test]
async fn a_client_with_32_ballots_under_way_must_wait() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let mut client = SocketIo::voter(&server, &token(&server).await).await;
    let mut lock = database.connect().await;
    let mut transaction = lock.begin().await.unwrap();
    transaction.execute("lock table music_artist, event_track in access exclusive mode").await.unwrap();
    let cast = |nth: usize| json!({ "event": 1, "track": nth % 3 + 1, "up": true });
    let mut waiting = vec![];
    for nth in 0..32 {
        waiting.push(client.ask_later("vote", cast(nth)).await);
    }
    assert_eq!(client.ask("vote", cast(0)).await["error"]["code"], "busy");
    transaction.rollback().await.unwrap();
    for id in waiting {
        let answer = client.answer(id).await;
        // No INSERT waits for a lock longer than a second.
        assert!(answer["id"].is_i64() || answer["error"]["code"] == "unavailable", "{answer}");
    }
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
