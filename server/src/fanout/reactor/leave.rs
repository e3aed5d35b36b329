//! The end: nobody is let in any more, and everyone is told to come back elsewhere, not all of them at once.

use super::Reactor;
use shared::Disconnect;
use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// Between two groups that are told.
pub(super) const STEP: Duration = Duration::from_millis(20);

/// Those who are still to be told, in the order in which they go.
pub(super) struct Leaving {
    keys: VecDeque<usize>,
    began: Instant,
    spread: Duration,
    /// How many there were.
    all: usize,
}

impl Leaving {
    /// How many may still be there, so long after the beginning.
    fn may_stay(&self, elapsed: Duration) -> usize {
        let over = elapsed.as_secs_f64() / self.spread.as_secs_f64().max(f64::MIN_POSITIVE);
        (self.all as f64 * (1.0 - over).max(0.0)) as usize
    }
}

impl Reactor {
    pub(super) fn stop(&mut self, spread: Duration) {
        self.stops = true;
        self.let_the_last_in();
        self.turn_away();
        let keys: VecDeque<_> = self.keys().collect();
        self.leaving = Some(Leaving { all: keys.len(), keys, began: Instant::now(), spread });
    }

    /// Tells those whose turn it is. A number that somebody else has by now is of one who was told on arrival.
    pub(super) fn say_goodbye(&mut self) {
        let Some(leaving) = &mut self.leaving else { return };
        let told = leaving.keys.len().saturating_sub(leaving.may_stay(leaving.began.elapsed()));
        let keys: Vec<_> = leaving.keys.drain(..told).collect();
        if leaving.keys.is_empty() {
            self.leaving = None;
        }
        keys.into_iter().for_each(|key| self.disconnect(key, Disconnect::Restart));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_goes_within_the_time_and_not_before_their_turn() {
        let second = Duration::from_secs(1);
        let leaving = |spread| Leaving { keys: VecDeque::new(), began: Instant::now(), spread, all: 100 };
        let stay = [0, 1, 2, 3].map(|seconds| leaving(2 * second).may_stay(seconds * second));
        assert_eq!(stay, [100, 50, 0, 0]);
        assert_eq!(leaving(Duration::ZERO).may_stay(Duration::ZERO), 100, "a look later, nobody");
        assert_eq!(leaving(Duration::ZERO).may_stay(Duration::from_nanos(1)), 0);
    }
}
