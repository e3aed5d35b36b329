//! Ballots become rows: many in one statement, so that the commit lock that NOTIFY takes is paid once for all.

use super::{Store, types::Xid8};
use shared::{Ballot, Receipt, Refusal, VoteId};
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

/// Inserts those that may be. Ballots that name no event, no track of it or come at the wrong time drop out by the joins,
/// repeated ones by the look-up, and what another server inserts at the same moment by the conflict clause; why, is asked
/// only if any did.
macro_rules! insert {
    ($conflict:literal) => {
        concat!(
            "insert into event_vote (ballot_id, event_id, track_id, is_positive, voter_id)
             select waiting.ballot_id, waiting.event_id, waiting.track_id, waiting.is_positive, waiting.voter_id
               from unnest($1::uuid[], $2::integer[], $3::integer[], $4::boolean[], $5::uuid[])
                    with ordinality as waiting (ballot_id, event_id, track_id, is_positive, voter_id, nth)
               join event_event event on event.id = waiting.event_id
              where coalesce(event.opens_at <= now(), true) and coalesce(now() < event.closes_at, true)
                and exists (select from event_track listed
                             where (listed.event_id, listed.track_id) = (waiting.event_id, waiting.track_id))
                and (select known.id from event_vote known where known.ballot_id = waiting.ballot_id) is null
              order by waiting.nth ",
            $conflict,
            " returning ballot_id, id, xid"
        )
    };
}

impl Store {
    /// Inserts all `ballots` that may be and returns, in their order, what became of each. Committed on return.
    pub async fn insert_ballots(&self, ballots: &[Signed]) -> sqlx::Result<Vec<Outcome>> {
        let mut rows = self.ballots.rows(|| bind(insert!(""), ballots)).await;
        // Another server has just inserted one of them, or taken a turn: rare, so that only then each row pays for it.
        if rows.as_ref().is_err_and(is_conflict) {
            rows = self.ballots.rows(|| bind(insert!("on conflict do nothing"), ballots)).await;
        }
        let rows = rows?;
        let mut inserted = HashMap::with_capacity(rows.len());
        for row in &rows {
            inserted.insert(row.try_get::<Uuid, _>("ballot_id")?, receipt(row)?);
        }
        // A receipt is for the first of its id; the same id once more in this batch is looked up like any repeat.
        let receipts: Vec<_> = ballots.iter().map(|one| inserted.remove(&one.ballot.id)).collect();
        let left_out: Vec<Signed> = ballots
            .iter()
            .zip(&receipts)
            .filter(|(_, receipt)| receipt.is_none())
            .map(|(one, _)| one.clone())
            .collect();
        // What was inserted is committed: a look-up that fails must not hide that, and the rest is tried again.
        let reasons = if left_out.is_empty() { Ok(vec![]) } else { self.reasons(&left_out).await };
        let mut reasons = reasons.unwrap_or_default().into_iter();
        let outcome = |receipt: Option<Receipt>| match receipt {
            Some(receipt) => Ok(receipt),
            None => reasons.next().unwrap_or(Err(Rejected::Raced)),
        };
        Ok(receipts.into_iter().map(outcome).collect())
    }

    async fn reasons(&self, ballots: &[Signed]) -> sqlx::Result<Vec<Outcome>> {
        let reasons = "select known.id, known.xid,
                    (known.event_id, known.track_id, known.is_positive, known.voter_id)
                        is not distinct from
                    (waiting.event_id, waiting.track_id, waiting.is_positive, waiting.voter_id) as same,
                    event.id is not null as event_known,
                    listed.track_id is not null as track_listed,
                    event.opens_at > now() as not_open,
                    event.closes_at <= now() as closed
               from unnest($1::uuid[], $2::integer[], $3::integer[], $4::boolean[], $5::uuid[])
                    with ordinality as waiting (ballot_id, event_id, track_id, is_positive, voter_id, nth)
               left join event_vote known on known.ballot_id = waiting.ballot_id
               left join event_event event on event.id = waiting.event_id
               left join event_track listed
                      on (listed.event_id, listed.track_id) = (waiting.event_id, waiting.track_id)
              order by waiting.nth";
        let rows = self.ballots.rows(|| bind(reasons, ballots));
        rows.await?.iter().map(reason).collect()
    }
}

fn is_conflict(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| error.is_unique_violation())
}

fn reason(row: &PgRow) -> sqlx::Result<Outcome> {
    let says = |column| Ok::<_, sqlx::Error>(row.try_get::<Option<bool>, _>(column)?.unwrap_or(false));
    if row.try_get::<Option<i64>, _>("id")?.is_some() {
        return if says("same")? { Ok(Ok(receipt(row)?)) } else { refused(Refusal::BallotReused) };
    }
    if !says("event_known")? {
        return refused(Refusal::UnknownEvent);
    }
    if says("not_open")? {
        return refused(Refusal::NotOpen);
    }
    if says("closed")? {
        return refused(Refusal::Closed);
    }
    if !says("track_listed")? {
        return refused(Refusal::UnknownTrack);
    }
    Ok(Err(Rejected::Raced))
}

fn refused(refusal: Refusal) -> sqlx::Result<Outcome> {
    Ok(Err(Rejected::Refused(refusal)))
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
