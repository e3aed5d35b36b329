//! Who may change an event: the host who made it, and those whom that one lets. Keys are never here, only their hashes.

use super::{
    Store,
    catalog::read_event,
    events::Edition,
    lease::{self, ANSWER, Lease, in_time},
    types::Moment,
};
use shared::{EventId, Timestamp};
use sqlx::{Connection, PgConnection, Row, postgres::PgRow};

/// How many co-hosts an event may have: more than any evening needs.
const COHOSTS: i64 = 50;

/// Why an event was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// There is no such event.
    Unknown,
    /// The key is not one of its hosts', or it has none at all.
    NotHost,
    /// The key is a co-host's, and this is for the host who made the event.
    NotOwner,
    /// It is another edition by now.
    Changed,
    /// It would close before it opens.
    ClosesFirst,
    /// It has as many co-hosts as it may have,
    Crowded,
    /// or tracks.
    Full,
}

/// An event in the hands of one of its hosts.
#[derive(Clone, Debug)]
pub struct Hosted {
    /// The event as it is.
    pub edition: Edition,
    /// Whether that host made it.
    pub is_owner: bool,
}

/// Somebody whom the host lets do the same.
#[derive(Clone, Debug)]
pub struct Cohost {
    /// Its row in `event_cohost`.
    pub id: i32,
    /// As the host calls them.
    pub name: String,
    /// Since when.
    pub created_at: Timestamp,
}

/// The event, if the key is one of its hosts'.
macro_rules! hosted {
    ($rest:literal) => {
        concat!(
            "select event.*, event.xmin::text as version, event.host_key_hash is not distinct from $2 as is_owner
               from event_event event
              where event.id = $1
                and (event.host_key_hash = $2
                     or exists (select from event_cohost where (event_id, key_hash) = ($1, $2)))",
            $rest
        )
    };
}

impl Store {
    /// The event whose host has that key.
    pub async fn event_of(&self, key_hash: &[u8]) -> sqlx::Result<Option<EventId>> {
        let event = sqlx::query(
            "select id from event_event where host_key_hash = $1
              union all
             select event_id from event_cohost where key_hash = $1 limit 1",
        );
        let rows = lease::rows(&self.pool, event.bind(key_hash.to_owned())).await?;
        rows.first().map(|row| row.try_get("id").map(EventId)).transpose()
    }

    /// The event, to look at, if the key is one of its hosts'.
    pub async fn hosted(&self, event: EventId, key_hash: &[u8]) -> sqlx::Result<Result<Hosted, Denied>> {
        let hosted = sqlx::query(hosted!("")).bind(event.0).bind(key_hash.to_owned());
        match lease::rows(&self.pool, hosted).await?.first() {
            Some(row) => read_hosted(row).map(Ok),
            None => Ok(Err(if self.event(event).await?.is_some() { Denied::NotHost } else { Denied::Unknown })),
        }
    }

    /// Those whom the host lets, in the order in which they came.
    pub async fn cohosts(&self, event: EventId) -> sqlx::Result<Vec<Cohost>> {
        let cohosts = sqlx::query("select id, name, created_at from event_cohost where event_id = $1 order by id");
        lease::rows(&self.pool, cohosts.bind(event.0)).await?.iter().map(read_cohost).collect()
    }

    /// Lets whoever knows the secret behind `new_hash` do what the host may, but for this.
    pub async fn add_cohost(
        &self,
        event: EventId,
        key_hash: &[u8],
        name: &str,
        new_hash: &[u8],
    ) -> sqlx::Result<Result<Cohost, Denied>> {
        self.as_owner(event, key_hash, async |connection| {
            let cohost = sqlx::query(
                "insert into event_cohost (event_id, name, key_hash)
                 select $1, $2, $3 where (select count(*) from event_cohost where event_id = $1) < $4
                 returning id, name, created_at",
            );
            let cohost = cohost.bind(event.0).bind(name).bind(new_hash).bind(COHOSTS);
            let row = cohost.fetch_optional(connection).await?;
            row.as_ref().map(read_cohost).transpose().map(|added| added.ok_or(Denied::Crowded))
        })
        .await
    }

    /// Takes a co-host's key back: from then on it opens nothing. Whether there was one.
    pub async fn remove_cohost(
        &self,
        event: EventId,
        key_hash: &[u8],
        cohost: i32,
    ) -> sqlx::Result<Result<bool, Denied>> {
        self.as_owner(event, key_hash, async |connection| {
            let removed = sqlx::query("delete from event_cohost where (event_id, id) = ($1, $2)");
            Ok(Ok(removed.bind(event.0).bind(cohost).execute(connection).await?.rows_affected() > 0))
        })
        .await
    }

    /// Puts another key into the place of the one who made the event: from then on the old one opens nothing.
    pub async fn renew_key(
        &self,
        event: EventId,
        key_hash: &[u8],
        new_hash: &[u8],
    ) -> sqlx::Result<Result<(), Denied>> {
        self.as_owner(event, key_hash, async |connection| {
            let renewed = sqlx::query("update event_event set host_key_hash = $2 where id = $1");
            renewed.bind(event.0).bind(new_hash).execute(connection).await.map(drop).map(Ok)
        })
        .await
    }

    /// Does `work` in one transaction, if the key is that of the host who made the event.
    async fn as_owner<T>(
        &self,
        event: EventId,
        key_hash: &[u8],
        work: impl AsyncFnOnce(&mut PgConnection) -> sqlx::Result<Result<T, Denied>>,
    ) -> sqlx::Result<Result<T, Denied>> {
        self.as_host(
            event,
            key_hash,
            async |connection, hosted| {
                if hosted.is_owner { work(connection).await } else { Ok(Err(Denied::NotOwner)) }
            },
        )
        .await
    }

    /// Does `work` in one transaction, if the key is one of the event's hosts'. Until it is done, nobody else changes the
    /// event.
    pub(super) async fn as_host<T>(
        &self,
        event: EventId,
        key_hash: &[u8],
        work: impl AsyncFnOnce(&mut PgConnection, Hosted) -> sqlx::Result<Result<T, Denied>>,
    ) -> sqlx::Result<Result<T, Denied>> {
        let mut lease = Lease::of(&self.pool).await?;
        let done = in_time(ANSWER, async {
            let mut transaction = lease.begin().await?;
            let done = match hold(&mut transaction, event, key_hash).await? {
                Ok(hosted) => work(&mut transaction, hosted).await?,
                Err(denied) => Err(denied),
            };
            if done.is_ok() {
                transaction.commit().await?;
            } else {
                transaction.rollback().await?;
            }
            Ok(done)
        });
        let done = done.await?;
        lease.keep();
        Ok(done)
    }
}

/// Locks the event of that host. Without a key nobody waits for the lock.
async fn hold(connection: &mut PgConnection, id: EventId, key_hash: &[u8]) -> sqlx::Result<Result<Hosted, Denied>> {
    let event = sqlx::query(hosted!(" for no key update of event"));
    if let Some(row) = event.bind(id.0).bind(key_hash).fetch_optional(&mut *connection).await? {
        let hosted = read_hosted(&row)?;
        return Ok(if hosted.is_owner || is_cohost(connection, id, key_hash).await? {
            Ok(hosted)
        } else {
            Err(Denied::NotHost)
        });
    }
    let known = sqlx::query("select from event_event where id = $1").bind(id.0).fetch_optional(connection).await?;
    Ok(Err(if known.is_some() { Denied::NotHost } else { Denied::Unknown }))
}

/// Whether it still is a co-host's key, asked with the lock in hand: who waited for the lock may have waited for the host who
/// took the key back.
async fn is_cohost(connection: &mut PgConnection, id: EventId, key_hash: &[u8]) -> sqlx::Result<bool> {
    let cohost = sqlx::query("select from event_cohost where (event_id, key_hash) = ($1, $2)");
    Ok(cohost.bind(id.0).bind(key_hash).fetch_optional(connection).await?.is_some())
}

pub(super) fn read_edition(row: &PgRow) -> sqlx::Result<Edition> {
    Ok(Edition { event: read_event(row)?, version: row.try_get("version")? })
}

fn read_hosted(row: &PgRow) -> sqlx::Result<Hosted> {
    Ok(Hosted { edition: read_edition(row)?, is_owner: row.try_get("is_owner")? })
}

fn read_cohost(row: &PgRow) -> sqlx::Result<Cohost> {
    let created_at = row.try_get::<Moment, _>("created_at")?.0;
    Ok(Cohost { id: row.try_get("id")?, name: row.try_get("name")?, created_at })
}
