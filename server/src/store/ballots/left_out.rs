//! What becomes of ballots that the one INSERT left out: why, and the way of those whose event has a budget. The common
//! ballot never comes here.

use super::{Outcome, Rejected, Signed, bind, receipt};
use crate::store::Store;
use shared::Refusal;
use sqlx::{Row, postgres::PgRow};
use std::collections::HashMap;
use uuid::Uuid;

/// Why a ballot was left out.
#[derive(Clone, Copy, Debug)]
enum Reason {
    /// That is what became of it.
    Settled(Outcome),
    /// Its event has a budget.
    Budget,
}

impl Store {
    /// What becomes of each, in their order.
    pub(super) async fn settle(&self, ballots: &[Signed]) -> sqlx::Result<Vec<Outcome>> {
        // What was inserted is committed: a look-up that fails must not hide that, and the rest is tried again.
        let Ok(reasons) = self.reasons(ballots).await else { return Ok(vec![Err(Rejected::Raced); ballots.len()]) };
        let limited = ballots.iter().zip(&reasons).filter(|(_, reason)| matches!(reason, Reason::Budget));
        let limited: Vec<Signed> = limited.map(|(one, _)| one.clone()).collect();
        let mut judged = if limited.is_empty() { HashMap::new() } else { self.within(&limited).await? };
        let outcome = |(one, reason): (&Signed, Reason)| match reason {
            Reason::Settled(outcome) => outcome,
            Reason::Budget => judged.remove(&one.ballot.id).unwrap_or(Err(Rejected::Raced)),
        };
        Ok(ballots.iter().zip(reasons).map(outcome).collect())
    }

    /// Why each was left out, in their order.
    async fn reasons(&self, ballots: &[Signed]) -> sqlx::Result<Vec<Reason>> {
        let reasons = "select known.id, known.xid,
                    (known.event_id, known.track_id, known.is_positive, known.voter_id)
                        is not distinct from
                    (waiting.event_id, waiting.track_id, waiting.is_positive, waiting.voter_id) as same,
                    event.id is not null as event_known,
                    listed.standing <> 'hidden' as track_listed,
                    listed.standing <> 'open' as played,
                    event.opens_at > now() as not_open,
                    event.closes_at <= now() as closed,
                    event.downs_per_hour = 0 and not waiting.is_positive as no_downs,
                    event.votes_per_hour > 0 or event.downs_per_hour > 0 as budget
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

    /// Inserts those of events with budgets that are within them, and tells of each that is or is not. Of one that took part
    /// in a race, or has to wait for its voter's others, nothing is said.
    async fn within(&self, ballots: &[Signed]) -> sqlx::Result<HashMap<Uuid, Outcome>> {
        let cast = "select ballot, vote as id, transaction as xid
                      from event_vote_cast($1::uuid[], $2::integer[], $3::integer[], $4::boolean[], $5::uuid[])";
        let rows = self.ballots.rows(|| bind(cast, ballots)).await?;
        let outcome = |row: &PgRow| {
            let spent = row.try_get::<Option<i64>, _>("id")?.is_none();
            let outcome = if spent { Err(Rejected::Refused(Refusal::Spent)) } else { Ok(receipt(row)?) };
            Ok((row.try_get("ballot")?, outcome))
        };
        rows.iter().map(outcome).collect()
    }
}

fn reason(row: &PgRow) -> sqlx::Result<Reason> {
    let says = |column| Ok::<_, sqlx::Error>(row.try_get::<Option<bool>, _>(column)?.unwrap_or(false));
    if row.try_get::<Option<i64>, _>("id")?.is_some() {
        return if says("same")? { Ok(Reason::Settled(Ok(receipt(row)?))) } else { refused(Refusal::BallotReused) };
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
    if says("played")? {
        return refused(Refusal::Played);
    }
    if says("no_downs")? {
        return refused(Refusal::NoDownVotes);
    }
    Ok(if says("budget")? { Reason::Budget } else { Reason::Settled(Err(Rejected::Raced)) })
}

fn refused(refusal: Refusal) -> sqlx::Result<Reason> {
    Ok(Reason::Settled(Err(Rejected::Refused(refusal))))
}
