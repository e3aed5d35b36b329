//! Votes by HTTP, and whose they are.

use crate::support::{Server, database};
use reqwest::{Client, StatusCode, redirect::Policy};
use serde_json::{Value, json};
use uuid::Uuid;

/// A browser without scripts: keeps its cookie, follows redirects.
fn browser() -> Client {
    Client::builder().cookie_store(true).build().unwrap()
}

async fn press(browser: &Client, server: &Server, track: i32, choice: &str) -> String {
    let form = [("track", track.to_string()), ("choice", choice.to_owned())];
    let origin = server.url("");
    let page = browser.post(server.url("/events/1/votes")).header("origin", origin).form(&form).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    page.text().await.unwrap()
}

/// Which buttons the page shows as pressed, without the marks around what other people wrote.
fn pressed(page: &str) -> Vec<String> {
    let buttons = page.split("<button").skip(1).filter(|button| button.contains("aria-pressed=\"true\""));
    buttons
        .map(|button| {
            button
                .split("aria-label=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .replace(['\u{2068}', '\u{2069}'], "")
        })
        .collect()
}

#[tokio::test]
async fn voting_works_by_form_and_the_page_remembers_it() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let browser = browser();
    let page = browser.get(server.url("/events/1")).send().await.unwrap().text().await.unwrap();
    assert_eq!(pressed(&page), [""; 0]);
    press(&browser, &server, 2, "up").await;
    crate::support::until(async || {
        let page = browser.get(server.url("/events/1")).send().await.unwrap().text().await.unwrap();
        page.contains("Starman by David Bowie was voted") || page.contains("Starman</bdi>")
    })
    .await;
    let page = press(&browser, &server, 3, "down").await;
    assert_eq!(pressed(&page).len(), 2, "{:?}", pressed(&page));
    let page = press(&browser, &server, 2, "withdraw").await;
    assert_eq!(pressed(&page), ["Vote down: Changes by David Bowie (1)"]);
    let stranger = self::browser().get(server.url("/events/1")).send().await.unwrap().text().await.unwrap();
    assert_eq!(pressed(&stranger), [""; 0]);
    let audit = database.store.audit(shared::EventId(1)).await.unwrap();
    assert_eq!(
        audit.iter().map(|(track, tally)| (track.0, tally.up, tally.down)).collect::<Vec<_>>(),
        [(2, 0, 0), (3, 0, 1)]
    );
}

#[tokio::test]
async fn a_refused_form_leads_back_with_the_reason() {
    let database = database().await.with_catalog().await;
    database.sql("update event_event set closes_at = now() where id = 1").await;
    let server = database.serve().await;
    let browser = browser();
    browser.get(server.url("/")).send().await.unwrap();
    let page = press(&browser, &server, 1, "up").await;
    assert!(page.contains("Not counted: voting is closed."));
    let cookieless = press(&Client::new(), &server, 1, "up").await;
    assert!(cookieless.contains("voting needs cookies"));
}

#[tokio::test]
async fn a_page_of_another_site_can_not_vote() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let browser = Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap();
    browser.get(server.url("/")).send().await.unwrap();
    let foreign = |request: reqwest::RequestBuilder| request.header("origin", "http://evil.example").send();
    let form =
        foreign(browser.post(server.url("/events/1/votes")).form(&[("track", "1"), ("choice", "up")])).await.unwrap();
    assert_eq!(form.headers()["location"], "/events/1?refused=foreign-origin&track=1#track-1");
    let api =
        foreign(browser.post(server.url("/api/events/1/votes")).json(&json!({"track": 1, "up": true}))).await.unwrap();
    assert_eq!(api.status(), StatusCode::FORBIDDEN);
    let handshake = browser
        .get(server.url("/live"))
        .header("connection", "upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA==")
        .header("sec-websocket-protocol", shared::protocol::SUBPROTOCOL);
    assert_eq!(foreign(handshake).await.unwrap().status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_json_door_is_idempotent_and_says_what_is_wrong() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let client = browser();
    let cast = async |event: &str, body: Value| {
        let answer = client.post(server.url(&format!("/api/events/{event}/votes"))).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap_or_default())
    };
    assert_eq!(cast("1", json!({"track": 1, "up": true})).await.0, 401, "nobody yet");
    client.get(server.url("/")).send().await.unwrap();
    let ballot = Uuid::new_v4();
    let (status, first) = cast("1", json!({"track": 1, "up": true, "ballot": ballot})).await;
    assert_eq!((status, &first["ballot"]), (201, &json!(ballot)));
    assert_eq!(cast("1", json!({"track": 1, "up": true, "ballot": ballot})).await, (201, first));
    let (status, problem) = cast("1", json!({"track": 1, "up": null, "ballot": ballot})).await;
    assert_eq!((status, &problem["type"]), (409, &json!("urn:partysense:ballot-reused")));
    assert_eq!(cast("77", json!({"track": 1, "up": true})).await.0, 404);
    assert_eq!(cast("1", json!({"track": "one"})).await.0, 422);
    assert_eq!(cast("x", json!({"track": 1, "up": true})).await.0, 400);
}

#[tokio::test]
async fn pages_that_are_not_there_say_so() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    for path in ["/nowhere", "/events/99", "/events/abc", "/events/1/../../etc/passwd", "/pkg/none.js"] {
        assert_eq!(reqwest::get(server.url(path)).await.unwrap().status(), StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(reqwest::get(server.url("/events/1")).await.unwrap().status(), StatusCode::OK);
}
