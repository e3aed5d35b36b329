//! Who took how much processor time between two instants: the server, the load, Postgres, and others.

use super::{stand::Stand, subject::Subject, table, usage};
use std::time::{Duration, Instant};

/// Running.
#[derive(Debug)]
pub(super) struct Meter<'a> {
    stand: &'a Stand,
    subject: &'a Subject,
    begun: Instant,
    before: [Duration; 4],
}

/// What was taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spent {
    /// Time by the clock.
    pub(super) took: Duration,
    /// Processor time of the server.
    pub(super) server: Duration,
    /// Of this program.
    pub(super) load: Duration,
    /// Of all processes of Postgres.
    pub(super) postgres: Duration,
    /// Of all that has no business here: where it is not close to zero, the numbers are worth little.
    pub(super) others: Duration,
}

impl<'a> Meter<'a> {
    pub(super) fn start(stand: &'a Stand, subject: &'a Subject) -> anyhow::Result<Self> {
        Ok(Self { stand, subject, before: read(stand, subject)?, begun: Instant::now() })
    }

    pub(super) fn stop(self) -> anyhow::Result<Spent> {
        let took = self.begun.elapsed();
        let after = read(self.stand, self.subject)?;
        let [server, load, postgres, all] = [0, 1, 2, 3].map(|nth: usize| after[nth].saturating_sub(self.before[nth]));
        Ok(Spent { took, server, load, postgres, others: all.saturating_sub(server + load + postgres) })
    }
}

impl Spent {
    /// What [`shares`](Self::shares) are of.
    pub(super) const NAMES: [&'static str; 4] = ["server CPU", "load CPU", "Postgres CPU", "others"];

    /// Parts of one processor.
    pub(super) fn shares(&self) -> [String; 4] {
        [self.server, self.load, self.postgres, self.others].map(|time| table::percent(time, self.took))
    }
}

fn read(stand: &Stand, subject: &Subject) -> anyhow::Result<[Duration; 4]> {
    Ok([subject.cpu()?, usage::cpu(std::process::id())?, usage::family(stand.postmaster()?)?, usage::machine()?.busy])
}
