//! How one becomes a host: by making an event, or by a secret link.

use super::{
    Stop,
    desk::{Answer, clock, clock_cookie, cookie, now},
    fields,
};
use crate::{
    http::{AppState, busy, host_key, still},
    limits::Client,
    metrics::Bound,
    store::{
        events::{Changes, RuleChanges},
        hosts::Denied,
    },
};
use app::still::{
    clock::Clock,
    create,
    form::{Draft, Field, Wrong},
    host::Done,
    shut::Shut,
};
use axum::{
    Form,
    extract::{FromRequest, Path, Request, State, rejection::PathRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use shared::Timestamp;

/// The longest title, in characters.
pub(super) const TITLE: usize = 200;

/// The fields of a new event.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    title: String,
    opens: String,
    closes: String,
    clock: String,
}

/// `GET /new`: asks what the event is called.
pub(super) async fn ask(State(state): State<AppState>, headers: HeaderMap) -> Response {
    asked(&state, &headers, StatusCode::OK, Draft::default(), clock(&headers))
}

/// `POST /events`: makes it, and leads to its page for hosts.
pub(super) async fn make(state: State<AppState>, request: Request) -> Response {
    let (headers, client) = (request.headers().clone(), busy::client(&request));
    let State(inner) = &state;
    if !inner.trust.is_ours(&headers) {
        return super::stopped(inner, &headers, Stop::Shut(Shut::Foreign));
    }
    match Form::<Fields>::from_request(request, inner).await {
        Ok(Form(fields)) => match made(inner, client, &headers, &fields).await {
            Ok(response) => response,
            Err(stop) => super::stopped(inner, &headers, stop),
        },
        Err(rejection) => rejection.into_response(),
    }
}

/// `GET /h/{key}`: leads to the event of that key, and keeps the key in the browser.
pub(super) async fn enter(
    State(state): State<AppState>,
    client: Client,
    key: Result<Path<String>, PathRejection>,
) -> Answer {
    state.services.limits.allow(Bound::KeysPerMinute, client)?;
    // What is no text is nobody's key.
    let Ok(Path(key)) = key else { return Err(Stop::Shut(Shut::Link)) };
    let event = state.services.store.event_of(&host_key::hash(&key)).await?.ok_or(Stop::Shut(Shut::Link))?;
    let page = format!("/events/{event}/host");
    // Nobody may learn the address of this answer.
    let secret = [(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"))];
    Ok((secret, CookieJar::new().add(cookie(event, key)), Redirect::to(&page)).into_response())
}

async fn made(state: &AppState, client: Client, headers: &HeaderMap, fields: &Fields) -> Answer {
    let clock = Clock::of(&fields.clock).unwrap_or_else(|| clock(headers));
    let mut draft = Draft::default();
    let title = fields::text(&mut draft, Field::Title, &fields.title, TITLE);
    let (opens_at, closes_at) = times(&mut draft, &fields.opens, &fields.closes, clock);
    if !draft.is_fine() {
        return Ok(asked(state, headers, StatusCode::UNPROCESSABLE_ENTITY, draft, clock));
    }
    state.services.limits.allow(Bound::EventsPerHour, client)?;
    let rules = RuleChanges::default();
    let event = Changes { title: Some(title), opens_at: Some(opens_at), closes_at: Some(closes_at), rules };
    let (key, hash) = host_key::new();
    let made = match state.services.store.add_event(&event, &hash).await? {
        Err(Denied::ClosesFirst) => {
            draft.blame(Field::Closes, Wrong::Order);
            return Ok(asked(state, headers, StatusCode::UNPROCESSABLE_ENTITY, draft, clock));
        }
        made => made?.event.id,
    };
    let page = format!("/events/{made}/host?done={}", Done::Made.code());
    let cookies = CookieJar::new().add(cookie(made, key)).add(clock_cookie(clock));
    Ok((cookies, Redirect::to(&page)).into_response())
}

fn asked(state: &AppState, headers: &HeaderMap, status: StatusCode, draft: Draft, clock: Clock) -> Response {
    still::page(state, headers, status, |words, head| create::page(words, head, draft, clock, now()))
}

/// When it opens, and when it closes.
pub(super) fn times(
    draft: &mut Draft,
    opens: &str,
    closes: &str,
    clock: Clock,
) -> (Option<Timestamp>, Option<Timestamp>) {
    let opens = fields::moment(draft, Field::Opens, opens, clock);
    (opens, fields::moment(draft, Field::Closes, closes, clock))
}
