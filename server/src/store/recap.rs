//! A night summed up from the log: at one snapshot, and in as many rows for a million votes as for ten.

use super::{
    Store,
    catalog::{read_event, read_track},
    lease::{self, ANSWER, Lease, in_time},
    types::Moment,
};
use app::still::night::{Bar, Course, Night, Ranked, Rest};
use shared::{EventId, Tally, Timestamp, TrackId};
use sqlx::{Connection, PgConnection, Row, postgres::PgRow};
use std::collections::BTreeMap;

/// Tracks that are named; nobody reads on.
const NAMED: i64 = 500;
/// Tracks whose score is followed through the night.
const RACE: usize = 6;
/// Steps that the night is drawn in, at most.
const STEPS: i64 = 60;
/// How long a step may be, in seconds: what people count in. Longer ones are whole weeks.
const LENGTHS: [i64; 11] = [10, 60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, WEEK];
const WEEK: i64 = 604_800;
/// The busiest of these is told, in seconds.
const MINUTE: i64 = 60;

impl Store {
    /// The night of an event so far. `None`: there is no such event. Few are read at a time, and who waits too long for that
    /// is told that the pool is.
    pub async fn recap(&self, event: EventId) -> sqlx::Result<Option<Night>> {
        let place = in_time(lease::ANSWER, async { Ok(self.exports.acquire().await) });
        let _place = place.await.map_err(|_| sqlx::Error::PoolTimedOut)?;
        let mut lease = Lease::of(&self.pool).await?;
        let night = in_time(ANSWER, read(&mut lease, event)).await?;
        lease.keep();
        Ok(night)
    }
}

async fn read(connection: &mut PgConnection, event: EventId) -> sqlx::Result<Option<Night>> {
    let mut transaction = connection.begin_with("begin isolation level repeatable read read only").await?;
    let said = sqlx::query("select *, now() as at from event_event where id = $1").bind(event.0);
    let Some(row) = said.fetch_optional(&mut *transaction).await? else { return Ok(None) };
    let (tracks, rest, hidden) = tracks(&mut transaction, event).await?;
    let (voters, unknown) = voters(&mut transaction, event).await?;
    let course = course(&mut transaction, event, &tracks).await?;
    transaction.commit().await?;
    let named: u64 = tracks.iter().map(|ranked| ranked.cast).sum();
    Ok(Some(Night {
        event: read_event(&row)?,
        at: row.try_get::<Moment, _>("at")?.0,
        cast: named + rest.cast + hidden.cast,
        voters,
        unknown,
        tracks,
        rest,
        hidden,
        course,
    }))
}

/// The tracks by rank, and the sums of what is not named: of too many, and of the hidden.
async fn tracks(connection: &mut PgConnection, event: EventId) -> sqlx::Result<(Vec<Ranked>, Rest, Rest)> {
    let rows = sqlx::query(
        "with sums as (
             select track_id, count(is_positive) as cast_votes,
                    count(*) filter (where is_positive) - count(*) filter (where previous) as up,
                    count(*) filter (where not is_positive) - count(*) filter (where not previous) as down
               from event_vote where event_id = $1 group by track_id
         ), shown as (
             select track_id as id, coalesce(cast_votes, 0) as cast_votes, coalesce(up, 0) as up,
                    coalesce(down, 0) as down, coalesce(standing = 'hidden', false) as is_hidden
               from sums
               full join (select track_id, standing from event_track where event_id = $1) listed using (track_id)
         ), ranked as (
             select *, row_number() over (order by is_hidden, up - down desc, up + down desc, id) as nth from shown
         )
         select 0 as kind, 1::bigint as tracks, ranked.id, coalesce(track.name, '') as name, track.artist, nth,
                up, down, cast_votes
           from ranked left join music_view track on track.id = ranked.id
          where nth <= $2 and not is_hidden
          union all
         select case when is_hidden then 2 else 1 end, count(*), 0, '', null, 0, sum(up)::bigint, sum(down)::bigint,
                sum(cast_votes)::bigint
           from ranked where nth > $2 or is_hidden group by is_hidden
          order by nth",
    )
    .bind(event.0)
    .bind(NAMED)
    .fetch_all(connection)
    .await?;
    let (mut tracks, mut rest, mut hidden) = (vec![], Rest::default(), Rest::default());
    for row in &rows {
        match row.try_get::<i32, _>("kind")? {
            0 => tracks.push(read_ranked(row)?),
            1 => rest = read_rest(row)?,
            _ => hidden = read_rest(row)?,
        }
    }
    Ok((tracks, rest, hidden))
}

/// How many voters are known apart, and how many votes nobody is known to have cast.
async fn voters(connection: &mut PgConnection, event: EventId) -> sqlx::Result<(u64, u64)> {
    let (voters, unknown): (i64, i64) = sqlx::query_as(
        "select (select count(*) from (
                     select distinct voter_id from event_vote where event_id = $1 and voter_id is not null) known),
                (select count(*) from event_vote where event_id = $1 and voter_id is null)",
    )
    .bind(event.0)
    .fetch_one(connection)
    .await?;
    Ok((voters.cast_unsigned(), unknown.cast_unsigned()))
}

async fn course(connection: &mut PgConnection, event: EventId, tracks: &[Ranked]) -> sqlx::Result<Option<Course>> {
    let Some(spread) = spread(connection, event).await? else { return Ok(None) };
    let racing: Vec<_> =
        tracks.iter().filter(|ranked| ranked.cast > 0).take(RACE).map(|ranked| ranked.track.id).collect();
    let (from, step, steps) = scale(spread.first, spread.last);
    let rows = sqlx::query(
        "select case when cast_at < to_timestamp($2) then 0
                     when cast_at >= to_timestamp($2 + $3 * $4) then $4 - 1
                     else least(floor((date_part('epoch', cast_at) - $2) / $3)::bigint, $4 - 1) end as nth,
                cast_at >= to_timestamp($2) and cast_at < to_timestamp($2 + $3 * $4) as is_drawn,
                case when track_id = any($5) then track_id end as track_id,
                count(*) filter (where is_positive) as up, count(*) filter (where not is_positive) as down,
                count(*) filter (where previous) as less_up, count(*) filter (where not previous) as less_down
           from event_vote where event_id = $1 group by 1, 2, 3",
    )
    .bind(event.0)
    .bind(from)
    .bind(step)
    .bind(steps)
    .bind(racing.iter().map(|track| track.0).collect::<Vec<_>>());
    let rows = rows.fetch_all(connection).await?;
    let (bars, astray, race) = drawn(&rows, steps as usize, &racing)?;
    Ok(Some(Course {
        from: Timestamp(from * 1_000),
        step,
        span: (spread.first, spread.last),
        bars,
        busiest: spread.busiest,
        astray,
        race,
    }))
}

/// Where most of the votes lie in time.
struct Spread {
    first: Timestamp,
    last: Timestamp,
    busiest: (Timestamp, u64),
}

/// Votes whose clock was wrong, or that were written by hand, must not squeeze the night into one bar: what is further away
/// from the middle eight tenths than those are long, and than a month, is not drawn.
///
/// The middle is materialised: a planner that has not yet seen a new event's votes would find it again for each minute.
async fn spread(connection: &mut PgConnection, event: EventId) -> sqlx::Result<Option<Spread>> {
    let row = sqlx::query(
        "with minutes as (
             select floor(date_part('epoch', cast_at) / $2)::bigint as minute, count(*) as votes,
                    min(cast_at) as first, max(cast_at) as last
               from event_vote
              where event_id = $1 and is_positive is not null
                and cast_at >= '0001-01-01 00:00:00+00' and cast_at < '10000-01-01 00:00:00+00'
              group by 1
         ), placed as (
             select minute, sum(votes) over (order by minute) as reached, sum(votes) over () as whole from minutes
         ), middle as materialized (
             select min(minute) filter (where reached * 10 >= whole) as low,
                    min(minute) filter (where reached * 10 >= whole * 9) as high
               from placed
         ), kept as (
             select minutes.* from minutes, middle
              where minute between low - greatest(high - low, 44640) and high + greatest(high - low, 44640)
         )
         select min(first) as first, max(last) as last,
                (array_agg(minute order by votes desc, minute))[1] as busiest, max(votes) as votes
           from kept",
    );
    let row = row.bind(event.0).bind(MINUTE).fetch_one(connection).await?;
    let moment = |column| Ok::<_, sqlx::Error>(row.try_get::<Option<Moment>, _>(column)?.map(|moment| moment.0));
    let (Some(first), Some(last)) = (moment("first")?, moment("last")?) else { return Ok(None) };
    let busiest = Timestamp(row.try_get::<i64, _>("busiest")? * MINUTE * 1_000);
    Ok(Some(Spread { first, last, busiest: (busiest, row.try_get::<i64, _>("votes")?.cast_unsigned()) }))
}

/// From which second on, in steps of how many seconds, and in how many of them a span is drawn.
fn scale(first: Timestamp, last: Timestamp) -> (i64, i64, i64) {
    let (first, last) = (first.0.div_euclid(1_000), last.0.div_euclid(1_000));
    let steps = |length: i64| last.div_euclid(length) - first.div_euclid(length) + 1;
    let weeks = std::iter::successors(Some(2 * WEEK), |length| Some(length * 2));
    let mut lengths = LENGTHS.into_iter().chain(weeks);
    let length = lengths.find(|length| steps(*length) <= STEPS).expect("some length is as long as all the years");
    (first.div_euclid(length) * length, length, steps(length))
}

/// The bars, the votes that none of them holds, and the scores of the race.
type Drawn = (Vec<Bar>, u64, Vec<(TrackId, Vec<i64>)>);

fn drawn(rows: &[PgRow], steps: usize, racing: &[TrackId]) -> sqlx::Result<Drawn> {
    let (mut bars, mut astray) = (vec![Bar::default(); steps], 0);
    let mut moves: BTreeMap<_, _> = racing.iter().map(|track| (track.0, vec![0; steps])).collect();
    for row in rows {
        let nth = row.try_get::<i64, _>("nth")? as usize;
        let count = |column| row.try_get::<i64, _>(column);
        let (up, down) = (count("up")?, count("down")?);
        if row.try_get("is_drawn")? {
            bars[nth].up += up.cast_unsigned();
            bars[nth].down += down.cast_unsigned();
        } else {
            astray += (up + down).cast_unsigned();
        }
        let track = row.try_get::<Option<i32>, _>("track_id")?;
        if let Some(moved) = track.and_then(|track| moves.get_mut(&track)) {
            moved[nth] += up - down - count("less_up")? + count("less_down")?;
        }
    }
    let summed = |moved: &Vec<i64>| {
        moved
            .iter()
            .scan(0, |score, step| {
                *score += step;
                Some(*score)
            })
            .collect()
    };
    Ok((bars, astray, racing.iter().map(|track| (*track, summed(&moves[&track.0]))).collect()))
}

fn read_ranked(row: &PgRow) -> sqlx::Result<Ranked> {
    let Rest { up, down, cast, .. } = read_rest(row)?;
    // The triggers let nobody have more voices than rows of 32 bits can count.
    let voices = |sum: u64| u32::try_from(sum).unwrap_or(u32::MAX);
    Ok(Ranked { track: read_track(row)?, tally: Tally { up: voices(up), down: voices(down) }, cast })
}

fn read_rest(row: &PgRow) -> sqlx::Result<Rest> {
    let sum = |column| Ok::<_, sqlx::Error>(row.try_get::<i64, _>(column)?.max(0).cast_unsigned());
    Ok(Rest { tracks: sum("tracks")?, up: sum("up")?, down: sum("down")?, cast: sum("cast_votes")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_is_drawn_in_steps_that_people_count_in_and_never_in_too_many() {
        const HOUR: i64 = 3_600_000;
        for (length, step) in
            [(0, 10), (60_000, 10), (HOUR - 1, 60), (5 * HOUR, 900), (24 * HOUR, 1_800), (21 * 24 * HOUR, 43_200)]
        {
            let (from, said, steps) = scale(Timestamp(7 * HOUR), Timestamp(7 * HOUR + length));
            assert_eq!((said, from), (step, 25_200 / step * step), "{length}");
            assert!(steps <= STEPS && from * 1_000 + steps * step * 1_000 > 7 * HOUR + length);
        }
        let (from, step, steps) = scale(Timestamp::FIRST, Timestamp::LAST);
        assert!(
            steps <= STEPS && from * 1_000 <= Timestamp::FIRST.0 && (from + step * steps) * 1_000 > Timestamp::LAST.0
        );
    }
}
