//! Events: listed, read, made, and changed by who has the host key.

use super::{
    etag,
    extract::{HostKeyHash, Json, Limit, Path, Query, Text, given, there},
    moment::Moment,
    page::Page,
    problem::Problem,
    responses::{Changing, Listing, Making, Reading},
};
use crate::{
    http::{AppState, host_key},
    limits::Client,
    metrics::Bound,
    store::events::{Changes, Edition, RuleChanges},
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
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
    /// The most votes of a voter that may stand of those cast within an hour; null: as many as they like.
    #[schema(required)]
    votes_per_hour: Option<u32>,
    /// The same of votes down; 0: nobody votes down; null: as many as votes.
    #[schema(required)]
    downs_per_hour: Option<u32>,
    /// Whether pages tell of votes against.
    shows_negative: bool,
    /// Whether guests may suggest tracks.
    takes_suggestions: bool,
    /// Whether each press is a voice of its own, rather than a change of the voter's one voice on a track.
    free_repeats: bool,
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
    /// null: no limit.
    #[serde(default)]
    #[schema(inline)]
    votes_per_hour: Option<Limit<1>>,
    /// null: the limit of votes.
    #[serde(default)]
    #[schema(inline)]
    downs_per_hour: Option<Limit<0>>,
    #[serde(default, deserialize_with = "there")]
    #[schema(nullable = false, default = true)]
    shows_negative: Option<bool>,
    #[serde(default, deserialize_with = "there")]
    #[schema(nullable = false, default = false)]
    takes_suggestions: Option<bool>,
    #[serde(default, deserialize_with = "there")]
    #[schema(nullable = false, default = false)]
    free_repeats: Option<bool>,
}

/// What shall be another; the rest stays as it is (RFC 7396).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangedEvent {
    #[serde(default, deserialize_with = "there")]
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
    /// null: no limit.
    #[serde(default, deserialize_with = "given")]
    #[schema(inline, value_type = Option<Limit<1>>)]
    votes_per_hour: Option<Option<Limit<1>>>,
    /// null: the limit of votes.
    #[serde(default, deserialize_with = "given")]
    #[schema(inline, value_type = Option<Limit<0>>)]
    downs_per_hour: Option<Option<Limit<0>>>,
    #[serde(default, deserialize_with = "there")]
    #[schema(nullable = false)]
    shows_negative: Option<bool>,
    #[serde(default, deserialize_with = "there")]
    #[schema(nullable = false)]
    takes_suggestions: Option<bool>,
    #[serde(default, deserialize_with = "there")]
    #[schema(nullable = false)]
    free_repeats: Option<bool>,
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
pub(super) async fn make(
    State(state): State<AppState>,
    client: Client,
    Json(event): Json<NewEvent>,
) -> Result<Response, Problem> {
    state.services.limits.allow(Bound::EventsPerHour, client)?;
    let (key, hash) = host_key::new();
    let made = state.services.store.add_event(&event.into(), &hash).await??;
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
    let is_known = |edition: &Edition| {
        !headers.contains_key(header::IF_MATCH) || etag::names(&headers, header::IF_MATCH, &tag(edition))
    };
    Ok(shown(state.services.store.change_event(EventId(id), &key.0, is_known, &event.into()).await??))
}

fn shown(edition: Edition) -> Response {
    ([(header::ETAG, tag(&edition))], axum::Json(Event::from(edition.event))).into_response()
}

/// The tag of an edition: another one for each change, and for each way to show it.
fn tag(Edition { event, version }: &Edition) -> HeaderValue {
    let event = serde_json::to_string(&Event::from(event.clone())).unwrap_or_default();
    etag::of(format!("{version} {event}").as_bytes())
}

impl From<NewEvent> for Changes {
    fn from(event: NewEvent) -> Self {
        let rules = RuleChanges {
            votes_per_hour: Some(event.votes_per_hour.map(|most| most.0)),
            downs_per_hour: Some(event.downs_per_hour.map(|most| most.0)),
            shows_negative: event.shows_negative,
            takes_suggestions: event.takes_suggestions,
            free_repeats: event.free_repeats,
        };
        let (opens_at, closes_at) = (event.opens_at.map(|at| at.0), event.closes_at.map(|at| at.0));
        Self { title: Some(event.title.0), opens_at: Some(opens_at), closes_at: Some(closes_at), rules }
    }
}

impl From<ChangedEvent> for Changes {
    fn from(event: ChangedEvent) -> Self {
        let rules = RuleChanges {
            votes_per_hour: event.votes_per_hour.map(|most| most.map(|most| most.0)),
            downs_per_hour: event.downs_per_hour.map(|most| most.map(|most| most.0)),
            shows_negative: event.shows_negative,
            takes_suggestions: event.takes_suggestions,
            free_repeats: event.free_repeats,
        };
        let moment = |at: Option<Option<Moment>>| at.map(|at| at.map(|at| at.0));
        let title = event.title.map(|title| title.0);
        Self { title, opens_at: moment(event.opens_at), closes_at: moment(event.closes_at), rules }
    }
}

impl From<shared::Event> for Event {
    fn from(event: shared::Event) -> Self {
        Self {
            id: event.id.0,
            title: event.title,
            code: event.code,
            opens_at: event.opens_at.map(Moment),
            closes_at: event.closes_at.map(Moment),
            votes_per_hour: event.rules.votes_per_hour,
            downs_per_hour: event.rules.downs_per_hour,
            shows_negative: event.rules.shows_negative,
            takes_suggestions: event.rules.takes_suggestions,
            free_repeats: event.rules.free_repeats,
        }
    }
}
