//! What the servers on one database tell each other.

use super::{Store, lease};
use shared::{Channel, EventId};
use sqlx::{Row, postgres::PgRow};
use std::{collections::HashMap, time::Duration};
use uuid::Uuid;

impl Store {
    /// Says that `server` lives, and how many watch there. Clears up after those that died long ago.
    pub async fn tell_viewers(&self, server: Uuid, viewers: &[(Channel, u32)]) -> sqlx::Result<()> {
        let event = |channel: &Channel| match channel {
            Channel::Firehose => None,
            Channel::Event(event) => Some(event.0),
        };
        let told = sqlx::query(
            "with gone as (delete from partysense_server where seen_at < now() - interval '1 hour' and id <> $1)
             insert into partysense_server (id, events, viewers) values ($1, $2, $3)
                 on conflict (id) do update
                set seen_at = now(), events = excluded.events, viewers = excluded.viewers",
        )
        .bind(server)
        .bind(viewers.iter().map(|(channel, _)| event(channel)).collect::<Vec<_>>())
        .bind(viewers.iter().map(|(_, viewers)| viewers.cast_signed()).collect::<Vec<_>>());
        lease::rows(&self.pool, told).await.map(drop)
    }

    /// How many watch on the other servers, of those that said something within `silence`.
    pub async fn viewers_elsewhere(&self, server: Uuid, silence: Duration) -> sqlx::Result<HashMap<Channel, u32>> {
        let sums = sqlx::query(
            "select event, sum(watching) as sum from partysense_server, unnest(events, viewers) told (event, watching)
              where id <> $1 and seen_at > now() - make_interval(secs => $2)
              group by event",
        )
        .bind(server)
        .bind(silence.as_secs_f64());
        let sum = |row: &PgRow| {
            let event: Option<i32> = row.try_get("event")?;
            let channel = event.map_or(Channel::Firehose, |id| Channel::Event(EventId(id)));
            Ok((channel, u32::try_from(row.try_get::<i64, _>("sum")?).unwrap_or(0)))
        };
        lease::rows(&self.pool, sums).await?.iter().map(sum).collect()
    }

    /// Takes back what `server` told.
    pub async fn forget_server(&self, server: Uuid) -> sqlx::Result<()> {
        let gone = sqlx::query("delete from partysense_server where id = $1");
        lease::rows(&self.pool, gone.bind(server)).await.map(drop)
    }
}
