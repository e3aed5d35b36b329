//! The writers, of every kind there is: what they are, and how often each acts. What they were told goes to the ledger.

mod http;
mod socket;
mod sql;

use super::{dice::Dice, ledger::Ledger, stage::Stage};
use futures_util::{FutureExt, future::BoxFuture};
use sql::Hand;
use std::{sync::Arc, time::Duration};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, timeout_at},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// What part of the rate each kind writes, and by how many hands at once.
const SINGLE: Part = Part { share: 0.15, hands: 2, rows: 1.0 };
const CHAIN: Part = Part { share: 0.15, hands: 4, rows: 1.0 };
const BATCH: Part = Part { share: 0.35, hands: 3, rows: sql::BATCH_MEAN };
const LATE: Part = Part { share: 0.1, hands: 8, rows: sql::LATE_MEAN };
const ROLLBACK: Part = Part { share: 0.02, hands: 2, rows: sql::LATE_MEAN };
const HTTP: Part = Part { share: 0.15, hands: 8, rows: 1.0 };
const SOCKET: Part = Part { share: 0.1, hands: 4, rows: socket::MEAN };
/// Between two imports, on average.
const IMPORTS: Duration = Duration::from_secs(15);
/// Voters whose chains are written by SQL.
const VOTERS: usize = 2_000;
/// How many of them are fickle: they vote so often that their turns are contended.
const FICKLE: usize = 100;
/// How long ballots may stay without an answer when nothing is broken any more.
const PENDING: Duration = Duration::from_secs(40);

/// What a hand does again and again.
type Act = fn(&mut Hand) -> BoxFuture<'_, sqlx::Result<()>>;

struct Part {
    share: f64,
    hands: usize,
    rows: f64,
}

/// What a writer works with.
#[derive(Clone)]
pub(super) struct Desk {
    /// Where to write.
    pub(super) stage: Arc<Stage>,
    /// Where to write down what was answered.
    pub(super) ledger: Arc<Ledger>,
    /// Cancelled when nothing new is to be begun.
    pub(super) stop: CancellationToken,
    voters: Arc<[Uuid]>,
}

/// The writers at work.
pub(super) struct Writers {
    desk: Desk,
    tasks: JoinSet<()>,
}

impl Writers {
    /// Sets them to work, all together at about `rate` votes a second.
    pub(super) fn start(stage: &Arc<Stage>, seed: u64, rate: f64) -> Self {
        let voters = (0..VOTERS).map(|number| Dice::new(seed, "voter", number).uuid()).collect();
        let desk = Desk { stage: stage.clone(), ledger: Arc::default(), stop: CancellationToken::new(), voters };
        let mut writers = Self { desk, tasks: JoinSet::new() };
        let dice = |kind: &'static str| move |number| Dice::new(seed, kind, number);
        writers.sql(&SINGLE, rate, dice("single"), |hand| hand.single().boxed());
        writers.sql(&CHAIN, rate, dice("chain"), |hand| hand.chain().boxed());
        writers.sql(&BATCH, rate, dice("batch"), |hand| hand.batch().boxed());
        writers.sql(&LATE, rate, dice("late"), |hand| hand.late().boxed());
        writers.sql(&ROLLBACK, rate, dice("rollback"), |hand| hand.rollback().boxed());
        let imports = Part { share: 1.0, hands: 1, rows: rate * IMPORTS.as_secs_f64() };
        writers.sql(&imports, rate, dice("import"), |hand| hand.import().boxed());
        for (number, pause) in pauses(&HTTP, rate) {
            writers.tasks.spawn(http::write(writers.desk.clone(), dice("http")(number), pause));
        }
        for (number, pause) in pauses(&SOCKET, rate) {
            writers.tasks.spawn(socket::write(writers.desk.clone(), dice("socket")(number), pause));
        }
        writers
    }

    fn sql(&mut self, part: &Part, rate: f64, dice: impl Fn(usize) -> Dice, act: Act) {
        for (number, pause) in pauses(part, rate) {
            let mut hand = Hand::new(self.desk.clone(), dice(number));
            self.tasks.spawn(async move {
                while hand.desk.rest(hand.dice.gap(pause)).await {
                    if act(&mut hand).await.is_err() {
                        hand.drop_connection();
                    }
                }
            });
        }
    }

    /// Lets them finish what is under way.
    pub(super) async fn finish(mut self) -> Arc<Ledger> {
        self.desk.stop.cancel();
        let deadline = Instant::now() + PENDING;
        while let Ok(Some(ended)) = timeout_at(deadline, self.tasks.join_next()).await {
            if let Err(error) = ended {
                self.desk.ledger.complain(format!("a writer died: {error}"));
            }
        }
        if !self.tasks.is_empty() {
            self.desk.ledger.complain(format!("{} writers still wait for an answer", self.tasks.len()));
        }
        self.desk.ledger
    }
}

impl Desk {
    /// Those who vote again and again.
    fn fickle(&self) -> &[Uuid] {
        &self.voters[..FICKLE]
    }

    /// Sleeps; `false`: nothing new is to be begun.
    pub(super) async fn rest(&self, pause: Duration) -> bool {
        tokio::select! {
            () = sleep(pause) => true,
            () = self.stop.cancelled() => false,
        }
    }
}

/// A number for each hand, and how long it rests between two acts.
fn pauses(part: &Part, rate: f64) -> impl Iterator<Item = (usize, Duration)> {
    let pause = Duration::from_secs_f64(part.rows * part.hands as f64 / (part.share * rate));
    (0..part.hands).map(move |number| (number, pause))
}
