//! Events: listed, read, made, and changed by who has the host key.

use super::{
    etag,
    extract::{HostKeyHash, Json, Path, Query, Text, given},
    moment::Moment,
    page::Page,
    problem::Problem,
    responses::{Changing, Listing, Making, Reading},
};
use crate::{
    http::AppState,
    store::events::{Changes, Edition},
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize};
use shared::{EventId, Refusal};
use utoipa::ToSchema;

/// At most 200 characters.
type Title = Text<200>;

/// One evening with a line-up of its own.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Event {
    #[schema(example = 1)]
    id: i32,
    #[schema(example = "Friday")]
    title: String,
    /// What guests type to join.
    #[schema(example = "KTRMPC")]
    code: String,
    /// No vote counts before this; null: open from the start.
    #[schema(inline, required)]
    opens_at: Option<Moment>,
    /// No vote counts from this on; null: never closes.
    #[schema(inline, required)]
    closes_at: Option<Moment>,
}

/// A page of events, by id.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Events {
    events: Vec<Event>,
    /// `after` of the next page; null: this was the last.
    #[schema(required)]
    next: Option<i32>,
}

/// An event to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewEvent {
    #[schema(inline, example = "Friday")]
    title: Title,
    /// No vote counts before this.
    #[serde(default)]
    #[schema(inline)]
    opens_at: Option<Moment>,
    /// No vote counts from this on.
    #[serde(default)]
    #[schema(inline)]
    closes_at: Option<Moment>,
}

/// What shall be another; the rest stays as it is (RFC 7396).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangedEvent {
    #[serde(default, deserialize_with = "text")]
    #[schema(inline, nullable = false, example = "Saturday")]
    title: Option<Title>,
    /// null: open from the start.
    #[serde(default, deserialize_with = "given")]
    #[schema(inline, value_type = Option<Moment>)]
    opens_at: Option<Option<Moment>>,
    /// null: never closes.
    #[serde(default, deserialize_with = "given")]
    #[schema(inline, value_type = Option<Moment>)]
    closes_at: Option<Option<Moment>>,
}

/// An event and the key of its host.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MadeEvent {
    #[serde(flatten)]
    event: Event,
    /// Who has it may change the event, as `Authorization: Bearer`. It is told this once and stored nowhere.
    host_key: String,
}

/// All events
///
/// By id, in pages.
#[utoipa::path(get, path = "/events", operation_id = "listEvents", tag = "events", params(Page),
    responses((status = 200, body = Events), Listing))]
pub(super) async fn list(State(state): State<AppState>, Query(page): Query<Page>) -> Result<Response, Problem> {
    let most = page.limit.get();
    let mut events = state.services.store.events(EventId(page.after), most + 1).await?;
    let next = page.limit.cut(&mut events).map(|event| event.id.0);
    let events = events.into_iter().map(Event::from).collect();
    Ok(axum::Json(Events { events, next }).into_response())
}

/// One event
#[utoipa::path(get, path = "/events/{id}", operation_id = "readEvent", tag = "events",
    params(("id" = i32, Path, description = "The event", example = 1)),
    responses((status = 200, body = Event), Reading))]
pub(super) async fn read(State(state): State<AppState>, Path(id): Path<i32>) -> Result<Response, Problem> {
    let edition = state.services.store.event(EventId(id)).await?.ok_or(Refusal::UnknownEvent)?;
    Ok(shown(edition))
}

/// A new event
///
/// Its line-up is empty. The answer holds the host key, which no later one does.
#[utoipa::path(post, path = "/events", operation_id = "makeEvent", tag = "events", request_body = NewEvent,
    responses((status = 201, body = MadeEvent, headers(("location" = String, description = "The event"),
        ("etag" = String, description = "Its edition, for `If-Match`"))), Making))]
pub(super) async fn make(State(state): State<AppState>, Json(event): Json<NewEvent>) -> Result<Response, Problem> {
    let key = BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let changes = Changes {
        title: Some(event.title.0),
        opens_at: Some(event.opens_at.map(|at| at.0)),
        closes_at: Some(event.closes_at.map(|at| at.0)),
    };
    let made = state.services.store.add_event(&changes, &HostKeyHash::of(&key).0).await??;
    let location = [(header::LOCATION, format!("/api/events/{}", made.event.id))];
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store")), (header::ETAG, tag(&made))];
    let body = axum::Json(MadeEvent { event: made.event.into(), host_key: key });
    Ok((StatusCode::CREATED, location, headers, body).into_response())
}

/// Change an event
///
/// Fields that are not there stay as they are. With `If-Match`, only the edition that was read is changed.
#[utoipa::path(patch, path = "/events/{id}", operation_id = "changeEvent", tag = "events", request_body = ChangedEvent,
    params(("id" = i32, Path, description = "The event", example = 1),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the edition that was read")),
    security(("host" = [])),
    responses((status = 200, body = Event, headers(("etag" = String, description = "Its new edition"))), Changing))]
pub(super) async fn change(
    State(state): State<AppState>,
    Path(id): Path<i32>,
    key: HostKeyHash,
    headers: HeaderMap,
    Json(event): Json<ChangedEvent>,
) -> Result<Response, Problem> {
    let changes = Changes {
        title: event.title.map(|title| title.0),
        opens_at: event.opens_at.map(|at| at.map(|at| at.0)),
        closes_at: event.closes_at.map(|at| at.map(|at| at.0)),
    };
    let is_known = |edition: &Edition| {
        !headers.contains_key(header::IF_MATCH) || etag::names(&headers, header::IF_MATCH, &tag(edition))
    };
    Ok(shown(state.services.store.change_event(EventId(id), &key.0, is_known, &changes).await??))
}

fn shown(edition: Edition) -> Response {
    ([(header::ETAG, tag(&edition))], axum::Json(Event::from(edition.event))).into_response()
}

/// The tag of an edition: another one for each change, and for each way to show it.
fn tag(Edition { event, version }: &Edition) -> HeaderValue {
    let event = serde_json::to_string(&Event::from(event.clone())).unwrap_or_default();
    etag::of(format!("{version} {event}").as_bytes())
}

/// A text that is there, and not null.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Title>, D::Error> {
    Title::deserialize(deserializer).map(Some)
}

impl From<shared::Event> for Event {
    fn from(event: shared::Event) -> Self {
        Self {
            id: event.id.0,
            title: event.title,
            code: event.code,
            opens_at: event.opens_at.map(Moment),
            closes_at: event.closes_at.map(Moment),
        }
    }
}
