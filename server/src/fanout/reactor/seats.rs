//! Who is sent what: audiences, and those who are behind theirs. Whoever has a seat has nothing in its outbox.

use super::{Reactor, talk::next_line};
use crate::{
    fanout::{
        audience::{Audience, joined},
        connection::{Connection, Standing},
    },
    hub::{Lost, Viewer},
    metrics::Bound,
};
use slab::Slab;
use std::{mem, sync::Arc};

impl Reactor {
    /// Everyone on a seat is sent what is new in the log, in one write. What is too much for that waits until the others
    /// have had their turn.
    pub(super) fn fan_out(&mut self, number: usize) {
        if let Some(audience) = self.audiences.get_mut(number) {
            audience.heard();
            let frames = match audience.log.read(audience.place) {
                Ok(frames) if frames.is_empty() => return,
                Ok(frames) => frames,
                Err(lost) => return self.lose(number, lost),
            };
            let (chunk, mut gone, mut delivered) = (joined(&frames), Vec::new(), 0);
            for seat in (0..audience.seats.len()).rev() {
                let key = audience.seats[seat];
                let connection = &mut self.connections[key];
                match connection.send(&chunk, &frames, self.now) {
                    Ok(done) if connection.stuck_since.is_none() => delivered += done,
                    Ok(done) => {
                        delivered += done;
                        connection.stand_up(number, audience.place + done as u64);
                        vacate(&mut self.connections, audience, number, seat);
                    }
                    Err(_) => gone.push(key),
                }
            }
            self.counts.delivered(delivered);
            let oldest = frames.iter().find_map(|frame| frame.cast_at);
            if let (Some(cast_at), false) = (oldest, audience.seats.is_empty()) {
                audience.latency.observe(cast_at.elapsed());
            }
            audience.place += frames.len() as u64;
            audience.written_at = self.now;
            if audience.log.end() > audience.place {
                self.unsent.push(number);
            }
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
    pub(super) fn seat(&mut self, key: usize, viewer: Viewer) {
        drop(self.unseat(key));
        let (audience, place) = (self.audience(&viewer), viewer.place());
        self.audiences[audience].viewers += 1;
        let connection = &mut self.connections[key];
        connection.viewer = Some(viewer);
        connection.standing = Standing::Behind { audience };
        // The audience must not be behind the viewer.
        while self.audiences.get(audience).is_some_and(|audience| audience.place < place) {
            self.fan_out(audience);
        }
    }

    fn audience(&mut self, viewer: &Viewer) -> usize {
        let log = viewer.log();
        *self.by_log.entry(Arc::as_ptr(log).addr()).or_insert_with(|| {
            let entry = self.audiences.vacant_entry();
            let number = entry.key();
            let latency = &self.metrics.commit_to_socket_seconds;
            let latency = latency.get_or_create_owned(&[("protocol", viewer.protocol())]);
            entry.insert(Audience::new(log.clone(), latency, self.mailbox.clone(), number, self.now));
            number
        })
    }

    /// The viewer watches nothing more.
    pub(super) fn unseat(&mut self, key: usize) -> Option<Viewer> {
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
    pub(super) fn flush(&mut self, key: usize) {
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
                // Nothing waits, so nothing is stuck.
                _ if is_sent => return connection.stuck_since = None,
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
                    Ok(done) => {
                        self.counts.delivered(done);
                        connection.stand_up(number, place + done as u64);
                    }
                    Err(_) => self.remove(key),
                }
                self.connections.get(key).is_some_and(|connection| connection.stuck_since.is_none())
            }
            Err(lost) => {
                if lost == Lost::FellOut {
                    self.metrics.drop_at(Bound::Log);
                }
                let line = next_line(&self.mailbox, key, connection);
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
}

/// The last one takes the seat that was left.
fn vacate(connections: &mut Slab<Connection>, audience: &mut Audience, number: usize, seat: usize) {
    audience.seats.swap_remove(seat);
    if let Some(&moved) = audience.seats.get(seat) {
        connections[moved].standing = Standing::Level { audience: number, seat };
    }
}
