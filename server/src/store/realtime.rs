//! Rows of `realtime`: what became visible since a position, and what a follower missed. Each read is bounded.

use super::{
    Store, lease,
    missed::{BEGINNING, Place},
    types::{self, Xid8},
};
use shared::{Part, Position, Snapshot, VoteId};
use sqlx::{
    Postgres, Row,
    postgres::{PgArguments, PgRow},
    query::Query,
};

/// One row of `realtime`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// The transaction that wrote it.
    pub xid: u64,
    /// `realtime.id`; a position names it where it names a vote's, and within a transaction rows go out by it.
    pub id: VoteId,
    /// What was inserted.
    pub title: Option<String>,
}

/// What a read found.
#[derive(Debug)]
pub struct Read {
    /// What the read saw.
    pub now: Snapshot,
    /// The first rows that it saw and the position did not: by transaction, and within one by id.
    pub titles: Vec<Title>,
}

/// The rows of the transactions $2 behind the ids $3, and of those from $1 to below $6, but not of those of $8; all of them
/// behind the row ($4, $5), at most $7. Each arm walks the index in its own order.
macro_rules! rows {
    ($seen:literal) => {
        concat!(
            "select * from (
                 (select one.* from unnest($2::xid8[], $3::bigint[]) late (xid, last) cross join lateral (
                      select * from realtime
                       where xid >= late.xid and xid <= late.xid and id > late.last and (xid, id::bigint) > ($4, $5)
                       order by xid, id limit $7) one ",
            $seen,
            "    )
                  union all
                 (select * from realtime
                   where xid >= $1 and xid < $6 and xid <> all ($2) and xid <> all ($8)
                     and (xid, id::bigint) > ($4, $5)
                   order by xid, id limit $7)
             ) titles order by xid, id limit $7"
        )
    };
}

impl Store {
    /// Inserts a title, of which the trigger tells everyone, and returns its id. Committed on return.
    pub async fn announce(&self, title: &str) -> sqlx::Result<i32> {
        let row = sqlx::query("insert into realtime (title) values ($1) returning id").bind(title.to_owned());
        lease::rows(&self.pool, row).await?.first().ok_or(sqlx::Error::RowNotFound)?.try_get("id")
    }

    /// What is visible of `realtime` now. Cut behind the last row, for the reason that `store::changes::position` gives.
    pub async fn titles_position(&self) -> sqlx::Result<Position> {
        let standing = || {
            sqlx::query(
                "select partysense_epoch() as epoch, pg_current_snapshot()::text as snapshot,
                        (select xid from realtime order by xid desc, id desc limit 1) as last",
            )
        };
        let rows = self.titles.rows(standing).await?;
        let row = rows.first().ok_or(sqlx::Error::RowNotFound)?;
        let now = types::snapshot(row.try_get("epoch")?, row.try_get("snapshot")?)?;
        let end = row.try_get::<Option<Xid8>, _>("last")?.map_or(0, |xid| xid.0 + 1);
        Ok(now.before(end).into())
    }

    /// What became visible since `from`, in one statement and so in one snapshot: the first `most` rows of it.
    pub async fn titles(&self, from: &Position, most: usize) -> sqlx::Result<Read> {
        // The first row says what the read saw. A transaction that is still open is not looked up.
        let sql = concat!(
            "select null::xid8 as xid, partysense_epoch() as id, pg_current_snapshot()::text as title
              union all (select xid, id, title from (",
            rows!("where pg_visible_in_snapshot(late.xid, pg_current_snapshot())"),
            ") titles) order by xid nulls first, id"
        );
        let rows = self.titles.rows(|| bind(sql, from, None, BEGINNING, most)).await?;
        let (first, rows) = rows.split_first().ok_or(sqlx::Error::RowNotFound)?;
        let now = types::snapshot(first.try_get("id")?, first.try_get("title")?)?;
        Ok(Read { now, titles: rows.iter().map(title).collect::<sqlx::Result<_>>()? })
    }

    /// How many rows lie between two positions, counted up to `most`.
    pub async fn count_missed_titles(&self, from: &Position, to: &Position, most: usize) -> sqlx::Result<usize> {
        let _place = self.replays.acquire().await;
        let sql = concat!("select count(*) from (", rows!(""), ") missed");
        let rows = lease::rows(&self.pool, bind(sql, from, Some(to), BEGINNING, most)).await?;
        let count: i64 = rows.first().ok_or(sqlx::Error::RowNotFound)?.try_get(0)?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// The next rows between two positions, behind `last`, a row and its transaction: at most `most`, and where to go on;
    /// nowhere, if that was all.
    pub async fn missed_titles(
        &self,
        from: &Position,
        to: &Position,
        last: Place,
        most: usize,
    ) -> sqlx::Result<(Vec<Title>, Option<Place>)> {
        let _place = self.replays.acquire().await;
        let rows = lease::rows(&self.pool, bind(rows!(""), from, Some(to), last, most)).await?;
        let mut titles = rows.iter().map(title).collect::<sqlx::Result<Vec<_>>>()?;
        let next = titles.last().map(|row| (row.xid, row.id)).filter(|_| titles.len() == most);
        titles.retain(|row| to.covers(row.xid, row.id) && !from.covers(row.xid, row.id));
        Ok((titles, next))
    }

    /// What [`adopt_restored_votes`](Self::adopt_restored_votes) does, for titles.
    pub async fn adopt_restored_titles(&self) -> sqlx::Result<u64> {
        self.adopt(
            "update realtime set xid = pg_current_xact_id()
              where (xid >= (select pg_snapshot_xmax(pg_current_snapshot()))
                     or xid = any (array(select pg_snapshot_xip(pg_current_snapshot()))))
                and not pg_visible_in_snapshot(xid, pg_current_snapshot()) and xid <> pg_current_xact_id()",
        )
        .await
    }
}

/// The parameters of [`rows!`]. Up to a position nothing is looked up of what is still open there.
fn bind(
    sql: &'static str,
    from: &Position,
    to: Option<&Position>,
    last: Place,
    most: usize,
) -> Query<'static, Postgres, PgArguments> {
    let begun = |xid: &u64| to.is_none_or(|to| to.whole().sees(*xid) || to.parts().iter().any(|part| part.xid == *xid));
    let open = from.whole().in_progress().iter().copied().filter(begun);
    let seen = |xid: u64| from.parts().iter().find(|part| part.xid == xid).map_or(i64::MIN, |part| part.last.0);
    let beyond = from.parts().iter().filter(|part| part.xid >= from.whole().xmax());
    let late = open.map(|xid| Part { xid, last: VoteId(seen(xid)) }).chain(beyond.copied());
    let (late, lasts): (Vec<Xid8>, Vec<i64>) = late.map(|part| (Xid8(part.xid), part.last.0)).unzip();
    let hidden = |to: &Position| to.whole().in_progress().iter().copied().filter(|xid| !begun(xid)).map(Xid8).collect();
    let end = to.map_or(u64::MAX, |to| to.parts().last().map_or(0, |part| part.xid + 1).max(to.whole().xmax()));
    sqlx::query(sql)
        .bind(Xid8(from.whole().xmax()))
        .bind(late)
        .bind(lasts)
        .bind(Xid8(last.0))
        .bind(last.1.0)
        .bind(Xid8(end))
        .bind(most as i64)
        .bind(to.map_or(vec![], hidden))
}

fn title(row: &PgRow) -> sqlx::Result<Title> {
    let id: i32 = row.try_get("id")?;
    Ok(Title { xid: row.try_get::<Xid8, _>("xid")?.0, id: VoteId(id.into()), title: row.try_get("title")? })
}
