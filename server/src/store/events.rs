//! Events as hosts and other programs read and change them. Never their line-ups.

use super::{
    Store,
    catalog::read_event,
    hosts::{Denied, Hosted, read_edition},
    lease,
};
use shared::{Event, EventId, Timestamp};
use sqlx::{
    Postgres, Row,
    postgres::{PgArguments, PgRow},
    query::Query,
    types::time::OffsetDateTime,
};

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
    /// How one votes there.
    pub rules: RuleChanges,
}

/// What shall be another of [`shared::Rules`]; `None`: as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleChanges {
    /// `Some(None)`: no limit.
    pub votes_per_hour: Option<Option<u16>>,
    /// `Some(None)`: the limit of votes.
    pub downs_per_hour: Option<Option<u16>>,
    /// Whether pages tell of votes against.
    pub shows_negative: Option<bool>,
    /// Whether guests may suggest tracks.
    pub takes_suggestions: Option<bool>,
    /// Whether each press is a voice of its own.
    pub free_repeats: Option<bool>,
}

/// What happens to voting right now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It opens, and closes no more if it was closed.
    Open,
    /// It closes.
    Close,
}

/// An event, and which edition of its row that is.
#[derive(Clone, Debug)]
pub struct Edition {
    /// The event.
    pub event: Event,
    /// Another one after each change.
    pub version: String,
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
        let made = sqlx::query(
            "insert into event_event
                 (title, opens_at, closes_at, votes_per_hour, downs_per_hour, shows_negative, takes_suggestions,
                  free_repeats, host_key_hash)
             values ($1, $2, $3, $4, $5, coalesce($6, true), coalesce($7, false), coalesce($8, false), $9)
             returning *, xmin::text as version",
        )
        .bind(event.title.clone().unwrap_or_default())
        .bind(event.opens_at.flatten().map(moment))
        .bind(event.closes_at.flatten().map(moment))
        .bind(event.rules.votes_per_hour.flatten().map(i32::from))
        .bind(event.rules.downs_per_hour.flatten().map(i32::from))
        .bind(event.rules.shows_negative)
        .bind(event.rules.takes_suggestions)
        .bind(event.rules.free_repeats)
        .bind(key_hash.to_owned());
        in_order(lease::rows(&self.pool, made).await)
    }

    /// Changes the event of that host, if its edition is one that the host knows. Where nothing is new, it stays that edition.
    pub async fn change_event(
        &self,
        id: EventId,
        key_hash: &[u8],
        is_known: impl FnOnce(&Edition) -> bool,
        changes: &Changes,
    ) -> sqlx::Result<Result<Edition, Denied>> {
        self.as_host(id, key_hash, async |connection, Hosted { edition, .. }| {
            if !is_known(&edition) {
                return Ok(Err(Denied::Changed));
            }
            match change(id, changes).fetch_all(connection).await {
                Ok(rows) if rows.is_empty() => Ok(Ok(edition)),
                rows => in_order(rows),
            }
        })
        .await
    }

    /// Opens or closes voting at that host's event now, by the database's clock. Where it is so already, it stays that edition.
    pub async fn turn_event(&self, id: EventId, key_hash: &[u8], turn: Turn) -> sqlx::Result<Result<Edition, Denied>> {
        self.as_host(id, key_hash, async |connection, Hosted { edition, .. }| {
            let event = sqlx::query(match turn {
                Turn::Open => {
                    "update event_event
                        set opens_at = null, closes_at = case when closes_at > now() then closes_at end
                      where id = $1 and (opens_at > now() or closes_at <= now())
                     returning *, xmin::text as version"
                }
                // It must open before it closes: one that was to open later does not open first.
                Turn::Close => {
                    "update event_event
                        set opens_at = case when opens_at < now() then opens_at end, closes_at = now()
                      where id = $1 and coalesce(closes_at > now(), true)
                     returning *, xmin::text as version"
                }
            });
            let row = event.bind(id.0).fetch_optional(connection).await?;
            row.as_ref().map_or(Ok(edition), read_edition).map(Ok)
        })
        .await
    }
}

fn change(id: EventId, changes: &Changes) -> Query<'_, Postgres, PgArguments> {
    let rules = &changes.rules;
    sqlx::query(
        "with new as (
             select id, coalesce($2, title) as title,
                    case when $3 then $4 else opens_at end as opens_at,
                    case when $5 then $6 else closes_at end as closes_at,
                    case when $7 then $8 else votes_per_hour end as votes_per_hour,
                    case when $9 then $10 else downs_per_hour end as downs_per_hour,
                    coalesce($11, shows_negative) as shows_negative,
                    coalesce($12, takes_suggestions) as takes_suggestions,
                    coalesce($13, free_repeats) as free_repeats
               from event_event where id = $1
         )
         update event_event event
            set title = new.title, opens_at = new.opens_at, closes_at = new.closes_at,
                votes_per_hour = new.votes_per_hour, downs_per_hour = new.downs_per_hour,
                shows_negative = new.shows_negative, takes_suggestions = new.takes_suggestions,
                free_repeats = new.free_repeats
           from new
          where event.id = new.id
            and (event.title, event.opens_at, event.closes_at, event.votes_per_hour, event.downs_per_hour,
                 event.shows_negative, event.takes_suggestions, event.free_repeats)
                is distinct from
                (new.title, new.opens_at, new.closes_at, new.votes_per_hour, new.downs_per_hour,
                 new.shows_negative, new.takes_suggestions, new.free_repeats)
         returning event.*, event.xmin::text as version",
    )
    .bind(id.0)
    .bind(changes.title.as_deref())
    .bind(changes.opens_at.is_some())
    .bind(changes.opens_at.flatten().map(moment))
    .bind(changes.closes_at.is_some())
    .bind(changes.closes_at.flatten().map(moment))
    .bind(rules.votes_per_hour.is_some())
    .bind(rules.votes_per_hour.flatten().map(i32::from))
    .bind(rules.downs_per_hour.is_some())
    .bind(rules.downs_per_hour.flatten().map(i32::from))
    .bind(rules.shows_negative)
    .bind(rules.takes_suggestions)
    .bind(rules.free_repeats)
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

fn moment(at: Timestamp) -> OffsetDateTime {
    let at = at.clamp(Timestamp::FIRST, Timestamp::LAST);
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.0) * 1_000_000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
