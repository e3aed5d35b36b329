//! What the triggers say to whoever listens in Postgres, and what they refuse.

use crate::support::{Database, database, soon};
use serde_json::{Value, json};
use sqlx::postgres::{PgListener, PgPoolOptions};

async fn listen(database: &Database, channels: &[&str]) -> PgListener {
    let pool = PgPoolOptions::new().max_connections(1).connect_with(database.options.clone()).await.unwrap();
    let mut listener = PgListener::connect_with(&pool).await.unwrap();
    listener.listen_all(channels.iter().copied()).await.unwrap();
    listener
}

async fn heard(listener: &mut PgListener) -> (String, String) {
    let notification = soon(listener.recv()).await.unwrap();
    (notification.channel().to_owned(), notification.payload().to_owned())
}

async fn heard_json(listener: &mut PgListener) -> (String, Value) {
    let (channel, payload) = heard(listener).await;
    (channel, serde_json::from_str(&payload).unwrap())
}

#[tokio::test]
async fn an_insert_that_names_only_event_track_and_direction_is_announced_on_both_channels() {
    let database = database().await.with_catalog().await;
    let mut listener = listen(&database, &["firehose", "event_1", "event-1"]).await;
    database.sql("insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)").await;
    let firehose = json!({"eid": 1, "event": "Friday", "track": "\"Heroes\"", "artist": "David Bowie", "tid": 1, "up": true, "id": 1});
    assert_eq!(heard_json(&mut listener).await, ("firehose".into(), firehose));
    let event = json!({"track": "\"Heroes\"", "artist": "David Bowie", "tid": 1, "up": true, "id": 1});
    assert_eq!(heard_json(&mut listener).await, ("event_1".into(), event));
}

#[tokio::test]
async fn identical_votes_of_one_transaction_are_not_folded_into_one_announcement() {
    let database = database().await.with_catalog().await;
    let mut listener = listen(&database, &["event_1"]).await;
    database
        .sql("insert into event_vote (event_id, track_id, is_positive) select 1, 1, true from generate_series(1, 5)")
        .await;
    for id in 1..=5 {
        assert_eq!(heard_json(&mut listener).await.1["id"], id);
    }
}

#[tokio::test]
async fn votes_of_one_statement_are_announced_in_the_order_of_their_ids_with_their_fields_in_order() {
    let database = database().await.with_catalog().await;
    let mut listener = listen(&database, &["firehose", "event_1", "event_2"]).await;
    database
        .sql(
            "insert into event_vote (event_id, track_id, is_positive)
             values (2, 4, true), (1, 1, false), (1, 2, true), (2, 3, false), (1, 1, true)",
        )
        .await;
    for (id, event, track, up) in
        [(1, 2, 4, true), (2, 1, 1, false), (3, 1, 2, true), (4, 2, 3, false), (5, 1, 1, true)]
    {
        for (channel, fields) in [
            ("firehose", &["eid", "event", "track", "artist", "tid", "up", "id"][..]),
            (&*format!("event_{event}"), &["track", "artist", "tid", "up", "id"]),
        ] {
            let (heard_on, payload) = heard(&mut listener).await;
            let places: Vec<_> = fields.iter().map(|field| payload.find(&format!("\"{field}\""))).collect();
            assert!(places.is_sorted() && places[0] == Some(1), "{payload}");
            let vote: Value = serde_json::from_str(&payload).unwrap();
            assert_eq!(vote.as_object().unwrap().len(), fields.len(), "{payload}");
            assert_eq!(heard_on, channel);
            assert_eq!((&vote["id"], &vote["tid"], &vote["up"]), (&json!(id), &json!(track), &json!(up)));
        }
    }
}

#[tokio::test]
async fn a_withdrawal_is_not_announced_as_a_vote() {
    let database = database().await.with_catalog().await;
    let mut listener = listen(&database, &["event_1", "doorbell_votes"]).await;
    database
        .sql("insert into event_vote (event_id, track_id, voter_id) values (1, 1, '00000000-0000-0000-0000-000000000001')")
        .await;
    assert_eq!(heard(&mut listener).await, ("doorbell_votes".into(), String::new()));
}

#[tokio::test]
async fn awkward_text_arrives_byte_for_byte() {
    for (name, artist) in [
        ("\"Heroes\"", Some("O'Connor \\ Sons")),
        ("</script><b>", None),
        ("tab\there\nand a newline", Some("P!nk")),
        ("プラスティック・ラブ 💃", Some("Björk")),
        ("\u{1}\u{7f}\u{2028}", Some("")),
    ] {
        let database = database().await.with_catalog().await;
        let mut connection = database.connect().await;
        sqlx::query("insert into music_artist (id, name) select 9, $1 where $1 is not null")
            .bind(artist)
            .execute(&mut connection)
            .await
            .unwrap();
        sqlx::query(
            "insert into music_track (id, name, artist_id) values (9, $1, (select id from music_artist where id = 9))",
        )
        .bind(name)
        .execute(&mut connection)
        .await
        .unwrap();
        let mut listener = listen(&database, &["firehose", "event_1", "addedrecord"]).await;
        let server = database.serve().await;
        let mut wire = server.plain_since("1", None).await;
        let mut watched = server.plain_since("\"ALL\"", None).await;
        until_watched(&server, 2).await;
        database.sql("insert into event_vote (event_id, track_id, is_positive) values (1, 9, false)").await;
        for _ in 0..2 {
            let (_, payload) = heard_json(&mut listener).await;
            assert_eq!((&payload["track"], &payload["artist"]), (&json!(name), &json!(artist)));
        }
        for stream in [&mut wire, &mut watched] {
            let vote = stream.json().await;
            assert_eq!((&vote["track"], &vote["artist"]), (&json!(name), &json!(artist)));
        }
        sqlx::query("insert into realtime (title) values ($1)").bind(name).execute(&mut connection).await.unwrap();
        assert_eq!(heard(&mut listener).await, ("addedrecord".into(), name.into()));
        server.service.stop().await;
    }
}

/// Plain streams say nothing when they begin to watch; the pages' count of viewers tells.
async fn until_watched(server: &crate::support::Server, viewers: u32) {
    crate::support::until(async || {
        let page = async |path| reqwest::get(server.url(path)).await.unwrap().text().await.unwrap();
        let counted = async |path| {
            page(path)
                .await
                .split("class=\"viewers\">")
                .nth(1)
                .and_then(|rest| rest.split('<').next()?.parse::<u32>().ok())
                .unwrap_or(0)
        };
        counted("/events/1").await + counted("/firehose").await >= viewers
    })
    .await;
}

#[tokio::test]
async fn a_title_of_ten_thousand_characters_never_makes_a_vote_fail() {
    for long in ["x", "\u{1}", "💃", "\""] {
        let database = database().await.with_catalog().await;
        database
            .sql(&format!(
                "update event_event set title = repeat('{long}', 10000);
                 update music_track set name = repeat('{long}', 10000);
                 update music_artist set name = repeat('{long}', 10000)"
            ))
            .await;
        let mut listener = listen(&database, &["firehose", "event_1"]).await;
        database.sql("insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)").await;
        for _ in 0..2 {
            let (_, payload) = heard_json(&mut listener).await;
            assert_eq!((&payload["tid"], &payload["up"], &payload["id"]), (&json!(1), &json!(true), &json!(1)));
            assert!(payload["track"].as_str().unwrap().starts_with(&long.repeat(400)), "shortened, not dropped");
        }
    }
}

#[tokio::test]
async fn votes_can_not_be_changed_or_deleted_and_their_bookkeeping_not_forged() {
    let database = database().await.with_catalog().await;
    database.sql("insert into event_vote (event_id, track_id, is_positive, previous, turn, xid) values (1, 1, true, true, 7, '12')").await;
    let mut connection = database.connect().await;
    let (previous, turn, own_xid): (Option<bool>, i32, bool) =
        sqlx::query_as("select previous, turn, xid > '12' from event_vote").fetch_one(&mut connection).await.unwrap();
    assert_eq!((previous, turn, own_xid), (None, 1, true));
    for forbidden in [
        "update event_vote set is_positive = false",
        "delete from event_vote",
        "truncate event_vote",
        "delete from event_event",
    ] {
        let error = sqlx::query(forbidden).execute(&mut connection).await.unwrap_err();
        assert!(error.as_database_error().is_some(), "{forbidden}: {error}");
    }
}

#[tokio::test]
async fn a_voters_rows_form_a_chain() {
    let database = database().await.with_catalog().await;
    let voter = "'00000000-0000-0000-0000-000000000001'";
    database
        .sql(&format!(
            "insert into event_vote (event_id, track_id, is_positive, voter_id)
             values (1, 1, true, {voter}), (1, 1, false, {voter}), (1, 2, true, {voter}), (1, 1, null, {voter})"
        ))
        .await;
    let chain: Vec<(i32, i32, Option<bool>, Option<bool>)> =
        sqlx::query_as("select track_id, turn, previous, is_positive from event_vote order by id")
            .fetch_all(&mut database.connect().await)
            .await
            .unwrap();
    assert_eq!(
        chain,
        [
            (1, 1, None, Some(true)),
            (1, 2, Some(true), Some(false)),
            (2, 1, None, Some(true)),
            (1, 3, Some(false), None)
        ],
        "rows of one statement see each other"
    );
}

#[tokio::test]
async fn events_get_a_code_that_can_be_called_across_a_room() {
    let database = database().await;
    database.sql("insert into event_event (title) select 'x' from generate_series(1, 300)").await;
    let codes: Vec<String> =
        sqlx::query_scalar("select code from event_event").fetch_all(&mut database.connect().await).await.unwrap();
    assert!(
        codes.iter().all(|code| code.len() == 6 && code.chars().all(|letter| "CDFGHJKLMNPRTVWXZ".contains(letter)))
    );
}
