//! The HTTP API: what other programs read and write, and what they are told when they are wrong.

mod votes;

use crate::support::{Server, database, soon};
use reqwest::{Method, Response, StatusCode, header};
use serde_json::{Value, json};

/// A program that speaks to the API, and whose it is.
struct Program<'a> {
    server: &'a Server,
    client: reqwest::Client,
    token: Option<String>,
}

impl<'a> Program<'a> {
    fn new(server: &'a Server) -> Self {
        Self { server, client: reqwest::Client::new(), token: None }
    }

    async fn voter(server: &'a Server) -> Self {
        let made = Self::new(server).post("/voters", json!({})).await.json::<Value>().await.unwrap();
        Self { token: Some(made["token"].as_str().unwrap().to_owned()), ..Self::new(server) }
    }

    /// An event of its own, and its host.
    async fn host(server: &'a Server, event: Value) -> (Self, i64) {
        let made = Self::new(server).post("/events", event).await;
        assert_eq!(made.status(), StatusCode::CREATED);
        let made = made.json::<Value>().await.unwrap();
        let token = made["host_key"].as_str().unwrap().to_owned();
        (Self { token: Some(token), ..Self::new(server) }, made["id"].as_i64().unwrap())
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.client.request(method, self.server.url(&format!("/api{path}")));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    async fn post(&self, path: &str, body: Value) -> Response {
        soon(self.request(Method::POST, path).json(&body).send()).await.unwrap()
    }

    async fn patch(&self, path: &str, body: Value) -> Response {
        soon(self.request(Method::PATCH, path).json(&body).send()).await.unwrap()
    }

    async fn get(&self, path: &str) -> Value {
        let answer = soon(self.request(Method::GET, path).send()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.json().await.unwrap()
    }

    /// All rows of an event's votes from `since` on, page by page, and where they end.
    async fn votes(&self, event: i64, since: &str, limit: usize) -> (Vec<Value>, String) {
        let (mut votes, mut since) = (vec![], since.to_owned());
        loop {
            let page = self.get(&format!("/events/{event}/votes?limit={limit}&since={since}")).await;
            votes.extend(page["votes"].as_array().unwrap().clone());
            since = page["next"].as_str().unwrap().to_owned();
            if page["more"] == false {
                return (votes, since);
            }
        }
    }
}

/// What a problem says: its status and the end of its type.
async fn problem(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["status"], status);
    (status, body["type"].as_str().unwrap().strip_prefix("urn:partysense:").unwrap().to_owned())
}

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
async fn every_mistake_has_a_problem_of_its_own() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let program = Program::voter(&server).await;
    let send = async |method, path: &str, kind: &str, body: String| {
        let request = program.request(method, path).header(header::CONTENT_TYPE, kind).body(body);
        soon(request.send()).await.unwrap()
    };
    let json = "application/json";
    for (method, path, kind, body, status) in [
        (Method::GET, "/nothing", json, String::new(), 404),
        (Method::GET, "/", json, String::new(), 404),
        (Method::GET, "", json, String::new(), 404),
        (Method::GET, "/docs/%ff", json, String::new(), 400),
        (Method::POST, "/asyncapi.json", json, String::new(), 405),
        (Method::GET, "/events/x", json, String::new(), 400),
        (Method::GET, "/events/99999999999", json, String::new(), 400),
        (Method::GET, "/events/1/votes?limit=0", json, String::new(), 400),
        (Method::POST, "/events", json, "{".into(), 400),
        (Method::POST, "/events", json, r#"{"title":"#.to_owned() + &"[".repeat(10_000), 422),
        (Method::POST, "/events", json, r#"{"title":"a\u0000b"}"#.into(), 422),
        (Method::POST, "/events", json, r#"{"title":"a","colour":"red"}"#.into(), 422),
        (Method::POST, "/events", json, format!(r#"{{"title":"{}"}}"#, "a".repeat(20_000)), 413),
        (Method::POST, "/events", "text/plain", r#"{"title":"a"}"#.into(), 415),
        (Method::POST, "/events/1/votes", json, r#"{"track":1.5,"up":true}"#.into(), 422),
        (Method::POST, "/events/1/votes", json, r#"{"track":1,"up":"yes"}"#.into(), 422),
    ] {
        assert_eq!(problem(send(method, path, kind, body).await).await.0, status, "{path}");
    }
    let method = send(Method::DELETE, "/events", json, String::new()).await;
    assert_eq!(method.headers()[header::ALLOW], "GET,HEAD,POST");
    assert_eq!(problem(method).await.0, 405);
    let nobody = soon(program.client.get(server.url("/api/events/1/votes/own")).send()).await.unwrap();
    assert_eq!(nobody.headers()[header::WWW_AUTHENTICATE], "Bearer");
    assert_eq!(problem(nobody).await.0, 401);
}

#[tokio::test]
async fn pages_of_other_sites_may_read_and_nothing_else() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let program = Program::voter(&server).await;
    let foreign = |method, path| program.request(method, path).header(header::ORIGIN, "https://elsewhere.example");
    let read = soon(foreign(Method::GET, "/events/1/tally").send()).await.unwrap();
    assert_eq!(
        (read.status(), &read.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN]),
        (StatusCode::OK, &"*".parse().unwrap())
    );
    for (path, body) in [
        ("/events/1/votes", json!({"track": 1, "up": true})),
        ("/events", json!({"title": "Theirs"})),
        ("/voters", json!({})),
    ] {
        let answer = soon(foreign(Method::POST, path).json(&body).send()).await.unwrap();
        assert_eq!(problem(answer).await, (403, "foreign-origin".into()), "{path}");
    }
    let asks = foreign(Method::OPTIONS, "/events").header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST");
    let may = soon(asks.send()).await.unwrap().headers()[header::ACCESS_CONTROL_ALLOW_METHODS].clone();
    assert_eq!(may, "GET,HEAD");
}

#[tokio::test]
async fn a_title_becomes_a_row_that_is_announced() {
    let database = database().await;
    let server = database.serve().await;
    let pool = sqlx::PgPool::connect_lazy_with(database.options.clone());
    let mut listener = soon(sqlx::postgres::PgListener::connect_with(&pool)).await.unwrap();
    listener.listen("addedrecord").await.unwrap();
    let title = "Größe \"XL\" 🎵";
    let made = Program::new(&server).post("/realtime", json!({"title": title})).await;
    assert_eq!((made.status(), made.json::<Value>().await.unwrap()), (StatusCode::CREATED, json!({"id": 1})));
    assert_eq!(soon(listener.recv()).await.unwrap().payload(), title);
    let long = Program::new(&server).post("/realtime", json!({"title": "a".repeat(129)})).await;
    assert_eq!(problem(long).await, (422, "malformed".into()));
}

#[tokio::test]
async fn the_description_is_served_and_readable() {
    let database = database().await;
    let server = database.serve().await;
    let program = Program::new(&server);
    let description = program.get("/openapi.json").await;
    let operations: Vec<_> =
        description["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap()).collect();
    assert!(operations.len() >= 14, "{}", operations.len());
    for (method, operation) in operations {
        assert!(operation["summary"].is_string() && operation["operationId"].is_string(), "{method} {operation}");
    }
    let page = soon(program.request(Method::GET, "/docs").send()).await.unwrap();
    assert_eq!(page.url().path(), "/api/docs/");
    let page = page.text().await.unwrap();
    for file in ["swagger-ui.css", "page.css", "swagger-ui-bundle.js", "start.js"] {
        assert!(page.contains(file));
        let answer = soon(program.request(Method::GET, &format!("/docs/{file}")).send()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{file}");
    }
    let missing = soon(program.request(Method::GET, "/docs/nothing.js").send()).await.unwrap();
    assert_eq!(problem(missing).await.0, 404);
}
