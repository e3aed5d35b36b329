//! Writers that are other programs: plain SQL, past the servers. A commit counts as acknowledged when its answer came;
//! when the connection breaks first, nobody knows, and nothing is claimed.

use super::Desk;
use crate::fault::{
    catalog::{self, Wish},
    dice::Dice,
    ledger::Writer,
};
use sqlx::{Connection, PgConnection};
use std::time::Duration;
use tokio::time::sleep;
use uuid::Uuid;

/// The most rows of a batch, and how many it has on average: small ones are commoner.
const BATCH_MOST: f64 = 500.0;
pub(super) const BATCH_MEAN: f64 = BATCH_MOST / 4.0;
/// The most rows of a transaction that stays open, and how many it has on average.
const LATE_MOST: usize = 10;
pub(super) const LATE_MEAN: f64 = 5.5;
/// How long such a one stays open, in seconds: it may overtake many others, or few.
const OPEN: (f64, f64) = (0.05, 3.0);
/// The rows of an import.
const IMPORT: (usize, usize) = (5_000, 20_000);
/// How often a row of many is of a voter.
const OF_VOTER: f64 = 0.3;
/// After a failure.
const PAUSE: Duration = Duration::from_millis(100);

const INSERT: &str = "insert into event_vote (event_id, track_id, is_positive) values ($1, $2, $3) returning id";
const INSERT_CHAIN: &str =
    "insert into event_vote (event_id, track_id, is_positive, voter_id) values ($1, $2, $3, $4) returning id";
const INSERT_MARKED: &str =
    "insert into event_vote (event_id, track_id, is_positive, ballot_id) values ($1, $2, $3, $4) returning id";
const INSERT_MANY: &str = "insert into event_vote (event_id, track_id, is_positive, voter_id)
    select * from unnest($1::integer[], $2::integer[], $3::boolean[], $4::uuid[]) returning id";
const INSERT_IMPORT: &str = "insert into event_vote (event_id, track_id, is_positive)
    select $1, ($2::integer[])[1 + row % cardinality($2)], row % 3 > 0 from generate_series(1, $3) row returning id";

/// One writer with a connection of its own.
pub(super) struct Hand {
    pub(super) desk: Desk,
    pub(super) dice: Dice,
    connection: Option<PgConnection>,
}

impl Hand {
    pub(super) fn new(desk: Desk, dice: Dice) -> Self {
        Self { desk, dice, connection: None }
    }

    /// After an error nobody knows what state it is in.
    pub(super) fn drop_connection(&mut self) {
        self.connection = None;
    }

    /// One row, of nobody.
    pub(super) async fn single(&mut self) -> sqlx::Result<()> {
        let wish = Wish::any(&mut self.dice, false);
        self.desk.ledger.sent(Writer::Single, 1);
        let insert = sqlx::query_scalar(INSERT).bind(wish.event).bind(wish.track).bind(wish.choice);
        // All rows are fetched everywhere: the first one comes before the commit does.
        let ids = insert.fetch_all(self.connection().await?).await?;
        self.desk.ledger.committed(Writer::Single, &ids);
        Ok(())
    }

    /// One more choice of a voter. When another hand takes the same turn, the table refuses it.
    pub(super) async fn chain(&mut self) -> sqlx::Result<()> {
        let wish = Wish::any(&mut self.dice, true);
        let voter = *self.dice.pick(self.desk.fickle());
        self.desk.ledger.sent(Writer::Chain, 1);
        let insert = sqlx::query_scalar(INSERT_CHAIN).bind(wish.event).bind(wish.track).bind(wish.choice).bind(voter);
        let ids = insert.fetch_all(self.connection().await?).await?;
        self.desk.ledger.committed(Writer::Chain, &ids);
        Ok(())
    }

    /// Many rows at once, some of voters.
    pub(super) async fn batch(&mut self) -> sqlx::Result<()> {
        let number = self.dice.number().powi(3);
        let rows = (number * BATCH_MOST) as usize + 1;
        let voters: Vec<Option<Uuid>> =
            (0..rows).map(|_| self.dice.chance(OF_VOTER).then(|| *self.dice.pick(&self.desk.voters))).collect();
        let wishes: Vec<Wish> = voters.iter().map(|voter| Wish::any(&mut self.dice, voter.is_some())).collect();
        self.desk.ledger.sent(Writer::Batch, rows);
        let insert = sqlx::query_scalar(INSERT_MANY)
            .bind(wishes.iter().map(|wish| wish.event).collect::<Vec<_>>())
            .bind(wishes.iter().map(|wish| wish.track).collect::<Vec<_>>())
            .bind(wishes.iter().map(|wish| wish.choice).collect::<Vec<_>>())
            .bind(voters);
        let ids = insert.fetch_all(self.connection().await?).await?;
        self.desk.ledger.committed(Writer::Batch, &ids);
        Ok(())
    }

    /// Thousands of rows at once.
    pub(super) async fn import(&mut self) -> sqlx::Result<()> {
        let event = Wish::any(&mut self.dice, false).event;
        let rows = self.dice.count(IMPORT.0, IMPORT.1);
        self.desk.ledger.sent(Writer::Import, rows);
        let insert = sqlx::query_scalar(INSERT_IMPORT).bind(event).bind(catalog::tracks(event)).bind(rows as i32);
        let ids = insert.fetch_all(self.connection().await?).await?;
        self.desk.ledger.committed(Writer::Import, &ids);
        Ok(())
    }

    /// Rows whose ids are old when they become visible.
    pub(super) async fn late(&mut self) -> sqlx::Result<()> {
        let rows = self.dice.count(1, LATE_MOST);
        let mut open = self.dice.seconds(OPEN.0, OPEN.1);
        self.desk.ledger.sent(Writer::Late, rows);
        let plan: Vec<_> = (0..rows).map(|_| self.voice()).collect();
        let mut transaction = self.connection().await?.begin().await?;
        let mut ids: Vec<i64> = Vec::with_capacity(rows);
        for (wish, voter) in plan {
            // Sleeps by halves: the rows lie over the whole time that the transaction is open.
            let insert =
                sqlx::query_scalar(INSERT_CHAIN).bind(wish.event).bind(wish.track).bind(wish.choice).bind(voter);
            let written: Vec<i64> = insert.fetch_all(&mut *transaction).await?;
            ids.extend(written);
            open /= 2;
            sleep(open).await;
        }
        transaction.commit().await?;
        self.desk.ledger.committed(Writer::Late, &ids);
        Ok(())
    }

    /// Rows that nobody may ever see. They bear marks, because a crash may hand their ids out again.
    pub(super) async fn rollback(&mut self) -> sqlx::Result<()> {
        let rows = self.dice.count(1, LATE_MOST);
        let open = self.dice.seconds(OPEN.0 / 10.0, OPEN.1 / 2.0);
        self.desk.ledger.sent(Writer::Rollback, rows);
        let plan: Vec<_> = (0..rows).map(|_| (Wish::any(&mut self.dice, false), self.dice.uuid())).collect();
        let ledger = self.desk.ledger.clone();
        let mut transaction = self.connection().await?.begin().await?;
        for (wish, mark) in plan {
            ledger.withheld(Writer::Rollback, mark);
            let insert =
                sqlx::query_scalar(INSERT_MARKED).bind(wish.event).bind(wish.track).bind(wish.choice).bind(mark);
            insert.fetch_all(&mut *transaction).await.map(|_ids: Vec<i64>| ())?;
        }
        sleep(open).await;
        transaction.rollback().await
    }

    /// A fickle voter's, or nobody's.
    fn voice(&mut self) -> (Wish, Option<Uuid>) {
        let voter = self.dice.chance(OF_VOTER).then(|| *self.dice.pick(self.desk.fickle()));
        (Wish::any(&mut self.dice, voter.is_some()), voter)
    }

    async fn connection(&mut self) -> sqlx::Result<&mut PgConnection> {
        if self.connection.is_none() {
            match self.desk.stage.connect().await {
                Ok(connection) => self.connection = Some(connection),
                Err(error) => {
                    sleep(PAUSE).await;
                    return Err(error);
                }
            }
        }
        Ok(self.connection.as_mut().expect("just connected"))
    }
}
