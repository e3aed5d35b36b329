//! What became visible since a position: the feed's reads. Each is bounded.

use super::{
    Store,
    types::{self, Moment, Xid8},
};
use shared::{Direction, EventId, Part, Position, Publication, Snapshot, Timestamp, TrackId, VoteId};
use sqlx::{
    Postgres, Row,
    postgres::{PgArguments, PgRow},
    query::Query,
};
use std::time::{Duration, Instant};

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

/// A run of rows on the way from one position to the next: by transaction, and within one by id.
#[derive(Debug)]
pub struct Batch {
    /// What had been published before.
    pub before: Position,
    /// What has been with it.
    pub after: Position,
    /// What the read saw that found these rows.
    pub visible: Snapshot,
    /// What the database's clock said when it was asked last.
    pub clock: Clock,
    /// The rows.
    pub changes: Vec<Change>,
}

/// The database's clock beside ours.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// When it was asked: before it was looked at, so that nothing seems younger than it is.
    pub here: Instant,
    /// What it said.
    pub there: Timestamp,
}

impl Clock {
    /// When it was that time, by our clock. `None`: before this machine was there, or still to come: such a clock was set.
    pub fn here_at(&self, there: Timestamp) -> Option<Instant> {
        let ago = u64::try_from(self.there.0.checked_sub(there.0)?).ok()?;
        self.here.checked_sub(Duration::from_millis(ago))
    }
}

impl Batch {
    /// What has been published once the row `nth` is out.
    pub fn position_after(&self, nth: usize) -> Position {
        match &self.changes[nth..] {
            [] | [_] => self.after.clone(),
            [change, next, ..] if next.xid == change.xid => {
                self.before.union(&Position::within(&self.visible, change.xid, change.vote.id))
            }
            [change, ..] => self.before.union(&self.visible.before(change.xid + 1).into()),
        }
    }
}

/// What a read of the feed found.
#[derive(Debug)]
pub struct Read {
    /// What the read saw.
    pub now: Snapshot,
    /// When that was.
    pub clock: Clock,
    /// The rows that it saw and the position did not, in the order in which they go out.
    pub changes: Vec<Change>,
}

/// The columns of a [`Change`], and where they come from. Who switched the foreign keys off loses names, not votes.
macro_rules! named {
    ($rest:literal, $($votes:tt)+) => {
        concat!(
            "select vote.id, vote.xid, vote.event_id, vote.track_id, vote.is_positive, vote.previous, vote.cast_at,
                    coalesce(event.title, '') as title, coalesce(track.name, '') as name, track.artist
               from (",
            $($votes)+,
            ") vote
               left join event_event event on event.id = vote.event_id
               left join music_view track on track.id = vote.track_id ",
            $rest
        )
    };
}
pub(super) use named;

impl Store {
    /// What is visible now, to the feed.
    pub async fn position(&self) -> sqlx::Result<Position> {
        standing(self.feed.rows(stand).await?.first().ok_or(sqlx::Error::RowNotFound)?)
    }

    /// What became visible since `from`, in one statement and so in one snapshot: the first `most` rows of it. Of the
    /// transactions that `from` has in part nothing is among them: see [`rest`](Self::rest).
    pub async fn changes(&self, from: &Position, most: usize) -> sqlx::Result<Read> {
        // The first row says what the read saw, so that this is known even when nothing changed.
        let changes = concat!(
            "select null::bigint as id, null::xid8 as xid, partysense_epoch() as event_id, null::integer as track_id,
                        null::boolean as is_positive, null::boolean as previous, clock_timestamp() as cast_at,
                        pg_current_snapshot()::text as title, null::text as name, null::text as artist
                  union all (",
            // A transaction that is still open is not looked up, so that it costs nothing, however large it is.
            named!(
                "",
                "select * from (
                         (select vote.* from unnest($2::xid8[]) late (xid) cross join lateral (
                              select * from event_vote where xid >= late.xid and xid <= late.xid
                               order by xid, id limit $3) vote
                           where pg_visible_in_snapshot(late.xid, pg_current_snapshot()))
                          union all
                         (select * from event_vote where xid >= $1 order by xid, id limit $3)
                     ) votes order by xid, id limit $3"
            ),
            ") order by xid nulls first, id"
        );
        let rows =
            self.feed.rows(|| sqlx::query(changes).bind(Xid8(from.whole().xmax())).bind(late(from)).bind(most as i64));
        let here = Instant::now();
        let rows = rows.await?;
        let (first, rows) = rows.split_first().ok_or(sqlx::Error::RowNotFound)?;
        let now = types::snapshot(first.try_get("event_id")?, first.try_get("title")?)?;
        let clock = Clock { here, there: first.try_get::<Moment, _>("cast_at")?.0 };
        Ok(Read { now, clock, changes: rows.iter().map(change).collect::<sqlx::Result<_>>()? })
    }

    /// The next rows of a transaction that was published in part, at most `most`.
    pub async fn rest(&self, part: Part, most: usize) -> sqlx::Result<Vec<Change>> {
        let rest = named!(
            "order by vote.id",
            "select * from event_vote where (xid, id) > ($1, $2) and xid <= $1 order by xid, id limit $3"
        );
        let rows = self.feed.rows(|| sqlx::query(rest).bind(Xid8(part.xid)).bind(part.last.0).bind(most as i64));
        rows.await?.iter().map(change).collect()
    }
}

/// Everything that is visible in the snapshot of this statement.
///
/// The snapshot is cut behind the last vote: a transaction beyond it wrote none, so the set of rows is the same. And what
/// is left outlives a crash: that vote is visible, so the log is on disk up to its commit, and no transaction number below
/// it is ever handed out again. The uncut one may name transactions of which nothing was flushed.
pub(super) async fn position(executor: impl sqlx::PgExecutor<'_>) -> sqlx::Result<Position> {
    standing(&stand().fetch_one(executor).await?)
}

pub(super) fn stand() -> Query<'static, Postgres, PgArguments> {
    sqlx::query(
        "select partysense_epoch() as epoch, pg_current_snapshot()::text as snapshot,
                (select xid from event_vote order by xid desc, id desc limit 1) as last",
    )
}

pub(super) fn standing(row: &PgRow) -> sqlx::Result<Position> {
    let now = types::snapshot(row.try_get("epoch")?, row.try_get("snapshot")?)?;
    let last = row.try_get::<Option<Xid8>, _>("last")?.map_or(0, |xid| xid.0 + 1);
    Ok(now.before(last).into())
}

/// The transactions below the end of a position of which it has no row.
fn late(position: &Position) -> Vec<Xid8> {
    let in_part = |xid: &u64| position.parts().iter().any(|part| part.xid == *xid);
    position.whole().in_progress().iter().copied().filter(|xid| !in_part(xid)).map(Xid8).collect()
}

pub(super) fn change(row: &PgRow) -> sqlx::Result<Change> {
    let next = types::direction(row.try_get("is_positive")?);
    Ok(Change {
        xid: row.try_get::<Xid8, _>("xid")?.0,
        previous: types::direction(row.try_get("previous")?),
        next,
        vote: Publication {
            id: VoteId(row.try_get("id")?),
            event: EventId(row.try_get("event_id")?),
            title: row.try_get("title")?,
            track: TrackId(row.try_get("track_id")?),
            name: row.try_get("name")?,
            artist: row.try_get("artist")?,
            direction: next.unwrap_or(Direction::Up),
            cast_at: row.try_get::<Moment, _>("cast_at")?.0,
        },
    })
}
