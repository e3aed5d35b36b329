//! All votes of an event, in pages that pass over none.

use super::{
    extract::{Path, Query},
    moment::Moment,
    page::Limit,
    problem::Problem,
    responses::Paging,
};
use crate::{
    http::AppState,
    store::{
        Store,
        changes::Change,
        missed::{BEGINNING, Span},
    },
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shared::{Channel, Direction, EventId, Position, Refusal, Snapshot, plain::NotRecovered};
use utoipa::{IntoParams, ToSchema};

/// A row of the votes. Nothing in it says whose it is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Vote {
    id: i64,
    #[schema(inline)]
    cast_at: Moment,
    track: i32,
    name: String,
    #[schema(required)]
    artist: Option<String>,
    /// true: up; false: down; null: a vote was taken back.
    #[schema(required)]
    up: Option<bool>,
    /// What the same voter had said about the track, which counts no more. The votes for a track are the rows with `up` true
    /// less those that replace true; the votes against it likewise.
    #[schema(required)]
    replaces: Option<bool>,
}

/// A page of votes, in the order in which they became visible.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Votes {
    votes: Vec<Vote>,
    /// `since` of the next page, and of any stream.
    next: String,
    /// Whether there are more already. If not, ask again later from `next`: nothing is passed over.
    more: bool,
}

/// Where a page of votes begins, and how long it is.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Since {
    /// `next` of the page before, or any stream's position; missing or empty: from the first vote on.
    #[serde(default)]
    #[param(
        max_length = 32_768,
        pattern = r"^([0-9a-f]{1,8}-\d{1,19}(:\d{1,19}(,\d{1,19})*)?(~\d{1,19}\.-?\d{1,18})*)?$"
    )]
    since: String,
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
}

/// All votes
///
/// Each row once, also those that commit late: a page begins behind everything that was seen, not behind an id.
#[utoipa::path(get, path = "/events/{id}/votes", operation_id = "listVotes", tag = "votes",
    params(("id" = i32, Path, description = "The event", example = 1), Since),
    responses((status = 200, body = Votes), Paging))]
pub(super) async fn list(
    State(state): State<AppState>,
    Path(event): Path<i32>,
    Query(page): Query<Since>,
) -> Result<Response, Problem> {
    let store = &state.services.store;
    let span = span(store, EventId(event), &page.since).await?;
    let (mut last, mut votes, most) = (Some(BEGINNING), vec![], page.limit.get() + 1);
    while let Some(behind) = last.filter(|_| (votes.len() as i64) < most) {
        let (read, next) = store.history(&span, behind, most).await?;
        votes.extend(read);
        last = next;
    }
    let end = page.limit.cut(&mut votes).map(|last| (last.xid, last.vote.id));
    let (more, reached) = (end.is_some(), end.map_or_else(|| span.to.clone(), |last| span.reached(last, false)));
    let next = span.from.union(&reached).to_string();
    Ok(axum::Json(Votes { votes: votes.into_iter().map(Vote::from).collect(), next, more }).into_response())
}

/// The longest position in an address, in bytes: HTTP's library takes addresses of twice that.
const LONGEST: usize = 32 * 1024;

/// What an event's followers have to see from `since` on, which may be empty, until now.
pub(super) async fn span(store: &Store, event: EventId, since: &str) -> Result<Span, Problem> {
    store.event(event).await?.ok_or(Refusal::UnknownEvent)?;
    let to = store.now().await?;
    let from = match since {
        "" => Position::from(Snapshot::new(to.epoch(), 0, vec![])),
        since if since.len() > LONGEST => return Err(not_a_position()),
        since => since.parse().map_err(|_| not_a_position())?,
    };
    match store.refuses(&from, to.epoch(), to.whole().xmax()).await? {
        Some(NotRecovered::OtherHistory) => Err(Problem::OtherHistory),
        Some(NotRecovered::Future) => Err(Problem::Future),
        Some(NotRecovered::TooFarBack) => Err(not_a_position()),
        None => Ok(Span { channel: Channel::Event(event), from, to }),
    }
}

fn not_a_position() -> Problem {
    Problem::Malformed(StatusCode::BAD_REQUEST, "since is not a position".to_owned())
}

impl From<Change> for Vote {
    fn from(Change { previous, next, vote, .. }: Change) -> Self {
        Self {
            id: vote.id.0,
            cast_at: Moment(vote.cast_at),
            track: vote.track.0,
            name: vote.name,
            artist: vote.artist,
            up: next.map(Direction::is_up),
            replaces: previous.map(Direction::is_up),
        }
    }
}
