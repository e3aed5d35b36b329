//! A reactor's clock: looked at once a round, coarse, and small in what a viewer carries.

use std::time::{Duration, Instant};

/// Whole seconds since the reactor began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seconds(u32);

impl Seconds {
    pub(super) fn since(began: Instant) -> Self {
        Self(began.elapsed().as_secs() as u32)
    }

    /// From then until now.
    pub(super) fn seconds_since(self, then: Self) -> u32 {
        self.0.saturating_sub(then.0)
    }

    /// Rounded up, so that it is never too early.
    pub(super) fn after(self, long: Duration) -> Self {
        Self(self.0.saturating_add(long.as_secs_f32().ceil() as u32))
    }
}
