//! All votes of an event as one file. It is read from the database page by page, as fast as it is taken, and no connection
//! waits for a slow reader.

use super::{
    extract::Path,
    history::{Vote, span},
    problem::Problem,
    responses::Reading,
};
use crate::{
    http::AppState,
    store::{
        Store,
        missed::{BEGINNING, Place, Span},
    },
};
use axum::{
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use shared::EventId;

/// Rows read at a time.
const PAGE: i64 = 2_000;

/// A kind of file.
#[derive(Clone, Copy)]
struct Kind {
    extension: &'static str,
    media_type: &'static str,
    head: &'static str,
    /// How rows become text.
    rows: fn(&[Vote]) -> anyhow::Result<Bytes>,
}

/// RFC 4180.
const CSV: Kind = Kind {
    extension: "csv",
    media_type: "text/csv; charset=utf-8; header=present",
    // In the order of the fields of a [`Vote`].
    head: "id,cast_at,track,name,artist,up,replaces\r\n",
    rows: csv_rows,
};

/// A JSON text a line.
const NDJSON: Kind = Kind { extension: "ndjson", media_type: "application/x-ndjson", head: "", rows: json_lines };

/// All votes as CSV
///
/// What was visible when the request came, as RFC 4180 has it, with a header. A reader that is cut off sees that the
/// transfer is not complete. Names are as they are in the library: tell a spreadsheet that they are text, or it takes one that
/// begins with `=` for a formula.
#[utoipa::path(get, path = "/events/{id}/votes.csv", operation_id = "exportCsv", tag = "votes",
    params(("id" = i32, Path, description = "The event", example = 1)),
    responses((status = 200, body = String, content_type = "text/csv"), Reading))]
pub(super) async fn as_csv(State(state): State<AppState>, Path(event): Path<i32>) -> Result<Response, Problem> {
    export(&state.services.store, event, CSV).await
}

/// All votes as NDJSON
///
/// The same rows as in the pages, each a line.
#[utoipa::path(get, path = "/events/{id}/votes.ndjson", operation_id = "exportNdjson", tag = "votes",
    params(("id" = i32, Path, description = "The event", example = 1)),
    responses((status = 200, body = String, content_type = "application/x-ndjson"), Reading))]
pub(super) async fn as_ndjson(State(state): State<AppState>, Path(event): Path<i32>) -> Result<Response, Problem> {
    export(&state.services.store, event, NDJSON).await
}

async fn export(store: &Store, event: i32, kind: Kind) -> Result<Response, Problem> {
    let span = span(store, EventId(event), "").await?;
    let rows = stream::try_unfold(Some(BEGINNING), {
        let store = store.clone();
        move |last| page(store.clone(), span.clone(), last, kind)
    });
    let body = stream::iter([Ok(Bytes::from_static(kind.head.as_bytes()))]).chain(rows);
    let name = format!("attachment; filename=\"event-{event}-votes.{}\"", kind.extension);
    let headers = [(header::CONTENT_TYPE, kind.media_type), (header::CONTENT_DISPOSITION, &name)];
    Ok((headers, Body::from_stream(body)).into_response())
}

/// The next page, and behind which row the one after it begins.
async fn page(
    store: Store,
    span: Span,
    last: Option<Place>,
    kind: Kind,
) -> anyhow::Result<Option<(Bytes, Option<Place>)>> {
    let Some(last) = last else { return Ok(None) };
    let (votes, next) = store.history(&span, last, PAGE).await.inspect_err(|error| {
        tracing::warn!(%error, "an export ends before its end");
    })?;
    let votes: Vec<_> = votes.into_iter().map(Vote::from).collect();
    Ok(Some(((kind.rows)(&votes)?, next)))
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
