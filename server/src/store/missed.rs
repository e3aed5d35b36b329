//! The rows between two positions: what a follower missed, and the history of an event. Each read is bounded.

use super::{
    Store,
    changes::{Change, change, named, stand, standing},
    lease::{self, in_time},
    types::Xid8,
};
use shared::{
    Channel, Epoch, Part, Position, VoteId,
    plain::{MOST_NAMED, NotRecovered},
};
use sqlx::{Postgres, Row, postgres::PgArguments, query::Query};

/// A row, behind its transaction: rows go out in this order.
pub type Place = (u64, VoteId);

/// Before any row.
pub const BEGINNING: Place = (0, VoteId(i64::MIN));

/// The votes of a channel between two positions.
#[derive(Clone, Debug)]
pub struct Span {
    /// Whose.
    pub channel: Channel,
    /// What was seen.
    pub from: Position,
    /// What is to be seen.
    pub to: Position,
}

/// The rows of a span: those of the transactions $2 behind the ids $3, and of the others from $1 to below $7, but not of
/// those of $8; all of them behind the row ($4, $5), at most $6. Each arm walks an index in its own order, so that a page
/// costs what it holds; a range that is one transaction leaves the planner no other index. The condition picks among them
/// by $9.
macro_rules! missed {
    (up_and_down) => {
        missed!("$9::integer is null and is_positive is not null")
    };
    (up_and_down of event) => {
        missed!("event_id = $9 and is_positive is not null")
    };
    (all) => {
        missed!("$9::integer is null")
    };
    (all of event) => {
        missed!("event_id = $9")
    };
    ($which:literal) => {
        concat!(
            "select * from (
                 (select vote.* from unnest($2::xid8[], $3::bigint[]) late (xid, last) cross join lateral (
                      select * from event_vote
                       where xid >= late.xid and xid <= late.xid and id > late.last and (xid, id) > ($4, $5)
                         and ",
            $which,
            "          order by xid, id limit $6) vote)
                  union all
                 (select * from event_vote
                   where xid >= $1 and xid < $7 and xid <> all ($2) and xid <> all ($8) and (xid, id) > ($4, $5)
                     and ",
            $which,
            "      order by xid, id limit $6)
             ) votes order by xid, id limit $6"
        )
    };
}

impl Store {
    /// What is visible now, to a request.
    pub async fn now(&self) -> sqlx::Result<Position> {
        standing(lease::rows(&self.pool, stand()).await?.first().ok_or(sqlx::Error::RowNotFound)?)
    }

    /// Why nobody can go on from `since` where the history is `epoch`, if so. That transactions below `known` have begun is
    /// certain.
    pub async fn refuses(&self, since: &Position, epoch: Epoch, known: u64) -> sqlx::Result<Option<NotRecovered>> {
        if since.epoch() != epoch {
            return Ok(Some(NotRecovered::OtherHistory));
        }
        if since.whole().in_progress().len() + since.parts().len() > MOST_NAMED {
            return Ok(Some(NotRecovered::TooFarBack));
        }
        let is_possible = self.is_possible(since, known).await?;
        Ok((!is_possible).then_some(NotRecovered::Future))
    }

    /// Whether anybody can have seen as much as `position` claims; of transactions below `known` it is certain.
    async fn is_possible(&self, position: &Position, known: u64) -> sqlx::Result<bool> {
        let claimed = position.parts().last().map_or(0, |part| part.xid.saturating_add(1)).max(position.whole().xmax());
        if claimed <= known {
            return Ok(true);
        }
        let possible = sqlx::query("select $1 <= pg_snapshot_xmax(pg_current_snapshot()) as possible");
        let rows = lease::rows(&self.pool, possible.bind(Xid8(claimed))).await?;
        rows.first().ok_or(sqlx::Error::RowNotFound)?.try_get("possible")
    }

    /// How many votes a span holds, counted up to `most`.
    pub async fn count_missed(&self, span: &Span, most: i64) -> sqlx::Result<i64> {
        let _place = self.replays.acquire().await;
        let (sql, event) = match span.channel {
            Channel::Firehose => (concat!("select count(*) from (", missed!(up_and_down), ") missed"), None),
            Channel::Event(id) => {
                (concat!("select count(*) from (", missed!(up_and_down of event), ") missed"), Some(id.0))
            }
        };
        let rows = lease::rows(&self.pool, span.bind(sql, BEGINNING, most).bind(event)).await?;
        rows.first().ok_or(sqlx::Error::RowNotFound)?.try_get(0)
    }

    /// The next up and down votes of a span behind `last`, a row and its transaction: at most `most`, and where to go on;
    /// nowhere, if that was all.
    pub async fn missed(&self, span: &Span, last: Place, most: i64) -> sqlx::Result<(Vec<Change>, Option<Place>)> {
        let (sql, event) = match span.channel {
            Channel::Firehose => (named!("order by vote.xid, vote.id", missed!(up_and_down)), None),
            Channel::Event(id) => (named!("order by vote.xid, vote.id", missed!(up_and_down of event)), Some(id)),
        };
        let _place = self.replays.acquire().await;
        self.page(span, span.bind(sql, last, most).bind(event.map(|id| id.0)), most).await
    }

    /// The same with the rows that withdraw a vote: all that an event's tallies are the sum of. Few are read at a time, and
    /// who waits too long for that is told that the pool is.
    pub async fn history(&self, span: &Span, last: Place, most: i64) -> sqlx::Result<(Vec<Change>, Option<Place>)> {
        let (sql, event) = match span.channel {
            Channel::Firehose => (named!("order by vote.xid, vote.id", missed!(all)), None),
            Channel::Event(id) => (named!("order by vote.xid, vote.id", missed!(all of event)), Some(id)),
        };
        // Followers that come back go before those who read at leisure.
        let place = in_time(lease::ANSWER, async { Ok(self.exports.acquire().await) });
        let _place = place.await.map_err(|_| sqlx::Error::PoolTimedOut)?;
        self.page(span, span.bind(sql, last, most).bind(event.map(|id| id.0)), most).await
    }

    async fn page(
        &self,
        span: &Span,
        query: Query<'static, Postgres, PgArguments>,
        most: i64,
    ) -> sqlx::Result<(Vec<Change>, Option<Place>)> {
        let rows = lease::rows(&self.pool, query).await?;
        let mut votes = rows.iter().map(change).collect::<sqlx::Result<Vec<_>>>()?;
        let is_full = votes.len() as i64 == most;
        let next = votes.last().map(|change| (change.xid, change.vote.id)).filter(|_| is_full);
        votes.retain(|change| span.holds(change.xid, change.vote.id));
        Ok((votes, next))
    }
}

impl Span {
    /// What has been seen of [`to`](Self::to) up to that row of it, or to the end of its transaction.
    pub fn reached(&self, (xid, last): Place, is_all: bool) -> Position {
        let mut parts: Vec<_> = self.to.parts().iter().copied().filter(|part| part.xid < xid).collect();
        parts.push(Part { xid, last });
        Position::new(self.to.whole().before(if is_all { xid + 1 } else { xid }), parts)
    }

    fn holds(&self, xid: u64, vote: VoteId) -> bool {
        self.to.covers(xid, vote) && !self.from.covers(xid, vote)
    }

    /// All but the last parameter of [`missed!`].
    fn bind(&self, sql: &'static str, last: Place, most: i64) -> Query<'static, Postgres, PgArguments> {
        let (from, to) = (self.from.whole(), self.to.whole());
        let begun = |xid: u64| to.sees(xid) || self.to.parts().iter().any(|part| part.xid == xid);
        let seen = |xid| self.from.parts().iter().find(|part| part.xid == xid).map_or(i64::MIN, |part| part.last.0);
        let beyond = self.from.parts().iter().map(|part| part.xid).filter(|xid| *xid >= from.xmax());
        // Of those still open there nothing is to be sent, however much they wrote.
        let late: Vec<u64> = from.in_progress().iter().copied().chain(beyond).filter(|xid| begun(*xid)).collect();
        let open: Vec<_> = to.in_progress().iter().copied().filter(|xid| !begun(*xid)).map(Xid8).collect();
        let end = self.to.parts().last().map_or(0, |part| part.xid + 1).max(to.xmax());
        sqlx::query(sql)
            .bind(Xid8(from.xmax()))
            .bind(late.iter().copied().map(Xid8).collect::<Vec<_>>())
            .bind(late.iter().copied().map(seen).collect::<Vec<_>>())
            .bind(Xid8(last.0))
            .bind(last.1.0)
            .bind(most)
            .bind(Xid8(end))
            .bind(open)
    }
}
