//! What guests would like to vote on, until a host takes it in or turns it down. Whose wish it is, nobody is told.

use super::{
    Store,
    hosts::Denied,
    lease::{self, ANSWER, Lease, in_time},
    line_up::{self, Listed},
    types::Moment,
};
use shared::{EventId, Timestamp};
use sqlx::{Connection, PgConnection, Row, postgres::PgRow};
use uuid::Uuid;

/// How many suggestions of one voter may wait at an event: enough to name favourites, too few to name everything.
const OF_ONE: i64 = 3;
/// How many may wait there in all: more than a host would read.
const OF_ALL: i64 = 200;

/// A track that a guest wishes for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Its row in `event_suggestion`.
    pub id: i32,
    /// The track's name.
    pub name: String,
    /// `None`: the guest named nobody.
    pub artist: Option<String>,
    /// Since when it waits.
    pub created_at: Timestamp,
}

/// Why a suggestion was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwanted {
    /// There is no such event.
    Unknown,
    /// The host takes none.
    Off,
    /// Voting is over.
    Closed,
    /// As many of this voter's wait as may.
    Enough,
    /// As many wait at the event as may.
    Full,
}

impl Store {
    /// Keeps what a voter suggests, if the event takes it. The same once more is the one that waits already, whoever said it
    /// first.
    pub async fn suggest(
        &self,
        event: EventId,
        voter: Uuid,
        name: &str,
        artist: Option<&str>,
    ) -> sqlx::Result<Result<Suggestion, Unwanted>> {
        let mut lease = Lease::of(&self.pool).await?;
        let kept = in_time(ANSWER, async {
            let mut transaction = lease.begin().await?;
            let kept = keep(&mut transaction, event, voter, name, artist).await?;
            transaction.commit().await?;
            Ok(kept)
        });
        let kept = kept.await?;
        lease.keep();
        Ok(kept)
    }

    /// What waits at an event, the oldest first.
    pub async fn suggestions(&self, event: EventId) -> sqlx::Result<Vec<Suggestion>> {
        let waiting = "select id, name, artist, created_at from event_suggestion where event_id = $1 order by id";
        let rows = lease::rows(&self.pool, sqlx::query(waiting).bind(event.0)).await?;
        rows.iter().map(read_suggestion).collect()
    }

    /// Puts what was suggested into the line-up. `None`: it does not wait.
    pub async fn take_suggestion(
        &self,
        event: EventId,
        key_hash: &[u8],
        suggestion: i32,
    ) -> sqlx::Result<Result<Option<Listed>, Denied>> {
        self.as_host(event, key_hash, async |connection, _| {
            let Some(taken) = remove(connection, event, suggestion).await? else { return Ok(Ok(None)) };
            let listed = line_up::list(connection, event, &taken.name, taken.artist.as_deref()).await?;
            Ok(listed.map(Some))
        })
        .await
    }

    /// Turns a suggestion down. Whether it waited.
    pub async fn drop_suggestion(
        &self,
        event: EventId,
        key_hash: &[u8],
        suggestion: i32,
    ) -> sqlx::Result<Result<bool, Denied>> {
        self.as_host(event, key_hash, async |connection, _| {
            remove(connection, event, suggestion).await.map(|dropped| Ok(dropped.is_some()))
        })
        .await
    }

    /// Turns all down that wait.
    pub async fn drop_suggestions(&self, event: EventId, key_hash: &[u8]) -> sqlx::Result<Result<(), Denied>> {
        self.as_host(event, key_hash, async |connection, _| {
            let dropped = sqlx::query("delete from event_suggestion where event_id = $1").bind(event.0);
            dropped.execute(connection).await.map(drop).map(Ok)
        })
        .await
    }
}

async fn keep(
    connection: &mut PgConnection,
    event: EventId,
    voter: Uuid,
    name: &str,
    artist: Option<&str>,
) -> sqlx::Result<Result<Suggestion, Unwanted>> {
    let event_now = sqlx::query(
        "select takes_suggestions, coalesce(closes_at <= now(), false) as closed from event_event where id = $1",
    );
    let Some(row) = event_now.bind(event.0).fetch_optional(&mut *connection).await? else {
        return Ok(Err(Unwanted::Unknown));
    };
    if !row.try_get::<bool, _>("takes_suggestions")? {
        return Ok(Err(Unwanted::Off));
    }
    if row.try_get::<bool, _>("closed")? {
        return Ok(Err(Unwanted::Closed));
    }
    // Those who suggest at one event take turns, so that none counts what another is about to add. Hosts wait for nobody here.
    let lock = "select pg_advisory_xact_lock(hashtext('partysense: suggestions'), $1)";
    sqlx::query(lock).bind(event.0).execute(&mut *connection).await?;
    let same = "select id, name, artist, created_at from event_suggestion
                 where event_id = $1 and name = $2 and artist is not distinct from $3 limit 1";
    let same = sqlx::query(same).bind(event.0).bind(name).bind(artist);
    if let Some(row) = same.fetch_optional(&mut *connection).await? {
        return read_suggestion(&row).map(Ok);
    }
    let kept = sqlx::query(
        "with waiting as (
             select count(*) as everyones, count(*) filter (where voter_id = $4) as own
               from event_suggestion where event_id = $1
         ), kept as (
             insert into event_suggestion (event_id, name, artist, voter_id)
             select $1, $2, $3, $4 from waiting where own < $5 and everyones < $6
             returning id, name, artist, created_at
         )
         select kept.*, own >= $5 as enough from waiting left join kept on true",
    );
    let kept = kept.bind(event.0).bind(name).bind(artist).bind(voter).bind(OF_ONE).bind(OF_ALL);
    let row = kept.fetch_one(connection).await?;
    if row.try_get::<Option<i32>, _>("id")?.is_some() {
        return read_suggestion(&row).map(Ok);
    }
    Ok(Err(if row.try_get("enough")? { Unwanted::Enough } else { Unwanted::Full }))
}

async fn remove(connection: &mut PgConnection, event: EventId, id: i32) -> sqlx::Result<Option<Suggestion>> {
    let removed = "delete from event_suggestion where (event_id, id) = ($1, $2) returning id, name, artist, created_at";
    let row = sqlx::query(removed).bind(event.0).bind(id).fetch_optional(connection).await?;
    row.as_ref().map(read_suggestion).transpose()
}

fn read_suggestion(row: &PgRow) -> sqlx::Result<Suggestion> {
    Ok(Suggestion {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        artist: row.try_get("artist")?,
        created_at: row.try_get::<Moment, _>("created_at")?.0,
    })
}
