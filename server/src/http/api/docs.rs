//! The description of the API, for programs as OpenAPI and for people as a page.

use super::problem::Details;
use crate::http::AppState;
use axum::{
    Router,
    extract::Path,
    http::header,
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use std::sync::Arc;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        self,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_swagger_ui::Config;

/// What is said of the API as a whole; the operations say the rest.
#[derive(OpenApi)]
#[openapi(
    info(title = "PartySense Live", description = include_str!("docs/intro.md")),
    servers((url = "/api")),
    components(schemas(Details)),
    tags(
        (name = "events", description = "Evenings"),
        (name = "line-up", description = "What one can vote on at an event"),
        (name = "votes", description = "Cast, counted, and told of one by one"),
        (name = "titles", description = "Announced to whoever listens")
    ),
    modifiers(&Keys)
)]
pub(super) struct Description;

/// How requests say whose they are.
struct Keys;

impl Modify for Keys {
    fn modify(&self, openapi: &mut openapi::OpenApi) {
        let bearer =
            |description| HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(description)).build();
        let cookie = ApiKeyValue::with_description("voter", "The voter of a browser, as pages set it");
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("voter", SecurityScheme::Http(bearer("The token of `POST /api/voters`")));
        components.add_security_scheme("host", SecurityScheme::Http(bearer("The `host_key` that came with the event")));
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

/// The description, and the page that shows it, whose files are in this binary.
pub(super) fn router(description: openapi::OpenApi) -> Router<AppState> {
    let description = Arc::new(description);
    Router::new()
        .route("/openapi.json", get(move || async move { axum::Json(description.as_ref().clone()) }))
        .route("/docs", get(|| async { Redirect::permanent("/api/docs/") }))
        .route("/docs/", get(|| async { Html(include_str!("docs/index.html")) }))
        .route("/docs/page.css", get(|| file("text/css", include_str!("docs/page.css"))))
        .route("/docs/start.js", get(|| file("text/javascript", include_str!("docs/start.js"))))
        .route("/docs/{file}", get(library))
}

async fn file(media_type: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, media_type)], text).into_response()
}

/// A file of Swagger UI.
async fn library(Path(file): Path<String>) -> Response {
    match utoipa_swagger_ui::serve(&file, Arc::new(Config::default())) {
        Ok(Some(file)) => ([(header::CONTENT_TYPE, file.content_type)], file.bytes.into_owned()).into_response(),
        _ => super::Problem::NotFound.into_response(),
    }
}
