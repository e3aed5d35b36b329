//! For operators: whether the process lives, and whether it should get viewers.

use super::AppState;
use crate::health::Report;
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How old the last read may be: it reads at least every five seconds.
const MOST_LAG: Duration = Duration::from_secs(15);

/// What `/healthz` and `/readyz` say.
#[derive(Debug, Serialize)]
struct Health {
    /// `ok`; `paused`: the database is away, nothing new comes and no vote is taken; `stopping`: it was told to end.
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

/// `/readyz`: 200 if it can show votes as they come and take new ones, and will go on doing so; else 503.
pub(super) async fn ready(State(state): State<AppState>) -> Response {
    let health = health(&state);
    // A feed that reads only now and then is as good as none.
    let is_fresh = health.feed.lag_ms.is_some_and(|lag| lag < MOST_LAG.as_millis());
    let ready = health.status == "ok" && health.listener.since.is_some() && is_fresh;
    (if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, Json(health)).into_response()
}

fn health(state: &AppState) -> Health {
    let services = &state.services;
    let report = services.health.report();
    Health {
        status: match &services.health {
            health if health.is_stopping() => "stopping",
            health if health.is_paused() => "paused",
            _ => "ok",
        },
        listener: Listener { since: since(&report).map(|since| since.as_secs()), reconnects: reconnects(&report) },
        feed: Feed {
            position: report.position.as_ref().map(ToString::to_string),
            lag_ms: report.lag().map(|lag| lag.as_millis()),
            failures: report.failures,
        },
    }
}

pub(super) fn since(report: &Report) -> Option<Duration> {
    report.listening_since.and_then(|since: SystemTime| since.duration_since(UNIX_EPOCH).ok())
}

pub(super) fn reconnects(report: &Report) -> u64 {
    report.connects.saturating_sub(1)
}
