//! What became visible since a position: the feed's read.

use super::{
    Store,
    types::{self, Xid8},
};
use futures_util::{Stream, TryStreamExt};
use shared::{Direction, Publication, Snapshot, VoteId};
use sqlx::{Row, postgres::PgRow};

/// One row of `event_vote` on its way to viewers.
#[derive(Clone, Debug)]
pub struct Change {
    /// The transaction that wrote it.
    pub xid: u64,
    /// What it replaces.
    pub previous: Option<Direction>,
    /// What it says; `None`: withdrawn.
    pub next: Option<Direction>,
    /// The row as viewers are told of it. Its direction means nothing when the vote was withdrawn.
    pub vote: Publication,
}

/// One item of a read.
#[derive(Clone, Debug)]
pub enum Read {
    /// First, and once: what the read sees.
    Snapshot(Snapshot),
    /// Then each row that this snapshot sees and the given one did not, by id.
    Change(Box<Change>),
}

impl Store {
    /// Everything that became visible since `from`, in one statement and so in one snapshot, streamed: memory does
    /// not grow with the number of rows.
    pub fn changes(&self, from: &Snapshot) -> impl Stream<Item = sqlx::Result<Read>> + Unpin + use<> {
        let open: Vec<Xid8> = from.in_progress().iter().copied().map(Xid8).collect();
        sqlx::query(
            // The first row carries the snapshot, so that there is one even when nothing changed.
            "select null::bigint as id, null::xid8 as xid, null::integer as event_id, null::integer as track_id,
                    null::boolean as is_positive, null::boolean as previous, null::timestamptz as cast_at,
                    pg_current_snapshot()::text as title, null::text as name, null::text as artist
              union all
             select vote.id, vote.xid, vote.event_id, vote.track_id, vote.is_positive, vote.previous, vote.cast_at,
                    event.title, track.name, track.artist
               from event_vote vote
               join event_event event on event.id = vote.event_id
               join music_view track on track.id = vote.track_id
              where vote.xid >= $1 or vote.xid = any($2)
              order by id nulls first",
        )
        .bind(Xid8(from.xmax()))
        .bind(open)
        .fetch(&self.feed)
        .and_then(|row| std::future::ready(read(&row)))
    }
}

fn read(row: &PgRow) -> sqlx::Result<Read> {
    let Some(id) = row.try_get::<Option<i64>, _>("id")? else {
        return Ok(Read::Snapshot(types::snapshot(row.try_get("title")?)?));
    };
    let next = types::direction(row.try_get("is_positive")?);
    Ok(Read::Change(Box::new(Change {
        xid: row.try_get::<Xid8, _>("xid")?.0,
        previous: types::direction(row.try_get("previous")?),
        next,
        vote: Publication {
            id: VoteId(id),
            event: shared::EventId(row.try_get("event_id")?),
            title: row.try_get("title")?,
            track: shared::TrackId(row.try_get("track_id")?),
            name: row.try_get("name")?,
            artist: row.try_get("artist")?,
            direction: next.unwrap_or(Direction::Up),
            cast_at: types::timestamp(row.try_get("cast_at")?),
        },
    })))
}
