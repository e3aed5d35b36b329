//! SQL in whatever is an id or a text, and HTML in whatever somebody may call something: it is text, everywhere.

use super::contents;
use crate::support::{
    Database, Server,
    browser::Browser,
    database,
    socketio::{SocketIo, Wire},
};
use reqwest::{Client, Method, header};
use serde_json::{Value, json};

/// What would be more than a text or a number, if it were put into a statement.
const SQL: [&str; 14] = [
    "'",
    "\"",
    "' or '1'='1",
    "1 or 1=1",
    "1; drop table event_vote; --",
    "'); delete from event_event; --",
    "1/**/union/**/select/**/secret/**/from/**/partysense_cookie_key",
    "$1",
    "\\",
    "%",
    "_%_",
    "\u{0}",
    "E'\\x41'",
    "1e0",
];

/// What would be more than a text on a page, in an attribute, in a script, in an address or in a sheet.
const HTML: [&str; 10] = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "--><svg onload=alert(1)>",
    "\" autofocus onfocus=\"alert(1)",
    "' onmouseover='alert(1)",
    "</title><img src=x onerror=alert(1)>",
    "</textarea><iframe srcdoc='<script>alert(1)</script>'>",
    "javascript:alert(1)",
    "]]></style>&lt;b&gt;{{7*7}}${7*7}",
];

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

#[tokio::test]
async fn sql_in_an_id_or_a_text_is_never_more_than_that() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let (host, page) = Browser::host(&server, "Mine").await;
    let (client, token) = (Client::new(), token(&server).await);
    let before = contents(&database).await;
    for sql in SQL {
        let text = encoded(sql);
        for address in [
            "/events/$",
            "/events/$/wall",
            "/events/$/embed",
            "/events/$/recap",
            "/events/$/recap.png",
            "/events/$/qr.svg",
            "/events/$/host",
            "/h/$",
            "/j/$",
            "/j?code=$",
            "/language/$",
            "/events/1?refused=$&track=$",
            "/live/sse?event=$",
            "/live/sse?event=1&since=$",
            "/api/events/$",
            "/api/events/$/tracks",
            "/api/events/1/tracks?after=$",
            "/api/events/1/tracks?limit=$",
            "/api/events/$/votes",
            "/api/events/1/votes?since=$",
            "/api/events/1/votes?limit=$",
            "/api/events/$/votes.csv",
            "/api/events/$/tally",
            "/api/events/$/recap",
            "/api/events/$/own",
            "/api/tracks?search=$",
            "/api/events?after=$",
            "/api/events?limit=$",
            "/api/events/1/suggestions",
            "/api/events/1/cohosts",
            "/socket.io/?sid=$",
        ] {
            let request = client.get(server.url(&address.replace('$', &text)));
            let request =
                request.header(header::COOKIE, format!("voter={text}; host_1={text}; language={text}; clock={text}"));
            let status = request.bearer_auth(&text).send().await.unwrap().status();
            assert!(!status.is_server_error(), "{address} with {sql}: {status}");
        }
        let search = host.get(&format!("{page}?search={text}&done={text}")).await;
        assert!(!search.status().is_server_error(), "{sql}");
        for (method, path, body) in changes(sql) {
            let request = client.request(method.clone(), server.url(&path)).bearer_auth(&token).json(&body);
            let status = request.send().await.unwrap().status();
            assert!(status.is_client_error(), "{method} {path} with {sql}: {status}");
        }
        let own = server.url("");
        for (path, field) in
            [("/events/1/votes", "track"), ("/events/1/votes", "choice"), ("/events/1/host/revoke", "cohost")]
        {
            let form = client.post(server.url(path)).header("origin", &own).form(&[(field, sql)]);
            assert!(form.send().await.unwrap().status().is_client_error(), "{path} {sql}");
        }
        sockets(&server, sql).await;
    }
    assert_eq!(contents(&database).await, before, "nothing was written, and no table is gone");
}

async fn token(server: &Server) -> String {
    let made = Client::new().post(server.url("/api/voters")).send().await.unwrap().json::<Value>().await.unwrap();
    made["token"].as_str().unwrap().to_owned()
}

/// Changes that name things by that.
fn changes(sql: &str) -> Vec<(Method, String, Value)> {
    let id = encoded(sql);
    let (post, patch, delete) = (Method::POST, Method::PATCH, Method::DELETE);
    vec![
        (post.clone(), "/api/events/1/votes".into(), json!({"track": sql, "up": true})),
        (post.clone(), "/api/events/1/votes".into(), json!({"track": 1, "up": sql})),
        (post.clone(), "/api/events/1/votes".into(), json!({"track": 1, "up": true, "ballot": sql})),
        (post.clone(), format!("/api/events/{id}/votes"), json!({"track": 1, "up": true})),
        (post.clone(), format!("/api/events/{id}/suggestions"), json!({"name": "x"})),
        (post.clone(), format!("/api/events/{id}/tracks"), json!({"name": sql})),
        (post.clone(), format!("/api/events/1/suggestions/{id}/accept"), json!({})),
        (post, "/api/events".into(), json!({"title": "x", "opens_at": sql})),
        (patch.clone(), format!("/api/events/{id}"), json!({"title": sql})),
        (patch.clone(), "/api/events/1".into(), json!({"votes_per_hour": sql})),
        (patch, format!("/api/events/1/tracks/{id}"), json!({"standing": sql})),
        (delete.clone(), format!("/api/events/1/tracks/{id}"), json!({})),
        (delete.clone(), format!("/api/events/1/cohosts/{id}"), json!({})),
        (delete, format!("/api/events/1/suggestions/{id}"), json!({})),
    ]
}

/// The same by the sockets that read text.
async fn sockets(server: &Server, sql: &str) {
    for request in [json!({"event": sql}), json!({"event": 1, "since": sql})] {
        let mut plain = server.open("/live", &[]).await;
        plain.say(&request.to_string()).await;
        let said = plain.json().await;
        assert!(said["error"]["code"].is_string(), "{request}: {said}");
    }
    // The library ends a connection that calls a message so that JSON must escape it.
    let name = sql.replace(['"', '\\', '\u{0}'], "x");
    let mut client = SocketIo::connect(Wire::web_socket(server, &[]).await, &json!({"token": sql}).to_string()).await;
    for (event, argument) in [
        ("vote", json!({"event": 1, "track": sql, "up": true})),
        ("vote", json!({"event": 1, "track": 1, "up": true})),
        ("subscribe", json!({"event": sql})),
        ("own", json!({"event": sql})),
        ("ready for data", json!({"since": sql})),
        (&*name, json!({})),
    ] {
        let answer = client.ask(event, argument).await;
        assert!(answer["error"]["code"].is_string(), "{event}: {answer}");
    }
}

#[tokio::test]
async fn what_somebody_called_something_is_text_on_every_page() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    for html in HTML {
        let (host, page) = Browser::host(&server, html).await;
        let event: i32 = page.split('/').nth(2).unwrap().parse().unwrap();
        named(&database, &host, &page, event, html).await;
        let paths = ["", "/wall", "/embed", "/recap"].map(|view| format!("/events/{event}{view}"));
        let own = [page.clone(), format!("{page}?search={}", encoded(html)), "/".into(), "/firehose".into()];
        for path in paths.into_iter().chain(own) {
            harmless(&host.text(&path).await, html, &path);
        }
        let code = host.get(&format!("/j?code={}", encoded(html))).await.text().await.unwrap();
        harmless(&code, html, "/j");
        // A form that was not done says again what was typed.
        let again = host.wrong(&format!("{page}/rules"), &[("title", html), ("votes_per_hour", html)]).await;
        harmless(&again, html, "a form");
        let picture = reqwest::get(server.url(&format!("/events/{event}/recap.png"))).await.unwrap();
        assert_eq!(
            (picture.status().as_u16(), &picture.headers()["content-type"]),
            (200, &"image/png".parse().unwrap())
        );
        let api = reqwest::get(server.url(&format!("/api/events/{event}"))).await.unwrap();
        assert!(api.headers()["content-type"].to_str().unwrap().starts_with("application/json"));
        assert_eq!(api.json::<Value>().await.unwrap()["title"], html, "to programs it is what it is");
    }
}

/// An event in which everything is called that.
async fn named(database: &Database, host: &Browser<'_>, page: &str, event: i32, html: &str) {
    let mut connection = database.connect().await;
    sqlx::query(
        "with artist as (insert into music_artist (name) values ($2) returning id),
              track as (insert into music_track (name, artist_id) select $2, id from artist returning id)
         insert into event_track (event_id, track_id) select $1, id from track",
    )
    .bind(event)
    .bind(html)
    .execute(&mut connection)
    .await
    .unwrap();
    let vote = "insert into event_vote (event_id, track_id, is_positive, voter_id)
                select event_id, track_id, true, gen_random_uuid() from event_track where event_id = $1";
    sqlx::query(vote).bind(event).execute(&mut connection).await.unwrap();
    let wish = "insert into event_suggestion (event_id, name, artist, voter_id) values ($1, $2, $2, gen_random_uuid())";
    sqlx::query(wish).bind(event).bind(html).execute(&mut connection).await.unwrap();
    sqlx::query("insert into realtime (title) values ($1)").bind(html).execute(&mut connection).await.unwrap();
    sqlx::query("update event_event set code = $2 where id = $1")
        .bind(event)
        .bind(html)
        .execute(&mut connection)
        .await
        .unwrap();
    host.done(&format!("{page}/cohosts"), &[("cohost", html)]).await;
}

/// No tag and no attribute of a page is one that was written by somebody else.
fn harmless(page: &str, html: &str, path: &str) {
    assert!(
        !page.contains("<script>") && !page.contains("<img src=x") && !page.contains("<iframe"),
        "{path} with {html}"
    );
    assert!(!page.contains("<svg onload") && !page.contains("<!--<script"), "{path} with {html}");
    // Markup without what stands between quotes, as a parser sees it.
    for tag in page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let names: String = tag.split('"').step_by(2).collect();
        for attribute in [" onload", " onerror", " onfocus", " onmouseover", " srcdoc"] {
            assert!(!names.contains(attribute), "{path} with {html}: <{tag}>");
        }
        for address in ["href", "src", "action", "formaction", "content"] {
            assert!(!tag.contains(&format!(" {address}=\"javascript:")), "{path} with {html}: <{tag}>");
        }
    }
}

#[tokio::test]
async fn what_no_text_holds_is_refused_and_never_cut_in_the_middle() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let (client, token) = (Client::new(), token(&server).await);
    let odd = [
        "\u{0}",
        "\u{202e}evil\u{202c}",
        "\u{feff}",
        "\u{fffe}",
        "e\u{301}".repeat(2_000).as_str(),
        "\u{1f469}\u{200d}\u{1f680}",
        "\u{10ffff}",
        "ﷺ",
        "\r\nx: y",
        "\u{2028}",
        "\u{85}",
        "a\tb",
        "𝕏",
        "\u{1b}[31m",
    ]
    .map(str::to_owned);
    for text in odd.iter().chain([&"ä".repeat(100_000)]) {
        for (path, body) in [
            ("/api/events", json!({"title": text})),
            ("/api/realtime", json!({"title": text})),
            ("/api/events/1/suggestions", json!({"name": text, "artist": text})),
        ] {
            let answer = client.post(server.url(path)).bearer_auth(&token).json(&body).send().await.unwrap();
            assert!(!answer.status().is_server_error(), "{path} {text:?}: {}", answer.status());
        }
        let form = client.post(server.url("/events")).form(&[("title", text), ("opens", text), ("clock", text)]);
        assert!(!form.send().await.unwrap().status().is_server_error(), "{text:?}");
        for path in ["/j/$", "/j?code=$", "/api/tracks?search=$", "/events/1?refused=closed&track=1&$"] {
            let short: String = text.chars().take(500).collect();
            let answer = client.get(server.url(&path.replace('$', &encoded(&short)))).send().await.unwrap();
            assert!(!answer.status().is_server_error(), "{path} {short:?}: {}", answer.status());
        }
    }
    // Whatever was taken is shown.
    let events: Value = client.get(server.url("/api/events")).send().await.unwrap().json().await.unwrap();
    for event in events["events"].as_array().unwrap() {
        for view in ["", "/recap", "/recap.png", "/wall", "/qr.svg"] {
            let path = format!("/events/{}{view}", event["id"]);
            let answer = client.get(server.url(&path)).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{path}: {}", event["title"]);
        }
    }
}
