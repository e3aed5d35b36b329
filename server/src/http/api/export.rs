//! All votes of an event as one file. It is read from the database page by page, as fast as it is taken, and no connection
//! waits for a slow reader.

use super::{
    extract::Path,
    history::{BEGINNING, Vote, span},
    problem::Problem,
    problems::Reading,
};
use crate::{
    http::AppState,
    store::{
        Store,
        missed::{Place, Span},
    },
};
use axum::{
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::stream;
use shared::EventId;

/// Rows read at a time.
const PAGE: i64 = 2_000;

/// The columns of the CSV file, in the order of the fields of [`Vote`].
const COLUMNS: [&str; 7] = ["id", "cast_at", "track", "name", "artist", "up", "replaces"];

/// How rows become text.
type Format = fn(&[Vote]) -> anyhow::Result<Bytes>;

/// All votes as CSV
///
/// What was visible when the request came, as RFC 4180 has it, with a header. A reader that is cut off sees that the
/// transfer is not complete.
#[utoipa::path(get, path = "/events/{id}/votes.csv", operation_id = "exportCsv", tag = "votes",
    params(("id" = i32, Path, description = "The event", example = 1)),
    responses((status = 200, body = String, content_type = "text/csv"), Reading))]
pub(super) async fn as_csv(State(state): State<AppState>, Path(event): Path<i32>) -> Result<Response, Problem> {
    let head = Bytes::from(format!("{}\r\n", COLUMNS.join(",")));
    export(&state.services.store, event, "csv", "text/csv; charset=utf-8; header=present", head, csv_rows).await
}

/// All votes as NDJSON
///
/// The same rows as in the pages, each a line.
#[utoipa::path(get, path = "/events/{id}/votes.ndjson", operation_id = "exportNdjson", tag = "votes",
    params(("id" = i32, Path, description = "The event", example = 1)),
    responses((status = 200, body = String, content_type = "application/x-ndjson"), Reading))]
pub(super) async fn as_ndjson(State(state): State<AppState>, Path(event): Path<i32>) -> Result<Response, Problem> {
    export(&state.services.store, event, "ndjson", "application/x-ndjson", Bytes::new(), json_lines).await
}

async fn export(
    store: &Store,
    event: i32,
    kind: &str,
    media_type: &'static str,
    head: Bytes,
    format: Format,
) -> Result<Response, Problem> {
    let span = span(store, EventId(event), "").await?;
    let rows = stream::try_unfold(Some(BEGINNING), {
        let store = store.clone();
        move |last| page(store.clone(), span.clone(), last, format)
    });
    let body = futures_util::StreamExt::chain(stream::iter([Ok(head)]), rows);
    let name = format!("attachment; filename=\"event-{event}-votes.{kind}\"");
    let headers = [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(body)).into_response())
}

/// The next page, and behind which row the one after it begins.
async fn page(
    store: Store,
    span: Span,
    last: Option<Place>,
    format: Format,
) -> anyhow::Result<Option<(Bytes, Option<Place>)>> {
    let Some(last) = last else { return Ok(None) };
    let (votes, next) = store.history(&span, last, PAGE).await.inspect_err(|error| {
        tracing::warn!(%error, "an export ends before its end");
    })?;
    let votes: Vec<_> = votes.into_iter().map(Vote::from).collect();
    Ok(Some((format(&votes)?, next)))
}

fn csv_rows(votes: &[Vote]) -> anyhow::Result<Bytes> {
    let mut rows = csv::WriterBuilder::new().has_headers(false).terminator(csv::Terminator::CRLF).from_writer(vec![]);
    votes.iter().try_for_each(|vote| rows.serialize(vote))?;
    Ok(rows.into_inner()?.into())
}

fn json_lines(votes: &[Vote]) -> anyhow::Result<Bytes> {
    let mut lines = vec![];
    for vote in votes {
        serde_json::to_writer(&mut lines, vote)?;
        lines.push(b'\n');
    }
    Ok(lines.into())
}
