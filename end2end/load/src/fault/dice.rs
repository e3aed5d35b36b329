//! Every random decision, from the one printed seed: each actor has dice of its own, so that how the others fare does
//! not change what it does.

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::SliceRandom};
use std::time::Duration;
use uuid::Uuid;

/// The longest gap of a random series, in means: the tail of an exponential draw has no end.
const LONGEST_GAP: f64 = 4.0;

/// One actor's source of chance.
#[derive(Debug)]
pub(super) struct Dice(StdRng);

impl Dice {
    /// The dice of the `number`th `actor` in the run of `seed`.
    pub(super) fn new(seed: u64, actor: &str, number: usize) -> Self {
        // FNV-1a: stable between builds, unlike the standard library's hasher.
        let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let name = actor.bytes().chain(number.to_le_bytes()).fold(0xcbf2_9ce4_8422_2325, mix);
        Self(StdRng::seed_from_u64(seed ^ name))
    }

    /// Uniform in 0..1.
    pub(super) fn number(&mut self) -> f64 {
        self.0.random()
    }

    /// Whether something of that probability happens.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.0.random_bool(probability)
    }

    /// Uniform in `least..=most`.
    pub(super) fn count(&mut self, least: usize, most: usize) -> usize {
        self.0.random_range(least..=most)
    }

    /// Uniform between the two, in seconds.
    pub(super) fn seconds(&mut self, shortest: f64, longest: f64) -> Duration {
        Duration::from_secs_f64(self.0.random_range(shortest..=longest))
    }

    /// The next gap of a Poisson process.
    pub(super) fn gap(&mut self, mean: Duration) -> Duration {
        mean.mul_f64((-(1.0 - self.number()).ln()).min(LONGEST_GAP))
    }

    /// One of them.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.0.random_range(0..of.len())]
    }

    /// Into any order.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }

    /// A fresh id.
    pub(super) fn uuid(&mut self) -> Uuid {
        uuid::Builder::from_random_bytes(self.0.random()).into_uuid()
    }
}
