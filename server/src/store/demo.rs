//! Writes the demo data, and votes as a crowd does: straight into the table, like any other program.

use super::Store;
use shared::{Direction, EventId, TrackId};
use uuid::Uuid;

/// An event to be made.
#[derive(Clone, Copy, Debug)]
pub struct DemoEvent {
    /// Its join code; an event of that code is left as it is.
    pub code: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Its line-up: names and artists.
    pub tracks: &'static [(&'static str, Option<&'static str>)],
}

impl Store {
    /// Adds the events that are missing, whole or not at all, and returns how many.
    pub async fn add_events(&self, events: &[DemoEvent]) -> sqlx::Result<usize> {
        let mut transaction = self.pool.begin().await?;
        let mut added = 0;
        for event in events {
            let id: Option<i32> = sqlx::query_scalar(
                "insert into event_event (code, title) values ($1, $2) on conflict (code) do nothing returning id",
            )
            .bind(event.code)
            .bind(event.title)
            .fetch_optional(&mut *transaction)
            .await?;
            let Some(id) = id else { continue };
            added += 1;
            let (names, artists): (Vec<_>, Vec<_>) = event.tracks.iter().copied().unzip();
            sqlx::query(
                "with listed as (select * from unnest($2::text[], $3::text[]) with ordinality as one (name, artist, nth)),
                 new_artists as (
                     insert into music_artist (name)
                     select distinct artist from listed
                      where artist is not null and not exists (select from music_artist where name = artist)
                     returning id, name
                 ),
                 artists as (select id, name from new_artists union all select id, name from music_artist),
                 tracks as (
                     insert into music_track (name, artist_id)
                     select listed.name, (select min(id) from artists where artists.name = listed.artist)
                       from listed order by nth
                     returning id
                 )
                 insert into event_track (event_id, track_id) select $1, id from tracks",
            )
            .bind(id)
            .bind(names)
            .bind(artists)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(added)
    }

    /// The line-ups of the events with these codes.
    pub async fn line_ups(&self, codes: &[&str]) -> sqlx::Result<Vec<(EventId, TrackId)>> {
        let rows: Vec<(i32, i32)> = sqlx::query_as(
            "select event_id, track_id from event_track join event_event on id = event_id where code = any($1)
              order by event_id, track_id",
        )
        .bind(codes)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|(event, track)| (EventId(event), TrackId(track))).collect())
    }

    /// Inserts one vote of one of the crowd.
    pub async fn vote_as(&self, voter: Uuid, event: EventId, track: TrackId, direction: Direction) -> sqlx::Result<()> {
        sqlx::query("insert into event_vote (event_id, track_id, is_positive, voter_id) values ($1, $2, $3, $4)")
            .bind(event.0)
            .bind(track.0)
            .bind(direction.is_up())
            .bind(voter)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
