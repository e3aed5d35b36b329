//! A channel's board as the page shows it: one signal for each thing that can change by itself, so that a vote touches
//! one number and one bar.

use super::{
    Pressed,
    own::OwnVote,
    row::{Named, Row},
};
use crate::visit::Opening;
use leptos::prelude::*;
use shared::{
    Ballot, Board, Channel, Direction, Event, EventId, Position, Publication, Rules, ServerMessage, Standing, State,
    Track, TrackId, state::RECENT,
};
use std::sync::{Arc, Mutex, MutexGuard};
use uuid::Uuid;

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

    /// What the reader wants who presses a button, by what stands: marks it on the row, and returns the ballot that asks
    /// for it.
    pub fn press(&self, event: EventId, row: &Row, direction: Direction) -> Pressed {
        let adds = self.adds();
        let (before, choice) = row.own.with_untracked(|own| (own.shown(), own.choice(direction, adds)));
        Pressed { before, ballot: self.wish(event, row, choice) }
    }

    /// The ballot that takes a press back, if the row is still there and the press was no voice of its own.
    pub fn take_back(&self, pressed: &Pressed) -> Option<Ballot> {
        let row = self.row(pressed.ballot.track.0).filter(|_| !self.adds())?;
        Some(self.wish(pressed.ballot.event, &row, pressed.before))
    }

    /// Marks the reader's wish on a row, and returns the ballot that asks for it.
    fn wish(&self, event: EventId, row: &Row, choice: Option<Direction>) -> Ballot {
        let ballot = Ballot { id: Uuid::new_v4(), event, track: TrackId(row.id), choice };
        row.own.update(|own| own.wish(ballot.id, choice, self.adds()));
        ballot
    }

    /// Whether each press is a voice of its own.
    pub fn adds(&self) -> bool {
        untrack(|| self.rules().free_repeats)
    }

    /// Marks the wishes of ballots that were cast here and are not answered yet: of before the reader left this page.
    pub fn recall(&self, unanswered: &[Ballot]) {
        for ballot in unanswered.iter().filter(|ballot| Channel::Event(ballot.event) == self.0.channel) {
            if let Some(row) =
                self.row(ballot.track.0).filter(|row| !row.own.with_untracked(|own| own.asked(ballot.id)))
            {
                row.own.update(|own| own.wish(ballot.id, ballot.choice, self.adds()));
            }
        }
    }

    /// Takes in what the server said. What is about another channel is late, and passed over.
    pub fn receive(&self, message: ServerMessage) {
        match message {
            ServerMessage::State(state) if state.board.channel() == self.0.channel => self.replace(*state),
            // An update of before the state was asked for is the tail of an earlier page's stream.
            ServerMessage::Update(update) if update.channel == self.0.channel && self.position().is_some() => {
                self.update(update);
            }
            ServerMessage::Own(event, own) if Channel::Event(event) == self.0.channel => self.set_own(&own),
            ServerMessage::NoSuchChannel(channel) if channel == self.0.channel => self.0.missing.set(true),
            ServerMessage::Answer(ballot, answer) => {
                self.each_own(|own| own.asked(ballot), |own| own.answer(ballot, answer));
                self.settle();
            }
            _ => {}
        }
    }

    fn replace(&self, state: State) {
        let first = self.stands_at().is_none();
        let rows = match state.board {
            Board::Firehose(events) => {
                let discreet = events.iter().filter(|row| !row.event.rules.shows_negative);
                *self.discreet() = discreet.map(|row| row.event.id).collect();
                events
                    .into_iter()
                    .map(|row| (row.event.id.0, Named { title: row.event.title, ..Named::default() }, row.tally))
                    .collect::<Vec<_>>()
            }
            Board::Event(event, tracks) => {
                self.0.event.set(Some(event));
                let row = |row: shared::TrackTally| {
                    let Track { id, name: title, artist } = row.track;
                    (id.0, Named { title, artist, standing: row.standing }, row.tally)
                };
                tracks.into_iter().map(row).collect()
            }
        };
        let mut shown = self.0.rows.get_untracked();
        // With them the reader's own vote.
        let mut gone = self.0.gone.lock().expect("nothing panics while it holds rows");
        gone.extend(shown.extract_if(.., |row| !rows.iter().any(|new| new.0 == row.id)));
        for (id, named, tally) in rows {
            let row = shown.iter().find(|row| row.id == id).cloned().unwrap_or_else(|| {
                let known = gone.iter().position(|row| row.id == id).map(|nth| gone.swap_remove(nth));
                let row = known.unwrap_or_else(|| Row::new(id));
                shown.push(row.clone());
                row
            });
            set_if_new(&row.named, named);
            set_if_new(&row.tally, tally);
        }
        drop(gone);
        self.0.rows.set(shown);
        set_if_new(&self.0.recent, state.recent);
        set_if_new(&self.0.viewers, state.viewers);
        *self.stands_at() = Some((state.position, state.cast));
        if first {
            self.sort_if_ranked()
        } else {
            self.check_order()
        }
        self.settle();
    }

    fn update(&self, update: shared::Update) {
        for (id, tally) in update.tallies {
            if let Some(row) = self.row(id) {
                set_if_new(&row.tally, tally);
            }
        }
        if !update.votes.is_empty() {
            self.0.recent.update(|recent| {
                for vote in update.votes {
                    if !recent.iter().any(|known| known.id == vote.id) {
                        recent.insert(0, vote);
                    }
                }
                recent.truncate(RECENT);
            });
        }
        set_if_new(&self.0.viewers, update.viewers);
        *self.stands_at() = Some((update.position, update.cast));
        self.check_order();
        self.settle();
    }

    fn stands_at(&self) -> MutexGuard<'_, Option<(Position, u64)>> {
        self.0.stands_at.lock().expect("nothing panics while it holds a place")
    }

    fn set_own(&self, own: &[(TrackId, Direction)]) {
        for row in self.0.rows.get_untracked() {
            let settled = own.iter().find(|(track, _)| track.0 == row.id).map(|(_, direction)| *direction);
            if row.own.with_untracked(|own| own.settled != settled) {
                row.own.update(|own| own.settled = settled);
            }
        }
    }

    /// Settles what the position covers.
    fn settle(&self) {
        let Some(position) = self.position() else { return };
        self.each_own(OwnVote::is_pending, |own| own.settle(&position));
    }

    fn each_own(&self, applies: impl Fn(&OwnVote) -> bool, change: impl Fn(&mut OwnVote)) {
        self.0.rows.with_untracked(|rows| {
            for row in rows.iter().filter(|row| row.own.with_untracked(&applies)) {
                row.own.update(&change);
            }
        });
    }

    /// The row of that id.
    pub fn row(&self, id: i32) -> Option<Row> {
        self.0.rows.with_untracked(|rows| rows.iter().find(|row| row.id == id).cloned())
    }

    /// Tracks are ranked; events stay where they are, for who is about to pick one.
    fn sort_if_ranked(&self) {
        if let Channel::Event(_) = self.0.channel {
            self.sort();
        }
    }

    fn check_order(&self) {
        if let Channel::Event(_) = self.0.channel {
            let sorted = self.0.rows.with_untracked(|rows| rows.is_sorted_by_key(Row::rank));
            set_if_new(&self.0.out_of_order, !sorted);
        }
    }
}

/// Wakes nobody for what they show already.
fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

#[cfg(test)]
mod tests;
