//! Events and their line-ups as hosts and other programs read and change them.

use super::{
    Store,
    catalog::{read_event, read_standing, read_track},
    lease::{self, ANSWER, Lease, in_time},
};
use shared::{Event, EventId, Standing, Timestamp, Track, TrackId};
use sqlx::{Connection, PgConnection, Row, postgres::PgRow, types::time::OffsetDateTime};

/// What stands between the halves of a code that is written to be read aloud.
const DASHES: [char; 5] = ['-', '\u{2010}', '\u{2011}', '\u{2013}', '\u{2212}'];

/// What a host may say about an event.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// The title; `None`: as it is.
    pub title: Option<String>,
    /// When voting opens; `Some(None)`: it is open from the start.
    pub opens_at: Option<Option<Timestamp>>,
    /// When voting closes; `Some(None)`: never.
    pub closes_at: Option<Option<Timestamp>>,
}

/// An event, and which edition of its row that is.
#[derive(Clone, Debug)]
pub struct Edition {
    /// The event.
    pub event: Event,
    /// Another one after each change.
    pub version: String,
}

/// Why an event was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// There is no such event.
    Unknown,
    /// Its host has another key, or it has none at all.
    NotHost,
    /// It is another edition by now.
    Changed,
    /// It would close before it opens.
    ClosesFirst,
}

impl Store {
    /// The next events behind `after`, by id, at most `most`.
    pub async fn events(&self, after: EventId, most: i64) -> sqlx::Result<Vec<Event>> {
        let events =
            sqlx::query("select * from event_event where id > $1 order by id limit $2").bind(after.0).bind(most);
        lease::rows(&self.pool, events).await?.iter().map(read_event).collect()
    }

    /// The event as it is now.
    pub async fn event(&self, id: EventId) -> sqlx::Result<Option<Edition>> {
        let event = sqlx::query("select *, xmin::text as version from event_event where id = $1").bind(id.0);
        lease::rows(&self.pool, event).await?.first().map(read_edition).transpose()
    }

    /// The event whose code somebody typed: as it is, else without spaces and dashes, and in capitals or small letters.
    pub async fn event_of_code(&self, typed: &str) -> sqlx::Result<Option<EventId>> {
        let bare: String = typed.chars().filter(|c| !c.is_whitespace() && !DASHES.contains(c)).collect();
        let event =
            sqlx::query("select id from event_event where code in ($1, $2, $3) order by code = $1 desc, id limit 1");
        let event = event.bind(typed).bind(bare.to_uppercase()).bind(bare.to_lowercase());
        let rows = lease::rows(&self.pool, event).await?;
        rows.first().map(|row| row.try_get("id").map(EventId)).transpose()
    }

    /// Makes an event that whoever knows the secret behind `key_hash` may change.
    pub async fn add_event(&self, event: &Changes, key_hash: &[u8]) -> sqlx::Result<Result<Edition, Denied>> {
        let event = sqlx::query(
            "insert into event_event (title, opens_at, closes_at, host_key_hash) values ($1, $2, $3, $4)
             returning *, xmin::text as version",
        )
        .bind(event.title.clone().unwrap_or_default())
        .bind(event.opens_at.flatten().map(moment))
        .bind(event.closes_at.flatten().map(moment))
        .bind(key_hash.to_owned());
        in_order(lease::rows(&self.pool, event).await)
    }

    /// Changes the event of that host, if its edition is one that the host knows. Where nothing is new, it stays that edition.
    pub async fn change_event(
        &self,
        id: EventId,
        key_hash: &[u8],
        is_known: impl FnOnce(&Edition) -> bool,
        changes: &Changes,
    ) -> sqlx::Result<Result<Edition, Denied>> {
        self.as_host(id, key_hash, async |connection, edition| {
            if !is_known(&edition) {
                return Ok(Err(Denied::Changed));
            }
            let event = sqlx::query(
                "with new as (
                     select id, coalesce($2, title) as title,
                            case when $3 then $4 else opens_at end as opens_at,
                            case when $5 then $6 else closes_at end as closes_at
                       from event_event where id = $1
                 )
                 update event_event event set title = new.title, opens_at = new.opens_at, closes_at = new.closes_at
                   from new
                  where event.id = new.id
                    and (event.title, event.opens_at, event.closes_at)
                        is distinct from (new.title, new.opens_at, new.closes_at)
                 returning event.*, event.xmin::text as version",
            )
            .bind(id.0)
            .bind(changes.title.as_deref())
            .bind(changes.opens_at.is_some())
            .bind(changes.opens_at.flatten().map(moment))
            .bind(changes.closes_at.is_some())
            .bind(changes.closes_at.flatten().map(moment));
            match event.fetch_all(connection).await {
                Ok(rows) if rows.is_empty() => Ok(Ok(edition)),
                rows => in_order(rows),
            }
        })
        .await
    }

    /// The next tracks of the line-up behind `after`, by id, at most `most`, and how they stand; none that is hidden. `None`:
    /// there is no such event.
    pub async fn line_up(
        &self,
        event: EventId,
        after: TrackId,
        most: i64,
    ) -> sqlx::Result<Option<Vec<(Track, Standing)>>> {
        let tracks = sqlx::query(
            "select track.id, track.name, track.artist, listed.standing
               from event_track listed join music_view track on track.id = listed.track_id
              where listed.event_id = $1 and listed.track_id > $2 and listed.standing <> 'hidden'
              order by listed.track_id limit $3",
        );
        let rows = lease::rows(&self.pool, tracks.bind(event.0).bind(after.0).bind(most)).await?;
        if rows.is_empty() && self.event(event).await?.is_none() {
            return Ok(None);
        }
        let track = |row| Ok((read_track(row)?, read_standing(row)?));
        rows.iter().map(track).collect::<sqlx::Result<_>>().map(Some)
    }

    /// Puts a track into the line-up of that host's event: the one of that name and artist in the library, else a new one.
    pub async fn add_track(
        &self,
        event: EventId,
        key_hash: &[u8],
        name: &str,
        artist: Option<&str>,
    ) -> sqlx::Result<Result<Track, Denied>> {
        self.as_host(event, key_hash, async |connection, _| {
            let id = in_library(connection, name, artist).await?;
            let listed = sqlx::query("select from event_track where (event_id, track_id) = ($1, $2)");
            // An INSERT that inserts nothing would ring all the same.
            if listed.bind(event.0).bind(id).fetch_optional(&mut *connection).await?.is_none() {
                let list =
                    sqlx::query("insert into event_track (event_id, track_id) values ($1, $2) on conflict do nothing");
                list.bind(event.0).bind(id).execute(connection).await?;
            }
            Ok(Ok(Track { id: TrackId(id), name: name.to_owned(), artist: artist.map(str::to_owned) }))
        })
        .await
    }

    /// Takes a track out of the line-up of that host's event. Its votes stay. Whether it was there.
    pub async fn remove_track(
        &self,
        event: EventId,
        key_hash: &[u8],
        track: TrackId,
    ) -> sqlx::Result<Result<bool, Denied>> {
        self.as_host(event, key_hash, async |connection, _| {
            let removed = sqlx::query("delete from event_track where (event_id, track_id) = ($1, $2)");
            let removed = removed.bind(event.0).bind(track.0).execute(connection).await?;
            Ok(Ok(removed.rows_affected() > 0))
        })
        .await
    }

    /// Does `work` in one transaction, if the event is that host's. Until it is done, nobody else changes the event.
    async fn as_host<T>(
        &self,
        event: EventId,
        key_hash: &[u8],
        work: impl AsyncFnOnce(&mut PgConnection, Edition) -> sqlx::Result<Result<T, Denied>>,
    ) -> sqlx::Result<Result<T, Denied>> {
        let mut lease = Lease::of(&self.pool).await?;
        let done = in_time(ANSWER, async {
            let mut transaction = lease.begin().await?;
            let done = match hold(&mut transaction, event, key_hash).await? {
                Ok(edition) => work(&mut transaction, edition).await?,
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

/// Locks the event of that host. Without the key nobody waits for the lock.
async fn hold(connection: &mut PgConnection, id: EventId, key_hash: &[u8]) -> sqlx::Result<Result<Edition, Denied>> {
    let event = sqlx::query(
        "select *, xmin::text as version from event_event where id = $1 and host_key_hash = $2 for no key update",
    );
    if let Some(row) = event.bind(id.0).bind(key_hash).fetch_optional(&mut *connection).await? {
        return read_edition(&row).map(Ok);
    }
    let known = sqlx::query("select from event_event where id = $1").bind(id.0).fetch_optional(connection).await?;
    Ok(Err(if known.is_some() { Denied::NotHost } else { Denied::Unknown }))
}

/// The track of that name and artist, made if there is none.
async fn in_library(connection: &mut PgConnection, name: &str, artist: Option<&str>) -> sqlx::Result<i32> {
    // Two hosts who add the same track at the same moment take turns: names need not be unique, but should be.
    sqlx::query("select pg_advisory_xact_lock(hashtext('partysense: library'))").execute(&mut *connection).await?;
    let track = "select track.id from music_track track left join music_artist artist on artist.id = track.artist_id
                  where track.name = $1 and artist.name is not distinct from $2 order by track.id limit 1";
    if let Some(id) = sqlx::query_scalar(track).bind(name).bind(artist).fetch_optional(&mut *connection).await? {
        return Ok(id);
    }
    let made = "with known as (select min(id) as id from music_artist where name = $2),
                     new as (insert into music_artist (name)
                             select $2 from known where $2 is not null and id is null returning id)
                insert into music_track (name, artist_id)
                select $1, coalesce(known.id, (select id from new)) from known returning id";
    sqlx::query_scalar(made).bind(name).bind(artist).fetch_one(connection).await
}

/// One event, unless the table's check found that it closes before it opens.
fn in_order(rows: sqlx::Result<Vec<PgRow>>) -> sqlx::Result<Result<Edition, Denied>> {
    match rows {
        Ok(rows) => read_edition(rows.first().ok_or(sqlx::Error::RowNotFound)?).map(Ok),
        Err(error) if error.as_database_error().is_some_and(|error| error.is_check_violation()) => {
            Ok(Err(Denied::ClosesFirst))
        }
        Err(error) => Err(error),
    }
}

fn read_edition(row: &PgRow) -> sqlx::Result<Edition> {
    Ok(Edition { event: read_event(row)?, version: row.try_get("version")? })
}

fn moment(at: Timestamp) -> OffsetDateTime {
    let at = at.clamp(Timestamp::FIRST, Timestamp::LAST);
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.0) * 1_000_000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
