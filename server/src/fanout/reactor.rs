//! One thread's loop: what is ready, what came by mail, and once a second a look around.

use super::{
    Line, WRITE_PATIENCE,
    audience::{Audience, joined},
    connection::{Connection, Standing},
    conversation::Then,
    entrance::{Entrance, Guest},
    line::{Address, Arrival, Letter, Mailbox, Note},
    seconds::Seconds,
};
use crate::{
    hub::{Log, Lost, Viewer},
    wire::{self, Said},
};
use bytes::Bytes;
use mio::{
    Events, Interest, Poll, Token, Waker,
    net::{TcpListener, TcpStream},
};
use shared::Disconnect;
use slab::Slab;
use std::{
    collections::HashMap,
    io::{self, ErrorKind, Read, Write},
    mem,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{runtime::Handle, task::AbortHandle};
use tungstenite::{
    Message,
    handshake::{
        machine::TryParse,
        server::{Request, write_response},
    },
};

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
    silent: Slab<(TcpStream, Seconds)>,
    connections: Slab<Connection>,
    audiences: Slab<Audience>,
    /// By the address of their log, which they keep.
    by_log: HashMap<usize, usize>,
    /// Connections with more to read than was read at once.
    unread: Vec<usize>,
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
            silent: Slab::new(),
            connections: Slab::new(),
            audiences: Slab::new(),
            by_log: HashMap::new(),
            unread: Vec::new(),
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
                () if self.is_open || !self.unread.is_empty() => Some(Duration::ZERO),
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
                self.listen(key);
            }
            self.let_in();
            for letter in self.mailbox.take() {
                self.open(letter);
            }
            if self.now != last_round {
                self.look_around();
            }
        }
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
        if event.is_writable() {
            self.flush(key);
        }
        self.listen(key);
    }

    /// Takes up those who wait at the door.
    fn let_in(&mut self) {
        for _ in 0..ARRIVALS {
            let Some(listener) = self.listener.as_ref().filter(|_| self.is_open) else { return };
            match listener.accept() {
                // Mostly the handshake is there by now.
                Ok((stream, _)) => self.greet(stream),
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.is_open = false,
                // Gone again.
                Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::Interrupted) => {}
                Err(error) => {
                    // Too many files are open, say; the next look around tries again.
                    tracing::warn!(%error, "can't take up connections");
                    self.is_open = false;
                }
            }
        }
    }

    fn speaks(&mut self, number: usize) {
        if let Some((mut stream, _)) = self.silent.try_remove(number)
            && self.poll.registry().deregister(&mut stream).is_ok()
        {
            self.greet(stream);
        }
    }

    /// Answers a handshake that is all there. Others are not ours to answer.
    fn greet(&mut self, mut stream: TcpStream) {
        let said = match stream.read(&mut self.buffer) {
            Ok(0) => return,
            Ok(read) => &self.buffer[..read],
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                return self.wait_for(stream);
            }
            Err(_) => return,
        };
        let request = Request::try_parse(said).ok().flatten();
        let welcome = request.and_then(|(head, request)| Some((head, self.entrance.door.welcome(&request)?)));
        let Some((head, (response, conversation))) = welcome else {
            let guest = Guest { stream: stream.into(), said: said.to_vec() };
            if self.entrance.others.try_send(guest).is_err() {
                tracing::warn!("too many connections wait for the HTTP server");
            }
            return;
        };
        let mut answer = Vec::with_capacity(256);
        // A socket that nothing was written to takes it whole.
        if write_response(&mut answer, &response).is_ok() && stream.write(&answer).ok() == Some(answer.len()) {
            let said = Bytes::copy_from_slice(&said[head..]);
            self.adopt(Arrival { stream, said, conversation });
        }
    }

    fn wait_for(&mut self, mut stream: TcpStream) {
        let entry = self.silent.vacant_entry();
        match self.poll.registry().register(&mut stream, Token(SILENT + entry.key()), Interest::READABLE) {
            Ok(()) => drop(entry.insert((stream, self.now))),
            Err(error) => tracing::warn!(%error, "can't watch over a connection"),
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
                self.listener = None;
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
        self.hear(key, &said);
        self.flush(key);
    }

    /// Reads what there is to read, if its viewer is heard now.
    fn listen(&mut self, key: usize) {
        while let Some(connection) = self.connections.get_mut(key).filter(|connection| connection.may_hear()) {
            match connection.stream.read(&mut self.buffer) {
                Ok(0) => return self.remove(key),
                Ok(read) => {
                    let is_all = read < self.buffer.len() && !connection.has_ended;
                    connection.is_readable = !is_all;
                    let buffer = mem::take(&mut self.buffer);
                    self.hear(key, &buffer[..read]);
                    self.buffer = buffer;
                    self.flush(key);
                    if !is_all {
                        // The others first.
                        return self.unread.push(key);
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => connection.is_readable = false,
                Err(_) => return self.remove(key),
            }
        }
    }

    fn hear(&mut self, key: usize, bytes: &[u8]) {
        let Some(connection) = self.connections.get_mut(key) else { return };
        let Said { messages, answers, is_broken } = connection.reader.hear(bytes);
        let mut leaves = is_broken;
        for message in messages {
            let Some(connection) = self.connections.get_mut(key) else { return };
            match message {
                Message::Close(_) => leaves = true,
                Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
                // We have said goodbye.
                _ if connection.leaves_at.is_some() => {}
                message => {
                    let line = line(&self.mailbox, key, connection);
                    match connection.conversation.hear(message, &line) {
                        Ok(then) => self.then(key, then),
                        Err(reason) => self.disconnect(key, reason),
                    }
                }
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
        connection.is_held = false;
        match note {
            Note::Answer(_) => {}
            Note::Say(frames, sent) => {
                connection.put(frames);
                sent.into_iter().for_each(|sent| connection.tell_when_sent(sent));
            }
            Note::Follow(viewer, first) => {
                connection.task = None;
                connection.put(first);
                self.seat(key, viewer);
            }
            Note::Again(channel) => {
                let then =
                    connection.conversation.again(channel, self.is_paused, &line(&self.mailbox, key, connection));
                self.then(key, then);
            }
            Note::End(reason) => self.disconnect(key, reason),
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

    /// Everyone on a seat is sent what is new in the log, in one write.
    fn fan_out(&mut self, number: usize) {
        while let Some(audience) = self.audiences.get_mut(number) {
            audience.heard();
            let frames = match audience.log.read(audience.place) {
                Ok(frames) if frames.is_empty() => return,
                Ok(frames) => frames,
                Err(lost) => return self.lose(number, lost),
            };
            let (chunk, mut gone) = (joined(&frames), Vec::new());
            for seat in (0..audience.seats.len()).rev() {
                let key = audience.seats[seat];
                let connection = &mut self.connections[key];
                match connection.send(&chunk, &frames, self.now) {
                    Ok(_) if connection.stuck_since.is_none() => {}
                    Ok(done) => {
                        connection.stand_up(number, audience.place + done as u64);
                        vacate(&mut self.connections, audience, number, seat);
                    }
                    Err(_) => gone.push(key),
                }
            }
            audience.place += frames.len() as u64;
            audience.written_at = self.now;
            gone.into_iter().for_each(|key| self.remove(key));
        }
    }

    /// Everyone on a seat has lost its place, and finds out by itself.
    fn lose(&mut self, number: usize, lost: Lost) {
        let audience = &mut self.audiences[number];
        let next = match lost {
            Lost::FellOut => audience.log.end(),
            // Nobody gets there.
            Lost::Closed => u64::MAX,
        };
        let place = mem::replace(&mut audience.place, next);
        let seats = mem::take(&mut audience.seats);
        for &key in &seats {
            self.connections[key].stand_up(number, place);
        }
        seats.into_iter().for_each(|key| self.flush(key));
    }

    /// From here on `viewer` is sent its log as it grows.
    fn seat(&mut self, key: usize, viewer: Viewer) {
        drop(self.unseat(key));
        let audience = self.audience(viewer.log());
        self.audiences[audience].viewers += 1;
        let connection = &mut self.connections[key];
        connection.viewer = Some(viewer);
        connection.standing = Standing::Behind { audience };
        // So that the audience is not behind the viewer.
        self.fan_out(audience);
    }

    fn audience(&mut self, log: &Arc<Log>) -> usize {
        *self.by_log.entry(Arc::as_ptr(log).addr()).or_insert_with(|| {
            let entry = self.audiences.vacant_entry();
            let number = entry.key();
            entry.insert(Audience::new(log.clone(), self.mailbox.clone(), number, self.now));
            number
        })
    }

    /// The viewer watches nothing more.
    fn unseat(&mut self, key: usize) -> Option<Viewer> {
        let connection = self.connections.get_mut(key)?;
        let viewer = connection.viewer.take();
        let number = match mem::replace(&mut connection.standing, Standing::Away) {
            Standing::Away => return viewer,
            Standing::Behind { audience } => audience,
            Standing::Level { audience, seat } => {
                vacate(&mut self.connections, &mut self.audiences[audience], audience, seat);
                audience
            }
        };
        let audience = &mut self.audiences[number];
        audience.viewers -= 1;
        if audience.viewers == 0 {
            self.by_log.remove(&Arc::as_ptr(&audience.log).addr());
            self.audiences.remove(number);
        }
        viewer
    }

    /// Sends what waits for one viewer, until it is level or its socket is full.
    fn flush(&mut self, key: usize) {
        while let Some(connection) = self.connections.get_mut(key) {
            let Ok(is_sent) = connection.flush(self.now) else { return self.remove(key) };
            match connection.standing {
                Standing::Behind { audience } if is_sent => {
                    if !self.catch_up(key, audience) {
                        return;
                    }
                }
                Standing::Level { audience: number, seat } if !is_sent => {
                    let audience = &mut self.audiences[number];
                    connection.stand_up(number, audience.place);
                    return vacate(&mut self.connections, audience, number, seat);
                }
                _ => return,
            }
        }
    }

    /// Brings one who is behind further; `false`: that was all that can be done now.
    fn catch_up(&mut self, key: usize, number: usize) -> bool {
        let (audience, connection) = (&mut self.audiences[number], &mut self.connections[key]);
        let Some(viewer) = &mut connection.viewer else { return false };
        let place = viewer.place();
        if place == audience.place {
            connection.standing = Standing::Level { audience: number, seat: audience.seats.len() };
            audience.seats.push(key);
            return false;
        }
        match audience.log.read(place) {
            Ok(mut frames) => {
                frames.truncate((audience.place - place) as usize);
                match connection.send(&joined(&frames), &frames, self.now) {
                    Ok(done) => connection.stand_up(number, place + done as u64),
                    Err(_) => self.remove(key),
                }
                self.connections.get(key).is_some_and(|connection| connection.stuck_since.is_none())
            }
            Err(lost) => {
                let line = line(&self.mailbox, key, connection);
                let Some(viewer) = &mut connection.viewer else { return false };
                match connection.conversation.lost(lost, viewer, &line) {
                    Ok(then) => {
                        self.then(key, then);
                        if let Some(viewer) = self.unseat(key) {
                            self.seat(key, viewer);
                        }
                    }
                    Err(reason) => self.disconnect(key, reason),
                }
                true
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
            connection.task.take_if(|task| task.is_finished());
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

/// The last one takes the seat that was left.
fn vacate(connections: &mut Slab<Connection>, audience: &mut Audience, number: usize, seat: usize) {
    audience.seats.swap_remove(seat);
    if let Some(&moved) = audience.seats.get(seat) {
        connections[moved].standing = Standing::Level { audience: number, seat };
    }
}

/// The line for what its viewer asks next.
fn line(mailbox: &Arc<Mailbox>, key: usize, connection: &Connection) -> Line {
    let address = Address { key, birth: connection.birth, turn: connection.turn.wrapping_add(1) };
    Line { mailbox: mailbox.clone(), address }
}
