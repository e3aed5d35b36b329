//! One thread's loop: what is ready, what came by mail, and once a second a look around.

mod door;
mod leave;
mod round;
mod seats;
mod talk;

use super::{
    audience::Audience,
    connection::Connection,
    counts::Counts,
    entrance::Entrance,
    line::{Arrival, Letter, Mailbox},
    seconds::Seconds,
};
use crate::{
    limits::Limits,
    metrics::{Bound, Metrics},
    wire,
};
use door::{Doorway, Silent};
use leave::{Leaving, STEP};
use mio::{Events, Interest, Poll, Token, Waker};
use shared::Disconnect;
use slab::Slab;
use std::{
    collections::HashMap,
    io::{self, ErrorKind},
    mem,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};
use talk::next_line;
use tokio::{runtime::Handle, task::AbortHandle};

/// What becomes ready beside the connections, which have numbers from zero on.
const MAIL: Token = Token(usize::MAX);
/// The first of the doors, of which there are few.
const DOORS: usize = usize::MAX - 16;
/// The first of those who came and have said nothing.
const SILENT: usize = usize::MAX / 2;
/// Connections taken up before the others have their turn.
const ARRIVALS: usize = 64;
/// Looked at in one call.
const EVENTS: usize = 1_024;
/// Bytes read at once, into one buffer for all.
const READ: usize = 64 * 1024;
/// Between two looks around.
const ROUND: Duration = Duration::from_secs(1);
/// How long the other side may take to answer a close: by a coarse clock, a second at least.
const FAREWELL: Duration = Duration::from_secs(2);

/// What a reactor works with.
pub(super) struct Tools {
    pub(super) runtime: Handle,
    pub(super) limits: Limits,
    pub(super) counts: Arc<Counts>,
}

pub(super) struct Reactor {
    poll: Poll,
    mailbox: Arc<Mailbox>,
    runtime: Handle,
    metrics: Metrics,
    limits: Limits,
    counts: Arc<Counts>,
    doors: Vec<Doorway>,
    silent: Slab<Silent>,
    connections: Slab<Connection>,
    audiences: Slab<Audience>,
    /// By the address of their log, which they keep.
    by_log: HashMap<usize, usize>,
    /// Connections with more to read than was read at once.
    unread: Vec<usize>,
    /// Audiences whose log holds more than was sent at once.
    unsent: Vec<usize>,
    births: u32,
    is_paused: bool,
    stops: bool,
    /// Who is still to be told that the server stops.
    leaving: Option<Leaving>,
    began: Instant,
    now: Seconds,
    buffer: Box<[u8]>,
}

impl Reactor {
    pub(super) fn new(tools: Tools, entrances: Vec<Entrance>) -> io::Result<(Self, Arc<Mailbox>)> {
        let poll = Poll::new()?;
        let doors = entrances.into_iter().enumerate().map(|(door, entrance)| {
            let mut doorway = Doorway::from(entrance);
            poll.registry().register(&mut doorway.listener, Token(DOORS + door), Interest::READABLE)?;
            Ok(doorway)
        });
        let doors = doors.collect::<io::Result<_>>()?;
        let mailbox = Arc::new(Mailbox::new(Waker::new(poll.registry(), MAIL)?));
        let began = Instant::now();
        let Tools { runtime, limits, counts } = tools;
        let reactor = Self {
            poll,
            mailbox: mailbox.clone(),
            runtime,
            metrics: limits.metrics().clone(),
            limits,
            counts,
            doors,
            silent: Slab::new(),
            connections: Slab::new(),
            audiences: Slab::new(),
            by_log: HashMap::new(),
            unread: Vec::new(),
            unsent: Vec::new(),
            births: 0,
            is_paused: false,
            stops: false,
            leaving: None,
            began,
            now: Seconds::since(began),
            buffer: vec![0; READ].into(),
        };
        Ok((reactor, mailbox))
    }

    /// Until it is stopped and everyone has left.
    pub(super) fn run(mut self) {
        let runtime = self.runtime.clone();
        // Rooms set timers when viewers come and go.
        let _context = runtime.enter();
        let mut events = Events::with_capacity(EVENTS);
        while !self.stops || !self.connections.is_empty() {
            let wait = match () {
                () if self.leaving.is_some() => Some(STEP),
                () if !self.unread.is_empty() || !self.unsent.is_empty() => Some(Duration::ZERO),
                () if self.doors.iter().any(|door| door.is_open) => Some(Duration::ZERO),
                () if self.doors.iter().any(|door| door.is_full) => Some(ROUND),
                () if self.connections.is_empty() && self.silent.is_empty() => None,
                () => Some(ROUND),
            };
            match self.poll.poll(&mut events, wait) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return tracing::error!(%error, "a reactor can't wait any more"),
                Ok(()) => {}
            }
            let last_round = mem::replace(&mut self.now, Seconds::since(self.began));
            for event in &events {
                self.ready(event);
            }
            for key in mem::take(&mut self.unread) {
                if let Some(connection) = self.connections.get_mut(key) {
                    connection.is_unread = false;
                }
                self.listen(key);
            }
            self.let_in();
            mem::take(&mut self.unsent).into_iter().for_each(|audience| self.fan_out(audience));
            for letter in self.mailbox.take() {
                self.open(letter);
            }
            self.say_goodbye();
            if self.now != last_round {
                self.look_around();
            }
        }
        self.mailbox.close();
    }

    fn ready(&mut self, event: &mio::event::Event) {
        let key = match event.token() {
            MAIL => return,
            Token(door) if door >= DOORS => {
                return self.doors.get_mut(door - DOORS).into_iter().for_each(Doorway::open);
            }
            Token(key) if key >= SILENT => return self.speaks(key - SILENT),
            Token(key) => key,
        };
        let Some(connection) = self.connections.get_mut(key) else { return };
        connection.has_ended |= event.is_read_closed() || event.is_error();
        connection.is_readable |= event.is_readable() || connection.has_ended;
        let is_unread = connection.is_unread;
        if event.is_writable() {
            self.flush(key);
        }
        if !is_unread {
            self.listen(key);
        }
    }

    fn open(&mut self, letter: Letter) {
        match letter {
            Letter::Adopt(arrival) => self.adopt(arrival),
            Letter::Note(address, note) => self.note(address, note),
            Letter::Grown(audience) => self.fan_out(audience),
            Letter::Paused(paused) => self.pause(paused),
            Letter::Stop(spread) => self.stop(spread),
        }
    }

    fn keys(&self) -> impl Iterator<Item = usize> + use<> {
        self.connections.iter().map(|(key, _)| key).collect::<Vec<_>>().into_iter()
    }

    fn adopt(&mut self, mut arrival: Arrival) {
        let entry = self.connections.vacant_entry();
        let (key, interest) = (entry.key(), Interest::READABLE | Interest::WRITABLE);
        if let Err(error) = self.poll.registry().register(&mut arrival.stream, Token(key), interest) {
            return tracing::warn!(%error, "can't watch over a connection");
        }
        self.births = self.births.wrapping_add(1);
        let (first, said) = (arrival.conversation.begin(self.is_paused), mem::take(&mut arrival.said));
        entry.insert(Connection::new(arrival, self.births, self.now)).put(first);
        self.counts.connections.fetch_add(1, Ordering::Relaxed);
        if self.stops {
            return self.disconnect(key, Disconnect::Restart);
        }
        self.understand(key, &said);
        self.flush(key);
        self.hear(key);
    }

    fn pause(&mut self, paused: bool) {
        self.is_paused = paused;
        for key in self.keys() {
            let Some(connection) = self.connections.get_mut(key) else { continue };
            if connection.leaves_at.is_none() {
                let then = connection.conversation.paused(paused, &next_line(&self.mailbox, key, connection));
                self.then(key, then);
                self.flush(key);
            }
        }
    }

    /// Says goodbye; the other side has a moment to answer, so that what was sent arrives before the end does.
    fn disconnect(&mut self, key: usize, reason: Disconnect) {
        drop(self.unseat(key));
        let Some(connection) = self.connections.get_mut(key) else { return };
        if connection.leaves_at.is_none() {
            self.metrics.disconnected(reason);
            let bound = match reason {
                Disconnect::TooLong => Some(Bound::MessageLength),
                Disconnect::Flood => Some(Bound::MessagesPerSecond),
                Disconnect::Idle => Some(Bound::SubscribeSeconds),
                _ => None,
            };
            bound.into_iter().for_each(|bound| self.metrics.drop_at(bound));
            connection.leaves_at = Some(self.now.after(FAREWELL));
            connection.is_held = false;
            connection.task.iter().for_each(AbortHandle::abort);
            connection.put(connection.conversation.farewell(reason));
            connection.put([wire::close(reason)]);
            self.flush(key);
        }
    }

    fn remove(&mut self, key: usize) {
        drop(self.unseat(key));
        let Some(mut connection) = self.connections.try_remove(key) else { return };
        self.counts.connections.fetch_sub(1, Ordering::Relaxed);
        if let Err(error) = self.poll.registry().deregister(&mut connection.stream) {
            tracing::debug!(%error, "a connection was not watched over");
        }
    }
}
