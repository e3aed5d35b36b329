//! The music library: tracks and artists by name, whichever event they are played at.

use super::{Store, catalog::read_track, lease};
use shared::Track;
use sqlx::PgConnection;
use std::time::Duration;
use tokio::time::timeout;

/// How long a search waits for its place: as long as for a connection.
const PATIENCE: Duration = Duration::from_secs(3);
/// How many tracks a search finds at most.
const FOUND: i64 = 20;

impl Store {
    /// Tracks in whose name or artist `text` occurs, whatever the case; those that begin with it come first. Reads the whole
    /// library: some 3 ms for each thousand tracks. So few search at a time, and who waits too long for that is told that the
    /// pool is.
    pub async fn search(&self, text: &str) -> sqlx::Result<Vec<Track>> {
        let place = timeout(PATIENCE, self.searches.acquire());
        let _place = place.await.map_err(|_| sqlx::Error::PoolTimedOut)?;
        let found = sqlx::query(
            "select id, name, artist from music_view
              where folded(name) like '%' || folded($1) || '%' or folded(artist) like '%' || folded($1) || '%'
              order by folded(name) like folded($1) || '%' desc, name, id limit $2",
        );
        let rows = lease::rows(&self.pool, found.bind(literally(text)).bind(FOUND)).await?;
        rows.iter().map(read_track).collect()
    }
}

/// The track of that name and artist, made if there is none.
pub(super) async fn take(connection: &mut PgConnection, name: &str, artist: Option<&str>) -> sqlx::Result<i32> {
    take_turns(&mut *connection).await?;
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

/// The tracks of those names and artists, those made that are missing, in one statement however many there are. Each once.
pub(super) async fn take_all(
    connection: &mut PgConnection,
    tracks: &[(String, Option<String>)],
) -> sqlx::Result<Vec<i32>> {
    take_turns(&mut *connection).await?;
    let (names, artists): (Vec<_>, Vec<_>) = tracks.iter().map(|(name, artist)| (&**name, artist.as_deref())).unzip();
    sqlx::query_scalar(
        "with wanted as materialized (
             select name, artist, min(nth) as nth
               from unnest($1::text[], $2::text[]) with ordinality as one (name, artist, nth) group by name, artist
         ), known as materialized (
             select wanted.nth, min(track.id) as id
               from wanted
               join music_track track on track.name = wanted.name
               left join music_artist artist on artist.id = track.artist_id
              where artist.name is not distinct from wanted.artist group by wanted.nth
         ), missing as materialized (
             select * from wanted where nth not in (select nth from known)
         ), known_artists as materialized (
             select artist.name, min(artist.id) as id
               from music_artist artist where artist.name in (select artist from missing) group by artist.name
         ), new_artists as (
             insert into music_artist (name)
             select artist from missing
              where artist is not null and not exists (select from known_artists where name = artist)
              group by artist order by min(nth)
             returning name, id
         ), artists as (
             select * from known_artists union all select * from new_artists
         ), made as (
             insert into music_track (name, artist_id)
             select missing.name, artists.id from missing left join artists on artists.name = missing.artist
              order by missing.nth
             returning id
         )
         select id from known union all select id from made order by id",
    )
    .bind(names)
    .bind(artists)
    .fetch_all(connection)
    .await
}

/// Two hosts who add the same track at the same moment take turns: names need not be unique, but should be. In a statement
/// before: the next one's snapshot sees what the other did.
async fn take_turns(connection: &mut PgConnection) -> sqlx::Result<()> {
    let lock = sqlx::query("select pg_advisory_xact_lock(hashtext('partysense: library'))");
    lock.execute(connection).await.map(drop)
}

/// What LIKE takes for just this text.
fn literally(text: &str) -> String {
    let mut literal = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\\' | '%' | '_') {
            literal.push('\\');
        }
        literal.push(letter);
    }
    literal
}

#[cfg(test)]
mod tests {
    use super::literally;

    #[test]
    fn what_like_takes_for_a_pattern_is_taken_for_itself() {
        assert_eq!(literally(r"100%_\"), r"100\%\_\\");
        assert_eq!(literally("Größe"), "Größe");
    }
}
