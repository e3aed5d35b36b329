//! How long deliveries took: counts by length, exact to one part in 64.

use std::time::Duration;

/// Bits of precision: below twice their number of steps, each microsecond counts for itself.
const BITS: u32 = 6;
const STEPS: u64 = 1 << BITS;
/// Enough for 2^40 microseconds, twelve days.
const BUCKETS: usize = (STEPS as usize) * 36;

/// A histogram.
#[derive(Clone, Debug)]
pub(super) struct Delays {
    counts: Vec<u64>,
    most: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        Self { counts: vec![0; BUCKETS], most: Duration::ZERO }
    }
}

impl Delays {
    /// So many took so long.
    pub(super) fn add(&mut self, delay: Duration, count: u64) {
        let micros = delay.as_micros() as u64;
        let shift = (u64::BITS - micros.leading_zeros()).saturating_sub(BITS + 1);
        let bucket = (u64::from(shift) * STEPS + (micros >> shift)) as usize;
        self.counts[bucket.min(BUCKETS - 1)] += count;
        self.most = self.most.max(delay);
    }

    /// What that part of all stays under; `part` is between 0 and 1.
    pub(super) fn quantile(&self, part: f64) -> Duration {
        let all: u64 = self.counts.iter().sum();
        let mut left = (part * all as f64).ceil() as u64;
        for (bucket, count) in self.counts.iter().enumerate() {
            if *count >= left && *count > 0 {
                return upper_end(bucket as u64).min(self.most);
            }
            left -= count;
        }
        self.most
    }

    /// The longest.
    pub(super) fn most(&self) -> Duration {
        self.most
    }
}

fn upper_end(bucket: u64) -> Duration {
    let shift = (bucket / STEPS).saturating_sub(1);
    let micros = bucket - shift * STEPS;
    Duration::from_micros(((micros + 1) << shift) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_exact_to_one_part_in_64() {
        let mut delays = Delays::default();
        (1..=100_000).for_each(|micros| delays.add(Duration::from_micros(micros), 1));
        for (part, exact) in [(0.5, 50_000.0), (0.95, 95_000.0), (0.99, 99_000.0), (0.0005, 50.0)] {
            let found = delays.quantile(part).as_micros() as f64;
            assert!((found / exact - 1.0).abs() < 1.0 / 60.0, "{part}: {found}");
        }
        assert_eq!(delays.quantile(1.0), Duration::from_millis(100));
    }
}
