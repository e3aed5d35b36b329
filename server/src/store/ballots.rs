//! Ballots become rows: many in one statement, so that the commit lock that NOTIFY takes is paid once for all.

mod left_out;

use super::{Store, lease, types::Xid8};
use shared::{Ballot, Direction, EventId, Receipt, Refusal, TrackId, VoteId};
use sqlx::{Row, postgres::PgRow};
use std::collections::HashMap;
use uuid::Uuid;

/// A ballot and whose it is.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Who casts it.
    pub voter: Uuid,
    /// What is cast.
    pub ballot: Ballot,
}

/// What became of one ballot of a batch.
pub type Outcome = Result<Receipt, Rejected>;

/// Why a ballot of a batch is not a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// It never will be.
    Refused(Refusal),
    /// Another server took the same voter's turn at the same moment; the next try will see it.
    Raced,
}

/// Inserts those that may be. Ballots that name no event, no open track of it, come at the wrong time or down where nobody
/// votes down drop out by the joins, those of events with budgets too, repeated ones by the look-up, and what another server
/// inserts at the same moment by the conflict clause; why, is asked only if any did.
macro_rules! insert {
    ($conflict:literal) => {
        concat!(
            "insert into event_vote (ballot_id, event_id, track_id, is_positive, voter_id, adds)
             select waiting.ballot_id, waiting.event_id, waiting.track_id, waiting.is_positive, waiting.voter_id,
                    event.free_repeats and waiting.is_positive is not null
               from unnest($1::uuid[], $2::integer[], $3::integer[], $4::boolean[], $5::uuid[])
                    with ordinality as waiting (ballot_id, event_id, track_id, is_positive, voter_id, nth)
               join event_event event on event.id = waiting.event_id
               join event_track listed on (listed.event_id, listed.track_id) = (waiting.event_id, waiting.track_id)
              where coalesce(event.opens_at <= now(), true) and coalesce(now() < event.closes_at, true)
                and event.votes_per_hour is null
                and (event.downs_per_hour is null or event.downs_per_hour = 0 and waiting.is_positive is not false)
                and listed.standing = 'open'
                and (select known.id from event_vote known where known.ballot_id = waiting.ballot_id) is null
              order by waiting.nth ",
            $conflict,
            " returning ballot_id, id, xid"
        )
    };
}

impl Store {
    /// Inserts all `ballots` that may be and returns, in their order, what became of each. Committed on return.
    ///
    /// # Errors
    ///
    /// Some may be committed all the same: the same ballots, given again, are found.
    pub async fn insert_ballots(&self, ballots: &[Signed]) -> sqlx::Result<Vec<Outcome>> {
        let mut rows = self.ballots.rows(|| bind(insert!(""), ballots)).await;
        // Another server has just inserted one of them, or taken a turn: rare, so that only then each row pays for it.
        if rows.as_ref().is_err_and(is_conflict) {
            rows = self.ballots.rows(|| bind(insert!("on conflict do nothing"), ballots)).await;
        }
        let rows = rows?;
        let mut inserted = HashMap::with_capacity(rows.len());
        for row in &rows {
            inserted.insert(row.try_get::<Uuid, _>("ballot_id")?, Ok(receipt(row)?));
        }
        // An outcome is for the first of its id; the same id once more in this batch is looked up like any repeat.
        let outcomes: Vec<Option<Outcome>> = ballots.iter().map(|one| inserted.remove(&one.ballot.id)).collect();
        let left_out = ballots.iter().zip(&outcomes).filter(|(_, outcome)| outcome.is_none());
        let left_out: Vec<Signed> = left_out.map(|(one, _)| one.clone()).collect();
        let mut settled = if left_out.is_empty() { vec![] } else { self.settle(&left_out).await? }.into_iter();
        let mut settled = || settled.next().unwrap_or(Err(Rejected::Raced));
        Ok(outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(&mut settled)).collect())
    }

    /// The votes that stand for `voter` at `event`.
    pub async fn own_votes(&self, event: EventId, voter: Uuid) -> sqlx::Result<Vec<(TrackId, Direction)>> {
        let own = sqlx::query(
            // From track to track by the chain's index: a voter may have pressed a million times.
            "with recursive last as (
                 (select track_id, turn, is_positive from event_vote
                   where event_id = $1 and voter_id = $2 order by track_id desc, turn desc limit 1)
                  union all
                 select next.* from last cross join lateral (
                     select track_id, turn, is_positive from event_vote
                      where event_id = $1 and voter_id = $2 and track_id < last.track_id
                      order by track_id desc, turn desc limit 1
                 ) next
             )
             select track_id, is_positive from last where turn > 0 and is_positive is not null order by track_id",
        )
        .bind(event.0)
        .bind(voter);
        let vote = |row: &PgRow| Ok((TrackId(row.try_get("track_id")?), row.try_get::<bool, _>("is_positive")?.into()));
        lease::rows(&self.pool, own).await?.iter().map(vote).collect()
    }
}

fn is_conflict(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| error.is_unique_violation())
}

fn receipt(row: &PgRow) -> sqlx::Result<Receipt> {
    Ok(Receipt { vote: VoteId(row.try_get("id")?), xid: row.try_get::<Xid8, _>("xid")?.0 })
}

fn bind<'q>(
    sql: &'static str,
    ballots: &[Signed],
) -> sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments> {
    let each = || ballots.iter().map(|one| &one.ballot);
    sqlx::query(sql)
        .bind(each().map(|ballot| ballot.id).collect::<Vec<_>>())
        .bind(each().map(|ballot| ballot.event.0).collect::<Vec<_>>())
        .bind(each().map(|ballot| ballot.track.0).collect::<Vec<_>>())
        .bind(each().map(|ballot| ballot.choice.map(shared::Direction::is_up)).collect::<Vec<_>>())
        .bind(ballots.iter().map(|one| one.voter).collect::<Vec<_>>())
}
