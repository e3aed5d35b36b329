//! Votes over the API: cast, paged, exported, and summed up.

use super::{Program, problem};
use crate::support::{Database, database, soon, until};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use std::collections::HashMap;

#[tokio::test]
async fn a_vote_counts_once_and_changes_and_stays_the_voters_own() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let (voter, other) = (Program::voter(&server).await, Program::voter(&server).await);
    let ballot = json!({"track": 1, "up": true, "ballot": "5b6f8a52-9d3a-4d6e-8c39-0a6f5f7f3d11"});
    let first = voter.post("/events/1/votes", ballot.clone()).await.json::<Value>().await.unwrap();
    let again = voter.post("/events/1/votes", ballot.clone()).await;
    assert_eq!(again.status(), StatusCode::CREATED);
    assert_eq!(again.json::<Value>().await.unwrap(), first);
    assert_eq!(problem(other.post("/events/1/votes", ballot).await).await, (409, "ballot-reused".into()));
    let ups = |program: &Program<'_>| {
        let own = program.request(Method::GET, "/events/1/votes/own").send();
        async { soon(own).await.unwrap().json::<Value>().await.unwrap()["votes"].clone() }
    };
    assert_eq!(ups(&voter).await, json!([{"track": 1, "up": true}]));
    voter.post("/events/1/votes", json!({"track": 1.0, "up": false})).await;
    assert_eq!(ups(&voter).await, json!([{"track": 1, "up": false}]));
    assert_eq!(problem(voter.post("/events/1/votes", json!({"track": 1})).await).await, (422, "malformed".into()));
    voter.post("/events/1/votes", json!({"track": 1, "up": null})).await;
    assert_eq!(ups(&voter).await, json!([]));
    assert_eq!(ups(&other).await, json!([]));
    assert_eq!(problem(other.post("/events/9/votes", json!({"track": 1, "up": true})).await).await.0, 404);
    let nobody = Program::new(&server);
    assert_eq!(problem(nobody.post("/events/1/votes", json!({"track": 1, "up": true})).await).await.1, "no-voter");
    let tally = async || voter.get("/events/1/tally").await;
    until(async || tally().await["cast"] == 2).await;
    assert_eq!(
        tally().await["tracks"][0],
        json!({"id": 1, "name": "\"Heroes\"", "artist": "David Bowie", "up": 0, "down": 0, "standing": "open"})
    );
}

#[tokio::test]
async fn pages_of_votes_hold_every_row_once_also_those_that_commit_late() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let program = Program::new(&server);
    let insert = "insert into event_vote (event_id, track_id, is_positive, voter_id) values ";
    database.sql(&format!("{insert} (1, 1, true, null), (1, 2, false, null), (2, 3, true, null)")).await;
    let mut late = database.connect().await;
    let run = async |connection: &mut sqlx::PgConnection, text: String| {
        sqlx::raw_sql(sqlx::AssertSqlSafe(text)).execute(connection).await.unwrap();
    };
    run(&mut late, format!("begin; {insert} (1, 3, true, null)")).await;
    let voter = "'7f9d4d38-6c64-4f0b-9d35-0d1f3a6f2f10'";
    database
        .sql(&[format!("{insert} (1, 1, true, {voter})"), format!("{insert} (1, 1, null, {voter})")].join(";"))
        .await;
    let (votes, position) = program.votes(1, "", 1).await;
    assert_eq!(ids(&votes), [1, 2, 5, 6]);
    assert_eq!((&votes[3]["up"], &votes[3]["replaces"]), (&Value::Null, &json!(true)));
    assert!(program.votes(1, &position, 10).await.0.is_empty());
    run(&mut late, "commit".into()).await;
    database.sql(&format!("{insert} (1, 1, true, null)")).await;
    let (votes, end) = program.votes(1, &position, 1).await;
    assert_eq!(ids(&votes), [4, 7], "what had a smaller id but came later is not passed over");
    database.sql(&format!("{insert} (1, 2, true, null)")).await;
    // A position in the middle of a transaction, said as nobody would: what lies beyond is not read row by row.
    let (epoch, _) = end.split_once('-').unwrap();
    let first: String =
        sqlx::query_scalar("select min(xid)::text from (select xid from event_vote where event_id = 1) own")
            .fetch_one(&mut late)
            .await
            .unwrap();
    let inside = format!("{epoch}-{}~{first}.1", first.parse::<u64>().unwrap() - 3);
    assert_eq!(ids(&program.votes(1, &inside, 2).await.0), [2, 4, 5, 6, 7, 8]);
    let mut stream = server.plain_since("1", Some(&end)).await;
    assert_eq!((&stream.json().await["recovered"], &stream.json().await["id"]), (&json!(true), &json!(8)));
    assert_eq!(ids(&program.votes(1, "", 3).await.0), ids(&program.votes(1, "", 1000).await.0));
    let refused = async |since: &str| {
        problem(soon(program.request(Method::GET, &format!("/events/1/votes?since={since}")).send()).await.unwrap())
            .await
    };
    assert_eq!(refused("soon").await, (400, "malformed".into()));
    assert_eq!(refused("1-5").await, (409, "other-history".into()));
    assert_eq!(refused(&format!("{epoch}-99999999")).await, (409, "future".into()));
}

#[tokio::test]
async fn exports_hold_every_row_and_their_sums_are_the_tally() {
    let database = database().await.with_catalog().await;
    crowd(&database).await;
    let server = database.serve().await;
    let program = Program::new(&server);
    let text = async |kind: &str| {
        let answer = soon(program.request(Method::GET, &format!("/events/1/votes.{kind}")).send()).await.unwrap();
        let name = answer.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned();
        assert_eq!(name, format!("attachment; filename=\"event-1-votes.{kind}\""));
        answer.text().await.unwrap()
    };
    let lines = text("ndjson").await;
    let rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 6_000);
    assert_eq!(rows, program.votes(1, "", 1000).await.0);
    let file = text("csv").await;
    let records: Vec<HashMap<String, String>> =
        csv::Reader::from_reader(file.as_bytes()).deserialize().map(Result::unwrap).collect();
    let cell = |value: &Value| value.as_str().map_or_else(|| value.to_string().replace("null", ""), str::to_owned);
    assert_eq!(records.len(), rows.len());
    for (record, row) in records.iter().zip(&rows) {
        assert!(record.iter().all(|(column, text)| *text == cell(&row[column])), "{record:?} {row}");
    }
    let count = |track: i64, column: &str, up: bool| {
        rows.iter().filter(|row| row["track"] == track && row[column] == up).count()
    };
    for sum in program.get("/events/1/tally").await["tracks"].as_array().unwrap() {
        let track = sum["id"].as_i64().unwrap();
        let voices = |up| count(track, "up", up) - count(track, "replaces", up);
        assert_eq!((&sum["up"], &sum["down"]), (&json!(voices(true)), &json!(voices(false))));
    }
}

#[tokio::test]
async fn exports_that_nobody_reads_hold_up_nobody() {
    let database = database().await.with_catalog().await;
    crowd(&database).await;
    let server = database.serve().await;
    let program = Program::new(&server);
    let mut unread = vec![];
    for _ in 0..24 {
        unread.push(soon(program.request(Method::GET, "/events/1/votes.ndjson").send()).await.unwrap());
    }
    let voter = Program::voter(&server).await;
    assert_eq!(voter.post("/events/1/votes", json!({"track": 1, "up": true})).await.status(), StatusCode::CREATED);
    assert_eq!(program.votes(1, "", 1000).await.0.len(), 6_001);
    for answer in unread {
        assert_eq!(soon(answer.text()).await.unwrap().lines().count(), 6_000, "what was there when it was asked for");
    }
}

/// 2,000 voters who vote, change and take back, on tracks with names that need quotes; more than a page of rows.
async fn crowd(database: &Database) {
    database
        .sql(
            "update music_track set name = E'A \"quote\", a comma\\nand a line 🎵' where id = 2;
             insert into event_vote (event_id, track_id, is_positive, voter_id)
             select 1, 1 + nth % 3, (array[true, false, null])[1 + (nth + turn) % 3],
                    md5(nth::text)::uuid from generate_series(0, 1) turn, generate_series(1, 2000) nth;
             insert into event_vote (event_id, track_id, is_positive) select 1, 2, nth % 2 = 0 from generate_series(1, 2000) nth",
        )
        .await;
}

fn ids(votes: &[Value]) -> Vec<i64> {
    votes.iter().map(|vote| vote["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn a_vote_against_the_events_rules_is_told_which_and_when_it_may_come_again() {
    let database = database().await.with_catalog().await;
    database
        .sql(
            "update event_event set votes_per_hour = 1, downs_per_hour = 0 where id = 1;
             update event_track set standing = 'played' where (event_id, track_id) = (1, 2);
             update event_track set standing = 'hidden' where (event_id, track_id) = (1, 3);
             insert into event_track values (1, 4), (1, 5)",
        )
        .await;
    let server = database.serve().await;
    let voter = Program::voter(&server).await;
    let vote = async |track: i32, up: Value| voter.post("/events/1/votes", json!({"track": track, "up": up})).await;
    assert_eq!(problem(vote(1, json!(false)).await).await, (403, "no-down-votes".into()));
    assert_eq!(problem(vote(2, json!(true)).await).await, (409, "played".into()));
    assert_eq!(problem(vote(3, json!(true)).await).await, (404, "unknown-track".into()));
    assert_eq!(vote(1, json!(true)).await.status(), StatusCode::CREATED);
    let spent = vote(4, json!(true)).await;
    assert_eq!(spent.headers()[header::RETRY_AFTER], "3600");
    assert_eq!(problem(spent).await, (429, "spent".into()));
    assert_eq!(vote(1, Value::Null).await.status(), StatusCode::CREATED);
    assert_eq!(vote(4, json!(true)).await.status(), StatusCode::CREATED);
    let responses = &voter.get("/openapi.json").await["paths"]["/events/{id}/votes"]["post"]["responses"];
    assert!(responses["429"]["headers"]["retry-after"].is_object(), "{responses}");
    assert!(responses["403"].is_object() && responses["409"].is_object());
}

#[tokio::test]
async fn a_line_up_says_how_its_tracks_stand_and_nothing_of_hidden_ones() {
    let database = database().await.with_catalog().await;
    database
        .sql(
            "update event_track set standing = 'hidden' where (event_id, track_id) = (1, 1);
             update event_track set standing = 'playing' where (event_id, track_id) = (1, 2);
             insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)",
        )
        .await;
    let server = database.serve().await;
    let program = Program::new(&server);
    let first = program.get("/events/1/tracks?limit=1").await;
    let starman =
        json!({"id": 2, "name": "Starman", "artist": "David Bowie", "standing": "playing", "played_at": null});
    assert_eq!(first, json!({"tracks": [starman], "next": 2}));
    let rest = program.get("/events/1/tracks?after=2").await;
    let changes = json!({"id": 3, "name": "Changes", "artist": "David Bowie", "standing": "open", "played_at": null});
    assert_eq!(rest, json!({"tracks": [changes], "next": null}));
    let tally = program.get("/events/1/tally").await;
    assert_eq!((&tally["cast"], tally["tracks"].as_array().unwrap().len()), (&json!(1), 2));
}
