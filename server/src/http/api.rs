//! `/api`: everything for other programs, as its own description at `/api/openapi.json` says. Never renders a page.

pub(super) mod etag;
mod events;
mod export;
mod extract;
mod history;
mod hosts;
mod library;
mod line_up;
mod moment;
mod page;
mod problem;
mod recap;
mod responses;
mod suggestions;
mod titles;
mod voters;
mod votes;

pub(super) use extract::Path;
pub(super) use problem::{Details, Problem};

use super::{AppState, docs, import};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{Method, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use std::time::Duration;
use tower_http::{
    CompressionLevel,
    compression::CompressionLayer,
    cors::{Any, CorsLayer},
};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The longest body, in bytes: the longest event or track fits many times.
const BODY: usize = 16 * 1024;

/// How long a browser may remember that pages of other sites may read.
const PREFLIGHT: Duration = Duration::from_secs(86_400);

/// All of `/api`.
pub(super) fn router(state: &AppState) -> Router<AppState> {
    let lists = OpenApiRouter::new().routes(routes!(line_up::import)).layer(DefaultBodyLimit::max(import::BYTES));
    let whole = OpenApiRouter::with_openapi(docs::Description::openapi())
        .routes(routes!(events::list, events::make))
        .routes(routes!(events::read, events::change))
        .routes(routes!(line_up::list, line_up::add))
        .routes(routes!(line_up::change, line_up::remove))
        .routes(routes!(library::search))
        .routes(routes!(hosts::list, hosts::add))
        .routes(routes!(hosts::remove))
        .routes(routes!(hosts::renew))
        .routes(routes!(suggestions::list, suggestions::suggest, suggestions::clear))
        .routes(routes!(suggestions::decline))
        .routes(routes!(suggestions::accept))
        .merge(lists)
        .routes(routes!(history::list, votes::cast))
        .routes(routes!(votes::own))
        .routes(routes!(votes::tally))
        .routes(routes!(recap::read))
        .routes(routes!(voters::make))
        .routes(routes!(titles::announce))
        .layer(middleware::from_fn(etag::tag));
    let compressed = CompressionLayer::new().quality(CompressionLevel::Fastest);
    let streams = OpenApiRouter::new()
        .routes(routes!(export::as_csv))
        .routes(routes!(export::as_ndjson))
        .layer(compressed.clone());
    let (router, description) = whole.merge(streams).split_for_parts();
    let anyone = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::AUTHORIZATION, header::IF_NONE_MATCH])
        .expose_headers([header::ETAG, header::RETRY_AFTER])
        .max_age(PREFLIGHT);
    router
        .merge(docs::router(description).layer(compressed).layer(middleware::from_fn(etag::tag)))
        .fallback(|| async { Problem::NotFound })
        .method_not_allowed_fallback(|| async { Problem::NoSuchMethod })
        .layer(middleware::from_fn_with_state(state.clone(), from_our_pages))
        .layer(DefaultBodyLimit::max(BODY))
        .layer(anyone)
}

/// Lets no page of another site change anything.
async fn from_our_pages(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method().is_safe() || state.trust.is_ours(request.headers()) {
        return next.run(request).await;
    }
    Problem::ForeignOrigin.into_response()
}
