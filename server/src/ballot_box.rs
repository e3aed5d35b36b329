//! Where every vote cast through this server ends, whichever door it came by: ballots that wait while one INSERT is
//! under way become the next one. A ballot is answered after its commit, never before. Publishes nothing.

mod blame;

use crate::{
    health::Health,
    limits::{Limits, TooMany},
    metrics::{Bound, Metrics},
    store::{
        Store,
        ballots::{Rejected, Signed},
    },
};
use blame::Blame;
use shared::{EventId, Receipt, Refusal};
use std::{
    collections::{BTreeMap, HashSet, VecDeque},
    time::{Duration, Instant},
};
use tokio::{
    sync::{mpsc, oneshot},
    task::yield_now,
    time::timeout,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// The most ballots that wait; further ones are refused as busy, at once. At 20,000 rows a second, a fifth of a second.
const WAITING: usize = 4_096;
/// The most ballots of one INSERT, so that the first of them is not kept waiting for the rest.
const BATCH: usize = 1_024;
/// How often all that is ready to run does so before a batch of few is closed: those who were just answered are told, and
/// what they cast next is still in it. Twice as many ballots a statement cost a third less each, with a few dozen voters; it
/// is no time to wait when nothing is ready.
const ROUNDS: usize = 5;
/// Enough for one statement: Postgres must not wait for more.
const FEW: usize = 64;
/// How often a ballot is tried that loses its turn to another server before its voter is asked to try again.
const TRIES: u8 = 8;

/// How long an INSERT may take, the way to the database included: a host that vanished says nothing.
const INSERT: Duration = Duration::from_secs(10);

/// What is told to whoever casts.
pub type Answer = Result<Receipt, Refusal>;

/// The way in. Cheap to clone; when the last clone is gone, the writer ends.
#[derive(Clone, Debug)]
pub struct BallotBox {
    slot: mpsc::Sender<Waiting>,
    health: Health,
    closing: CancellationToken,
    limits: Limits,
}

/// The one task that writes.
pub struct Writer {
    store: Store,
    slot: mpsc::Receiver<Waiting>,
    health: Health,
    closing: CancellationToken,
    /// Taken in, not yet in a statement: repeated ids and lost turns.
    again: VecDeque<Waiting>,
}

struct Waiting {
    signed: Signed,
    tries: u8,
    tell: Box<dyn FnOnce(Answer) + Send>,
}

/// A box and its writer, which must be [`run`](Writer::run).
pub fn open(store: Store, health: Health, limits: Limits) -> (BallotBox, Writer) {
    let (way_in, slot) = mpsc::channel(WAITING);
    let closing = CancellationToken::new();
    let way_in = BallotBox { slot: way_in, health: health.clone(), closing: closing.clone(), limits };
    (way_in, Writer { store, slot, health, closing, again: VecDeque::new() })
}

impl BallotBox {
    /// Casts one ballot and tells of its commit. It is in the box when this returns, so that ballots of one voter keep
    /// their order; a box that is full says so at once: [`Refusal::Busy`]. A voter who casts too fast is told the same. While
    /// the database is known to be away, it is [`Refusal::Unavailable`]. Nothing is told if the server ends first.
    pub fn cast_then(&self, signed: Signed, tell: impl FnOnce(Answer) + Send + 'static) {
        match self.allow(&signed) {
            Ok(()) => self.put(signed, tell),
            // Not counted as refused: that alarms operators, and this is one voter's doing.
            Err(_too_many) => tell(Err(Refusal::Busy)),
        }
    }

    /// The same for one who waits for the answer, and who is told apart that this voter casts too fast.
    pub fn try_cast(&self, signed: Signed) -> Result<impl Future<Output = Answer> + Send + use<>, TooMany> {
        self.allow(&signed)?;
        let (answer, answered) = oneshot::channel();
        // Whoever cast may have gone; the row stands all the same.
        self.put(signed, |outcome| {
            let _ = answer.send(outcome);
        });
        Ok(async { answered.await.unwrap_or(Err(Refusal::Unavailable)) })
    }

    /// While the database is away, nobody is charged for trying.
    fn allow(&self, signed: &Signed) -> Result<(), TooMany> {
        if self.health.is_paused() { Ok(()) } else { self.limits.allow_vote(signed.voter) }
    }

    fn put(&self, signed: Signed, tell: impl FnOnce(Answer) + Send + 'static) {
        let metrics = self.health.metrics().clone();
        let tell = Box::new(move |answer: Answer| {
            count(&metrics, &answer);
            tell(answer);
        });
        let waiting = Waiting { signed, tries: 0, tell };
        if self.health.is_paused() {
            return waiting.tell(Err(Refusal::Unavailable));
        }
        match self.slot.try_send(waiting) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Full(waiting)) => {
                self.health.metrics().drop_at(Bound::BallotBox);
                waiting.tell(Err(Refusal::Busy));
            }
            Err(mpsc::error::TrySendError::Closed(waiting)) => waiting.tell(Err(Refusal::Unavailable)),
        }
    }

    /// Takes no more: the writer ends when what waits is written, whoever still holds a way in.
    pub fn close(&self) {
        self.closing.cancel();
    }

    /// Refuses one that does not come so far as the box, and counts it.
    pub fn refuse(&self, refusal: Refusal) -> Refusal {
        self.health.metrics().refused(refusal);
        refusal
    }

    /// How many wait in it.
    pub fn waiting(&self) -> usize {
        self.slot.max_capacity() - self.slot.capacity()
    }

    /// The same for one who waits for the answer. It is in the box when this returns.
    pub fn cast(&self, signed: Signed) -> impl Future<Output = Answer> + Send + use<> {
        let cast = self.try_cast(signed);
        async {
            match cast {
                Ok(answered) => answered.await,
                Err(_too_many) => Err(Refusal::Busy),
            }
        }
    }
}

impl Writer {
    /// Writes until every way in is gone, or the box is closed, and what waits is written.
    pub async fn run(mut self) {
        let mut batch = Vec::with_capacity(BATCH);
        while self.take(&mut batch).await {
            self.write(std::mem::take(&mut batch)).await;
        }
    }

    /// Fills `batch`; `false`: there will be no more.
    async fn take(&mut self, batch: &mut Vec<Waiting>) -> bool {
        let mut ids = HashSet::new();
        for waiting in std::mem::take(&mut self.again) {
            self.sort_in(waiting, &mut ids, batch);
        }
        if batch.is_empty() {
            let Some(waiting) = self.next().await else { return false };
            self.sort_in(waiting, &mut ids, batch);
            for _ in 0..ROUNDS {
                if self.slot.len() < FEW {
                    std::thread::yield_now();
                    yield_now().await;
                }
            }
        }
        while batch.len() < BATCH
            && let Ok(waiting) = self.slot.try_recv()
        {
            self.sort_in(waiting, &mut ids, batch);
        }
        true
    }

    /// Waits for one; `None`: there will be none.
    async fn next(&mut self) -> Option<Waiting> {
        tokio::select! {
            waiting = self.slot.recv() => return waiting,
            () = self.closing.cancelled() => self.slot.close(),
        }
        self.slot.recv().await
    }

    /// A ballot id goes into a statement once, its repeats into later ones: they take no place from others.
    fn sort_in(&mut self, waiting: Waiting, ids: &mut HashSet<Uuid>, batch: &mut Vec<Waiting>) {
        if batch.len() < BATCH && ids.insert(waiting.signed.ballot.id) {
            batch.push(waiting);
        } else if self.again.len() < WAITING {
            self.again.push_back(waiting);
        } else {
            self.health.metrics().drop_at(Bound::BallotBox);
            waiting.tell(Err(Refusal::Busy));
        }
    }

    async fn write(&mut self, batch: Vec<Waiting>) {
        // What waited when the database went away need not wait for it to come back.
        if self.health.is_paused() {
            return batch.into_iter().for_each(|waiting| waiting.tell(Err(Refusal::Unavailable)));
        }
        let signed: Vec<_> = batch.iter().map(|waiting| waiting.signed.clone()).collect();
        let began = Instant::now();
        let inserted = timeout(INSERT, self.store.insert_ballots(&signed)).await;
        self.health.metrics().ballot_insert_seconds.observe(began.elapsed());
        let error = match inserted {
            Ok(Ok(outcomes)) => {
                for (waiting, outcome) in batch.into_iter().zip(outcomes) {
                    self.settle(waiting, outcome);
                }
                return;
            }
            Ok(Err(error)) => error,
            Err(_elapsed) => sqlx::Error::PoolTimedOut,
        };
        tracing::warn!(%error, ballots = batch.len(), "can't write ballots");
        match Blame::of(&error) {
            // Their neighbours must not suffer for it.
            Blame::Row if batch.len() > 1 => {
                for waiting in batch {
                    Box::pin(self.write(vec![waiting])).await;
                }
            }
            Blame::Lock if batch.iter().any(|waiting| waiting.event() != batch[0].event()) => {
                let mut by_event = BTreeMap::<EventId, Vec<Waiting>>::new();
                for waiting in batch {
                    by_event.entry(waiting.event()).or_default().push(waiting);
                }
                for batch in by_event.into_values() {
                    Box::pin(self.write(batch)).await;
                }
            }
            // It may or may not have been committed: the same ballot sent again finds out.
            Blame::Row | Blame::Lock | Blame::Database => {
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

fn count(metrics: &Metrics, answer: &Answer) {
    match answer {
        Ok(_) => _ = metrics.ballots_acknowledged.inc(),
        Err(refusal) => metrics.refused(*refusal),
    }
}

impl Waiting {
    fn event(&self) -> EventId {
        self.signed.ballot.event
    }

    fn tell(self, answer: Answer) {
        (self.tell)(answer);
    }
}
