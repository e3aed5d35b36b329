//! How much one Socket.IO session may say. Never forgets that it said too much: the library lets whoever was sent away ask
//! to be let in again over the same connection.

use crate::limits::per_second;
use governor::DefaultDirectRateLimiter as RateLimiter;
use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// One session's, however often it is let in. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Pace(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    rate: RateLimiter,
    is_over: AtomicBool,
}

impl Pace {
    /// So many messages a second, requests to be let in among them.
    pub(super) fn new(most: NonZeroU32) -> Self {
        Self(Arc::new(Inside { rate: RateLimiter::direct(per_second(most)), is_over: AtomicBool::new(false) }))
    }

    /// Whether one more message is heard; once there was one too many, none is.
    pub(super) fn take(&self) -> bool {
        if self.0.rate.check().is_err() {
            self.0.is_over.store(true, Ordering::Relaxed);
        }
        !self.0.is_over.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_said_too_much_is_heard_no_more() {
        let pace = Pace::new(NonZeroU32::MIN);
        let heard = (0..1_000).filter(|_| pace.take()).count();
        assert!((5..1_000).contains(&heard), "{heard}");
        assert!(!pace.clone().take());
        assert!(pace.0.is_over.load(Ordering::Relaxed));
    }
}
