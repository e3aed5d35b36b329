//! A channel's board as the page shows it: one signal for each thing that can change by itself, so that a vote touches
//! one number and one bar.

mod press;
mod receive;

use super::row::Row;
use crate::visit::Opening;
use leptos::prelude::*;
use shared::{Channel, Event, EventId, Position, Publication, Rules, Standing};
use std::sync::{Arc, Mutex, MutexGuard};

/// One page's board. Cheap to clone; clones are the same board.
#[derive(Clone, Debug)]
pub struct LiveBoard(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    channel: Channel,
    event: ArcRwSignal<Option<Event>>,
    /// As they are shown, from the top.
    rows: ArcRwSignal<Vec<Row>>,
    recent: ArcRwSignal<Vec<Publication>>,
    viewers: ArcRwSignal<u32>,
    /// What is in the tallies, and how many votes had ever been cast then; `None` until the server has said anything.
    stands_at: Mutex<Option<(Position, u64)>>,
    /// Rows that are gone, and may come back: a host hides and shows.
    gone: Mutex<Vec<Row>>,
    /// On the firehose, the events that tell of no votes against.
    discreet: Mutex<Vec<EventId>>,
    /// There is no such channel.
    missing: ArcRwSignal<bool>,
    /// The tallies ask for an order other than the one shown.
    out_of_order: ArcRwSignal<bool>,
}

impl LiveBoard {
    /// A board before anything was said.
    fn empty(channel: Channel) -> Self {
        Self(Arc::new(Parts {
            channel,
            event: ArcRwSignal::default(),
            rows: ArcRwSignal::default(),
            recent: ArcRwSignal::default(),
            viewers: ArcRwSignal::default(),
            stands_at: Mutex::default(),
            gone: Mutex::default(),
            discreet: Mutex::default(),
            missing: ArcRwSignal::default(),
            out_of_order: ArcRwSignal::default(),
        }))
    }

    /// A board as the page was rendered.
    pub fn open(opening: Opening) -> Self {
        let board = Self::empty(opening.state.board.channel());
        board.replace(opening.state);
        board.set_own(&opening.own);
        if let Some((track, refusal)) = opening.refused
            && let Some(row) = board.row(track.0)
        {
            row.own.update(|own| own.refused = Some(refusal));
        }
        board
    }

    /// What it shows.
    pub fn channel(&self) -> Channel {
        self.0.channel
    }

    /// The event, on an event's board.
    pub fn event(&self) -> ArcReadSignal<Option<Event>> {
        self.0.event.read_only()
    }

    /// What the event is called.
    pub fn title(&self) -> Memo<String> {
        self.of_event(|event| event.title.clone())
    }

    /// The code that guests type to join it.
    pub fn code(&self) -> Memo<String> {
        self.of_event(|event| event.code.clone())
    }

    fn of_event<T>(&self, part: impl Fn(&Event) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: Default + PartialEq + Send + Sync + 'static,
    {
        let event = self.event();
        Memo::new(move |_| event.with(|event| event.as_ref().map(&part).unwrap_or_default()))
    }

    /// The rows as they are shown, from the top.
    pub fn rows(&self) -> ArcReadSignal<Vec<Row>> {
        self.0.rows.read_only()
    }

    /// The last votes, newest first.
    pub fn recent(&self) -> ArcReadSignal<Vec<Publication>> {
        self.0.recent.read_only()
    }

    /// How many watch.
    pub fn viewers(&self) -> ArcReadSignal<u32> {
        self.0.viewers.read_only()
    }

    /// Whether there is no such channel.
    pub fn missing(&self) -> ArcReadSignal<bool> {
        self.0.missing.read_only()
    }

    /// Whether the tallies ask for an order other than the one shown.
    pub fn out_of_order(&self) -> ArcReadSignal<bool> {
        self.0.out_of_order.read_only()
    }

    /// What is in the tallies: where to go on after a gap.
    pub fn position(&self) -> Option<Position> {
        self.stands_at().as_ref().map(|(position, _)| position.clone())
    }

    /// How many votes were ever cast, as of that position.
    pub(super) fn cast(&self) -> u64 {
        self.stands_at().as_ref().map_or(0, |(_, cast)| *cast)
    }

    /// All voices of all rows that pages tell of.
    pub fn total(&self) -> u32 {
        self.0.rows.with(|rows| rows.iter().map(|row| self.told(row)).sum())
    }

    /// The voices behind a row that pages tell of.
    pub fn told(&self, row: &Row) -> u32 {
        row.tally.with(|tally| if self.tells_against(EventId(row.id)) { tally.total() } else { tally.up })
    }

    /// Whether pages tell of votes against, at this event, or on the firehose at that one.
    pub fn tells_against(&self, event: EventId) -> bool {
        match self.0.channel {
            Channel::Firehose => !self.discreet().contains(&event),
            Channel::Event(_) => self.rules().shows_negative,
        }
    }

    fn discreet(&self) -> MutexGuard<'_, Vec<EventId>> {
        self.0.discreet.lock().expect("nothing panics while it holds ids")
    }

    /// The most of them that any row has, at least one: what a full bar stands for.
    pub fn most(&self) -> u32 {
        self.0.rows.with(|rows| rows.iter().map(|row| self.told(row)).max().unwrap_or(0).max(1))
    }

    /// The one that most are for, of the whole line-up: who was played is still in it. `None`: nobody is for any.
    pub fn winner(&self) -> Option<Row> {
        let rows = self.0.rows.get();
        let liked =
            rows.into_iter().filter(|row| row.named.read().standing != Standing::Unlisted && row.tally.get().up > 0);
        liked.min_by_key(Row::merit)
    }

    /// Shows the rows in the order of their tallies. The page calls it when no finger is near.
    pub fn sort(&self) {
        self.0.rows.update(|rows| {
            // A general sort would be 4 kB more to send.
            for row in std::mem::take(rows) {
                rows.insert(rows.partition_point(|better| better.rank() <= row.rank()), row);
            }
        });
        self.0.out_of_order.set(false);
    }

    /// What the host of the event allows.
    pub fn rules(&self) -> Rules {
        self.0.event.with(|event| event.as_ref().map(|event| event.rules).unwrap_or_default())
    }

    /// The row of that id.
    pub fn row(&self, id: i32) -> Option<Row> {
        self.0.rows.with_untracked(|rows| rows.iter().find(|row| row.id == id).cloned())
    }

    fn stands_at(&self) -> MutexGuard<'_, Option<(Position, u64)>> {
        self.0.stands_at.lock().expect("nothing panics while it holds a place")
    }
}

#[cfg(test)]
mod tests;
