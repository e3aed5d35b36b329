//! The line-up of an event, as its hosts change it and everyone reads it.

use super::{
    Store,
    catalog::{count, read_tally, read_track},
    hosts::Denied,
    lease, library,
    types::Moment,
};
use shared::{EventId, Tally, Timestamp, Track, TrackId};
use sqlx::{PgConnection, Row, postgres::PgRow};

/// How many tracks a line-up may have: more than anybody scrolls through, and few enough to be read whole.
const MOST: i64 = 5_000;

/// How a host marks a track of the line-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It takes votes.
    Open,
    /// It plays: whatever played before has been played.
    Playing,
    /// It has been played.
    Played,
    /// Only hosts are shown it.
    Hidden,
}

/// A track of the line-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The track.
    pub track: Track,
    /// How it stands.
    pub mark: Mark,
    /// When it began to play.
    pub played_at: Option<Timestamp>,
}

/// What became of many tracks at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// How many were put into the line-up.
    pub added: u32,
    /// How many were in it already.
    pub known: u32,
}

impl Mark {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Open, Self::Playing, Self::Played, Self::Hidden];

    /// `event_track.standing`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Playing => "playing",
            Self::Played => "played",
            Self::Hidden => "hidden",
        }
    }
}

impl Store {
    /// The next tracks of the line-up behind `after`, by id, at most `most`; the hidden ones only if `hosted`. `None`: there
    /// is no such event.
    pub async fn line_up(
        &self,
        event: EventId,
        after: TrackId,
        most: i64,
        hosted: bool,
    ) -> sqlx::Result<Option<Vec<Listed>>> {
        let tracks = sqlx::query(
            "select track.id, track.name, track.artist, listed.standing, listed.played_at
               from event_track listed join music_view track on track.id = listed.track_id
              where listed.event_id = $1 and listed.track_id > $2 and (listed.standing <> 'hidden' or $4)
              order by listed.track_id limit $3",
        );
        let rows = lease::rows(&self.pool, tracks.bind(event.0).bind(after.0).bind(most).bind(hosted)).await?;
        if rows.is_empty() && self.event(event).await?.is_none() {
            return Ok(None);
        }
        rows.iter().map(read_listed).collect::<sqlx::Result<_>>().map(Some)
    }

    /// The whole line-up with its voices, hidden tracks as well, the best first.
    pub async fn ranked(&self, event: EventId) -> sqlx::Result<Vec<(Listed, Tally)>> {
        let tracks = sqlx::query(
            "with sums as (
                 select track_id,
                        count(*) filter (where is_positive) - count(*) filter (where previous) as up,
                        count(*) filter (where not is_positive) - count(*) filter (where not previous) as down
                   from event_vote where event_id = $1 group by track_id
             )
             select track.id, track.name, track.artist, listed.standing, listed.played_at,
                    coalesce(up, 0) as up, coalesce(down, 0) as down
               from event_track listed
               join music_view track on track.id = listed.track_id
               left join sums on sums.track_id = listed.track_id
              where listed.event_id = $1
              order by coalesce(up, 0) - coalesce(down, 0) desc, track.id",
        );
        let rows = lease::rows(&self.pool, tracks.bind(event.0)).await?;
        rows.iter().map(|row| Ok((read_listed(row)?, read_tally(row)?))).collect()
    }

    /// Puts a track into the line-up of that host's event: the one of that name and artist in the library, else a new one.
    pub async fn add_track(
        &self,
        event: EventId,
        key_hash: &[u8],
        name: &str,
        artist: Option<&str>,
    ) -> sqlx::Result<Result<Listed, Denied>> {
        self.as_host(event, key_hash, async |connection, _| list(connection, event, name, artist).await).await
    }

    /// Puts many into it, all or none.
    pub async fn import(
        &self,
        event: EventId,
        key_hash: &[u8],
        tracks: &[(String, Option<String>)],
    ) -> sqlx::Result<Result<Imported, Denied>> {
        self.as_host(event, key_hash, async |connection, _| {
            let ids = library::take_all(&mut *connection, tracks).await?;
            let added = sqlx::query(
                "insert into event_track (event_id, track_id) select $1, unnest($2::integer[]) on conflict do nothing",
            );
            let added = added.bind(event.0).bind(&ids).execute(&mut *connection).await?.rows_affected();
            if added > 0 && listed(connection, event).await? > MOST {
                return Ok(Err(Denied::Full));
            }
            let (added, all) = (count(added.cast_signed()), count(ids.len().cast_signed() as i64));
            Ok(Ok(Imported { added, known: all - added }))
        })
        .await
    }

    /// Marks a track of that host's event. `None`: it is not in the line-up.
    pub async fn mark_track(
        &self,
        event: EventId,
        key_hash: &[u8],
        track: TrackId,
        mark: Mark,
    ) -> sqlx::Result<Result<Option<Listed>, Denied>> {
        self.as_host(event, key_hash, async |connection, _| {
            let listed = read_one(connection, event, track.0).await?;
            if listed.as_ref().is_none_or(|listed| listed.mark == mark) {
                return Ok(Ok(listed));
            }
            if mark == Mark::Playing {
                let before = "update event_track set standing = 'played' where event_id = $1 and standing = 'playing'";
                sqlx::query(before).bind(event.0).execute(&mut *connection).await?;
            }
            let marked = sqlx::query(
                "update event_track
                    set standing = $3,
                        played_at = case $3 when 'playing' then now() when 'open' then null
                                            when 'played' then coalesce(played_at, now()) else played_at end
                  where (event_id, track_id) = ($1, $2)",
            );
            marked.bind(event.0).bind(track.0).bind(mark.as_str()).execute(&mut *connection).await?;
            read_one(connection, event, track.0).await.map(Ok)
        })
        .await
    }

    /// Takes a track out of the line-up of that host's event. Its votes stay. Whether it was there. A hidden one that has votes
    /// stays hidden: what is voted on and not listed is shown.
    pub async fn remove_track(
        &self,
        event: EventId,
        key_hash: &[u8],
        track: TrackId,
    ) -> sqlx::Result<Result<bool, Denied>> {
        self.as_host(event, key_hash, async |connection, _| {
            let removed = sqlx::query(
                "delete from event_track
                  where (event_id, track_id) = ($1, $2)
                    and (standing <> 'hidden' or not exists (
                         select from event_voted voted where (voted.event_id, voted.track_id) = ($1, $2)))",
            );
            let removed = removed.bind(event.0).bind(track.0).execute(&mut *connection).await?.rows_affected() > 0;
            Ok(Ok(removed || read_one(connection, event, track.0).await?.is_some()))
        })
        .await
    }
}

/// Lists the track of that name and artist, if it is not listed yet. With the event's lock in hand, so that
/// nobody else lists one.
pub(super) async fn list(
    connection: &mut PgConnection,
    event: EventId,
    name: &str,
    artist: Option<&str>,
) -> sqlx::Result<Result<Listed, Denied>> {
    let id = library::take(connection, name, artist).await?;
    // An INSERT that inserts nothing would ring all the same.
    if let Some(listed) = read_one(connection, event, id).await? {
        return Ok(Ok(listed));
    }
    if listed(connection, event).await? >= MOST {
        return Ok(Err(Denied::Full));
    }
    let insert = sqlx::query("insert into event_track (event_id, track_id) values ($1, $2) on conflict do nothing");
    insert.bind(event.0).bind(id).execute(&mut *connection).await?;
    read_one(connection, event, id).await?.ok_or(sqlx::Error::RowNotFound).map(Ok)
}

/// How many tracks are listed.
async fn listed(connection: &mut PgConnection, event: EventId) -> sqlx::Result<i64> {
    let listed = "select count(*) from event_track where event_id = $1";
    sqlx::query_scalar(listed).bind(event.0).fetch_one(connection).await
}

async fn read_one(connection: &mut PgConnection, event: EventId, track: i32) -> sqlx::Result<Option<Listed>> {
    let listed = sqlx::query(
        "select track.id, track.name, track.artist, listed.standing, listed.played_at
           from event_track listed join music_view track on track.id = listed.track_id
          where (listed.event_id, listed.track_id) = ($1, $2)",
    );
    let row = listed.bind(event.0).bind(track).fetch_optional(connection).await?;
    row.as_ref().map(read_listed).transpose()
}

fn read_listed(row: &PgRow) -> sqlx::Result<Listed> {
    let standing: &str = row.try_get("standing")?;
    let mark = Mark::ALL.into_iter().find(|mark| mark.as_str() == standing);
    let played_at = row.try_get::<Option<Moment>, _>("played_at")?.map(|moment| moment.0);
    Ok(Listed { track: read_track(row)?, mark: mark.unwrap_or(Mark::Open), played_at })
}
