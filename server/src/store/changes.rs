//! What became visible since a position: the feed's read, and what a follower missed.

use super::{
    Store,
    types::{self, Xid8},
};
use futures_util::{Stream, TryStreamExt};
use shared::{Channel, Direction, Position, Publication, Snapshot, VoteId};
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

/// A run of rows in the order of their ids, on the way from one snapshot to the next.
#[derive(Debug)]
pub struct Batch {
    /// What was visible before.
    pub from: Snapshot,
    /// What the read that found these rows sees.
    pub to: Snapshot,
    /// The rows.
    pub changes: Vec<Change>,
    /// Whether with these rows everything between the two snapshots has been published.
    pub complete: bool,
}

/// Rows that became visible between two snapshots, by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// What was seen before.
    pub from: Snapshot,
    /// What is to be seen.
    pub to: Snapshot,
    /// Of those, only the rows behind this one,
    pub after: Option<VoteId>,
    /// and up to this one.
    pub until: Option<VoteId>,
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
        .bind(open(from))
        .fetch(&self.feed)
        .and_then(|row| std::future::ready(read(&row)))
    }
}

impl Store {
    /// How many votes of a channel may have become visible since a position, counted up to `most`; `None`: no server of
    /// this cluster can have given that position out.
    pub async fn votes_since(&self, position: &Position, channel: Channel, most: i64) -> sqlx::Result<Option<i64>> {
        let _place = self.replays.acquire().await;
        let from = position.start();
        let possible: bool = sqlx::query_scalar("select $1 <= pg_snapshot_xmax(pg_current_snapshot())")
            .bind(Xid8(position.end().xmax()))
            .fetch_one(&self.pool)
            .await?;
        if !possible {
            return Ok(None);
        }
        let counted = sqlx::query_scalar(
            "select count(*) from (
                 select from event_vote
                  where (xid >= $1 or xid = any($2)) and ($3::integer is null or event_id = $3) limit $4
             ) counted",
        );
        let counted = counted.bind(Xid8(from.xmax())).bind(open(from)).bind(event(channel)).bind(most);
        counted.fetch_one(&self.pool).await.map(Some)
    }

    /// The next up and down votes of a span on a channel, at most `most`, with the transactions that wrote them.
    pub async fn missed(&self, span: &Span, channel: Channel, most: i64) -> sqlx::Result<Vec<(u64, Publication)>> {
        let _place = self.replays.acquire().await;
        let rows = sqlx::query(
            "select vote.id, vote.xid, vote.event_id, vote.track_id, vote.is_positive, vote.previous, vote.cast_at,
                    event.title, track.name, track.artist
               from event_vote vote
               join event_event event on event.id = vote.event_id
               join music_view track on track.id = vote.track_id
              where (vote.xid >= $1 or vote.xid = any($2)) and pg_visible_in_snapshot(vote.xid, $3::text::pg_snapshot)
                and vote.is_positive is not null and ($4::integer is null or vote.event_id = $4)
                and vote.id > $5 and vote.id <= $6
              order by vote.id limit $7",
        )
        .bind(Xid8(span.from.xmax()))
        .bind(open(&span.from))
        .bind(span.to.to_postgres())
        .bind(event(channel))
        .bind(span.after.map_or(i64::MIN, |id| id.0))
        .bind(span.until.map_or(i64::MAX, |id| id.0))
        .bind(most)
        .fetch_all(&self.pool)
        .await?;
        let mut votes = Vec::with_capacity(rows.len());
        for row in &rows {
            if let Read::Change(change) = read(row)? {
                votes.push((change.xid, change.vote));
            }
        }
        Ok(votes)
    }
}

/// The one event of a channel; none: all.
fn event(channel: Channel) -> Option<i32> {
    match channel {
        Channel::Firehose => None,
        Channel::Event(id) => Some(id.0),
    }
}

fn open(snapshot: &Snapshot) -> Vec<Xid8> {
    snapshot.in_progress().iter().copied().map(Xid8).collect()
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
