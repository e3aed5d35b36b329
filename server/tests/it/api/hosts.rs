//! Hosts over the API: who lets whom, and what a key opens once it is taken back.

use super::{Program, problem};
use crate::support::{Server, database, soon};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

fn holder<'a>(server: &'a Server, key: &Value) -> Program<'a> {
    Program { token: Some(key.as_str().unwrap().to_owned()), ..Program::new(server) }
}

async fn delete(program: &Program<'_>, path: &str) -> reqwest::Response {
    soon(program.request(Method::DELETE, path).send()).await.unwrap()
}

#[tokio::test]
async fn a_cohost_does_what_the_host_does_but_lets_nobody_and_opens_nothing_once_revoked() {
    let database = database().await;
    let server = database.serve().await;
    let (host, id) = Program::host(&server, json!({"title": "Sunday"})).await;
    let (path, cohosts) = (format!("/events/{id}"), format!("/events/{id}/cohosts"));
    let added = host.post(&cohosts, json!({"name": "Kim"})).await;
    assert_eq!(
        (added.status(), &added.headers()["cache-control"]),
        (StatusCode::CREATED, &"no-store".parse().unwrap())
    );
    let added: Value = added.json().await.unwrap();
    let (kim, number) = (holder(&server, &added["key"]), added["id"].clone());
    let listed = kim.get(&cohosts).await;
    assert_eq!((&listed["cohosts"][0]["name"], listed["cohosts"][0].get("key")), (&json!("Kim"), None), "told once");

    assert_eq!(kim.patch(&path, json!({"title": "Monday"})).await.status(), StatusCode::OK);
    let track = kim.post(&format!("{path}/tracks"), json!({"name": "Blue Monday"})).await;
    assert_eq!(track.status(), StatusCode::CREATED);
    for denied in [
        kim.post(&cohosts, json!({"name": "Lee"})).await,
        delete(&kim, &format!("{cohosts}/{number}")).await,
        kim.post(&format!("{path}/host-key"), json!({})).await,
    ] {
        assert_eq!(problem(denied).await, (403, "not-owner".into()));
    }

    let (other, theirs) = Program::host(&server, json!({"title": "Theirs"})).await;
    assert_eq!(problem(kim.patch(&format!("/events/{theirs}"), json!({"title": "Mine"})).await).await.0, 403);
    assert_eq!(problem(other.post(&cohosts, json!({"name": "Me"})).await).await, (403, "not-host".into()));
    assert_eq!(problem(delete(&other, &format!("/events/{theirs}/cohosts/{number}")).await).await.0, 404);

    assert_eq!(delete(&host, &format!("{cohosts}/{number}")).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(problem(kim.patch(&path, json!({"title": "x"})).await).await, (403, "not-host".into()));
    assert_eq!(problem(soon(kim.request(Method::GET, &cohosts).send()).await.unwrap()).await.0, 403);
    assert_eq!(problem(delete(&host, &format!("{cohosts}/{number}")).await).await, (404, "not-found".into()));
    assert_eq!(host.get(&path).await["title"], "Monday");
}

#[tokio::test]
async fn a_renewed_key_opens_what_the_old_one_did_and_the_old_one_nothing() {
    let database = database().await;
    let server = database.serve().await;
    let (host, id) = Program::host(&server, json!({"title": "Sunday"})).await;
    let path = format!("/events/{id}");
    let cohost: Value = host.post(&format!("{path}/cohosts"), json!({"name": "Kim"})).await.json().await.unwrap();
    let renewed: Value = host.post(&format!("{path}/host-key"), json!({})).await.json().await.unwrap();
    assert_eq!(problem(host.patch(&path, json!({"title": "Old"})).await).await, (403, "not-host".into()));
    assert_eq!(problem(host.post(&format!("{path}/host-key"), json!({})).await).await, (403, "not-host".into()));
    let new = holder(&server, &renewed["host_key"]);
    assert_eq!(new.patch(&path, json!({"title": "New"})).await.status(), StatusCode::OK);
    let kim = holder(&server, &cohost["key"]);
    assert_eq!(kim.patch(&path, json!({"title": "Kim's"})).await.status(), StatusCode::OK, "others keep theirs");
}

#[tokio::test]
async fn who_waits_for_the_lock_while_the_key_is_taken_back_comes_too_late() {
    let database = database().await;
    let server = database.serve().await;
    let (host, id) = Program::host(&server, json!({"title": "Sunday"})).await;
    let path = format!("/events/{id}");
    let cohost: Value = host.post(&format!("{path}/cohosts"), json!({"name": "Kim"})).await.json().await.unwrap();
    let kim = holder(&server, &cohost["key"]);
    let mut other = database.connect().await;
    let revoke = format!(
        "begin; select from event_event where id = {id} for no key update; delete from event_cohost where event_id = {id}"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(revoke)).execute(&mut other).await.unwrap();
    let waits = async {
        let blocked =
            "select count(*) > 0 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
        let mut watcher = database.connect().await;
        while !sqlx::query_scalar::<_, bool>(blocked).fetch_one(&mut watcher).await.unwrap() {}
        sqlx::raw_sql("commit").execute(&mut other).await.unwrap();
    };
    let (answer, ()) = tokio::join!(kim.patch(&path, json!({"title": "Kim's"})), soon(waits));
    assert_eq!(problem(answer).await, (403, "not-host".into()));
    assert_eq!(host.get(&path).await["title"], "Sunday");
}

#[tokio::test]
async fn an_event_has_fifty_cohosts_at_most() {
    let database = database().await;
    let server = database.serve().await;
    let (host, id) = Program::host(&server, json!({"title": "Sunday"})).await;
    let cohosts = format!("/events/{id}/cohosts");
    for nth in 0..50 {
        assert_eq!(host.post(&cohosts, json!({"name": format!("No {nth}")})).await.status(), StatusCode::CREATED);
    }
    assert_eq!(problem(host.post(&cohosts, json!({"name": "One more"})).await).await, (409, "crowded".into()));
    assert_eq!(host.get(&cohosts).await["cohosts"].as_array().unwrap().len(), 50);
}
