//! How many messages a viewer may still send. Of the same form as the limits by address, but within a few bytes and by the
//! reactor's clock: each viewer carries one.

use super::seconds::Seconds;
use crate::limits::BURST;

/// A bucket of whole messages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowance {
    /// What was taken since the bucket was last full.
    taken: u32,
    at: Seconds,
}

impl Allowance {
    /// Nothing was said yet.
    pub(super) fn whole(now: Seconds) -> Self {
        Self { taken: 0, at: now }
    }

    /// Takes `count`, where `rate` come back each second and [`BURST`] times as many have room; `false`: that is too many.
    pub(super) fn take(&mut self, count: usize, rate: u32, now: Seconds) -> bool {
        let back = now.seconds_since(self.at).saturating_mul(rate);
        (self.taken, self.at) = (self.taken.saturating_sub(back), now);
        self.taken = self.taken.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        self.taken <= rate.saturating_mul(BURST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    #[test]
    fn some_at_once_and_then_as_they_come_back() {
        let began = Seconds::since(Instant::now());
        let mut allowance = Allowance::whole(began);
        assert!(allowance.take(100, 20, began));
        assert!(!allowance.take(1, 20, began));
        let later = began.after(Duration::from_secs(2));
        assert!(allowance.take(39, 20, later));
        assert!(!allowance.take(1, 20, later));
        assert!(allowance.take(100, 20, later.after(Duration::from_secs(3_600))));
    }
}
