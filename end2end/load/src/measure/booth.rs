//! Many voters in one thread: each casts the next ballot when the last one was answered.

use super::{delays::Delays, poll::Poll, voter::Voter};
use std::time::{Duration, Instant};

/// Between two looks at the clock.
const LOOK_MS: u16 = 50;
/// How long the last answers may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What came of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    /// Ballots acknowledged in all, to warm up and after.
    pub(super) accepted: u64,
    /// Answers that were no acknowledgement, and the first of them.
    pub(super) refused: u64,
    pub(super) complaint: Option<String>,
    /// Ballots acknowledged while it was measured, and how long each took.
    pub(super) measured: u64,
    pub(super) delays: Delays,
}

/// The voters, and what they have counted.
#[derive(Debug)]
pub(super) struct Booth {
    voters: Vec<Voter>,
    poll: Poll,
    pub(super) count: Count,
}

impl Booth {
    pub(super) fn open(voters: Vec<Voter>) -> nix::Result<Self> {
        let poll = Poll::of(voters.iter().map(|voter| &voter.stream))?;
        Ok(Self { voters, poll, count: Count::default() })
    }

    /// Everyone casts a first ballot.
    pub(super) fn begin(&mut self) -> anyhow::Result<()> {
        self.voters.iter_mut().try_for_each(Voter::cast)
    }

    /// Goes on for that long. What is acknowledged counts as measured if `measured`.
    pub(super) fn vote(&mut self, span: Duration, measured: bool) -> anyhow::Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < span {
            let ready: Vec<usize> = self.poll.wait(LOOK_MS)?.collect();
            for number in ready {
                if self.hear(number, measured)? {
                    self.voters[number].cast()?;
                }
            }
        }
        Ok(())
    }

    /// Waits for the answers that are still to come.
    pub(super) fn close(&mut self) -> anyhow::Result<()> {
        let begun = Instant::now();
        while self.voters.iter().any(Voter::waits) && begun.elapsed() < PATIENCE {
            let ready: Vec<usize> = self.poll.wait(LOOK_MS)?.collect();
            for number in ready {
                self.hear(number, false)?;
            }
        }
        Ok(())
    }

    /// Whether the voter's answer has come.
    fn hear(&mut self, number: usize, measured: bool) -> anyhow::Result<bool> {
        let voter = &mut self.voters[number];
        let Some(answer) = voter.hear()? else { return Ok(false) };
        match answer {
            Ok(()) => self.count.accepted += 1,
            Err(complaint) => {
                self.count.refused += 1;
                self.count.complaint.get_or_insert(complaint);
                return Ok(true);
            }
        }
        if measured {
            self.count.measured += 1;
            self.count.delays.add(voter.cast_at.elapsed(), 1);
        }
        Ok(true)
    }
}
