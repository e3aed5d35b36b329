//! New voters, for programs: a page gets its voter as a cookie.

use super::{problem::Problem, responses::Voting};
use crate::{
    http::{AppState, voter},
    limits::Client,
    metrics::Bound,
};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A voter nobody has been before.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NewVoter {
    /// Goes into `Authorization: Bearer` of the votes, or into the `auth` of a Socket.IO connection. Who has it votes as
    /// this voter.
    token: String,
}

/// A new voter
///
/// Pages have one as a signed cookie; this is for programs that keep no cookies.
#[utoipa::path(post, path = "/voters", operation_id = "makeVoter", tag = "votes",
    responses((status = 201, body = NewVoter), Voting))]
pub(super) async fn make(State(state): State<AppState>, client: Client) -> Result<Response, Problem> {
    state.services.limits.allow(Bound::VotersPerMinute, client)?;
    let token = voter::token(Uuid::new_v4(), &state.trust.keys);
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(NewVoter { token })).into_response())
}
