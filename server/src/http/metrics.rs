//! `/metrics`: asks everyone for the numbers that they keep themselves, and writes all of them down for Prometheus.

use super::{AppState, health};
use crate::{
    hub::Sum,
    metrics::{Metrics, set},
};
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

/// Source: OpenMetrics 1.0.0, "Protocol Negotiation".
const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What was said last, and since when it was being written. However many ask at once, one text is written at a time, for all
/// who asked before that began. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Told(Arc<Mutex<Option<(Instant, Bytes)>>>);

/// Everything, as it is now.
pub(super) async fn all(State(state): State<AppState>) -> Response {
    let asked = Instant::now();
    let mut told = state.told.0.lock().await;
    let text = match &*told {
        Some((began, text)) if *began >= asked => text.clone(),
        _ => {
            let began = Instant::now();
            match write(&state).await {
                Ok(text) => told.insert((began, text)).1.clone(),
                Err(error) => return (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
            }
        }
    };
    ([(header::CONTENT_TYPE, MEDIA_TYPE)], text).into_response()
}

async fn write(state: &AppState) -> anyhow::Result<Bytes> {
    let metrics = state.services.health.metrics();
    let sum = state.services.hub.sum();
    database(metrics, state).await;
    health(metrics, state);
    viewers(metrics, state, &sum);
    channels(metrics, &sum);
    runtime(metrics);
    let metrics = metrics.clone();
    // It reads files, of which there is one a viewer.
    Ok(tokio::task::spawn_blocking(move || metrics.text()).await??.into())
}

async fn database(metrics: &Metrics, state: &AppState) {
    let store = &state.services.store;
    // While the database is away, nobody waits for it here.
    let queue = if state.services.health.is_paused() { None } else { store.notification_queue_usage().await };
    metrics.postgres_notification_queue_usage.set(queue.unwrap_or(f64::NAN));
    let usage = store.usage();
    for (state, connections) in [("idle", usage.idle), ("used", usage.used)] {
        metrics.database_pool_connections.get_or_create(&[("state", state)]).set(connections as f64);
    }
    metrics.database_connections_limit.set(f64::from(usage.limit));
    for (kind, reads) in [("replay", usage.replays), ("history", usage.histories), ("search", usage.searches)] {
        metrics.database_long_reads.get_or_create(&[("kind", kind)]).set(reads as f64);
    }
}

fn health(metrics: &Metrics, state: &AppState) {
    let health = &state.services.health;
    let report = health.report();
    let seconds = |span: Option<Duration>| span.map_or(f64::NAN, |span| span.as_secs_f64());
    metrics.paused.set(f64::from(health.is_paused()));
    metrics.stopping.set(f64::from(health.is_stopping()));
    metrics.listener_connected.set(f64::from(report.listening_since.is_some()));
    metrics.listener_connected_since_seconds.set(seconds(health::since(&report)));
    set(&metrics.listener_reconnects, health::reconnects(&report));
    set(&metrics.feed_rows, report.rows);
    set(&metrics.feed_failures, report.failures);
    metrics.feed_lag_seconds.set(seconds(report.lag()));
    metrics.feed_position.set(report.position.as_ref().map_or(f64::NAN, |position| position.whole().xmax() as f64));
    metrics.ballots_waiting.set(state.services.ballots.waiting() as f64);
}

fn viewers(metrics: &Metrics, state: &AppState, sum: &Sum) {
    let (fanout, socketio) = (state.fanout.counted(), &state.socketio);
    let streams = state.streams.load(std::sync::atomic::Ordering::Relaxed);
    metrics.viewers.set(sum.viewers as f64);
    let native = sum.viewers.saturating_sub(sum.plain_viewers);
    let plain = sum.plain_viewers.saturating_sub(streams + socketio.viewers());
    let by_door = [("native", native), ("plain", plain), ("sse", streams), ("socketio", socketio.viewers())];
    for (door, viewers) in by_door {
        metrics.viewers_by_door.get_or_create(&[("door", door)]).set(viewers as f64);
    }
    let http: u64 = state.loads.iter().map(|load| load.open()).sum();
    for (kind, open) in [("websocket", fanout.connections), ("http", http), ("silent", fanout.silent)] {
        metrics.connections.get_or_create(&[("kind", kind)]).set(open as f64);
    }
    metrics.http_connections_waiting.set(state.loads.iter().map(|load| load.waiting()).sum::<usize>() as f64);
    set(&metrics.deliveries, fanout.deliveries);
    metrics.socketio_clients.set(socketio.clients() as f64);
    metrics.socketio_sessions.set(state.services.limits.sessions() as f64);
    set(&metrics.socketio_fell_behind, socketio.fell_behind());
    set(&metrics.socketio_unresponsive, socketio.unresponsive());
    set(&metrics.titles, socketio.titles());
    set(&metrics.title_failures, socketio.title_failures());
}

fn channels(metrics: &Metrics, sum: &Sum) {
    metrics.channels.set(sum.channels as f64);
    metrics.log_frames.set(sum.frames as f64);
    metrics.log_frames_longest.set(sum.longest as f64);
    metrics.log_bytes.set(sum.bytes as f64);
}

fn runtime(metrics: &Metrics) {
    let runtime = tokio::runtime::Handle::current().metrics();
    metrics.tasks.set(runtime.num_alive_tasks() as f64);
    metrics.tasks_waiting.set(runtime.global_queue_depth() as f64);
}
