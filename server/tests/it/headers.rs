//! What browsers are told to keep to, on each kind of answer.

use crate::support::{Server, database};
use reqwest::{Client, StatusCode, header, header::HeaderMap};
use server::config::Serve;

/// Pages of each kind, also those that say why there is no other.
const PAGES: [&str; 17] = [
    "/",
    "/firehose",
    "/events/1",
    "/events/1/wall",
    "/events/1/embed",
    "/events/999/embed",
    "/events/1/recap",
    "/events/1/host",
    "/events/99",
    "/nowhere",
    "/offline",
    "/new",
    "/j",
    "/j/NONE",
    "/h/none",
    "/events/x/recap",
    "/api/docs/",
];
/// Answers that are no pages.
const OTHERS: [&str; 14] = [
    "/healthz",
    "/readyz",
    "/metrics",
    "/api/events",
    "/api/events/99",
    "/api/openapi.json",
    "/api/nothing",
    "/sw.js",
    "/pkg/none.js",
    "/events/1/qr.svg",
    "/events/1/recap.png",
    "/live/sse?event=x",
    "/socket.io/",
    "/language/xx",
];

async fn headers(server: &Server, path: &str) -> HeaderMap {
    reqwest::get(server.url(path)).await.unwrap().headers().clone()
}

/// The one header of that name; empty: there is none.
fn one(headers: &HeaderMap, name: &str) -> String {
    let mut all = headers.get_all(name).iter();
    let (first, second) = (all.next(), all.next());
    assert!(second.is_none(), "{name} twice");
    first.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// What follows the name of a directive.
fn directive<'a>(policy: &'a str, name: &str) -> Option<&'a str> {
    policy
        .split(';')
        .filter_map(|directive| directive.trim().split_once(' '))
        .find(|(own, _)| *own == name)
        .map(|it| it.1)
}

fn nonce(policy: &str) -> Option<&str> {
    policy.split("'nonce-").nth(1)?.split('\'').next()
}

#[tokio::test]
async fn every_answer_says_what_it_may_do() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    for path in PAGES.into_iter().chain(OTHERS) {
        let headers = headers(&server, path).await;
        let policy = one(&headers, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe-inline"), "{path}: {policy}");
        assert!(!policy.replace("'wasm-unsafe-eval'", "").contains("unsafe-eval"), "{path}: {policy}");
        assert_eq!(directive(&policy, "base-uri"), Some("'none'"), "{path}");
        let is_embed = path.ends_with("/embed");
        assert_eq!(directive(&policy, "frame-ancestors"), Some(if is_embed { "*" } else { "'none'" }), "{path}");
        assert_eq!(one(&headers, "x-frame-options"), if is_embed { "" } else { "DENY" }, "{path}");
        assert_eq!(one(&headers, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(one(&headers, "referrer-policy"), "same-origin", "{path}");
        assert_eq!(one(&headers, "strict-transport-security"), "", "{path} came by http");
        let is_page = PAGES.contains(&path);
        assert_eq!(one(&headers, "content-type").starts_with("text/html"), is_page, "{path}");
        assert_eq!(one(&headers, "cross-origin-opener-policy"), if is_page { "same-origin" } else { "" }, "{path}");
        let permissions = one(&headers, "permissions-policy");
        assert_eq!(permissions.contains("camera=()"), is_page, "{path}");
        assert_eq!(permissions.contains("screen-wake-lock=(self)"), path.ends_with("/wall"), "{path}");
    }
}

#[tokio::test]
async fn each_page_has_a_nonce_of_its_own_and_nothing_inline_that_lacks_it() {
    let database = database().await.with_catalog().await;
    database.sql("insert into event_vote (event_id, track_id, is_positive) values (1, 1, true), (1, 2, false)").await;
    let server = database.serve().await;
    let mut seen = vec![];
    for path in PAGES.into_iter().chain(PAGES).filter(|path| *path != "/api/docs/") {
        let page = reqwest::get(server.url(path)).await.unwrap();
        let policy = one(page.headers(), "content-security-policy");
        let nonce = nonce(&policy).unwrap_or_else(|| panic!("{path}: {policy}")).to_owned();
        assert!(nonce.len() >= 22, "{path}: 128 bits");
        let html = page.text().await.unwrap();
        for tag in html.split('<').filter(|tag| tag.starts_with("script") || tag.starts_with("style")) {
            let tag = tag.split('>').next().unwrap();
            let is_plain = tag.contains("type=\"text/plain\"");
            assert!(is_plain || tag.contains(&format!("nonce=\"{nonce}\"")), "{path}: <{tag}>");
        }
        // Without what stands between quotes.
        let names = |tag: &str| tag.split('>').next().unwrap().split('"').step_by(2).collect::<String>();
        let tags = html.split('<').map(names);
        let inline: Vec<String> = tags.filter(|tag| tag.contains(" style=") || tag.contains(" on")).collect();
        assert_eq!(inline, [""; 0], "{path}");
        seen.push(nonce);
    }
    let answers = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), answers, "no nonce twice");
}

#[tokio::test]
async fn who_has_a_page_already_keeps_its_policy() {
    let database = database().await;
    let server = database.serve().await;
    let docs = headers(&server, "/api/docs/").await;
    assert_eq!(directive(&one(&docs, "content-security-policy"), "script-src"), Some("'self'"));
    let request = Client::new().get(server.url("/api/docs/")).header(header::IF_NONE_MATCH, &docs[header::ETAG]);
    let again = request.send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(one(again.headers(), "content-security-policy"), "", "another one would replace it");
}

#[tokio::test]
async fn what_other_sites_may_read_they_still_may() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    for (path, readers) in [
        ("/events/1/embed", "cross-origin"),
        ("/events/1/qr.svg", "cross-origin"),
        ("/events/1/recap.png", "cross-origin"),
        ("/api/events/1", "cross-origin"),
        ("/live/sse?event=x", "cross-origin"),
        ("/socket.io/?EIO=4&transport=polling", "cross-origin"),
        ("/", "same-origin"),
        ("/events/1", "same-origin"),
        ("/healthz", "same-origin"),
    ] {
        let request = Client::new().get(server.url(path)).header(header::ORIGIN, "https://elsewhere.example");
        let answer = request.send().await.unwrap();
        assert_eq!(one(answer.headers(), "cross-origin-resource-policy"), readers, "{path}");
        let is_open = one(answer.headers(), "access-control-allow-origin") == "*";
        assert_eq!(
            is_open,
            path.starts_with("/api") || path.starts_with("/live") || path.starts_with("/socket"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn who_came_by_https_shall_come_back_so() {
    let database = database().await;
    let said = |serve: &mut Serve| serve.public_url = Some("https://vote.example".parse().unwrap());
    let server = crate::support::Database::serve_as(&database.options, said).await;
    for path in ["/", "/healthz", "/api/events", "/offline"] {
        assert_eq!(one(&headers(&server, path).await, "strict-transport-security"), "max-age=31536000", "{path}");
    }
    let server = database.serve().await;
    let by = async |scheme: &str| {
        let request = Client::new().get(server.url("/")).header("x-forwarded-proto", scheme);
        one(request.send().await.unwrap().headers(), "strict-transport-security")
    };
    assert_eq!([by("https").await, by("http").await], ["max-age=31536000", ""], "a proxy says how");
}

#[tokio::test]
async fn the_address_that_guests_ask_for_decides_whether_cookies_are_for_https_alone() {
    let database = database().await.with_catalog().await;
    let said = |serve: &mut Serve| {
        serve.public_url = Some("https://vote.example".parse().unwrap());
        serve.also_at = vec!["http://192.168.1.5:3000".parse().unwrap()];
    };
    let server = crate::support::Database::serve_as(&database.options, said).await;
    for (host, is_secure) in [("vote.example", true), ("192.168.1.5:3000", false), ("elsewhere.example", true)] {
        let page = Client::new().get(server.url("/events/1")).header(header::HOST, host).send().await.unwrap();
        let cookie = one(page.headers(), "set-cookie");
        assert!(cookie.starts_with("voter="), "{host}: {cookie}");
        assert_eq!(cookie.contains("; Secure"), is_secure, "{host}: {cookie}");
        assert_eq!(!one(page.headers(), "strict-transport-security").is_empty(), is_secure, "{host}");
    }
    server.service.stop().await;
}
