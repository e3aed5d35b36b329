//! The description of the API, for programs as OpenAPI and for people as a page.

use super::{
    AppState,
    api::{Details, Path, Problem},
    asyncapi,
    headers::Policy,
};
use axum::{
    Extension, Router,
    http::header,
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use bytes::Bytes;
use std::sync::{Arc, LazyLock};
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
        (name = "suggestions", description = "What guests would like to vote on"),
        (name = "hosts", description = "Who may change an event"),
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
        components.add_security_scheme(
            "host",
            SecurityScheme::Http(bearer("The `host_key` that came with the event, or a co-host's `key`")),
        );
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

/// The descriptions, and the page that shows them, whose files are in this binary.
pub(super) fn router(mut description: openapi::OpenApi) -> Router<AppState> {
    description.paths.paths.values_mut().filter_map(|path| path.get.as_mut()).for_each(tell_of_tags);
    let description = Bytes::from(description.to_json().expect("texts and numbers always encode"));
    Router::new()
        .route("/openapi.json", get(move || file("application/json", description.clone())))
        .route("/asyncapi.json", get(asyncapi::document))
        .route("/docs", get(|| async { Redirect::permanent("/api/docs/") }))
        .route("/docs/", get(|| async { (Extension(Policy::Docs), Html(include_str!("docs/index.html"))) }))
        .route("/docs/page.css", get(|| file("text/css", Bytes::from_static(include_bytes!("docs/page.css")))))
        .route("/docs/start.js", get(|| file("text/javascript", Bytes::from_static(include_bytes!("docs/start.js")))))
        .route("/docs/{file}", get(library))
}

/// What is JSON has an `ETag`, and is not sent again to who has it.
fn tell_of_tags(operation: &mut openapi::path::Operation) {
    let Some(openapi::RefOr::T(answer)) = operation.responses.responses.get_mut("200") else { return };
    if !answer.content.contains_key("application/json") {
        return;
    }
    let header = openapi::HeaderBuilder::new().description(Some("For `If-None-Match`"));
    answer.headers.insert("etag".to_owned(), header.build().into());
    let unchanged = openapi::ResponseBuilder::new().description("It is what the request says that it knows");
    operation.responses.responses.insert("304".to_owned(), unchanged.build().into());
    let known = openapi::path::ParameterBuilder::new()
        .name("If-None-Match")
        .parameter_in(openapi::path::ParameterIn::Header)
        .description(Some("The `ETag` of what is known"))
        .schema(Some(openapi::ObjectBuilder::new().schema_type(openapi::Type::String)));
    operation.parameters.get_or_insert_default().push(known.build().into());
}

async fn file(media_type: &'static str, content: Bytes) -> Response {
    ([(header::CONTENT_TYPE, media_type)], content).into_response()
}

/// A file of Swagger UI.
async fn library(Path(name): Path<String>) -> Response {
    static STYLE: LazyLock<Bytes> = LazyLock::new(|| packed("swagger-ui.css"));
    static SCRIPT: LazyLock<Bytes> = LazyLock::new(|| packed("swagger-ui-bundle.js"));
    match name.as_str() {
        "swagger-ui.css" => file("text/css", STYLE.clone()).await,
        "swagger-ui-bundle.js" => file("text/javascript", SCRIPT.clone()).await,
        _ => Problem::NotFound.into_response(),
    }
}

fn packed(name: &str) -> Bytes {
    let file = utoipa_swagger_ui::serve(name, Arc::new(Config::default())).ok().flatten();
    file.expect("the library has the files that its page names").bytes.into_owned().into()
}
