//! How often one address may do what costs something, and one voter vote.

use super::n;
use crate::support::{Guest, Server, database};
use futures_util::future::join_all;
use reqwest::{Client, Response, StatusCode, header, redirect::Policy};
use serde_json::{Value, json};

async fn post(server: &Server, path: &str, body: Value) -> Response {
    Client::new().post(server.url(path)).json(&body).send().await.unwrap()
}

/// 429 as programs are told.
async fn is_too_many(answer: Response) {
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/problem+json");
    assert!(answer.headers()[header::RETRY_AFTER].to_str().unwrap().parse::<u64>().unwrap() > 0);
    assert_eq!(answer.json::<Value>().await.unwrap()["type"], "urn:partysense:too-many");
}

/// 429 as people are told.
async fn is_crowded_page(answer: Response) {
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.headers().contains_key(header::RETRY_AFTER));
    assert!(answer.text().await.unwrap().contains("Zu viele auf einmal"));
}

fn german() -> Client {
    let language = (header::ACCEPT_LANGUAGE, "de".parse().unwrap());
    Client::builder().default_headers([language].into_iter().collect()).redirect(Policy::none()).build().unwrap()
}

#[tokio::test]
async fn one_address_becomes_only_so_many_voters() {
    let database = database().await.with_catalog().await;
    let server = database.serve_limited(|limits| limits.voters_per_minute = n(3)).await;
    assert_eq!(post(&server, "/api/voters", json!({})).await.status(), 201);
    for path in ["/robots.txt", "/nowhere", "/events/x"] {
        let missing = german().get(server.url(path)).send().await.unwrap();
        assert_eq!(
            (missing.status(), missing.headers().contains_key(header::SET_COOKIE)),
            (StatusCode::NOT_FOUND, false)
        );
    }
    let first = german().get(server.url("/events/1")).send().await.unwrap();
    assert_eq!(first.status(), 200);
    let cookie = first.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    assert_eq!(german().get(server.url("/")).send().await.unwrap().status(), 200);
    is_crowded_page(german().get(server.url("/events/1")).send().await.unwrap()).await;
    is_too_many(post(&server, "/api/voters", json!({})).await).await;
    let known = german().get(server.url("/events/1")).header("cookie", cookie).send().await.unwrap();
    assert_eq!(known.status(), 200, "who is a voter already stays one");
    let guest = Guest::arrives(&server).await;
    assert_eq!(guest.refused("voters-per-minute").await, 2.0);
    guest.votes().await;
    server.service.stop().await;
}

#[tokio::test]
async fn one_address_makes_only_so_many_events() {
    let database = database().await.with_catalog().await;
    let server = database.serve_limited(|limits| limits.events_per_hour = n(2)).await;
    let form = async || german().post(server.url("/events")).form(&[("title", "Abend")]).send().await.unwrap();
    assert_eq!(post(&server, "/api/events", json!({ "title": "Friday" })).await.status(), 201);
    assert_eq!(post(&server, "/api/events", json!({ "title": 7 })).await.status(), 422, "which costs nothing");
    assert_eq!(form().await.status(), 303);
    is_crowded_page(form().await).await;
    is_too_many(post(&server, "/api/events", json!({ "title": "Saturday" })).await).await;
    assert_eq!(Guest::arrives(&server).await.refused("events-per-hour").await, 2.0);
    server.service.stop().await;
}

#[tokio::test]
async fn one_address_suggests_and_announces_only_so_often() {
    let database = database().await.with_catalog().await;
    database.sql("update event_event set takes_suggestions = true where id = 1").await;
    let server = database
        .serve_limited(|limits| {
            limits.suggestions_per_minute = n(2);
            limits.titles_per_minute = n(1);
        })
        .await;
    let token = post(&server, "/api/voters", json!({})).await.json::<Value>().await.unwrap();
    let suggest = async |path: &str, is_form: bool| {
        let wish = german().post(server.url(path)).bearer_auth(token["token"].as_str().unwrap());
        let wish = if is_form { wish.form(&[("name", "A")]) } else { wish.json(&json!({ "name": "A" })) };
        wish.send().await.unwrap()
    };
    assert_eq!(suggest("/api/events/1/suggestions", false).await.status(), 201);
    assert_eq!(suggest("/events/1/suggestions", true).await.status(), 201);
    is_too_many(suggest("/api/events/1/suggestions", false).await).await;
    is_crowded_page(suggest("/events/1/suggestions", true).await).await;
    assert_eq!(post(&server, "/api/realtime", json!({ "title": "one" })).await.status(), 201);
    is_too_many(post(&server, "/api/realtime", json!({ "title": "two" })).await).await;
    let guest = Guest::arrives(&server).await;
    assert_eq!((guest.refused("suggestions-per-minute").await, guest.refused("titles-per-minute").await), (2.0, 1.0));
    server.service.stop().await;
}

#[tokio::test]
async fn one_address_tries_only_so_many_codes_and_keys() {
    let database = database().await.with_catalog().await;
    let server = database.serve_limited(|limits| limits.keys_per_minute = n(4)).await;
    let get = async |path: &str| german().get(server.url(path)).send().await.unwrap();
    let change = async || {
        let change = Client::new().patch(server.url("/api/events/1")).bearer_auth("guess");
        change.json(&json!({ "title": "Mine" })).send().await.unwrap()
    };
    assert_eq!(get("/j/NOBODY").await.status(), 404);
    assert_eq!(get("/j?code=NOBODY").await.status(), 404);
    assert_eq!(get("/h/guess").await.status(), 404);
    assert_eq!(change().await.status(), 403);
    is_too_many(change().await).await;
    is_crowded_page(get("/j/FRIDAY").await).await;
    is_crowded_page(get("/h/guess").await).await;
    let page = german().get(server.url("/events/1/host")).header("cookie", "host_1=guess").send().await.unwrap();
    is_crowded_page(page).await;
    assert_eq!(get("/j").await.status(), 200, "the form asks for no code yet");
    assert_eq!(Guest::arrives(&server).await.refused("keys-per-minute").await, 4.0);
    server.service.stop().await;
}

#[tokio::test]
async fn one_voter_votes_only_so_often_and_is_told_to_try_again() {
    let database = database().await.with_catalog().await;
    let server = database.serve_limited(|limits| limits.votes_per_second = n(1)).await;
    let token = post(&server, "/api/voters", json!({})).await.json::<Value>().await.unwrap();
    let client = Client::new();
    let vote = async |up: bool| {
        let vote = client.post(server.url("/api/events/1/votes")).bearer_auth(token["token"].as_str().unwrap());
        vote.json(&json!({ "track": 1, "up": up })).send().await.unwrap()
    };
    let answers = join_all((0..20).map(|nth| vote(nth % 2 == 0))).await;
    let (taken, refused): (Vec<_>, Vec<_>) =
        answers.into_iter().partition(|answer| answer.status() == StatusCode::CREATED);
    // How many more there are depends on how long all of them take.
    assert!(taken.len() >= 5 && !refused.is_empty(), "five at once, not {}", taken.len());
    let count = refused.len() as f64;
    for answer in refused {
        is_too_many(answer).await;
    }
    let guest = Guest::arrives(&server).await;
    guest.votes().await;
    assert_eq!(guest.refused("votes-per-second").await, count);
    assert_eq!(guest.metric("partysense_ballots_refused_total{reason=\"busy\"}").await, 0.0, "nobody is alarmed");
    crate::support::until(async || vote(true).await.status() == StatusCode::CREATED).await;
    server.service.stop().await;
}

#[tokio::test]
async fn a_hall_behind_one_address_gets_in_at_once() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    // Fewer than the 2,000 of the flag's reason: their number is held in `config::limits`, what they do is tried here.
    for _ in 0..200 {
        let page = Client::new().get(server.url("/j/FRIDAY")).send().await.unwrap();
        assert_eq!(page.status(), 200);
    }
    assert_eq!(Guest::arrives(&server).await.refused("voters-per-minute").await, 0.0);
    server.service.stop().await;
}
