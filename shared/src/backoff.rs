//! How long to wait before the next try: exponential with full jitter.
//! Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.

/// The waits of one series of tries. It never gives up; [`reset`](Self::reset) it on success.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    first_ms: u32,
    longest_ms: u32,
    tries: u32,
}

impl Backoff {
    /// Waits drawn from up to `first_ms` milliseconds at first, doubling up to `longest_ms`.
    pub const fn new(first_ms: u32, longest_ms: u32) -> Self {
        Self { first_ms, longest_ms, tries: 0 }
    }

    /// The next wait in milliseconds; `random` is uniform in 0..1 (this crate has no randomness of its own).
    pub fn next_ms(&mut self, random: f64) -> u32 {
        let ceiling =
            self.first_ms.saturating_mul(1_u32.checked_shl(self.tries).unwrap_or(u32::MAX)).min(self.longest_ms);
        self.tries = self.tries.saturating_add(1);
        // A tenth at least, so that a run of small draws is no busy loop.
        (f64::from(ceiling) * (0.1 + 0.9 * random.clamp(0.0, 1.0))) as u32
    }

    /// Back to the first wait.
    pub fn reset(&mut self) {
        self.tries = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_never_end() {
        let mut backoff = Backoff::new(100, 1_000);
        let waits: Vec<_> = (0..6).map(|_| backoff.next_ms(1.0)).collect();
        assert_eq!(waits, [100, 200, 400, 800, 1_000, 1_000]);
        for _ in 0..100 {
            assert_eq!(backoff.next_ms(1.0), 1_000);
        }
        assert_eq!(backoff.next_ms(0.0), 100, "never a busy loop");
        backoff.reset();
        assert_eq!(backoff.next_ms(1.0), 100);
    }
}
