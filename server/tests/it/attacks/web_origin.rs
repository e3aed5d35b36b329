//! Pages of other sites that a voter or a host looks at, while their cookies lie in the browser: nothing that such a page sends
//! changes anything.

use super::contents;
use crate::support::{
    Database, Server,
    browser::Browser,
    database,
    socketio::{SocketIo, Wire},
};
use reqwest::{Client, Method, RequestBuilder, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use shared::protocol::SUBPROTOCOL;
use std::collections::BTreeSet;

/// What a browser says of a page that is not ours: by name, as a page without one, and as an old one that says only this.
const FOREIGN: [(&str, &str); 5] = [
    ("origin", "https://evil.example"),
    ("origin", "null"),
    ("origin", ""),
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-site", "same-site"),
];

/// Sends a change as each foreign page would, and then as a page of ours: only that one does anything.
async fn try_all(database: &Database, what: &str, request: impl Fn() -> RequestBuilder, own: &str) -> Value {
    let before = contents(database).await;
    for (name, value) in FOREIGN {
        let answer = request().header(name, value).send().await.unwrap();
        let is_refused = answer.status() == StatusCode::FORBIDDEN
            || answer.url().query().is_some_and(|query| query.contains("refused=foreign-origin"));
        assert!(is_refused, "{what} as {name}: {value} is answered by {}", answer.status());
        assert_eq!(contents(database).await, before, "{what} as {name}: {value}");
    }
    let answer = request().header("origin", own).send().await.unwrap();
    assert!(answer.status().is_success(), "{what}: {}", answer.status());
    let answer = answer.json().await.unwrap_or_default();
    // Of a voter that has not voted nothing is written down.
    assert!(what == "makeVoter" || contents(database).await != before, "{what} changes nothing anyway");
    answer
}

async fn suggest(database: &Database, event: i64) -> i64 {
    let mut connection = database.connect().await;
    sqlx::query_scalar(
        "insert into event_suggestion (event_id, name, voter_id) values ($1, 'Fade to Grey', gen_random_uuid()) returning id::bigint",
    )
    .bind(i32::try_from(event).unwrap())
    .fetch_one(&mut connection)
    .await
    .unwrap()
}

#[tokio::test]
async fn no_form_of_a_foreign_page_changes_anything() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let (host, page) = Browser::host(&server, "Mine").await;
    let event: i64 = page.split('/').nth(2).unwrap().parse().unwrap();
    let own = server.url("");
    host.done(&format!("{page}/rules"), &[("title", "Mine"), ("takes_suggestions", "on")]).await;
    // A page gives a voter; the host's path and the others have one each.
    host.get("/events/1").await;
    let mut tried = 0;
    let mut form = async |path: String, fields: Vec<(&'static str, String)>| {
        tried += 1;
        let request = || host.client.post(server.url(&path)).form(&fields);
        try_all(&database, &path, request, &own).await;
    };
    let of_host = |path: &str| format!("{page}/{path}");
    form("/events".into(), vec![("title", "Another".into())]).await;
    form("/events/1/votes".into(), vec![("track", "1".into()), ("choice", "up".into())]).await;
    form(format!("/events/{event}/suggestions"), vec![("name", "Vienna".into())]).await;
    form(of_host("turn"), vec![("turn", "close".into())]).await;
    form(of_host("schedule"), vec![("opens", "2026-11-27T20:00".into())]).await;
    form(of_host("tracks"), vec![("name", "Blue Monday".into())]).await;
    let mut connection = database.connect().await;
    let track: i32 =
        sqlx::query_scalar("select max(track_id) from event_track").fetch_one(&mut connection).await.unwrap();
    form(of_host("mark"), vec![("track", track.to_string()), ("mark", "playing".into())]).await;
    let suggestion = suggest(&database, event).await;
    form(of_host("suggestions"), vec![("suggestion", suggestion.to_string()), ("answer", "decline".into())]).await;
    form(of_host("suggestions/none"), vec![]).await;
    form(of_host("rules"), vec![("title", "Renamed".into())]).await;
    form(of_host("cohosts"), vec![("cohost", "Kim".into())]).await;
    let cohost: i32 = sqlx::query_scalar("select max(id) from event_cohost").fetch_one(&mut connection).await.unwrap();
    form(of_host("revoke"), vec![("cohost", cohost.to_string())]).await;
    form(of_host("renew"), vec![]).await;
    let list = || reqwest::multipart::Form::new().text("list", "Visage - Fade to Grey");
    let import = || host.client.post(server.url(&of_host("import"))).multipart(list());
    try_all(&database, "import", import, &own).await;
    let routes = [include_str!("../../../src/http.rs"), include_str!("../../../src/http/host.rs")];
    assert_eq!(tried + 1, routes.map(|routes| routes.matches("post(").count()).iter().sum::<usize>(), "every form");
}

#[tokio::test]
async fn no_change_by_the_api_is_taken_from_a_foreign_page() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let client = Client::new();
    let mut operations = operations(&server).await;
    let own = server.url("");
    let mut attempt = async |operation: &str, method: Method, path: &str, token: &str, body: Value| {
        operations.remove(operation);
        let request = || {
            let request = client.request(method.clone(), server.url(&format!("/api{path}"))).bearer_auth(token);
            match &body {
                Value::Null => request,
                Value::String(text) => request.header("content-type", "text/plain").body(text.clone()),
                body => request.json(body),
            }
        };
        try_all(&database, operation, request, &own).await
    };
    let made =
        attempt("makeEvent", Method::POST, "/events", "", json!({"title": "Mine", "takes_suggestions": true})).await;
    let (event, key) = (made["id"].as_i64().unwrap(), made["host_key"].as_str().unwrap().to_owned());
    let at = |rest: &str| format!("/events/{event}{rest}");
    let voter =
        attempt("makeVoter", Method::POST, "/voters", "", Value::Null).await["token"].as_str().unwrap().to_owned();
    attempt("castVote", Method::POST, "/events/1/votes", &voter, json!({"track": 1, "up": true})).await;
    attempt("announceTitle", Method::POST, "/realtime", "", json!({"title": "Last orders"})).await;
    attempt("suggestTrack", Method::POST, &at("/suggestions"), &voter, json!({"name": "Vienna"})).await;
    attempt("dropSuggestions", Method::DELETE, &at("/suggestions"), &key, Value::Null).await;
    let suggestion = suggest(&database, event).await;
    attempt("acceptSuggestion", Method::POST, &at(&format!("/suggestions/{suggestion}/accept")), &key, Value::Null)
        .await;
    let suggestion = suggest(&database, event).await;
    attempt("dropSuggestion", Method::DELETE, &at(&format!("/suggestions/{suggestion}")), &key, Value::Null).await;
    let track = attempt("addTrack", Method::POST, &at("/tracks"), &key, json!({"name": "Blue Monday"})).await;
    attempt("importTracks", Method::POST, &at("/tracks/import"), &key, json!("Queen - Innuendo")).await;
    let track = at(&format!("/tracks/{}", track["id"]));
    attempt("changeTrack", Method::PATCH, &track, &key, json!({"standing": "playing"})).await;
    attempt("removeTrack", Method::DELETE, &track, &key, Value::Null).await;
    attempt("changeEvent", Method::PATCH, &at(""), &key, json!({"title": "Renamed"})).await;
    let cohost = attempt("addCohost", Method::POST, &at("/cohosts"), &key, json!({"name": "Kim"})).await;
    attempt("removeCohost", Method::DELETE, &at(&format!("/cohosts/{}", cohost["id"])), &key, Value::Null).await;
    attempt("renewHostKey", Method::POST, &at("/host-key"), &key, Value::Null).await;
    assert_eq!(operations, BTreeSet::new(), "every operation that changes anything");
}

/// Those of the description that change anything.
async fn operations(server: &Server) -> BTreeSet<String> {
    let description: Value = reqwest::get(server.url("/api/openapi.json")).await.unwrap().json().await.unwrap();
    let paths = description["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap());
    let changes =
        paths.filter(|(method, _)| *method != "get").filter_map(|(_, operation)| operation["operationId"].as_str());
    changes.map(str::to_owned).collect()
}

#[tokio::test]
async fn no_socket_of_a_foreign_page_casts() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let page = reqwest::get(server.url("/")).await.unwrap();
    let cookie = page.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let before = contents(&database).await;
    for (name, value) in FOREIGN {
        let native = Client::new().get(server.url("/live")).header("cookie", &cookie).header(name, value);
        let native = native.header("connection", "upgrade").header("upgrade", "websocket");
        let native =
            native.header("sec-websocket-version", "13").header("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA==");
        let native = native.header("sec-websocket-protocol", SUBPROTOCOL).send().await.unwrap();
        assert_eq!(native.status(), StatusCode::FORBIDDEN, "{name}: {value}");
        let headers = [("cookie", &*cookie), (name, value)];
        let mut clients = [
            SocketIo::connect(Wire::polling(&server, &headers).await, "").await,
            SocketIo::connect(Wire::web_socket(&server, &headers).await, "").await,
        ];
        for client in &mut clients {
            let refused = client.ask("vote", json!({"event": 1, "track": 1, "up": true})).await;
            assert_eq!(refused["error"]["code"], "foreign-origin", "{name}: {value}");
            let own = client.ask("own", json!({"event": 1})).await;
            assert_eq!(own["error"]["code"], "no-voter", "nor is anybody's vote told");
        }
    }
    assert_eq!(contents(&database).await, before);
    let mut ours =
        SocketIo::connect(Wire::polling(&server, &[("cookie", &cookie), ("origin", &server.url(""))]).await, "").await;
    assert_eq!(ours.ask("vote", json!({"event": 1, "track": 1, "up": true})).await["id"], 1);
}

#[tokio::test]
async fn no_foreign_page_chooses_a_language() {
    let database = database().await;
    let server = database.serve().await;
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let chosen = async |site: &str| {
        let answer = client.get(server.url("/language/ar")).header("sec-fetch-site", site).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        answer.headers().contains_key("set-cookie")
    };
    assert_eq!([chosen("cross-site").await, chosen("same-origin").await, chosen("none").await], [false, true, true]);
}

#[tokio::test]
async fn where_the_address_is_known_no_name_that_was_made_to_lead_here_is_ours() {
    let database = database().await.with_catalog().await;
    let known = |serve: &mut server::config::Serve| {
        serve.public_url = Some("https://vote.example".parse().unwrap());
        serve.also_at = vec!["http://10.0.0.7:3000".parse().unwrap()];
    };
    let server = Database::serve_as(&database.options, known).await;
    let client = Client::new();
    let title = async |host: &str, origin: &str| {
        let headers: HeaderMap = [("host", host), ("origin", origin)]
            .into_iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        let request = client.post(server.url("/api/realtime")).headers(headers).json(&json!({"title": "x"}));
        request.send().await.unwrap().status().as_u16()
    };
    // The attacker's own name, which resolves to this server by now: page and request agree.
    assert_eq!(title("evil.example", "http://evil.example").await, 403);
    assert_eq!(title("127.0.0.1", "http://127.0.0.1").await, 403);
    assert_eq!(title("vote.example", "http://vote.example").await, 403, "not by https");
    assert_eq!(title("vote.example", "https://vote.example").await, 201);
    assert_eq!(title("10.0.0.7:3000", "http://10.0.0.7:3000").await, 201);
}
