//! How often: a bucket for each address or voter. Whatever number of them comes, there are never more buckets than fit into
//! some megabytes: addresses are spread over them by a secret of this process, so that nobody can choose whose bucket to
//! share, and two strangers seldom do.

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::HashMapStateStore,
};
use std::{
    hash::{BuildHasher, Hash, RandomState},
    time::Duration,
};

/// So often and no more, each.
pub(super) struct Rate {
    /// By the number of the bucket: 65,536 of them.
    limiter: RateLimiter<u16, HashMapStateStore<u16>, DefaultClock>,
    secret: RandomState,
}

/// Too often; there is room for one more after this long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany(pub Duration);

impl Rate {
    pub(super) fn new(quota: Quota) -> Self {
        Self { limiter: RateLimiter::hashmap(quota), secret: RandomState::new() }
    }

    /// Takes one from the bucket of `who`.
    pub(super) fn take(&self, who: impl Hash) -> Result<(), TooMany> {
        let bucket = self.secret.hash_one(who) as u16;
        self.limiter.check_key(&bucket).map_err(|until| TooMany(until.wait_time_from(self.limiter.clock().now())))
    }

    /// Forgets buckets that are full.
    pub(super) fn forget(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

impl TooMany {
    /// In whole seconds, as `Retry-After` has them (RFC 9110, 10.2.3): one at least.
    pub fn seconds(self) -> u64 {
        self.0.as_secs() + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroU32;

    fn rate(most: u32) -> Rate {
        Rate::new(Quota::per_hour(NonZeroU32::new(most).expect("some")))
    }

    #[test]
    fn so_often_at_once_and_then_when_there_is_room() {
        let rate = rate(3);
        assert!((0..3).all(|_| rate.take("guest").is_ok()));
        let wait = rate.take("guest").expect_err("too often").seconds();
        assert!((1_190..=1_201).contains(&wait), "a third of an hour, not {wait} s");
    }

    #[test]
    fn a_flood_of_addresses_takes_no_more_memory_than_there_are_buckets() {
        let rate = rate(1_000_000);
        for address in 0..1_000_000_u32 {
            assert!(rate.take(address).is_ok());
        }
        assert!(rate.limiter.len() <= 1 << 16);
    }
}
