//! What `doctor` asks the database.

use super::{DOORBELLS, Store};
use sqlx::postgres::PgListener;
use std::time::Duration;
use tokio::time::timeout;

/// The triggers without which votes are not announced, counted right or kept.
const TRIGGERS: [&str; 14] = [
    "event_vote_take_turn",
    "event_vote_hold",
    "event_vote_announce",
    "event_vote_ring",
    "event_vote_no_update",
    "event_vote_no_delete",
    "event_voted_no_change",
    "event_event_ring",
    "event_track_ring",
    "music_track_ring",
    "music_artist_ring",
    "updated_realtime_trigger",
    "partysense_server_ring",
    "partysense_server_ring_once",
];

impl Store {
    /// The server's version as a number, such as 150018.
    pub async fn server_version(&self) -> sqlx::Result<u32> {
        let text: String = sqlx::query_scalar("show server_version_num").fetch_one(&self.pool).await?;
        text.parse().map_err(|error: std::num::ParseIntError| sqlx::Error::Decode(error.into()))
    }

    /// The triggers that are gone or switched off.
    pub async fn missing_triggers(&self) -> sqlx::Result<Vec<String>> {
        let wanted = TRIGGERS.map(str::to_owned).to_vec();
        sqlx::query_scalar(
            "select wanted from unnest($1::text[]) wanted
              where not exists (select from pg_trigger where tgname = wanted and tgenabled in ('O', 'A'))",
        )
        .bind(wanted)
        .fetch_all(&self.pool)
        .await
    }

    /// Whether a connection like the listener's can listen: a transaction pooler says yes and then hears nothing, so
    /// the proof is that all channels are listed for the same session afterwards.
    pub async fn can_listen(&self) -> sqlx::Result<bool> {
        let mut listener = PgListener::connect_with(&self.pool).await?;
        listener.listen_all(DOORBELLS).await?;
        let listed = sqlx::query_scalar("select count(*) from pg_listening_channels()").fetch_one(&mut listener);
        let listed: i64 = timeout(Duration::from_secs(5), listed).await.map_err(|_| sqlx::Error::PoolTimedOut)??;
        Ok(usize::try_from(listed) == Ok(DOORBELLS.len()))
    }
}
