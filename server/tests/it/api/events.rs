//! Events and line-ups over the API: who may change them, and what becomes of two who do.

use super::{Program, problem};
use crate::support::{database, soon};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

#[tokio::test]
async fn a_host_makes_an_event_with_its_line_up_and_nobody_else_changes_it() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let (host, id) = Program::host(&server, json!({"title": "Sunday", "opens_at": "2026-11-22T10:00:00+01:00"})).await;
    let (stranger, path) = (Program::host(&server, json!({"title": "Mine"})).await.0, format!("/events/{id}"));
    let read = Program::new(&server).get(&path).await;
    assert_eq!((&read["title"], &read["opens_at"]), (&json!("Sunday"), &json!("2026-11-22T09:00:00Z")));
    assert!(read.get("host_key").is_none());

    let title = json!({"title": "Sunday 🎷"});
    assert_eq!(problem(stranger.patch(&path, title.clone()).await).await, (403, "not-host".into()));
    assert_eq!(problem(Program::new(&server).patch(&path, title.clone()).await).await, (401, "no-host-key".into()));
    assert_eq!(problem(host.patch("/events/1", title.clone()).await).await, (403, "not-host".into()), "it has no host");
    assert_eq!(problem(host.patch("/events/99", title.clone()).await).await, (404, "unknown-event".into()));
    let changed = host.patch(&path, title).await.json::<Value>().await.unwrap();
    assert_eq!((&changed["title"], &changed["opens_at"]), (&json!("Sunday 🎷"), &read["opens_at"]));
    let open = host.patch(&path, json!({"opens_at": null})).await.json::<Value>().await.unwrap();
    assert_eq!((&open["title"], &open["opens_at"]), (&json!("Sunday 🎷"), &Value::Null));
    let backwards = json!({"opens_at": "2026-11-22T10:00:00Z", "closes_at": "2026-11-22T09:00:00Z"});
    assert_eq!(problem(host.patch(&path, backwards).await).await, (422, "closes-first".into()));

    let tracks = format!("{path}/tracks");
    let known = host.post(&tracks, json!({"name": "Starman", "artist": "David Bowie"})).await;
    assert_eq!(known.json::<Value>().await.unwrap()["id"], 2, "the library has it");
    for _ in 0..2 {
        let new = host.post(&tracks, json!({"name": "Starman"})).await.json::<Value>().await.unwrap();
        assert_eq!(
            (&new["id"], &new["artist"]),
            (&json!(6), &Value::Null),
            "nobody's Starman is another, and one only"
        );
    }
    assert_eq!(problem(stranger.post(&tracks, json!({"name": "Mine"})).await).await, (403, "not-host".into()));
    assert_eq!(host.get(&format!("{tracks}?limit=1")).await["next"], 2);
    let voter = Program::voter(&server).await;
    let votes = format!("{path}/votes");
    assert_eq!(voter.post(&votes, json!({"track": 2, "up": true})).await.status(), StatusCode::CREATED);
    let out = soon(host.request(Method::DELETE, &format!("{tracks}/2")).send()).await.unwrap();
    assert_eq!(out.status(), StatusCode::NO_CONTENT);
    assert_eq!(
        problem(voter.post(&votes, json!({"track": 2, "up": false})).await).await,
        (404, "unknown-track".into())
    );
    assert_eq!(host.get(&tracks).await["tracks"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_event_that_somebody_has_locked_holds_up_nobody_but_its_host() {
    let database = database().await;
    let server = database.serve().await;
    let (host, id) = Program::host(&server, json!({"title": "Locked"})).await;
    let path = format!("/events/{id}");
    let mut other = database.connect().await;
    let lock = format!("begin; update event_event set title = 'x' where id = {id}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(lock)).execute(&mut other).await.unwrap();
    let stranger = Program { token: Some("none".into()), ..Program::new(&server) };
    for _ in 0..20 {
        assert_eq!(problem(stranger.patch(&path, json!({"title": "y"})).await).await, (403, "not-host".into()));
    }
    assert_eq!(problem(host.patch(&path, json!({"title": "y"})).await).await, (503, "unavailable".into()));
    assert_eq!(host.get(&path).await["title"], "Locked");
    sqlx::raw_sql("rollback").execute(&mut other).await.unwrap();
    assert_eq!(host.patch(&path, json!({"title": "y"})).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn of_two_who_change_what_they_read_the_second_is_told() {
    let database = database().await;
    let server = database.serve().await;
    let (host, id) = Program::host(&server, json!({"title": "One"})).await;
    let path = format!("/events/{id}");
    let read = soon(host.request(Method::GET, &path).send()).await.unwrap();
    let tag = read.headers()[header::ETAG].clone();
    let change = async |tag: &header::HeaderValue, title| {
        let request = host.request(Method::PATCH, &path).header(header::IF_MATCH, tag);
        soon(request.json(&json!({"title": title})).send()).await.unwrap()
    };
    let changed = change(&tag, "Two").await;
    assert_eq!(changed.status(), StatusCode::OK);
    assert_eq!(problem(change(&tag, "Three").await).await, (412, "changed".into()));
    assert_eq!(change(&changed.headers()[header::ETAG], "Three").await.status(), StatusCode::OK);
    let unchanged = async |tag: &header::HeaderValue| {
        let request = host.request(Method::GET, &path).header(header::IF_NONE_MATCH, tag);
        soon(request.send()).await.unwrap().status() == StatusCode::NOT_MODIFIED
    };
    assert!(!unchanged(&tag).await);
    let now = soon(host.request(Method::GET, &path).send()).await.unwrap().headers()[header::ETAG].clone();
    assert!(unchanged(&now).await);
    let same = change(&now, "Three").await;
    assert_eq!(
        (same.status(), &same.headers()[header::ETAG]),
        (StatusCode::OK, &now),
        "where nothing is new, nothing is"
    );
    let head = soon(host.request(Method::HEAD, &path).header(header::IF_NONE_MATCH, &now).send()).await.unwrap();
    assert_eq!(head.status(), StatusCode::NOT_MODIFIED);
    let stranger = Program { token: Some("none".into()), ..Program::new(&server) };
    let wrong = stranger.request(Method::PATCH, &path).header(header::IF_MATCH, &tag).json(&json!({}));
    assert_eq!(problem(soon(wrong.send()).await.unwrap()).await, (403, "not-host".into()), "before anything else");
    let odd = soon(host.request(Method::GET, &path).header(header::IF_NONE_MATCH, "\"a b\", \"").send()).await.unwrap();
    assert_eq!(odd.status(), StatusCode::OK);
}

#[tokio::test]
async fn events_of_other_programs_are_listed_page_by_page_whatever_their_times() {
    let database = database().await;
    database
        .sql(
            "insert into event_event (title, opens_at, closes_at)
             select 'Event ' || nth, '-infinity', 'infinity' from generate_series(1, 5) nth;
             insert into event_event (title, opens_at) values ('Never', 'infinity')",
        )
        .await;
    let server = database.serve().await;
    let program = Program::new(&server);
    let (mut titles, mut after) = (vec![], json!(0));
    while !after.is_null() {
        let page = program.get(&format!("/events?limit=2&after={after}")).await;
        titles.extend(page["events"].as_array().unwrap().iter().map(|event| event["title"].clone()));
        after = page["next"].clone();
    }
    assert_eq!(titles, ["Event 1", "Event 2", "Event 3", "Event 4", "Event 5", "Never"]);
    let first = program.get("/events/1").await;
    assert_eq!((&first["opens_at"], &first["closes_at"]), (&Value::Null, &Value::Null));
    assert_eq!(program.get("/events/6").await["opens_at"], "9999-12-31T23:59:59.999Z");
}

#[tokio::test]
async fn a_host_says_how_one_votes_and_what_is_not_said_stays() {
    let database = database().await;
    let server = database.serve().await;
    let (host, id) =
        Program::host(&server, json!({"title": "Sunday", "votes_per_hour": 10, "shows_negative": false})).await;
    let path = format!("/events/{id}");
    let rules = async || {
        let event = host.get(&path).await;
        let names = ["votes_per_hour", "downs_per_hour", "shows_negative", "takes_suggestions", "free_repeats"];
        Value::Array(names.map(|name| event[name].clone()).to_vec())
    };
    assert_eq!(rules().await, json!([10, null, false, false, false]));
    for (change, now) in [
        (json!({"downs_per_hour": 0, "free_repeats": true}), json!([10, 0, false, false, true])),
        (json!({"votes_per_hour": null, "takes_suggestions": true}), json!([null, 0, false, true, true])),
        (json!({"votes_per_hour": 1000.0, "downs_per_hour": null}), json!([1000, null, false, true, true])),
        (json!({"shows_negative": true, "free_repeats": false}), json!([1000, null, true, true, false])),
    ] {
        assert_eq!(host.patch(&path, change.clone()).await.status(), StatusCode::OK);
        assert_eq!(rules().await, now, "{change}");
    }
    for wrong in [
        json!({"votes_per_hour": 0}),
        json!({"votes_per_hour": 1001}),
        json!({"downs_per_hour": -1}),
        json!({"downs_per_hour": 0.5}),
        json!({"shows_negative": null}),
        json!({"takes_suggestions": "yes"}),
    ] {
        assert_eq!(problem(host.patch(&path, wrong.clone()).await).await, (422, "malformed".into()), "{wrong}");
    }
    assert_eq!(rules().await, json!([1000, null, true, true, false]));
}
