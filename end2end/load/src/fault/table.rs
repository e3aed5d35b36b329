//! `event_vote` as it is at the end: the truth that everyone's memory is held against.

use shared::{Channel, Direction, Tally};
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) event: i32,
    pub(super) track: i32,
    pub(super) choice: Option<bool>,
    pub(super) voter: Option<Uuid>,
    pub(super) turn: i32,
    pub(super) previous: Option<bool>,
    pub(super) ballot: Option<Uuid>,
    pub(super) xid: u64,
    /// Seconds since 1970.
    pub(super) cast_at: f64,
}

/// All rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// By id.
    pub(super) rows: BTreeMap<i64, Row>,
    /// Ids by ballot.
    pub(super) ballots: HashMap<Uuid, i64>,
}

impl Table {
    /// Reads it whole.
    pub(super) async fn read(connection: &mut PgConnection) -> sqlx::Result<Self> {
        let select =
            "select id, event_id, track_id, is_positive, voter_id, turn, previous, ballot_id, xid::text as xid,
                             extract(epoch from cast_at)::float8 as cast_at
                        from event_vote";
        let rows = sqlx::query(select).fetch_all(connection).await?;
        Ok(Self::new(rows.iter().map(read).collect::<sqlx::Result<_>>()?))
    }

    /// Of these rows.
    pub(super) fn new(rows: Vec<Row>) -> Self {
        let ballots = rows.iter().filter_map(|row| Some((row.ballot?, row.id))).collect();
        Self { rows: rows.into_iter().map(|row| (row.id, row)).collect(), ballots }
    }

    /// The up and down votes of a channel.
    pub(super) fn of(&self, channel: Channel) -> impl Iterator<Item = &Row> {
        self.rows.values().filter(move |row| row.choice.is_some() && row.is_on(channel))
    }

    /// The sums the long way: every row of nobody, and of each voter the last turn; by track, or by event on the
    /// firehose.
    pub(super) fn audit(&self, channel: Channel) -> BTreeMap<i32, Tally> {
        let mut last: HashMap<(i32, Uuid, i32), &Row> = HashMap::new();
        let mut tallies = BTreeMap::new();
        let mut count = |row: &Row| {
            let key = if channel == Channel::Firehose { row.event } else { row.track };
            let tally: &mut Tally = tallies.entry(key).or_default();
            tally.replace(None, row.choice.map(Direction::from));
        };
        for row in self.rows.values().filter(|row| row.is_on(channel)) {
            let Some(voter) = row.voter else {
                count(row);
                continue;
            };
            let latest = last.entry((row.event, voter, row.track)).or_insert(row);
            if row.turn > latest.turn {
                *latest = row;
            }
        }
        last.into_values().for_each(count);
        tallies
    }

    /// Rows whose turn or previous choice is not what their voter's chain says.
    pub(super) fn broken_chains(&self) -> Vec<i64> {
        let mut chains: BTreeMap<(i32, Uuid, i32), Vec<&Row>> = BTreeMap::new();
        for row in self.rows.values() {
            if let Some(voter) = row.voter {
                chains.entry((row.event, voter, row.track)).or_default().push(row);
            }
        }
        let mut broken = Vec::new();
        for mut chain in chains.into_values() {
            chain.sort_by_key(|row| row.turn);
            let mut before = None;
            for (number, row) in (1..).zip(chain) {
                if row.turn != number || row.previous != before {
                    broken.push(row.id);
                }
                before = row.choice;
            }
        }
        broken
    }
}

impl Row {
    /// Whether a channel carries it.
    pub(super) fn is_on(&self, channel: Channel) -> bool {
        match channel {
            Channel::Firehose => true,
            Channel::Event(id) => self.event == id.0,
        }
    }
}

fn read(row: &PgRow) -> sqlx::Result<Row> {
    let xid: String = row.try_get("xid")?;
    Ok(Row {
        id: row.try_get("id")?,
        event: row.try_get("event_id")?,
        track: row.try_get("track_id")?,
        choice: row.try_get("is_positive")?,
        voter: row.try_get("voter_id")?,
        turn: row.try_get("turn")?,
        previous: row.try_get("previous")?,
        ballot: row.try_get("ballot_id")?,
        xid: xid.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
        cast_at: row.try_get("cast_at")?,
    })
}
