//! The reader's ballots that are not answered yet: which of them may go now. It sends nothing itself.

use leptos::prelude::*;
use shared::Ballot;
use uuid::Uuid;

/// Cast and not yet answered, in order: sent again after every reconnect, and counted once all the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Queue {
    waiting: RwSignal<Vec<Ballot>>,
    /// Those that the server has, or that it could not take just now.
    held: StoredValue<Vec<Uuid>>,
    /// Those of them that rest until another try makes sense.
    resting: StoredValue<Vec<Uuid>>,
}

impl Queue {
    pub(super) fn new() -> Self {
        Self { waiting: RwSignal::new(vec![]), held: StoredValue::new(vec![]), resting: StoredValue::new(vec![]) }
    }

    /// All of them, in order.
    pub(super) fn waiting(self) -> RwSignal<Vec<Ballot>> {
        self.waiting
    }

    /// Those that may go now, which then count as sent. Of a track the next goes when the one before it is answered: tries
    /// again must not overtake each other, or a vote that was taken back would stand.
    pub(super) fn ready(self) -> Vec<Ballot> {
        let waiting = self.waiting.get_untracked();
        let is_first = |nth: usize, one: &Ballot| {
            !waiting[..nth].iter().any(|earlier| (earlier.event, earlier.track) == (one.event, one.track))
        };
        let free = |one: &Ballot| !self.held.with_value(|held| held.contains(&one.id));
        let ready = waiting.iter().enumerate().filter(|(nth, one)| is_first(*nth, one) && free(one));
        let ready: Vec<_> = ready.map(|(_, one)| one.clone()).collect();
        self.held.update_value(|held| held.extend(ready.iter().map(|one| one.id)));
        ready
    }

    /// The server has an answer for good.
    pub(super) fn answered(self, ballot: Uuid) {
        self.waiting.update(|waiting| waiting.retain(|one| one.id != ballot));
        self.held.update_value(|held| held.retain(|id| *id != ballot));
    }

    /// The server can't take it just now. Whether it is the first to rest, so that somebody must wake them.
    pub(super) fn rest(self, ballot: Uuid) -> bool {
        let is_first = self.resting.with_value(Vec::is_empty);
        self.resting.update_value(|resting| resting.push(ballot));
        is_first
    }

    /// Those that rested may go again.
    pub(super) fn wake(self) {
        let resting = self.resting.try_update_value(std::mem::take).unwrap_or_default();
        self.held.update_value(|held| held.retain(|id| !resting.contains(id)));
    }

    /// What was sent went to a connection that is gone.
    pub(super) fn disconnected(self) {
        self.held.update_value(|held| held.retain(|id| self.resting.with_value(|resting| resting.contains(id))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::reactive::owner::Owner;
    use shared::{Direction, EventId, TrackId};

    fn ballot(id: u128, track: i32) -> Ballot {
        Ballot { id: Uuid::from_u128(id), event: EventId(1), track: TrackId(track), choice: Some(Direction::Up) }
    }

    fn ids(ballots: &[Ballot]) -> Vec<u128> {
        ballots.iter().map(|ballot| ballot.id.as_u128()).collect()
    }

    #[test]
    fn of_a_track_the_next_ballot_goes_when_the_one_before_is_answered() {
        Owner::new().with(|| {
            let queue = Queue::new();
            queue.waiting().set(vec![ballot(1, 7), ballot(2, 7), ballot(3, 8)]);
            assert_eq!(ids(&queue.ready()), [1, 3]);
            assert_eq!(ids(&queue.ready()), [0; 0], "nothing twice");
            assert!(queue.rest(Uuid::from_u128(1)), "the first to rest");
            queue.answered(Uuid::from_u128(3));
            queue.disconnected();
            assert_eq!(ids(&queue.ready()), [0; 0], "what rests holds up what follows it");
            queue.wake();
            assert_eq!(ids(&queue.ready()), [1]);
            queue.answered(Uuid::from_u128(1));
            assert_eq!(ids(&queue.ready()), [2]);
            queue.disconnected();
            assert_eq!(ids(&queue.ready()), [2], "again, over another connection");
        });
    }
}
