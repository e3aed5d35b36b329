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
    /// How many may still be there.
    fn may_stay(&self) -> usize {
        let over = self.began.elapsed().as_secs_f64() / self.spread.as_secs_f64().max(f64::MIN_POSITIVE);
        (self.all as f64 * (1.0 - over).max(0.0)) as usize
    }
}

impl Reactor {
    pub(super) fn stop(&mut self, spread: Duration) {
        self.stops = true;
        self.turn_away();
        let keys: VecDeque<_> = self.keys().collect();
        self.leaving = Some(Leaving { all: keys.len(), keys, began: Instant::now(), spread });
    }

    /// Tells those whose turn it is. A number that somebody else has by now is of one who was told on arrival.
    pub(super) fn say_goodbye(&mut self) {
        let Some(leaving) = &mut self.leaving else { return };
        let told = leaving.keys.len().saturating_sub(leaving.may_stay());
        let keys: Vec<_> = leaving.keys.drain(..told).collect();
        if leaving.keys.is_empty() {
            self.leaving = None;
        }
        keys.into_iter().for_each(|key| self.disconnect(key, Disconnect::Restart));
    }
}
