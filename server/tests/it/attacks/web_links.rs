//! Ways to lead a reader elsewhere, and to write into the head of an answer.

use crate::support::{Server, database};
use reqwest::{Client, Response, header, redirect::Policy};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What would end a header, and begin another or the body.
const BREAKS: [&str; 7] = [
    "%0d%0aset-cookie:%20evil=1",
    "%0aset-cookie:%20evil=1",
    "%0d%0a%0d%0a<html>",
    "%e5%98%8d%e5%98%8aset-cookie:evil",
    "%00",
    "%c2%85x",
    "%7f",
];
/// Addresses that some browser takes for another site's.
const ELSEWHERE: [&str; 10] = [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example//evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://evil.example/%5cevil.example",
    "/%09/evil.example",
    "///evil.example",
];

fn client() -> Client {
    Client::builder().redirect(Policy::none()).build().unwrap()
}

/// It leads nowhere, or to a place of ours; and nothing was written into its head.
fn unbroken(answer: &Response, why: &str) {
    assert!(!answer.status().is_server_error(), "{why}: {}", answer.status());
    let cookies = answer.headers().get_all(header::SET_COOKIE).iter();
    assert!(cookies.map(|cookie| cookie.to_str().unwrap()).all(|cookie| !cookie.contains("evil")), "{why}");
    let Some(location) = answer.headers().get(header::LOCATION) else { return };
    let location = location.to_str().unwrap();
    assert!(location.starts_with('/') && !location[1..].starts_with(['/', '\\']), "{why} leads to {location}");
    assert!(!location.contains(['\\', '\t', '\r', '\n']), "{why} leads to {location}");
}

async fn get(server: &Server, path: &str) -> Response {
    client().get(server.url(path)).send().await.unwrap()
}

#[tokio::test]
async fn nothing_that_was_sent_ends_a_header() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    for text in BREAKS {
        for path in [
            "/j/$",
            "/j?code=$",
            "/h/$",
            "/language/$",
            "/language/de$",
            "/events/1/$",
            "/events/$/votes",
            "/events/1/host?done=$",
            "/api/events/1/votes.csv$",
            "/api/events/$/votes.csv",
            "/events/1/recap.png?$",
            "/$",
            "/pkg/$",
            "/pkg?$",
            "/api/docs$",
            "/live/sse?event=$",
            "/socket.io/?EIO=4&transport=polling&sid=$",
        ] {
            unbroken(&get(&server, &path.replace('$', text)).await, &format!("{path} with {text}"));
        }
        let form = format!("track=1&choice=up&return={text}&next={text}");
        let request = client().post(server.url("/events/1/votes")).header("origin", server.url("")).body(form);
        unbroken(&request.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap(), text);
    }
    // A code is any text to other programs, and its link is in pictures and pages.
    database.sql(r"update event_event set code = e'A\r\nset-cookie: evil=1' where id = 1").await;
    for path in ["/events/1", "/events/1/qr.svg", "/j/A%0d%0aset-cookie:%20evil=1"] {
        unbroken(&get(&server, path).await, path);
    }
}

#[tokio::test]
async fn no_answer_leads_to_another_site() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    for elsewhere in ELSEWHERE {
        for (name, value) in [("referer", elsewhere), ("x-forwarded-host", "evil.example"), ("host", "evil.example")] {
            for path in ["/language/de", "/h/none", "/j/FRIDAY", "/api/docs", "/j?code=FRIDAY"] {
                let answer = client().get(server.url(path)).header(name, value).send().await.unwrap();
                unbroken(&answer, &format!("{path} with {name}: {value}"));
            }
        }
        for path in [format!("/j?code=FRIDAY&next={elsewhere}"), format!("/{elsewhere}"), elsewhere.to_owned()] {
            let path = if path.starts_with('/') { path } else { format!("/{path}") };
            unbroken(&get(&server, &path).await, &path);
        }
    }
    for path in [
        "//evil.example/..",
        "//evil.example/%2e%2e",
        "//evil.example/pkg",
        "/pkg//evil.example",
        "//evil.example/language/de",
    ] {
        let mut stream = TcpStream::connect(server.service.address()).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: vote.example\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(!answer.to_lowercase().contains("\r\nlocation: //"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn a_host_that_nobody_could_be_called_is_shown_to_nobody() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    for host in ["evil.example\"><script>", "a b", "evil.example/path", "x@evil.example", "<b>", "[::1", "'"] {
        let mut stream = TcpStream::connect(server.service.address()).await.unwrap();
        let request = format!("GET /events/1/recap HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(!answer.contains(host) || host == "'", "{host}: {answer}");
        assert!(!answer.starts_with("HTTP/1.1 5"), "{host}: {answer}");
    }
}

#[tokio::test]
async fn cookies_of_any_size_and_number_are_read_or_refused() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let many: String = (0..2_000).map(|nth| format!("voter{nth}=x; ")).collect();
    let same = "voter=x; ".repeat(3_000);
    let odd = "; ; =; =x; voter; voter==; \"voter\"=\"; voter=%; voter=%zz; host_1=%00; clock=99999999999999999999; language=%ff";
    for cookie in
        ["voter=".to_owned() + &"A".repeat(60_000), many, same, odd.to_owned(), ";".repeat(30_000), "=".repeat(30_000)]
    {
        for path in ["/", "/events/1", "/events/1/host", "/new", "/api/events/1/votes/own"] {
            let answer = client().get(server.url(path)).header(header::COOKIE, &cookie).send().await.unwrap();
            let status = answer.status();
            assert!(!status.is_server_error(), "{path} with {} bytes: {status}", cookie.len());
        }
    }
    // Far more than a head may have is no request.
    let answer = client().get(server.url("/")).header(header::COOKIE, "A".repeat(2_000_000)).send().await;
    assert!(answer.map_or(true, |answer| answer.status().is_client_error()));
    assert_eq!(get(&server, "/").await.status(), 200);
}
