//! How voting stands: open, not yet, no more. The server's clock decides what counts; this only tells.

use super::{
    clock::{Now, Zone},
    text,
};
use crate::words::Words;
use leptos::prelude::*;
use shared::{Event, Timestamp};

/// How voting stands at an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It opens then.
    Before(Timestamp),
    /// It is open, until then if there is an end.
    Open(Option<Timestamp>),
    /// It was closed then.
    Closed(Timestamp),
}

impl Phase {
    /// At an event at a moment.
    pub fn of(event: &Event, now: Timestamp) -> Self {
        match (event.opens_at, event.closes_at) {
            (_, Some(closes)) if closes <= now => Self::Closed(closes),
            (Some(opens), _) if now < opens => Self::Before(opens),
            (_, closes) => Self::Open(closes),
        }
    }

    /// At an event, as time passes.
    pub fn live(event: ArcReadSignal<Option<Event>>) -> Memo<Option<Self>> {
        let now = expect_context::<Now>();
        Memo::new(move |_| event.read().as_ref().map(|event| Self::of(event, now.get())))
    }
}

/// A line that tells of it, if there is anything to tell.
#[component]
pub fn Voting(
    /// How it stands.
    phase: Memo<Option<Phase>>,
) -> impl IntoView {
    let words = expect_context::<Words>();
    let zone = expect_context::<Zone>();
    let name = text(move || {
        match phase.get() {
            Some(Phase::Before(_)) => "before",
            Some(Phase::Closed(_)) => "closed",
            _ => "open",
        }
        .to_owned()
    });
    let said = text(move || match phase.get() {
        Some(Phase::Before(opens)) => words.voting_opens(&zone.moment(opens, words)),
        Some(Phase::Open(Some(closes))) => words.voting_closes(&zone.moment(closes, words)),
        Some(Phase::Closed(_)) => words.voting_closed().to_owned(),
        Some(Phase::Open(None)) | None => String::new(),
    });
    view! { <p class="voting" role="status" data-phase=name>{said}</p> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::{EventId, Rules};

    #[test]
    fn voting_opens_and_closes_on_time() {
        let at = |opens: Option<i64>, closes: Option<i64>| {
            let [opens_at, closes_at] = [opens, closes].map(|at| at.map(Timestamp));
            let rules = Rules::default();
            let event = Event { id: EventId(1), title: String::new(), code: String::new(), opens_at, closes_at, rules };
            Phase::of(&event, Timestamp(10))
        };
        assert_eq!(at(None, None), Phase::Open(None));
        assert_eq!(at(Some(10), Some(11)), Phase::Open(Some(Timestamp(11))));
        assert_eq!(at(Some(11), Some(12)), Phase::Before(Timestamp(11)));
        assert_eq!(at(Some(8), Some(10)), Phase::Closed(Timestamp(10)));
    }
}
