//! What is seen of each request: its id, its line in the log, its place in the numbers. Never what it carries.

use super::{AppState, told};
use crate::metrics::{Answered, Metrics, Route};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode},
    middleware::Next,
    response::Response,
};
use std::time::{Duration, Instant};
use tracing::Instrument;
use uuid::Uuid;

/// Carries the id of a request, both ways.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Bytes of an id that we did not make: a UUID and whatever a proxy puts around it.
const LONGEST_ID: usize = 64;
/// The route of pages, which the application routes, and of files beside them.
const PAGES: &str = "pages";
/// The route of the built files.
const FILES: &str = "/pkg";

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request that this task answers.
pub(super) fn current() -> Option<String> {
    CURRENT.try_with(Clone::clone).ok()
}

/// Names the request, and sees to it that whatever is logged and told of it has the name.
pub(super) async fn observe(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let id = id(request.headers());
    let (span, began) = (told(&request, &id), Instant::now());
    let (method, route) = (method(request.method()), route(&request));
    let metrics = state.services.health.metrics().clone();
    let waiting = Waiting::among(&metrics);
    let mut response = CURRENT.scope(id.clone(), next.run(request)).instrument(span.clone()).await;
    drop(waiting);
    let took = began.elapsed();
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let status = response.status();
    span.in_scope(|| tracing::debug!(target: "access", route, status = status.as_u16(), ?took, "answered"));
    count(&metrics, &Answered { route, method, status: class(status) }, took);
    response
}

fn count(metrics: &Metrics, answered: &Answered, took: Duration) {
    metrics.http_request_seconds.get_or_create(&Route { route: answered.route.clone() }).observe(took);
    metrics.http_requests.get_or_create(answered).inc();
}

/// One that waits for its answer, whatever becomes of it.
struct Waiting(Metrics);

impl Waiting {
    fn among(metrics: &Metrics) -> Self {
        metrics.http_requests_in_flight.inc();
        Self(metrics.clone())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.http_requests_in_flight.dec();
    }
}

/// The one that a proxy gave it, if that can stand in a log; else a new one.
fn id(headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
    let is_sane = |id: &&str| {
        (1..=LONGEST_ID).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    given.filter(is_sane).map_or_else(|| Uuid::new_v4().to_string(), str::to_owned)
}

/// The template of the route, as the router has it.
fn route(request: &Request) -> String {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    // A nested service has no template.
    let other = if request.uri().path().starts_with("/pkg/") { FILES } else { PAGES };
    route.unwrap_or_else(|| other.to_owned())
}

fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_from_outside_is_kept_if_it_is_short_and_plain() {
        let given = |id: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_str(id).expect("a header's value"));
            super::id(&headers)
        };
        assert_eq!(given("a-1_b.C"), "a-1_b.C");
        for strange in ["", "two words", "\"quoted\"", &"x".repeat(LONGEST_ID + 1), "a\tb", "<i>"] {
            assert!(Uuid::try_parse(&given(strange)).is_ok(), "{strange}");
        }
    }
}
