//! Suggestions over the API: from a guest's wish to the line-up, and how many may wait.

use super::{Program, problem};
use crate::support::{database, soon};
use futures_util::future::join_all;
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

#[tokio::test]
async fn what_a_guest_suggests_a_host_takes_in_or_turns_down() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let (host, id) = Program::host(&server, json!({"title": "Sunday", "takes_suggestions": true})).await;
    let (voter, path) = (Program::voter(&server).await, format!("/events/{id}/suggestions"));
    let kept = voter.post(&path, json!({"name": "Starman", "artist": "David Bowie"})).await;
    assert_eq!(kept.status(), StatusCode::CREATED);
    let kept: Value = kept.json().await.unwrap();
    assert_eq!(kept.as_object().unwrap().len(), 4, "whose wish it is, nobody is told: {kept}");
    let same = Program::voter(&server).await.post(&path, json!({"name": "Starman", "artist": "David Bowie"})).await;
    assert_eq!(same.json::<Value>().await.unwrap(), kept);
    let noise: Value = voter.post(&path, json!({"name": "Noise"})).await.json().await.unwrap();
    let waiting = host.get(&path).await;
    assert_eq!(waiting["suggestions"], json!([kept, noise]));

    let accept = format!("{path}/{}/accept", kept["id"]);
    assert_eq!(problem(voter.post(&accept, json!({})).await).await, (403, "not-host".into()));
    let taken = host.post(&accept, json!({})).await;
    assert_eq!(taken.status(), StatusCode::CREATED);
    assert_eq!(taken.json::<Value>().await.unwrap()["id"], 2, "the library has it");
    assert_eq!(problem(host.post(&accept, json!({})).await).await, (404, "not-found".into()), "once");
    let down = format!("{path}/{}", noise["id"]);
    let elsewhere = Program::host(&server, json!({"title": "Mine"})).await;
    let theirs = format!("/events/{}/suggestions/{}", elsewhere.1, noise["id"]);
    let refused = soon(elsewhere.0.request(Method::DELETE, &theirs).send()).await.unwrap();
    assert_eq!(problem(refused).await.0, 404, "it waits at another event");
    assert_eq!(soon(host.request(Method::DELETE, &down).send()).await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(problem(soon(host.request(Method::DELETE, &down).send()).await.unwrap()).await.0, 404);
    assert_eq!(host.get(&path).await["suggestions"], json!([]));
    assert_eq!(host.get(&format!("/events/{id}/tracks")).await["tracks"][0]["name"], "Starman");
}

#[tokio::test]
async fn a_host_turns_down_all_that_waits_at_once() {
    let database = database().await;
    let server = database.serve().await;
    let (host, id) = Program::host(&server, json!({"title": "Sunday", "takes_suggestions": true})).await;
    let (other, elsewhere) = Program::host(&server, json!({"title": "Mine", "takes_suggestions": true})).await;
    let (voter, path) = (Program::voter(&server).await, format!("/events/{id}/suggestions"));
    let theirs = format!("/events/{elsewhere}/suggestions");
    for (path, name) in [(&path, "Starman"), (&path, "Noise"), (&theirs, "Changes")] {
        assert_eq!(voter.post_owned(path.clone(), json!({"name": name})).await.status(), StatusCode::CREATED);
    }
    let refused = soon(other.request(Method::DELETE, &path).send()).await.unwrap();
    assert_eq!(problem(refused).await, (403, "not-host".into()));
    for _ in 0..2 {
        assert_eq!(soon(host.request(Method::DELETE, &path).send()).await.unwrap().status(), StatusCode::NO_CONTENT);
        assert_eq!(host.get(&path).await["suggestions"], json!([]));
    }
    assert_eq!(other.get(&theirs).await["suggestions"].as_array().unwrap().len(), 1, "those of others still wait");
}

#[tokio::test]
async fn only_voters_suggest_and_only_where_and_while_it_is_wanted() {
    let database = database().await;
    let server = database.serve().await;
    let (host, id) = Program::host(&server, json!({"title": "Sunday"})).await;
    let (voter, event) = (Program::voter(&server).await, format!("/events/{id}"));
    let path = format!("{event}/suggestions");
    let wish = json!({"name": "Starman"});
    assert_eq!(problem(voter.post(&path, wish.clone()).await).await, (403, "no-suggestions".into()));
    host.patch(&event, json!({"takes_suggestions": true})).await;
    assert_eq!(problem(Program::new(&server).post(&path, wish.clone()).await).await, (401, "no-voter".into()));
    let foreign = voter.request(Method::POST, &path).header(header::ORIGIN, "https://elsewhere.example").json(&wish);
    assert_eq!(problem(soon(foreign.send()).await.unwrap()).await, (403, "foreign-origin".into()));
    assert_eq!(problem(voter.post("/events/99/suggestions", wish.clone()).await).await, (404, "unknown-event".into()));
    assert_eq!(problem(voter.post(&path, json!({"name": "x".repeat(201)})).await).await.0, 422);
    let guest = soon(voter.request(Method::GET, &path).send()).await.unwrap();
    assert_eq!(problem(guest).await, (403, "not-host".into()), "only hosts read them");
    host.patch(&event, json!({"closes_at": "2020-01-01T00:00:00Z"})).await;
    assert_eq!(problem(voter.post(&path, wish.clone()).await).await, (409, "closed".into()));
    host.patch(&event, json!({"closes_at": null})).await;
    assert_eq!(voter.post(&path, wish).await.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn three_of_a_voter_wait_however_many_come_at_once() {
    let database = database().await;
    let server = database.serve().await;
    let (host, id) = Program::host(&server, json!({"title": "Sunday", "takes_suggestions": true})).await;
    let (voter, path) = (Program::voter(&server).await, format!("/events/{id}/suggestions"));
    let wishes = (0..12).map(|nth| voter.post_owned(path.clone(), json!({"name": format!("Wish {nth}")})));
    let (mut kept, mut refused) = (0, 0);
    for answer in join_all(wishes).await {
        if answer.status() == StatusCode::CREATED {
            kept += 1;
        } else {
            assert!(answer.headers().get("retry-after").is_none(), "nobody knows when a host reads them");
            assert_eq!(problem(answer).await, (429, "enough".into()));
            refused += 1;
        }
    }
    assert_eq!((kept, refused), (3, 9));
    let waiting = host.get(&path).await["suggestions"].as_array().unwrap().clone();
    assert_eq!(waiting.len(), 3);
    host.post(&format!("{path}/{}/accept", waiting[0]["id"]), json!({})).await;
    assert_eq!(
        voter.post(&path, json!({"name": "One more"})).await.status(),
        StatusCode::CREATED,
        "there is room again"
    );
}

#[tokio::test]
async fn two_hundred_wait_at_an_event() {
    let database = database().await;
    let server = database.serve().await;
    let (_, id) = Program::host(&server, json!({"title": "Sunday", "takes_suggestions": true})).await;
    let waiting = format!(
        "insert into event_suggestion (event_id, name, voter_id) select {id}, 'Wish ' || nth, gen_random_uuid() from generate_series(1, 198) nth"
    );
    database.sql(&waiting).await;
    let path = format!("/events/{id}/suggestions");
    let voters = join_all((0..6).map(|_| Program::voter(&server))).await;
    let wishes = voters
        .iter()
        .zip(0..)
        .map(|(voter, nth)| voter.post_owned(path.clone(), json!({"name": format!("Late {nth}")})));
    let answers = join_all(wishes).await;
    assert_eq!(answers.iter().filter(|answer| answer.status() == StatusCode::CREATED).count(), 2);
    for answer in answers.into_iter().filter(|answer| answer.status() != StatusCode::CREATED) {
        assert_eq!(problem(answer).await, (409, "full".into()));
    }
}
