//! Where every vote cast through this server ends, whichever door it came by: ballots that wait while one INSERT is
//! under way become the next one. A ballot is answered after its commit, never before. Publishes nothing.

use crate::store::{
    Store,
    ballots::{Rejected, Signed},
};
use shared::{Receipt, Refusal};
use std::collections::{HashSet, VecDeque};
use tokio::sync::{mpsc, oneshot};

/// The most ballots that wait; further ones are refused as busy, at once. At 20,000 rows a second, a fifth of a second.
const WAITING: usize = 4_096;
/// The most ballots of one INSERT, so that the first of them is not kept waiting for the rest.
const BATCH: usize = 1_024;
/// How often a ballot is tried that loses its turn to another server before its voter is asked to try again.
const TRIES: u8 = 8;

/// What is told to whoever casts.
pub type Answer = Result<Receipt, Refusal>;

/// The way in. Cheap to clone; when the last clone is gone, the writer ends.
#[derive(Clone, Debug)]
pub struct BallotBox(mpsc::Sender<Waiting>);

/// The one task that writes.
#[derive(Debug)]
pub struct Writer {
    store: Store,
    slot: mpsc::Receiver<Waiting>,
    /// Taken in, not yet in a statement: repeated ids and lost turns.
    again: VecDeque<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    signed: Signed,
    tries: u8,
    answer: oneshot::Sender<Answer>,
}

/// A box and its writer, which must be [`run`](Writer::run).
pub fn open(store: Store) -> (BallotBox, Writer) {
    let (way_in, slot) = mpsc::channel(WAITING);
    (BallotBox(way_in), Writer { store, slot, again: VecDeque::new() })
}

impl BallotBox {
    /// Casts one ballot and, awaited, tells of its commit. It is in the box when this returns, so that ballots of one
    /// voter keep their order; a box that is full says so at once: [`Refusal::Busy`].
    pub fn cast(&self, signed: Signed) -> impl Future<Output = Answer> + Send + use<> {
        let (answer, answered) = oneshot::channel();
        let taken = self.0.try_send(Waiting { signed, tries: 0, answer }).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => Refusal::Busy,
            mpsc::error::TrySendError::Closed(_) => Refusal::Unavailable,
        });
        async move {
            taken?;
            answered.await.unwrap_or(Err(Refusal::Unavailable))
        }
    }
}

impl Writer {
    /// Writes until every way in is gone and what waits is written.
    pub async fn run(mut self) {
        let mut batch = Vec::with_capacity(BATCH);
        while self.take(&mut batch).await {
            self.write(std::mem::take(&mut batch)).await;
        }
    }

    /// Fills `batch`; `false`: there will be no more. A ballot id goes into a statement once, its repeats into later ones.
    async fn take(&mut self, batch: &mut Vec<Waiting>) -> bool {
        let mut arrived: Vec<Waiting> = self.again.drain(..).collect();
        let room = BATCH.saturating_sub(arrived.len());
        if arrived.is_empty() {
            if self.slot.recv_many(&mut arrived, room).await == 0 {
                return false;
            }
        } else {
            while arrived.len() < BATCH
                && let Ok(waiting) = self.slot.try_recv()
            {
                arrived.push(waiting);
            }
        }
        let mut ids = HashSet::with_capacity(arrived.len());
        for waiting in arrived {
            if ids.insert(waiting.signed.ballot.id) { batch.push(waiting) } else { self.again.push_back(waiting) }
        }
        true
    }

    async fn write(&mut self, batch: Vec<Waiting>) {
        let signed: Vec<_> = batch.iter().map(|waiting| waiting.signed.clone()).collect();
        match self.store.insert_ballots(&signed).await {
            Ok(outcomes) => {
                for (waiting, outcome) in batch.into_iter().zip(outcomes) {
                    self.settle(waiting, outcome);
                }
            }
            // Postgres itself refused a row: its neighbours must not suffer for it.
            Err(error @ sqlx::Error::Database(_)) if batch.len() > 1 => {
                tracing::warn!(%error, ballots = batch.len(), "a batch was refused; trying its ballots one by one");
                for waiting in batch {
                    Box::pin(self.write(vec![waiting])).await;
                }
            }
            // It may or may not have been committed: the same ballot sent again finds out.
            Err(error) => {
                tracing::warn!(%error, ballots = batch.len(), "can't write ballots");
                for waiting in batch {
                    waiting.tell(Err(Refusal::Unavailable));
                }
            }
        }
    }

    fn settle(&mut self, waiting: Waiting, outcome: Result<Receipt, Rejected>) {
        match outcome {
            Ok(receipt) => waiting.tell(Ok(receipt)),
            Err(Rejected::Refused(refusal)) => waiting.tell(Err(refusal)),
            Err(Rejected::Raced) if waiting.tries < TRIES => {
                self.again.push_back(Waiting { tries: waiting.tries + 1, ..waiting });
            }
            Err(Rejected::Raced) => waiting.tell(Err(Refusal::Busy)),
        }
    }
}

impl Waiting {
    /// Whoever cast may have gone; the row stands all the same.
    fn tell(self, answer: Answer) {
        let _ = self.answer.send(answer);
    }
}
