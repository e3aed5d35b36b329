//! What the servers on one database tell each other.

use super::Store;
use shared::{Channel, EventId};
use std::{collections::HashMap, time::Duration};
use uuid::Uuid;

impl Store {
    /// Says that `server` lives, and how many watch there.
    pub async fn tell_viewers(&self, server: Uuid, viewers: &[(Channel, u32)]) -> sqlx::Result<()> {
        let event = |channel: &Channel| match channel {
            Channel::Firehose => None,
            Channel::Event(event) => Some(event.0),
        };
        sqlx::query(
            "insert into partysense_server (id, events, viewers) values ($1, $2, $3)
                 on conflict (id) do update
                set seen_at = now(), events = excluded.events, viewers = excluded.viewers",
        )
        .bind(server)
        .bind(viewers.iter().map(|(channel, _)| event(channel)).collect::<Vec<_>>())
        .bind(viewers.iter().map(|(_, viewers)| viewers.cast_signed()).collect::<Vec<_>>())
        .execute(&self.pool)
        .await
        .map(drop)
    }

    /// How many watch on the other servers, of those that said something within `silence`.
    pub async fn viewers_elsewhere(&self, server: Uuid, silence: Duration) -> sqlx::Result<HashMap<Channel, u32>> {
        let rows: Vec<(Option<i32>, i64)> = sqlx::query_as(
            "select event, sum(watching) from partysense_server, unnest(events, viewers) told (event, watching)
              where id <> $1 and seen_at > now() - make_interval(secs => $2)
              group by event",
        )
        .bind(server)
        .bind(silence.as_secs_f64())
        .fetch_all(&self.pool)
        .await?;
        let channel = |event: Option<i32>| event.map_or(Channel::Firehose, |id| Channel::Event(EventId(id)));
        Ok(rows.into_iter().map(|(event, sum)| (channel(event), u32::try_from(sum).unwrap_or(0))).collect())
    }

    /// Takes back what `server` told, and clears up after those that died long ago.
    pub async fn forget_server(&self, server: Uuid) -> sqlx::Result<()> {
        sqlx::query("delete from partysense_server where id = $1 or seen_at < now() - interval '1 day'")
            .bind(server)
            .execute(&self.pool)
            .await
            .map(drop)
    }
}
