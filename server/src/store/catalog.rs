//! What a channel holds when it is first watched, and the catalog behind it.

use super::{
    Store, changes,
    lease::{ANSWER, Lease, in_time},
    types::Moment,
};
use shared::{
    Channel, Direction, Event, EventId, EventTally, Position, Publication, Rules, Standing, Tally, Timestamp, Track,
    TrackId, TrackTally, VoteId, state::RECENT,
};
use sqlx::{Connection, PgConnection, Row, postgres::PgRow};
use std::{collections::BTreeSet, time::Duration};

/// How long names may take: whoever keeps them in step for all channels waits for each.
const NAMES: Duration = Duration::from_secs(10);

/// A channel as the database has it at one snapshot.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What it reflects.
    pub position: Position,
    /// How many up and down votes were ever cast.
    pub cast: u64,
    /// What is voted on.
    pub board: shared::Board,
    /// The last up and down votes, newest first.
    pub recent: Vec<Publication>,
    /// What is not shown.
    pub hidden: Hidden,
}

/// The tracks that hosts hide, each with its event.
pub type Hidden = BTreeSet<(EventId, TrackId)>;

/// The names on a channel's board, without its tallies.
#[derive(Clone, Debug)]
pub enum Names {
    /// All events.
    Firehose(Vec<Event>),
    /// An event, its tracks, and how each stands in the line-up.
    Event(Event, Vec<(Track, Standing)>),
}

impl Store {
    /// The whole channel at one snapshot; `None`: there is no such event.
    pub async fn load(&self, channel: Channel) -> sqlx::Result<Option<Loaded>> {
        let mut lease = Lease::of(&self.pool).await?;
        let loaded = in_time(ANSWER, load(&mut lease, channel)).await?;
        lease.keep();
        Ok(loaded)
    }

    /// The names alone, for a channel whose tallies are at hand: of the line-up and of the tracks `voted` on. `None`:
    /// there is no such event any more. And what is hidden there, at the same snapshot.
    pub async fn names(&self, channel: Channel, voted: &[i32]) -> sqlx::Result<Option<(Names, Hidden)>> {
        let mut lease = Lease::of(&self.pool).await?;
        let names = in_time(NAMES, async {
            let mut transaction = lease.begin_with("begin isolation level repeatable read read only").await?;
            let Some(names) = names(&mut transaction, channel, voted).await? else { return Ok(None) };
            let hidden = hidden(&mut transaction, channel).await?;
            transaction.commit().await?;
            Ok(Some((names, hidden)))
        });
        let names = names.await?;
        lease.keep();
        Ok(names)
    }

    /// The tallies of an event recomputed the long way: the last row of each voter, every row of nobody, and
    /// every one that adds.
    pub async fn audit(&self, event: EventId) -> sqlx::Result<Vec<(TrackId, Tally)>> {
        let rows: Vec<(i32, i64, i64)> = sqlx::query_as(
            "select track_id, count(*) filter (where is_positive), count(*) filter (where not is_positive) from (
                 select distinct on (track_id, voter_id) track_id, is_positive from event_vote
                  where event_id = $1 and voter_id is not null and not adds order by track_id, voter_id, turn desc
             ) last group by track_id
              union all
             select track_id, count(*) filter (where is_positive), count(*) filter (where not is_positive)
               from event_vote where event_id = $1 and (voter_id is null or adds) group by track_id",
        )
        .bind(event.0)
        .fetch_all(&self.pool)
        .await?;
        let mut tallies = std::collections::BTreeMap::<TrackId, Tally>::new();
        for (track, up, down) in rows {
            let tally = tallies.entry(TrackId(track)).or_default();
            tally.up += count(up);
            tally.down += count(down);
        }
        Ok(tallies.into_iter().collect())
    }
}

async fn load(connection: &mut PgConnection, channel: Channel) -> sqlx::Result<Option<Loaded>> {
    let mut transaction = connection.begin_with("begin isolation level repeatable read read only").await?;
    let position = changes::position(&mut *transaction).await?;
    let (board, cast) = match channel {
        Channel::Firehose => {
            let (events, cast) = event_tallies(&mut transaction).await?;
            (shared::Board::Firehose(events), cast)
        }
        Channel::Event(id) => {
            let Some(event) = event(&mut transaction, id).await? else { return Ok(None) };
            let (tracks, cast) = track_tallies(&mut transaction, id).await?;
            (shared::Board::Event(event, tracks), cast)
        }
    };
    let recent = recent(&mut transaction, channel).await?;
    let hidden = hidden(&mut transaction, channel).await?;
    transaction.commit().await?;
    Ok(Some(Loaded { position, cast, board, recent, hidden }))
}

async fn names(connection: &mut PgConnection, channel: Channel, voted: &[i32]) -> sqlx::Result<Option<Names>> {
    match channel {
        Channel::Firehose => {
            let events = sqlx::query("select * from event_event order by id").fetch_all(connection).await?;
            Ok(Some(Names::Firehose(events.iter().map(read_event).collect::<sqlx::Result<_>>()?)))
        }
        Channel::Event(id) => {
            let Some(event) = event(&mut *connection, id).await? else { return Ok(None) };
            let tracks = sqlx::query(
                "select track.id, track.name, track.artist, listed.standing
                       from music_view track
                       left join event_track listed on (listed.event_id, listed.track_id) = ($1, track.id)
                      where (track.id in (select track_id from event_track where event_id = $1) or track.id = any($2))
                        and listed.standing is distinct from 'hidden'",
            );
            let tracks = tracks.bind(id.0).bind(voted).fetch_all(connection).await?;
            let track = |row| Ok((read_track(row)?, read_standing(row)?));
            Ok(Some(Names::Event(event, tracks.iter().map(track).collect::<sqlx::Result<_>>()?)))
        }
    }
}

async fn event(connection: &mut PgConnection, id: EventId) -> sqlx::Result<Option<Event>> {
    let row = sqlx::query("select * from event_event where id = $1").bind(id.0).fetch_optional(connection).await?;
    row.as_ref().map(read_event).transpose()
}

/// All events with their voices, and how many votes were cast.
async fn event_tallies(connection: &mut PgConnection) -> sqlx::Result<(Vec<EventTally>, u64)> {
    let rows = sqlx::query(
        "select event.*, coalesce(up, 0) as up, coalesce(down, 0) as down, coalesce(cast_votes, 0) as cast_votes
           from event_event event left join (
               select event_id, count(is_positive) as cast_votes,
                      count(*) filter (where is_positive) - count(*) filter (where previous) as up,
                      count(*) filter (where not is_positive) - count(*) filter (where not previous) as down
                 from event_vote group by event_id
           ) sums on sums.event_id = event.id
          order by event.id",
    )
    .fetch_all(connection)
    .await?;
    let tallies = rows.iter().map(|row| Ok(EventTally { event: read_event(row)?, tally: read_tally(row)? }));
    Ok((tallies.collect::<sqlx::Result<_>>()?, read_cast(&rows)?))
}

/// The line-up and whatever else was voted on, with their voices, and how many votes were cast.
async fn track_tallies(connection: &mut PgConnection, event: EventId) -> sqlx::Result<(Vec<TrackTally>, u64)> {
    let rows = sqlx::query(
        "with sums as (
             select track_id, count(is_positive) as cast_votes,
                    count(*) filter (where is_positive) - count(*) filter (where previous) as up,
                    count(*) filter (where not is_positive) - count(*) filter (where not previous) as down
               from event_vote where event_id = $1 group by track_id
         )
         select track.id, track.name, track.artist, coalesce(up, 0) as up, coalesce(down, 0) as down,
                coalesce(cast_votes, 0) as cast_votes, listed.standing
           from (select track_id from event_track where event_id = $1 union select track_id from sums) shown
           join music_view track on track.id = shown.track_id
           left join sums on sums.track_id = shown.track_id
           left join event_track listed on (listed.event_id, listed.track_id) = ($1, shown.track_id)
          order by track.id",
    )
    .bind(event.0)
    .fetch_all(connection)
    .await?;
    let tally =
        |row| Ok(TrackTally { track: read_track(row)?, tally: read_tally(row)?, standing: read_standing(row)? });
    Ok((rows.iter().map(tally).collect::<sqlx::Result<_>>()?, read_cast(&rows)?))
}

/// The last votes: $1 of them, of the channel that the condition picks by $2.
macro_rules! recent {
    ($channel:literal) => {
        concat!(
            "select vote.id, vote.event_id, event.title, vote.track_id, track.name, track.artist, vote.is_positive, vote.cast_at
               from event_vote vote
               join event_event event on event.id = vote.event_id
               join music_view track on track.id = vote.track_id
              where vote.is_positive is not null and ",
            $channel,
            " order by vote.xid desc, vote.id desc limit $1"
        )
    };
}

async fn recent(connection: &mut PgConnection, channel: Channel) -> sqlx::Result<Vec<Publication>> {
    let (sql, event) = match channel {
        Channel::Firehose => (recent!("$2::integer is null"), None),
        Channel::Event(id) => (recent!("vote.event_id = $2"), Some(id.0)),
    };
    let rows = sqlx::query(sql).bind(RECENT as i64).bind(event).fetch_all(connection).await?;
    rows.iter().map(read_publication).collect()
}

pub(super) fn read_event(row: &PgRow) -> sqlx::Result<Event> {
    let moment = |column| Ok::<_, sqlx::Error>(row.try_get::<Option<Moment>, _>(column)?.map(|moment| moment.0));
    Ok(Event {
        id: EventId(row.try_get("id")?),
        title: row.try_get("title")?,
        code: row.try_get("code")?,
        // -infinity and infinity: always open, never closed.
        opens_at: moment("opens_at")?.filter(|at| *at > Timestamp::FIRST),
        closes_at: moment("closes_at")?.filter(|at| *at < Timestamp::LAST),
        rules: read_rules(row)?,
    })
}

fn read_rules(row: &PgRow) -> sqlx::Result<Rules> {
    let number =
        |column| Ok::<_, sqlx::Error>(row.try_get::<Option<i32>, _>(column)?.map(|number| count(number.into())));
    Ok(Rules {
        votes_per_hour: number("votes_per_hour")?,
        downs_per_hour: number("downs_per_hour")?,
        shows_negative: row.try_get("shows_negative")?,
        takes_suggestions: row.try_get("takes_suggestions")?,
        free_repeats: row.try_get("free_repeats")?,
    })
}

pub(super) fn read_standing(row: &PgRow) -> sqlx::Result<Standing> {
    Ok(match row.try_get::<Option<&str>, _>("standing")? {
        Some("playing") => Standing::Playing,
        Some("played") => Standing::Played,
        Some(_) => Standing::Open,
        None => Standing::Unlisted,
    })
}

pub(super) fn read_track(row: &PgRow) -> sqlx::Result<Track> {
    Ok(Track { id: TrackId(row.try_get("id")?), name: row.try_get("name")?, artist: row.try_get("artist")? })
}

/// What hosts hide, at one event or at all.
async fn hidden(connection: &mut PgConnection, channel: Channel) -> sqlx::Result<Hidden> {
    let event = match channel {
        Channel::Firehose => None,
        Channel::Event(id) => Some(id.0),
    };
    let hidden: Vec<(i32, i32)> = sqlx::query_as(
        "select event_id, track_id from event_track where standing = 'hidden' and event_id = coalesce($1, event_id)",
    )
    .bind(event)
    .fetch_all(connection)
    .await?;
    Ok(hidden.into_iter().map(|(event, track)| (EventId(event), TrackId(track))).collect())
}

pub(super) fn read_tally(row: &PgRow) -> sqlx::Result<Tally> {
    Ok(Tally { up: count(row.try_get("up")?), down: count(row.try_get("down")?) })
}

fn read_cast(rows: &[PgRow]) -> sqlx::Result<u64> {
    rows.iter().map(|row| row.try_get::<i64, _>("cast_votes").map(i64::cast_unsigned)).sum()
}

fn read_publication(row: &PgRow) -> sqlx::Result<Publication> {
    Ok(Publication {
        id: VoteId(row.try_get("id")?),
        event: EventId(row.try_get("event_id")?),
        title: row.try_get("title")?,
        track: TrackId(row.try_get("track_id")?),
        name: row.try_get("name")?,
        artist: row.try_get("artist")?,
        direction: Direction::from(row.try_get::<bool, _>("is_positive")?),
        cast_at: row.try_get::<Moment, _>("cast_at")?.0,
    })
}

/// A sum of rows as a tally holds it; the triggers keep it from ever being negative.
pub(super) fn count(sum: i64) -> u32 {
    u32::try_from(sum.max(0)).unwrap_or(u32::MAX)
}
