//! The roles of `deploy/`: a server needs no more than its own gives it, and nobody can do more with it.

use super::Program;
use crate::support::{Database, database, empty_database, program::run, soon, until};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use shared::EventId;
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use std::path::Path;

/// A file of `deploy/`.
fn deployed(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(name)).unwrap()
}

fn of(database: &Database, role: &str) -> PgConnectOptions {
    database.options.clone().username(role)
}

async fn connect(database: &Database, role: &str) -> PgConnection {
    PgConnection::connect_with(&of(database, role)).await.unwrap()
}

/// A database that the owner's role migrated, with what the files give to the others.
async fn with_roles() -> Database {
    let database = empty_database().await;
    database.sql(&deployed("role.sql")).await;
    let migrated = run(&of(&database, "partysense_owner"), &["migrate"]).await;
    assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
    let mut owner = connect(&database, "partysense_owner").await;
    sqlx::raw_sql(sqlx::AssertSqlSafe(deployed("grants.sql"))).execute(&mut owner).await.unwrap();
    owner.close().await.unwrap();
    database
}

/// The SQLSTATE that a statement fails with.
async fn failure(connection: &mut PgConnection, statement: &str) -> Option<String> {
    let error = sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned())).execute(connection).await.err()?;
    Some(error.as_database_error().unwrap().code().unwrap().into_owned())
}

#[tokio::test]
async fn a_server_of_the_role_does_everything_that_a_server_does() {
    let database = with_roles().await.with_catalog().await;
    let server = Database::serve_through(&of(&database, "partysense_app")).await;
    let mut viewer = server.plain_since("\"ALL\"", None).await;
    let rules = json!({"title": "Sunday", "takes_suggestions": true});
    let (host, event) = Program::host(&server, rules).await;
    let path = format!("/events/{event}");
    for (track, artist) in [("Starman", Some("David Bowie")), ("Noise", None)] {
        let added = host.post(&format!("{path}/tracks"), json!({"name": track, "artist": artist})).await;
        assert_eq!(added.status(), StatusCode::CREATED);
    }
    let tracks = host.get(&format!("{path}/tracks")).await;
    let ids: Vec<_> = tracks["tracks"].as_array().unwrap().iter().map(|one| one["id"].as_i64().unwrap()).collect();

    let voter = Program::voter(&server).await;
    let cast = async |track: i64, up: Value| {
        let answer = voter.post(&format!("{path}/votes"), json!({"track": track, "up": up})).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
    };
    cast(ids[0], json!(true)).await;
    assert_eq!(soon(viewer.json()).await["eid"], event, "by its announcement");
    cast(ids[0], json!(null)).await;
    assert_eq!(host.patch(&path, json!({"votes_per_hour": 5, "title": "Monday"})).await.status(), StatusCode::OK);
    cast(ids[1], json!(false)).await;
    assert_eq!(voter.get(&format!("{path}/votes/own")).await["votes"].as_array().unwrap().len(), 1);
    assert_eq!(host.get(&format!("{path}/tally")).await["cast"], 2);
    assert_eq!(host.votes(event, "", 10).await.0.len(), 3);
    host.get(&format!("{path}/recap")).await;

    let suggestions = format!("{path}/suggestions");
    for name in ["Heroes", "Changes", "Off"] {
        assert_eq!(voter.post(&suggestions, json!({"name": name})).await.status(), StatusCode::CREATED);
    }
    let waiting = host.get(&suggestions).await;
    let waiting = |nth: usize| format!("{suggestions}/{}", waiting["suggestions"][nth]["id"]);
    assert_eq!(host.post(&format!("{}/accept", waiting(0)), json!({})).await.status(), StatusCode::CREATED);
    for gone in [waiting(1), suggestions.clone(), format!("{path}/tracks/{}", ids[0])] {
        let answer = soon(host.request(Method::DELETE, &gone).send()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::NO_CONTENT, "{gone}");
    }
    let playing = host.patch(&format!("{path}/tracks/{}", ids[1]), json!({"standing": "playing"})).await;
    assert_eq!(playing.status(), StatusCode::OK);
    let made = host.post(&format!("{path}/cohosts"), json!({"name": "Ann"})).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    let ann = made.json::<Value>().await.unwrap()["id"].clone();
    let gone = soon(host.request(Method::DELETE, &format!("{path}/cohosts/{ann}")).send()).await.unwrap();
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    let renewed = host.post(&format!("{path}/host-key"), json!({})).await;
    assert!(renewed.status().is_success());
    assert!(!Program::new(&server).get("/tracks?search=star").await["tracks"].as_array().unwrap().is_empty());

    assert_eq!(host.post("/realtime", json!({"title": "Hello"})).await.status(), StatusCode::CREATED);
    until(async || server.metric("partysense_titles_total").await == 1.0).await;
    // Another server sees who watches here.
    let other = Database::serve_through(&of(&database, "partysense_app")).await;
    let everyone = async || {
        let mut socket = other.native(None).await;
        socket.send(&shared::ClientMessage::Watch { channel: shared::Channel::Firehose, since: None }).await;
        loop {
            match soon(socket.server_message()).await {
                shared::ServerMessage::State(state) if state.viewers > 1 => return true,
                shared::ServerMessage::Update(update) if update.viewers > 1 => return true,
                _ => {}
            }
        }
    };
    assert!(soon(everyone()).await);
    other.service.stop().await;
    let (report, _) = (run(&of(&database, "partysense_app"), &["doctor", "--listen", "127.0.0.1:0"]).await, ());
    let report = String::from_utf8(report.stdout).unwrap();
    assert!(report.contains("ok    rights: ") && report.contains("ok    listening: "), "{report}");
    server.service.stop().await;
}

#[tokio::test]
async fn the_role_may_change_no_schema_and_delete_no_vote_and_the_doctor_knows_what_it_lacks() {
    let database = with_roles().await.with_catalog().await;
    let mut app = connect(&database, "partysense_app").await;
    for forbidden in [
        "create table mine (a integer)",
        "create function f() returns integer language sql as 'select 1'",
        "alter table event_vote disable trigger all",
        "drop table event_vote",
        "truncate event_vote",
        "delete from event_vote",
        "delete from event_event",
        "update event_vote set is_positive = true",
        "update event_event set code = 'MINE'",
        "update partysense_cookie_key set secret = secret",
        "delete from _sqlx_migrations",
        "select * from pg_authid",
    ] {
        assert_eq!(failure(&mut app, forbidden).await.as_deref(), Some("42501"), "{forbidden}");
    }
    database
        .sql("revoke insert on event_vote from partysense_app; revoke update (xid) on realtime from partysense_app")
        .await;
    let output = run(&of(&database, "partysense_app"), &["doctor", "--listen", "127.0.0.1:0"]).await;
    let report = String::from_utf8(output.stdout).unwrap();
    let line = report.lines().find(|line| line.starts_with("FAIL  rights: ")).expect("it finds that");
    let grants = ["grant insert on event_vote to partysense_app;", "grant update (xid) on realtime to partysense_app;"];
    assert!(grants.iter().all(|grant| line.contains(grant)), "{line}");
    // What it says to run is enough.
    database.sql(&grants.concat()).await;
    let output = run(&of(&database, "partysense_app"), &["doctor", "--listen", "127.0.0.1:0"]).await;
    assert!(String::from_utf8(output.stdout).unwrap().contains("ok    rights: "));
}

#[tokio::test]
async fn a_server_that_may_not_migrate_says_who_must() {
    let database = with_roles().await;
    database.sql("delete from _sqlx_migrations where version = 7").await;
    for (role, arguments) in [("partysense_app", &[][..]), ("partysense_owner", &["--no-migrate"])] {
        let mut all = vec!["--listen", "127.0.0.1:0"];
        all.extend(arguments);
        let output = run(&of(&database, role), &all).await;
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(said.contains("1 migrations are missing; run `partysense migrate`"), "{said}");
    }
}

#[tokio::test]
async fn an_older_program_leaves_a_newer_schema_alone_and_says_what_to_install() {
    let database = database().await;
    database
        .sql(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
             values (9999, 'of a later version', true, '', 0)",
        )
        .await;
    for arguments in [&["--listen", "127.0.0.1:0"][..], &["migrate"]] {
        let output = run(&database.options, arguments).await;
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(said.contains("the schema is newer than this program: install the version that made it"), "{said}");
    }
}

#[tokio::test]
async fn other_programs_vote_and_read_and_learn_no_keys_and_readers_no_voters() {
    let database = with_roles().await.with_catalog().await;
    let server = Database::serve_through(&of(&database, "partysense_app")).await;
    let mut viewer = server.plain_since("1", None).await;
    viewer.say(r#"{"event":1,"since":""}"#).await;
    let opening = soon(viewer.json()).await;
    assert!(opening.get("error").is_none(), "{opening}");
    let mut writer = connect(&database, "partysense_writer").await;
    let vote = "insert into event_vote (event_id, track_id, is_positive) values (1, 1, true);
                insert into event_vote (event_id, track_id, is_positive, voter_id, ballot_id)
                values (1, 1, true, gen_random_uuid(), gen_random_uuid());
                insert into realtime (title) values ('Hello')";
    assert_eq!(failure(&mut writer, vote).await, None);
    for _ in 0..2 {
        assert_eq!(soon(viewer.json()).await["tid"], 1);
    }
    until(async || server.metric("partysense_titles_total").await == 1.0).await;
    let mut reader = connect(&database, "partysense_reader").await;
    let sums = "select count(is_positive), count(previous), max(cast_at) from event_vote;
                select title, code from event_event; select * from music_view; listen firehose";
    assert_eq!(failure(&mut reader, sums).await, None);
    for (who, forbidden) in [
        ("reader", "select voter_id from event_vote"),
        ("reader", "select host_key_hash from event_event"),
        ("reader", "select * from partysense_cookie_key"),
        ("reader", "select * from event_suggestion"),
        ("reader", "insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)"),
        ("writer", "select host_key_hash from event_event"),
        ("writer", "select * from partysense_cookie_key"),
        ("writer", "insert into event_vote (event_id, track_id, is_positive, cast_at) values (1, 1, true, now())"),
        ("writer", "delete from event_vote"),
        ("writer", "insert into event_track (event_id, track_id) values (1, 5)"),
    ] {
        let connection = if who == "reader" { &mut reader } else { &mut writer };
        assert_eq!(failure(connection, forbidden).await.as_deref(), Some("42501"), "{who}: {forbidden}");
    }
    drop((viewer, EventId(1)));
    server.service.stop().await;
}
