//! For operators: whether the process lives, whether it should get viewers, and its numbers.

use super::AppState;
use crate::health::Report;
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use prometheus_client::{
    encoding::text::encode,
    metrics::{counter::Counter, gauge::Gauge},
    registry::Registry,
};
use serde::Serialize;
use std::{
    sync::atomic::AtomicU64,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// What a text in the format of Prometheus is.
const METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// How old the last read may be: it reads at least every five seconds.
const MOST_LAG: Duration = Duration::from_secs(15);

/// What `/healthz` and `/readyz` say.
#[derive(Debug, Serialize)]
struct Health {
    /// `ok`, or `paused`: the database is away, nothing new comes and no vote is taken.
    status: &'static str,
    listener: Listener,
    feed: Feed,
}

#[derive(Debug, Serialize)]
struct Listener {
    /// Since when it hears, in seconds since 1970; null: it does not.
    since: Option<u64>,
    reconnects: u64,
}

#[derive(Debug, Serialize)]
struct Feed {
    /// What has been published.
    position: Option<String>,
    /// How long ago that was everything there was, in milliseconds.
    lag_ms: Option<u128>,
    failures: u64,
}

/// `/healthz`: the process lives, whatever its database does.
pub(super) async fn alive(State(state): State<AppState>) -> Response {
    Json(health(&state)).into_response()
}

/// `/readyz`: 200 if it can show votes as they come and take new ones, else 503.
pub(super) async fn ready(State(state): State<AppState>) -> Response {
    let health = health(&state);
    // A feed that reads only now and then is as good as none.
    let is_fresh = health.feed.lag_ms.is_some_and(|lag| lag < MOST_LAG.as_millis());
    let ready = health.status == "ok" && health.listener.since.is_some() && is_fresh;
    (if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, Json(health)).into_response()
}

/// `/metrics`, for Prometheus.
pub(super) async fn metrics(State(state): State<AppState>) -> Response {
    let mut text = String::new();
    match encode(&mut text, &registry(&state)) {
        Ok(()) => ([(header::CONTENT_TYPE, METRICS)], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

fn health(state: &AppState) -> Health {
    let services = &state.services;
    let report = services.health.report();
    Health {
        status: if services.health.is_paused() { "paused" } else { "ok" },
        listener: Listener { since: since(&report).map(|since| since.as_secs()), reconnects: reconnects(&report) },
        feed: Feed {
            position: report.position.as_ref().map(ToString::to_string),
            lag_ms: report.lag().map(|lag| lag.as_millis()),
            failures: report.failures,
        },
    }
}

fn registry(state: &AppState) -> Registry {
    let services = &state.services;
    let report = services.health.report();
    let mut registry = Registry::with_prefix("partysense");
    let mut gauge = |name, help, value: f64| {
        let gauge = Gauge::<f64, AtomicU64>::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    };
    let seconds = |span: Option<Duration>| span.map_or(f64::NAN, |span| span.as_secs_f64());
    let viewers: u32 = services.hub.viewers().iter().map(|(_, viewers)| *viewers).sum();
    let newest = report.position.as_ref().map_or(f64::NAN, |position| position.whole().xmax() as f64);
    gauge("paused", "Whether the database is away", f64::from(services.health.is_paused()));
    gauge("listener_connected", "Whether the listener has its connection", f64::from(report.listening_since.is_some()));
    gauge("listener_connected_since_seconds", "When it got it, since 1970", seconds(since(&report)));
    gauge("feed_lag_seconds", "How long ago everything visible had been published", seconds(report.lag()));
    gauge("feed_position", "One past the last transaction of which anything was published", newest);
    gauge("viewers", "Who watches a channel of this server", f64::from(viewers));
    gauge("socketio_clients", "Who is connected by Socket.IO", state.socketio.clients() as f64);
    let mut counter = |name, help, value: u64| {
        let counter = Counter::<u64>::default();
        counter.inc_by(value);
        registry.register(name, help, counter);
    };
    counter("listener_reconnects", "How often the listener came back", reconnects(&report));
    counter("feed_rows", "Rows of event_vote published", report.rows);
    counter("feed_failures", "Reads of the feed that failed", report.failures);
    counter("titles", "Rows of realtime announced", state.socketio.titles());
    counter("title_failures", "Reads of realtime that failed", state.socketio.title_failures());
    counter("socketio_fell_behind", "How often a client lost its place in a log", state.socketio.fell_behind());
    counter("socketio_unresponsive", "Clients that did not answer, or did not read", state.socketio.unresponsive());
    registry
}

fn since(report: &Report) -> Option<Duration> {
    report.listening_since.and_then(|since: SystemTime| since.duration_since(UNIX_EPOCH).ok())
}

fn reconnects(report: &Report) -> u64 {
    report.connects.saturating_sub(1)
}
