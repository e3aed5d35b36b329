//! Votes by HTML form: what a button does before WASM arrives, and without it.

use super::AppState;
use crate::store::ballots::Signed;
use axum::{
    Form,
    extract::{Path, State},
    http::HeaderMap,
    response::Redirect,
};
use serde::Deserialize;
use shared::{Ballot, Direction, EventId, Refusal, TrackId};
use uuid::Uuid;

/// The fields of a vote button's form.
#[derive(Debug, Deserialize)]
pub(super) struct Fields {
    track: i32,
    choice: Choice,
}

/// What the pressed button says.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Choice {
    Up,
    Down,
    Withdraw,
}

/// `POST /events/{id}/votes`: casts, and leads back to the track that was voted on, with the reason if it was refused.
pub(super) async fn cast(
    State(state): State<AppState>,
    Path(event): Path<i32>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Redirect {
    let choice = match fields.choice {
        Choice::Up => Some(Direction::Up),
        Choice::Down => Some(Direction::Down),
        Choice::Withdraw => None,
    };
    let ballot = Ballot { id: Uuid::new_v4(), event: EventId(event), track: TrackId(fields.track), choice };
    let answer = if !state.trust.is_ours(&headers) {
        Err(state.services.ballots.refuse(Refusal::ForeignOrigin))
    } else if let Some(voter) = state.trust.voter(&headers) {
        state.services.ballots.cast(Signed { voter, ballot }).await
    } else {
        Err(state.services.ballots.refuse(Refusal::NoVoter))
    };
    let track = fields.track;
    Redirect::to(&match answer {
        Ok(_) => format!("/events/{event}#track-{track}"),
        Err(refusal) => format!("/events/{event}?refused={}&track={track}#track-{track}", refusal.code()),
    })
}
