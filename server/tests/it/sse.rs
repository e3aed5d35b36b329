//! Server-sent events: the same stream for clients that come back by themselves.

use crate::{
    resume::Seen,
    support::{database, soon, until},
};

const VOTE: &str = "insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)";

#[tokio::test]
async fn server_sent_events_go_on_after_the_last_event_id() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let (seen, _socket) = Seen::begin(&server).await;
    let since = seen.position;
    database.sql(&[VOTE; 3].join(";")).await;
    let url = server.url("/live/sse?event=1");
    let mut answer = reqwest::Client::new().get(&url).header("last-event-id", &since).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    assert_eq!(answer.headers()["x-accel-buffering"], "no", "a proxy passes each vote on at once");
    let mut text = String::new();
    while text.matches("data: ").count() < 4 {
        text.push_str(std::str::from_utf8(&soon(answer.chunk()).await.unwrap().unwrap()).unwrap());
    }
    let ids: Vec<i64> = text
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line.strip_prefix("data: ")?).ok()?["id"].as_i64())
        .collect();
    assert_eq!(ids, [1, 2, 3]);
    let places: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
    assert_eq!((places.len(), places[0]), (4, since.as_str()), "a place to go on from comes before the first vote");
    let opening = format!("event: state\nid: {since}\ndata: {{\"recovered\":true,\"position\":\"{since}\"}}\n\n");
    assert!(text.contains(&opening), "{text}");
    for (query, status) in [("event=99", 404), ("event=x", 400), ("", 400), ("event=1&since=x", 400)] {
        let answer = reqwest::get(server.url(&format!("/live/sse?{query}"))).await.unwrap();
        assert_eq!(answer.status(), status, "{query}");
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
        assert!(answer.json::<serde_json::Value>().await.unwrap()["error"]["code"].is_string(), "{query}");
    }
}

#[tokio::test]
async fn server_sent_events_that_nobody_read_for_too_long_end_and_the_client_gets_the_rest() {
    const ROWS: usize = 60_000;
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let client = reqwest::Client::new();
    let mut answer = client.get(server.url("/live/sse?event=1")).send().await.unwrap();
    let import =
        "insert into event_vote (event_id, track_id, is_positive) select 1, 1, true from generate_series(1, 60000)";
    database.sql(import).await;
    let published = async || server.plain_since("1", Some("")).await.json().await["tallies"][0]["up"] == 60_000;
    until(published).await;
    let (mut text, mut ends) = (Vec::new(), 0);
    let (mut votes, mut last) = (std::collections::BTreeSet::new(), String::new());
    while votes.len() < ROWS {
        match soon(answer.chunk()).await.unwrap() {
            Some(chunk) => text.extend(chunk),
            None => {
                ends += 1;
                text.clear();
                let again = client.get(server.url("/live/sse?event=1")).header("last-event-id", &last);
                answer = again.send().await.unwrap();
            }
        }
        // A block that is not whole counts for nothing.
        let whole = text.windows(2).rposition(|end| end == b"\n\n").map_or(0, |end| end + 2);
        for line in String::from_utf8(text.drain(..whole).collect()).unwrap().lines() {
            match line.split_once(": ") {
                Some(("id", position)) => last = position.to_owned(),
                Some(("data", vote)) if vote.contains("\"id\"") => {
                    assert!(votes.insert(vote.to_owned()), "twice: {vote}")
                }
                _ => {}
            }
        }
    }
    assert!(ends > 0, "it fell out of the log, or this test shows nothing");
}
