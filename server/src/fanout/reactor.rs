//! One thread's loop: what is ready, what came by mail, and once a second a look around.

mod door;
mod seats;

use super::{
    Line, WRITE_PATIENCE,
    audience::Audience,
    connection::{Connection, Standing},
    conversation::Then,
    entrance::{Entrance, Guest},
    line::{Address, Arrival, Letter, Mailbox, Note},
    seconds::Seconds,
};
use crate::wire::{self, Said};
use mio::{
    Events, Interest, Poll, Token, Waker,
    net::{TcpListener, TcpStream},
};
use shared::Disconnect;
use slab::Slab;
use std::{
    collections::HashMap,
    io::{self, ErrorKind, Read},
    mem,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{runtime::Handle, task::AbortHandle};
use tungstenite::Message;

/// What becomes ready beside the connections, which have numbers from zero on.
const MAIL: Token = Token(usize::MAX);
const DOOR: Token = Token(usize::MAX - 1);
/// The first of those who came and have said nothing.
const SILENT: usize = usize::MAX / 2;
/// Connections taken up before the others have their turn.
const ARRIVALS: usize = 64;
/// How long one may say nothing at all.
const GREETING: Duration = Duration::from_secs(10);
/// Looked at in one call.
const EVENTS: usize = 1_024;
/// Bytes read at once, into one buffer for all.
const READ: usize = 64 * 1024;
/// Between two looks around.
const ROUND: Duration = Duration::from_secs(1);
/// How long the other side may take to answer a close: by a coarse clock, a second at least.
const FAREWELL: Duration = Duration::from_secs(2);
/// Signs of life to an audience that was sent something together go out over so many rounds.
const SPREAD: usize = 4;

pub(super) struct Reactor {
    poll: Poll,
    mailbox: Arc<Mailbox>,
    runtime: Handle,
    listener: Option<TcpListener>,
    entrance: Entrance,
    /// More may wait at the door.
    is_open: bool,
    /// The last of those could not be let in.
    is_full: bool,
    silent: Slab<(TcpStream, Seconds)>,
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
    began: Instant,
    now: Seconds,
    buffer: Box<[u8]>,
}

impl Reactor {
    pub(super) fn new(
        runtime: Handle,
        listener: std::net::TcpListener,
        entrance: Entrance,
    ) -> io::Result<(Self, Arc<Mailbox>)> {
        let poll = Poll::new()?;
        let mut listener = TcpListener::from_std(listener);
        poll.registry().register(&mut listener, DOOR, Interest::READABLE)?;
        let mailbox = Arc::new(Mailbox::new(Waker::new(poll.registry(), MAIL)?));
        let began = Instant::now();
        let reactor = Self {
            poll,
            mailbox: mailbox.clone(),
            runtime,
            listener: Some(listener),
            entrance,
            is_open: false,
            is_full: false,
            silent: Slab::new(),
            connections: Slab::new(),
            audiences: Slab::new(),
            by_log: HashMap::new(),
            unread: Vec::new(),
            unsent: Vec::new(),
            births: 0,
            is_paused: false,
            stops: false,
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
                () if self.is_open || !self.unread.is_empty() || !self.unsent.is_empty() => Some(Duration::ZERO),
                () if self.connections.is_empty() && self.silent.is_empty() && !self.is_full => None,
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
            if self.now != last_round {
                self.look_around();
            }
        }
        self.mailbox.close();
    }

    fn ready(&mut self, event: &mio::event::Event) {
        let key = match event.token() {
            MAIL => return,
            DOOR => return self.is_open = true,
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
            Letter::Stop => {
                self.stops = true;
                (self.is_open, self.is_full) = (false, false);
                // Others hold the same socket, so that letting go of it does not end the events.
                if let Some(mut listener) = self.listener.take()
                    && let Err(error) = self.poll.registry().deregister(&mut listener)
                {
                    tracing::warn!(%error, "can't turn away from the door");
                }
                self.silent.clear();
                self.keys().for_each(|key| self.disconnect(key, Disconnect::Restart));
            }
        }
    }

    fn keys(&self) -> impl Iterator<Item = usize> + use<> {
        self.connections.iter().map(|(key, _)| key).collect::<Vec<_>>().into_iter()
    }

    fn adopt(&mut self, Arrival { mut stream, said, mut conversation }: Arrival) {
        let entry = self.connections.vacant_entry();
        let (key, interest) = (entry.key(), Interest::READABLE | Interest::WRITABLE);
        if let Err(error) = self.poll.registry().register(&mut stream, Token(key), interest) {
            return tracing::warn!(%error, "can't watch over a connection");
        }
        self.births = self.births.wrapping_add(1);
        let first = conversation.begin(self.is_paused);
        entry.insert(Connection::new(stream, conversation, self.births, self.now)).put(first);
        if self.stops {
            return self.disconnect(key, Disconnect::Restart);
        }
        self.understand(key, &said);
        self.flush(key);
        self.hear(key);
    }

    /// Hears what was read before, and reads what there is to read, as long as its viewer may be heard.
    fn listen(&mut self, key: usize) {
        self.hear(key);
        while let Some(connection) = self.connections.get_mut(key).filter(|connection| connection.may_read()) {
            match connection.stream.read(&mut self.buffer) {
                Ok(0) => return self.remove(key),
                Ok(read) => {
                    let is_all = read < self.buffer.len() && !connection.has_ended;
                    connection.is_readable = !is_all;
                    self.take_in(key, read);
                    if let Some(connection) = self.connections.get_mut(key).filter(|_| !is_all) {
                        // The others first.
                        connection.is_unread = true;
                        return self.unread.push(key);
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => connection.is_readable = false,
                Err(_) => return self.remove(key),
            }
        }
    }

    /// Understands what stands in the buffer, and hears it.
    fn take_in(&mut self, key: usize, length: usize) {
        let buffer = mem::take(&mut self.buffer);
        self.understand(key, &buffer[..length]);
        self.buffer = buffer;
        self.flush(key);
        self.hear(key);
    }

    fn understand(&mut self, key: usize, bytes: &[u8]) {
        let Some(connection) = self.connections.get_mut(key) else { return };
        let Said { messages, answers, is_broken } = connection.reader.hear(bytes);
        let leaves = is_broken || messages.last().is_some_and(Message::is_close);
        connection.unheard.extend(messages.into_iter().filter(|message| message.is_text() || message.is_binary()));
        if leaves {
            // What was said before counts, whatever else is under way.
            while let Some(message) =
                self.connections.get_mut(key).and_then(|connection| connection.unheard.pop_front())
            {
                self.answer(key, message);
            }
        }
        let Some(connection) = self.connections.get_mut(key) else { return };
        if connection.leaves_at.is_none() {
            connection.put([answers]);
        }
        if leaves {
            self.flush(key);
            self.remove(key);
        }
    }

    /// One message after the other, each when the one before is dealt with.
    fn hear(&mut self, key: usize) {
        while let Some(connection) = self.connections.get_mut(key).filter(|connection| connection.may_hear()) {
            let Some(message) = connection.unheard.pop_front() else { return };
            self.answer(key, message);
            self.flush(key);
        }
    }

    fn answer(&mut self, key: usize, message: Message) {
        let Some(connection) = self.connections.get_mut(key) else { return };
        // We have said goodbye.
        if connection.leaves_at.is_some() {
            return;
        }
        let line = line(&self.mailbox, key, connection);
        match connection.conversation.hear(message, &line) {
            Ok(then) => self.then(key, then),
            Err(reason) => self.disconnect(key, reason),
        }
    }

    fn then(&mut self, key: usize, Then { reply, follow, task }: Then) {
        if task.is_some() {
            // The old place first: a viewer is counted once.
            drop(self.unseat(key));
        }
        let Some(connection) = self.connections.get_mut(key) else { return };
        connection.put(reply);
        if let Some(viewer) = follow {
            return self.seat(key, viewer);
        }
        if let Some(task) = task {
            connection.turn = connection.turn.wrapping_add(1);
            connection.is_held = true;
            let address = Address { key, birth: connection.birth, turn: connection.turn };
            let done = Line { mailbox: self.mailbox.clone(), address }.tell_when_dropped();
            let task = async move {
                task.await;
                drop(done);
            };
            let former = connection.task.replace(self.runtime.spawn(task).abort_handle());
            former.iter().for_each(AbortHandle::abort);
        }
    }

    fn note(&mut self, address: Address, note: Note) {
        let key = address.key;
        let Some(connection) = self.connections.get_mut(key) else { return };
        if connection.birth != address.birth || connection.leaves_at.is_some() {
            return;
        }
        if let Note::Answer(frame) = note {
            connection.conversation.answered();
            connection.put([frame]);
            self.flush(key);
            return self.listen(key);
        }
        if connection.turn != address.turn {
            return;
        }
        let was_held = mem::replace(&mut connection.is_held, false);
        match note {
            Note::Answer(_) => {}
            Note::Say(frames, sent) => {
                connection.put(frames);
                sent.into_iter().for_each(|sent| connection.tell_when_sent(sent));
            }
            Note::Follow(viewer, first) => {
                connection.put(first);
                self.seat(key, viewer);
            }
            Note::Again(channel) => {
                let then =
                    connection.conversation.again(channel, self.is_paused, &line(&self.mailbox, key, connection));
                self.then(key, then);
            }
            Note::End(reason) => self.disconnect(key, reason),
            // A task that fell over.
            Note::Done if was_held => self.disconnect(key, Disconnect::Unavailable),
            Note::Done => connection.task = None,
        }
        self.flush(key);
        self.listen(key);
    }

    fn pause(&mut self, paused: bool) {
        self.is_paused = paused;
        for key in self.keys() {
            let Some(connection) = self.connections.get_mut(key) else { continue };
            if connection.leaves_at.is_none() {
                let then = connection.conversation.paused(paused, &line(&self.mailbox, key, connection));
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
        if let Some(mut connection) = self.connections.try_remove(key)
            && let Err(error) = self.poll.registry().deregister(&mut connection.stream)
        {
            tracing::debug!(%error, "a connection was not watched over");
        }
    }

    /// Once a round: who has waited too long, and who has heard nothing for long.
    fn look_around(&mut self) {
        let (now, mut gone, mut idle, mut quiet) = (self.now, Vec::new(), Vec::new(), Vec::new());
        for (key, connection) in &mut self.connections {
            if connection.leaves_at.is_some_and(|at| at <= now)
                || connection.stuck_since.is_some_and(|since| since.after(WRITE_PATIENCE) <= now)
            {
                gone.push(key);
                continue;
            }
            if connection.leaves_at.is_some() || connection.stuck_since.is_some() {
                continue;
            }
            let watches = connection.viewer.is_some() || connection.task.is_some();
            let patience = connection.conversation.patience().filter(|_| !watches);
            if patience.is_some_and(|patience| connection.came_at.after(patience) <= now) {
                idle.push(key);
                continue;
            }
            let together = match connection.standing {
                Standing::Level { audience, .. } => self.audiences[audience].written_at,
                _ => connection.written_at,
            };
            let (life, interval) = connection.conversation.life();
            let earlier = Duration::from_secs((key % SPREAD) as u64);
            if together.max(connection.written_at).after(interval.saturating_sub(earlier)) <= now {
                connection.put([life]);
                quiet.push(key);
            }
        }
        self.is_open = self.listener.is_some();
        self.silent.retain(|_, (_, came_at)| came_at.after(GREETING) > now);
        gone.into_iter().for_each(|key| self.remove(key));
        idle.into_iter().for_each(|key| self.disconnect(key, Disconnect::Idle));
        quiet.into_iter().for_each(|key| self.flush(key));
    }
}

/// The line for what its viewer asks next.
fn line(mailbox: &Arc<Mailbox>, key: usize, connection: &Connection) -> Line {
    let address = Address { key, birth: connection.birth, turn: connection.turn.wrapping_add(1) };
    Line { mailbox: mailbox.clone(), address }
}
