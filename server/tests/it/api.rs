//! The HTTP API: what other programs read and write, and what they are told when they are wrong.

mod events;
mod hosts;
mod line_up;
mod roles;
mod suggestions;
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

    /// For many at once.
    async fn post_owned(&self, path: String, body: Value) -> Response {
        self.post(&path, body).await
    }

    async fn patch_owned(&self, path: String, body: Value) -> Response {
        self.patch(&path, body).await
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
    assert!(operations.len() >= 25, "{}", operations.len());
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
