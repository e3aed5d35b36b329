//! What operators are told in numbers: well-formed, explained, and moved by what they count.

use crate::support::{Database, Server, Socket, database, openmetrics::Scrape, soon, until};
use clap::CommandFactory;
use load::proxy::Mode;
use reqwest::Method;
use server::{config::Config, metrics::Bound};
use shared::{Ballot, Channel, ClientMessage, Direction, EventId, Refusal, ServerMessage, TrackId, plain::MAX_MESSAGE};
use std::{collections::BTreeMap, path::Path};
use uuid::Uuid;

const VOTE: &str = "insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)";

async fn scrape(server: &Server) -> Scrape {
    let response = reqwest::get(server.url("/metrics")).await.unwrap();
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    Scrape::read(&response.text().await.unwrap())
}

/// A voter's cookie.
async fn cookie(server: &Server) -> String {
    let page = reqwest::get(server.url("/events/1")).await.unwrap();
    page.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned()
}

fn ballot(track: i32) -> Ballot {
    Ballot { id: Uuid::new_v4(), event: EventId(1), track: TrackId(track), choice: Some(Direction::Up) }
}

/// A server on which something has happened, so that no metric is empty.
async fn busy(database: &Database) -> (Server, [Socket; 2]) {
    let server = database.serve().await;
    let mut plain = server.plain_since("1", None).await;
    let cookie = cookie(&server).await;
    let mut native = server.native(Some(&cookie)).await;
    native.send(&ClientMessage::Watch { channel: Channel::Event(EventId(1)), since: None }).await;
    native.send(&ClientMessage::Cast(ballot(1))).await;
    plain.json().await;
    let mut is_told = false;
    while !is_told {
        is_told = matches!(native.server_message().await, ServerMessage::Update(update) if update.cast == 1);
    }
    let measured = async || {
        let metrics = scrape(&server).await;
        ["plain", "native"]
            .iter()
            .all(|one| metrics.value("partysense_commit_to_socket_seconds_count", &[("protocol", one)]) == 1.0)
    };
    until(measured).await;
    (server, [plain, native])
}

#[tokio::test]
async fn every_number_is_well_formed_and_explained() {
    let database = database().await.with_catalog().await;
    let (server, _viewers) = busy(&database).await;
    let metrics = scrape(&server).await;
    assert!(metrics.0.len() > 40, "{}", metrics.0.len());
    for (name, family) in &metrics.0 {
        assert!(name.starts_with("partysense_") || name.starts_with("process_"), "{name}");
        assert!(family.help.len() > 10 && family.help.ends_with('.'), "{name}: {}", family.help);
        assert!(!family.samples.is_empty(), "{name} says nothing");
    }
    assert_eq!(metrics.value("partysense_build_info", &[("version", env!("CARGO_PKG_VERSION"))]), 1.0);
    let open = metrics.value("process_open_fds", &[]);
    assert!(open > 10.0 && open < metrics.value("process_max_fds", &[]));
    assert!(metrics.value("process_resident_memory_bytes", &[]) > 1e6);
    let queue = metrics.value("partysense_postgres_notification_queue_usage", &[]);
    assert!((0.0..1.0).contains(&queue), "{queue}");
    server.service.stop().await;
}

#[tokio::test]
async fn a_vote_moves_what_counts_votes() {
    let database = database().await.with_catalog().await;
    let (server, _viewers) = busy(&database).await;
    let metrics = scrape(&server).await;
    for (name, labels, expected) in [
        ("partysense_feed_rows_total", &[][..], 1.0),
        ("partysense_ballots_acknowledged_total", &[], 1.0),
        ("partysense_ballot_insert_seconds_count", &[], 1.0),
        ("partysense_viewers", &[], 2.0),
        ("partysense_viewers_by_door", &[("door", "native")], 1.0),
        ("partysense_viewers_by_door", &[("door", "plain")], 1.0),
        ("partysense_viewers_by_door", &[("door", "sse")], 0.0),
        ("partysense_connections", &[("kind", "websocket")], 2.0),
        ("partysense_channels", &[], 1.0),
        ("partysense_listener_connected", &[], 1.0),
    ] {
        assert_eq!(metrics.value(name, labels), expected, "{name}");
    }
    let plain = metrics.value("partysense_commit_to_socket_seconds_sum", &[("protocol", "plain")]);
    assert!(plain > 0.0 && plain < 20.0, "{plain} s");
    assert!(metrics.value("partysense_deliveries_total", &[]) >= 2.0);
    assert!(metrics.value("partysense_log_frames", &[]) >= metrics.value("partysense_log_frames_longest", &[]));
    assert!(metrics.value("partysense_log_bytes", &[]) > 100.0);
    server.service.stop().await;
}

#[tokio::test]
async fn whoever_follows_is_counted_at_the_door_that_they_came_by() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let mut stream = reqwest::get(server.url("/live/sse?event=1")).await.unwrap();
    soon(stream.chunk()).await.unwrap();
    let by_door = async |door| scrape(&server).await.value("partysense_viewers_by_door", &[("door", door)]);
    assert_eq!((by_door("sse").await, by_door("plain").await), (1.0, 0.0));
    drop(stream);
    until(async || by_door("sse").await == 0.0).await;
    server.service.stop().await;
}

#[tokio::test]
async fn refusals_and_what_goes_over_a_bound_are_counted_by_name() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let refused = async |reason| scrape(&server).await.value("partysense_ballots_refused_total", &[("reason", reason)]);
    let dropped =
        async |bound: Bound| scrape(&server).await.value("partysense_drops_total", &[("bound", bound.name())]);

    let cookie = cookie(&server).await;
    let mut native = server.native(Some(&cookie)).await;
    native.send(&ClientMessage::Cast(ballot(99))).await;
    assert!(matches!(native.server_message().await, ServerMessage::Answer(_, Err(Refusal::UnknownTrack))));
    let mut nobody = server.native(None).await;
    nobody.send(&ClientMessage::Cast(ballot(1))).await;
    assert!(matches!(nobody.server_message().await, ServerMessage::Answer(_, Err(Refusal::NoVoter))));
    assert_eq!((refused("unknown-track").await, refused("no-voter").await, refused("busy").await), (1.0, 1.0, 0.0));

    // More than may be under way, while none of them can be written.
    let mut other = database.connect().await;
    sqlx::raw_sql("begin; lock table event_vote in access exclusive mode").execute(&mut other).await.unwrap();
    let many: Vec<_> = (0..40).map(|_| ClientMessage::Cast(ballot(2))).collect();
    native.send_together(&many).await;
    assert!(matches!(native.server_message().await, ServerMessage::Answer(_, Err(Refusal::Busy))));
    until(async || dropped(Bound::BallotsUnderWay).await == 8.0).await;
    sqlx::raw_sql("rollback").execute(&mut other).await.unwrap();

    let mut plain = server.open("/live", &[]).await;
    plain.say(&"x".repeat(MAX_MESSAGE + 1)).await;
    assert_eq!(plain.close_code().await, 1009);
    let told = scrape(&server).await.value("partysense_disconnects_total", &[("reason", "too-long")]);
    assert_eq!((told, dropped(Bound::MessageLength).await), (1.0, 1.0));
    server.service.stop().await;
}

#[tokio::test]
async fn a_connection_that_breaks_is_counted_when_it_is_back() {
    let database = database().await.with_catalog().await;
    let (hop, options) = database.hop().await;
    let server = Database::serve_through(&options).await;
    until(async || server.metric("partysense_listener_connected").await == 1.0).await;
    hop.set(Mode::Cut);
    until(async || server.metric("partysense_paused").await == 1.0).await;
    assert!(server.metric("partysense_feed_failures_total").await >= 1.0);
    hop.set(Mode::Pass);
    until(async || server.metric("partysense_listener_reconnects_total").await >= 1.0).await;
    until(async || server.metric("partysense_paused").await == 0.0).await;
    database.sql(VOTE).await;
    until(async || server.metric("partysense_feed_rows_total").await == 1.0).await;
    server.service.stop().await;
}

#[tokio::test]
async fn requests_are_counted_by_the_template_of_their_route_and_nothing_that_was_asked_is_a_label() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let client = reqwest::Client::new();
    for path in ["/api/events/1", "/api/events/2", "/api/events/77", "/events/1", "/secret-path/x", "/pkg/nothing.js"] {
        client.get(server.url(path)).send().await.unwrap();
    }
    let strange = Method::from_bytes(b"SECRET-METHOD").unwrap();
    client.request(strange, server.url("/api/events/1")).send().await.unwrap();
    let metrics = scrape(&server).await;
    let count = |route, method, status| {
        let labels = [("route", route), ("method", method), ("status", status)];
        metrics.value("partysense_http_requests_total", &labels)
    };
    assert_eq!(count("/api/events/{id}", "GET", "2xx"), 2.0);
    assert_eq!(count("/api/events/{id}", "GET", "4xx"), 1.0);
    assert_eq!(count("/api/events/{id}", "other", "4xx"), 1.0);
    assert_eq!(count("/pkg", "GET", "4xx"), 1.0);
    assert_eq!(count("pages", "GET", "2xx"), 1.0);
    assert_eq!(metrics.value("partysense_http_request_seconds_count", &[("route", "/api/events/{id}")]), 4.0);
    // This scrape itself.
    assert_eq!(metrics.value("partysense_http_requests_in_flight", &[]), 1.0);
    let text = reqwest::get(server.url("/metrics")).await.unwrap().text().await.unwrap();
    assert!(!text.to_lowercase().contains("secret"));
    server.service.stop().await;
}

/// The identifiers of a PromQL expression that look like ours, and the labels that it names.
fn named(expression: &str) -> (Vec<&str>, Vec<&str>) {
    let words = |text: &'static str| move |part: &&str| part.starts_with(text);
    let metrics = expression
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| words("partysense_")(word) || words("process_")(word));
    let inside = |begin, end| {
        expression.split(begin).skip(1).filter_map(move |rest: &str| Some(rest.split_once(end)?.0)).flat_map(|list| {
            list.split(',')
                .filter_map(|one| one.split(['=', '~', '!']).next())
                .map(str::trim)
                .filter(|one| !one.is_empty())
        })
    };
    (metrics.collect(), inside("by (", ')').chain(inside("{", '}')).collect())
}

/// The bounds that a PromQL expression selects, as `bound="a"` or `bound=~"a|b"`.
fn bounds(expression: &str) -> impl Iterator<Item = &str> {
    let values = expression.split("bound=").skip(1).filter_map(|rest| rest.split('"').nth(1));
    values.flat_map(|names| names.split('|'))
}

/// Labels that Prometheus adds, or that every histogram has.
const GIVEN: [&str; 3] = ["instance", "le", "job"];

fn check(expression: &str, served: &BTreeMap<String, std::collections::BTreeSet<String>>) {
    let (metrics, labels) = named(expression);
    assert!(!metrics.is_empty(), "nothing of ours in {expression}");
    for metric in &metrics {
        assert!(served.contains_key(*metric), "{metric} in {expression}");
    }
    for label in labels.iter().filter(|label| !GIVEN.contains(label)) {
        let is_known = metrics.iter().any(|metric| served[*metric].contains(*label));
        assert!(is_known, "no label {label} in {expression}");
    }
}

#[tokio::test]
async fn the_dashboard_and_the_alerts_ask_for_what_is_served() {
    let database = database().await.with_catalog().await;
    let (server, _viewers) = busy(&database).await;
    let served = scrape(&server).await.names();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
    let dashboard: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("grafana.json")).unwrap()).unwrap();
    let targets = dashboard["panels"].as_array().unwrap().iter().filter_map(|panel| panel["targets"].as_array());
    let (mut shown, mut panels) = (String::new(), 0);
    for target in targets.flatten() {
        let expression = target["expr"].as_str().unwrap();
        check(expression, &served);
        for label in target["legendFormat"].as_str().unwrap().split("{{").skip(1).map(|rest| rest.split("}}").next()) {
            let label = label.unwrap();
            let (metrics, _) = named(expression);
            assert!(GIVEN.contains(&label) || metrics.iter().any(|metric| served[*metric].contains(label)), "{label}");
        }
        shown += expression;
        panels += 1;
    }
    assert!(panels > 30);
    let alerts = std::fs::read_to_string(folder.join("alerts.yml")).unwrap();
    let rules: Vec<_> = alerts.lines().filter_map(|line| line.trim().strip_prefix("expr: ")).collect();
    assert_eq!((rules.len(), alerts.matches("- alert:").count()), (12, 12));
    rules.iter().for_each(|rule| check(rule, &served));
    let bounds: Vec<_> = rules.iter().flat_map(|rule| bounds(rule)).collect();
    assert!(bounds.len() > 10, "{bounds:?}");
    for bound in bounds {
        assert!(Bound::ALL.iter().any(|known| known.name() == bound), "no bound {bound}");
    }
    // Whatever is served is shown, but for what others tell better.
    let families = scrape(&server).await.0;
    let hidden = ["partysense_feed_position", "partysense_listener_connected_since_seconds"];
    for name in families.keys().filter(|name| !hidden.contains(&name.as_str())) {
        assert!(shown.contains(name.as_str()), "{name} is in no panel");
    }
    server.service.stop().await;
}

#[test]
fn every_bound_that_is_counted_is_a_flag_or_in_the_readme() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let table = readme.split("## Queues").nth(1).unwrap();
    for bound in Bound::ALL {
        let is_flag = Config::command().get_arguments().any(|flag| flag.get_long() == Some(bound.name()));
        let is_told = is_flag || table.contains(&format!("`{}`", bound.name()));
        assert!(is_told, "{} is neither in the table nor a flag", bound.name());
    }
}
