//! Titles by Socket.IO: each inserted row of `realtime` once, whatever happens to announcements and connections.

use crate::support::{
    Database, database,
    socketio::{SocketIo, Wire},
    soon, until,
};
use load::proxy::Mode;
use serde_json::{Value, json};
use server::{
    announcements::{Announcer, Reader},
    health::Health,
    listener::{self, Doorbell},
    store::Store,
};
use shared::VoteId;
use sqlx::{Connection, Executor, PgConnection, postgres::PgConnectOptions};
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// Inserts each in a transaction of its own, but in one go.
async fn insert(database: &Database, titles: &[&str]) {
    let mut connection = database.connect().await;
    for title in titles {
        sqlx::query("insert into realtime (title) values ($1)").bind(title).execute(&mut connection).await.unwrap();
    }
}

/// `count` titles, "1" and so on, of one statement.
async fn insert_numbers(database: &Database, from: i32, to: i32) {
    database.sql(&format!("insert into realtime (title) select n::text from generate_series({from}, {to}) n")).await;
}

fn numbers(range: std::ops::RangeInclusive<i32>) -> Vec<Value> {
    range.map(|number| json!(number.to_string())).collect()
}

#[tokio::test]
async fn each_inserted_title_comes_once_over_both_transports_whatever_it_says() {
    let database = database().await;
    insert(&database, &["before"]).await;
    let server = database.serve().await;
    for mut client in SocketIo::both(&server).await {
        client.ask("ready for data", json!({})).await;
        let titles =
            ["\"Heroes\"", "", "O'Connor \\ Sons", "プラスティック・ラブ 💃", "</script>\n\u{1}\u{2028}", "{}"];
        insert(&database, &titles).await;
        assert_eq!(client.titles(titles.len()).await.0, titles);
        database.sql("insert into realtime (title) values ('twin'), ('twin'), (null)").await;
        assert_eq!(
            client.titles(3).await.0,
            [json!("twin"), json!("twin"), Value::Null],
            "Postgres announces one twin"
        );
        database.sql("insert into realtime (title) values (repeat('💃', 128))").await;
        assert_eq!(client.titles(1).await.0, ["💃".repeat(128)]);
    }
    server.service.stop().await;
}

#[tokio::test]
async fn a_client_that_asks_for_no_acknowledgement_is_served_like_the_first_one() {
    let database = database().await;
    let server = database.serve().await;
    for mut client in SocketIo::both(&server).await {
        client.emit("ready for data", json!({})).await;
        // It is not told when titles begin: they are inserted until one comes.
        let inserts = async {
            loop {
                insert(&database, &["hello"]).await;
                sleep(Duration::from_millis(50)).await;
            }
        };
        let title = async {
            tokio::select! {
                title = client.hear("update") => title,
                never = inserts => never,
            }
        };
        assert_eq!(soon(title).await["message"]["payload"], "hello");
    }
}

#[tokio::test]
async fn a_title_comes_by_its_announcement_alone_and_a_late_commit_is_not_passed_over() {
    let database = database().await;
    let store = Store::new(database.options.clone());
    let announcer = Announcer::open(store.clone()).await.unwrap().without_safety_net();
    let mut reader = Reader::from_now_on(&announcer.announcements(), &store);
    let (stop, doorbell) = (CancellationToken::new(), Doorbell::default());
    let _end = stop.clone().drop_guard();
    tokio::spawn(listener::run(store, doorbell.clone(), Health::default(), stop.clone()));
    tokio::spawn(announcer.run(doorbell.titles, stop));
    let mut next =
        async || soon(reader.next()).await.unwrap().iter().map(|one| one.row.title.clone()).collect::<Vec<_>>();
    let mut late = database.connect().await;
    let mut transaction = late.begin().await.unwrap();
    transaction.execute("insert into realtime (title) values ('late')").await.unwrap();
    for title in ["one", "two"] {
        insert(&database, &[title]).await;
        assert_eq!(next().await, [Some(title.to_owned())]);
    }
    transaction.commit().await.unwrap();
    assert_eq!(next().await, [Some("late".to_owned())]);
}

#[tokio::test]
async fn titles_inserted_while_the_server_was_cut_off_from_the_database_come_when_it_is_back() {
    let database = database().await;
    let (hop, options) = database.hop().await;
    let server = Database::serve_through(&options).await;
    let [mut client, _] = SocketIo::both(&server).await;
    client.ask("ready for data", json!({})).await;
    hop.set(Mode::Cut);
    insert(&database, &["one", "two", "two"]).await;
    let refused = client.ask("subscribe", json!({ "event": 9 })).await;
    assert_eq!(refused["error"]["code"], "unavailable", "{refused}");
    hop.set(Mode::Pass);
    assert_eq!(client.titles(3).await.0, ["one", "two", "two"]);
    server.service.stop().await;
}

#[tokio::test]
async fn titles_inserted_while_a_client_was_away_come_when_it_comes_back_to_any_server() {
    let database = database().await;
    let servers = [database.serve().await, database.serve().await];
    let [mut client, _] = SocketIo::both(&servers[0]).await;
    let begun = client.ask("ready for data", json!({})).await;
    assert_eq!(begun["recovered"], false);
    let mut since = begun["position"].as_str().unwrap().to_owned();
    let mut late = database.connect().await;
    let mut transaction = late.begin().await.unwrap();
    transaction.execute("insert into realtime (title) values ('late')").await.unwrap();
    insert_numbers(&database, 1, 10).await;
    let mut seen = Vec::new();
    let fresh = database.serve().await;
    // From the log of two servers that have it, in the middle of a transaction, and from the table.
    for (server, count) in [(&servers[0], 4), (&servers[1], 3), (&fresh, 2)] {
        let [mut client, _] = SocketIo::both(server).await;
        let begun = client.ask("ready for data", json!({ "since": since })).await;
        assert_eq!(begun, json!({ "recovered": true, "position": since }));
        let (titles, position) = client.titles(count).await;
        seen.extend(titles);
        since = position;
    }
    transaction.commit().await.unwrap();
    for mut client in SocketIo::both(&fresh).await {
        client.ask("ready for data", json!({ "since": since })).await;
        insert(&database, &["live"]).await;
        // What was open when it left is older than the rest of what it missed.
        let rest = client.titles(3).await.0;
        assert_eq!(rest.iter().filter(|title| **title == "10").count(), 1, "{rest:?}");
        assert_eq!(rest.iter().filter(|title| **title == "late").count(), 1, "{rest:?}");
        assert_eq!(seen, numbers(1..=9));
    }
}

#[tokio::test]
async fn clients_that_come_and_go_between_two_servers_see_each_title_once() {
    let database = database().await;
    let servers = [database.serve().await, database.serve().await];
    let [mut client, _] = SocketIo::both(&servers[0]).await;
    let mut since = client.ask("ready for data", json!({})).await["position"].as_str().unwrap().to_owned();
    let writers: Vec<_> = (0..3).map(|writer| tokio::spawn(write_titles(database.options.clone(), writer))).collect();
    let mut seen = Vec::new();
    while !writers.iter().all(tokio::task::JoinHandle::is_finished) {
        for _ in 0..rand::random_range(0..12) {
            match timeout(Duration::from_millis(20), client.titles(1)).await {
                Ok((titles, position)) => {
                    seen.extend(titles);
                    since = position;
                }
                Err(_quiet) => break,
            }
        }
        client = SocketIo::one(&servers[rand::random_range(0..2)]).await;
        assert_eq!(client.ask("ready for data", json!({ "since": since })).await["recovered"], true);
    }
    insert(&database, &["end"]).await;
    while seen.last() != Some(&json!("end")) {
        seen.extend(client.titles(1).await.0);
    }
    let mut seen: Vec<_> = seen.iter().map(|title| title.as_str().unwrap().to_owned()).collect();
    seen.sort_unstable();
    let table = sqlx::query_scalar("select title from realtime order by title collate \"C\"");
    assert_eq!(seen, table.fetch_all(&mut database.connect().await).await.unwrap() as Vec<String>);
}

#[tokio::test]
async fn what_was_open_where_the_log_begins_is_not_read_from_the_table_too() {
    let database = database().await;
    insert(&database, &["before"]).await;
    let from = database.store.titles_position().await.unwrap();
    let mut late = database.connect().await;
    let mut transaction = late.begin().await.unwrap();
    transaction.execute("insert into realtime (title) values ('late')").await.unwrap();
    insert(&database, &["missed"]).await;
    let to = database.store.titles_position().await.unwrap();
    transaction.commit().await.unwrap();
    let (missed, next) = database.store.missed_titles(&from, &to, (0, VoteId(i64::MIN)), 10).await.unwrap();
    let titles: Vec<_> = missed.iter().map(|row| row.title.as_deref()).collect();
    assert_eq!((titles, next), (vec![Some("missed")], None));
}

/// Short and long transactions, some of which are given up, and one that takes several reads.
async fn write_titles(options: PgConnectOptions, writer: u32) {
    let mut connection = PgConnection::connect_with(&options).await.unwrap();
    for nth in 0..30 {
        let mut transaction = connection.begin().await.unwrap();
        let rows = if nth == 15 { 1_200 } else { rand::random_range(1..9) };
        let insert = "insert into realtime (title) select concat_ws('-', $1, $2, n) from generate_series(1, $3) n";
        let insert = sqlx::query(insert).bind(writer as i32).bind(nth).bind(rows);
        insert.execute(&mut *transaction).await.unwrap();
        tokio::time::sleep(Duration::from_millis(rand::random_range(0..8))).await;
        if rand::random_range(0..5) > 0 {
            transaction.commit().await.unwrap()
        } else {
            transaction.rollback().await.unwrap()
        }
    }
}

#[tokio::test]
async fn a_position_that_can_not_be_gone_on_from_is_refused_with_a_reason_and_titles_come_from_now() {
    let database = database().await;
    let server = database.serve().await;
    let [mut client, mut quiet] = SocketIo::both(&server).await;
    let start = client.ask("ready for data", json!({})).await["position"].as_str().unwrap().to_owned();
    insert_numbers(&database, 1, 10_001).await;
    until(async || server.metric("partysense_titles_total").await == 10_001.0).await;
    let (epoch, _) = start.split_once('-').unwrap();
    let mut other = SocketIo::connect(Wire::web_socket(&server, &[]).await, "").await;
    for (since, reason) in [
        (json!("0-3"), "other-history"),
        (json!(format!("{epoch}-99999999999")), "future"),
        (json!(start), "too-far-back"),
    ] {
        let begun = other.ask("ready for data", json!({ "since": since })).await;
        assert_eq!((&begun["recovered"], &begun["reason"]), (&json!(false), &json!(reason)));
        insert(&database, &[reason]).await;
        assert_eq!(other.titles(1).await.0, [reason]);
        other.emit("ready for data", json!({ "since": since })).await;
        assert_eq!(other.hear("error").await["error"]["code"], reason, "without an acknowledgement");
    }
    for (since, code) in [(json!("soon"), "malformed"), (json!(7), "malformed"), (json!(["0-3"]), "malformed")] {
        let refused = quiet.ask("ready for data", json!({ "since": since })).await;
        assert_eq!(refused["error"]["code"], code, "{refused}");
        quiet.emit("ready for data", json!({ "since": since })).await;
        assert_eq!(quiet.hear("error").await["error"]["code"], code);
    }
}

#[tokio::test]
async fn a_client_that_reads_nothing_for_a_while_loses_its_place_in_the_log_and_no_title() {
    let database = database().await;
    let server = database.serve().await;
    let [mut client, mut fast] = SocketIo::both(&server).await;
    client.ask("ready for data", json!({})).await;
    fast.ask("ready for data", json!({})).await;
    // More than its queue and the log hold together.
    for hundred in 0..30 {
        insert_numbers(&database, hundred * 100 + 1, hundred * 100 + 100).await;
    }
    assert_eq!(fast.titles(3_000).await.0, numbers(1..=3_000));
    assert_eq!(client.titles(3_000).await.0, numbers(1..=3_000));
    assert_eq!(server.metric("partysense_socketio_fell_behind_total").await, 0.0);
}

#[tokio::test]
async fn a_client_that_missed_too_much_while_it_read_nothing_is_told_so_and_titles_go_on() {
    let database = database().await;
    let server = database.serve().await;
    let [mut client, _] = SocketIo::both(&server).await;
    client.ask("ready for data", json!({})).await;
    insert_numbers(&database, 1, 12_000).await;
    until(async || server.metric("partysense_titles_total").await == 12_000.0).await;
    let mut count = 0;
    let reason = loop {
        match client.event().await {
            (name, _) if name == "update" => count += 1,
            (name, reason) => break (name, reason["error"]["code"].clone()),
        }
    };
    assert_eq!(reason, ("error".to_owned(), json!("slow")));
    assert!(count < 12_000);
    insert(&database, &["on"]).await;
    while client.titles(1).await.0 != ["on"] {}
    assert_eq!(server.metric("partysense_socketio_fell_behind_total").await, 1.0);
}
