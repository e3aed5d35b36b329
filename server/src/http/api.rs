//! Votes by JSON, for other programs.

use super::{AppState, origin, voter};
use crate::store::ballots::Signed;
use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shared::{Ballot, Direction, EventId, Refusal, TrackId};
use uuid::Uuid;

/// `{"track":7,"up":true,"ballot":"<uuid>"}`; `up` null withdraws. Without a ballot id the server makes one, and the
/// request must not be repeated.
#[derive(Debug, Deserialize)]
pub(super) struct Vote {
    track: i32,
    up: Option<bool>,
    ballot: Option<Uuid>,
}

#[derive(Debug, Serialize)]
struct Accepted {
    id: i64,
    ballot: Uuid,
}

#[derive(Debug, Serialize)]
struct NewVoter {
    token: String,
}

/// `POST /api/voters`: a new voter, for programs that get no cookie from a page. Its token goes into
/// `Authorization: Bearer`.
pub(super) async fn new_voter(State(state): State<AppState>) -> Response {
    let token = voter::token(Uuid::new_v4(), &state.key);
    (StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(NewVoter { token })).into_response()
}

/// RFC 9457.
#[derive(Debug, Serialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
}

/// `POST /api/events/{id}/votes`: answers after the commit. Whose vote it is, the voter's cookie says, as it comes with
/// any page.
pub(super) async fn cast(
    State(state): State<AppState>,
    Path(event): Path<i32>,
    headers: HeaderMap,
    vote: Result<Json<Vote>, JsonRejection>,
) -> Response {
    let Json(vote) = match vote {
        Ok(vote) => vote,
        Err(rejection) => return problem(rejection.status(), "malformed", rejection.body_text()),
    };
    if !origin::is_ours(&headers) {
        return refused(Refusal::ForeignOrigin);
    }
    let Some(voter) = voter::of(&headers, &state.key) else { return refused(Refusal::NoVoter) };
    let ballot = Ballot {
        id: vote.ballot.unwrap_or_else(Uuid::new_v4),
        event: EventId(event),
        track: TrackId(vote.track),
        choice: vote.up.map(Direction::from),
    };
    let id = ballot.id;
    match state.services.ballots.cast(Signed { voter, ballot }).await {
        Ok(receipt) => (StatusCode::CREATED, Json(Accepted { id: receipt.vote.0, ballot: id })).into_response(),
        Err(refusal) => refused(refusal),
    }
}

fn refused(refusal: Refusal) -> Response {
    let status = match refusal {
        Refusal::UnknownEvent | Refusal::UnknownTrack => StatusCode::NOT_FOUND,
        Refusal::NotOpen | Refusal::Closed | Refusal::BallotReused => StatusCode::CONFLICT,
        Refusal::Busy | Refusal::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Refusal::NoVoter => StatusCode::UNAUTHORIZED,
        Refusal::ForeignOrigin => StatusCode::FORBIDDEN,
    };
    problem(status, refusal.code(), refusal.to_string())
}

fn problem(status: StatusCode, code: &str, title: String) -> Response {
    let body = Problem { kind: format!("urn:partysense:{code}"), title, status: status.as_u16() };
    (status, [(header::CONTENT_TYPE, "application/problem+json")], Json(body)).into_response()
}
