//! `load floor-server`: a bare server on the same path as the real one, which shows what no server can beat. One LISTEN
//! connection, one prepared buffer, one write a viewer for all that waits; no routes, no state, no second thread.
//! It does not answer pings and checks nothing that a viewer says: it is a measure, and serves nobody else.

mod guest;
mod log;
mod postgres;

use clap::Args;
use guest::{Guest, Heard};
use log::Log;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use postgres::Announcements;
use std::{
    io::ErrorKind,
    net::{SocketAddr, TcpListener},
    path::PathBuf,
};

/// What becomes ready, beside the viewers, which have numbers from zero on.
const POSTGRES: u64 = u64::MAX;
const DOOR: u64 = u64::MAX - 1;
/// Looked at in one call.
const EVENTS: usize = 1_024;

/// Where it listens, here and there.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Where viewers come.
    #[arg(long)]
    listen: SocketAddr,
    /// Postgres' socket file.
    #[arg(long)]
    postgres: PathBuf,
    /// The channel, such as event_1.
    #[arg(long)]
    channel: String,
}

/// Serves until it is killed.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let announcements = Announcements::listen(&options.postgres, &options.channel)?;
    let door = TcpListener::bind(options.listen)?;
    door.set_nonblocking(true)?;
    let epoll = Epoll::new(EpollCreateFlags::empty())?;
    epoll.add(announcements.stream(), EpollEvent::new(EpollFlags::EPOLLIN, POSTGRES))?;
    epoll.add(&door, EpollEvent::new(EpollFlags::EPOLLIN, DOOR))?;
    Floor { epoll, announcements, door, log: Log::default(), guests: Vec::new(), free: Vec::new() }.serve()
}

struct Floor {
    epoll: Epoll,
    announcements: Announcements,
    door: TcpListener,
    log: Log,
    guests: Vec<Option<Guest>>,
    /// Numbers of those who left.
    free: Vec<usize>,
}

impl Floor {
    fn serve(mut self) -> anyhow::Result<()> {
        let mut events = [EpollEvent::empty(); EVENTS];
        loop {
            let ready = match self.epoll.wait(&mut events, EpollTimeout::NONE) {
                Err(nix::errno::Errno::EINTR) => continue,
                ready => ready?,
            };
            let end = self.log.end();
            for event in &events[..ready] {
                match event.data() {
                    POSTGRES => self.announcements.read(|payload| self.log.push(payload))?,
                    DOOR => self.accept()?,
                    number if event.events().contains(EpollFlags::EPOLLOUT) => self.unblock(number as usize)?,
                    number => self.hear(number as usize)?,
                }
            }
            if self.log.end() > end {
                self.fan_out()?;
            }
        }
    }

    /// One write for each who is not stuck.
    fn fan_out(&mut self) -> anyhow::Result<()> {
        let mut last = self.log.end();
        for number in 0..self.guests.len() {
            let Some(guest) = &self.guests[number] else { continue };
            if guest.may_write() {
                self.send(number)?;
            }
            if let Some(place) = self.guests[number].as_ref().and_then(Guest::place) {
                last = last.min(place);
            }
        }
        for number in 0..self.guests.len() {
            let place = self.guests[number].as_ref().and_then(Guest::place);
            if place.is_some_and(|place| self.log.is_too_far_back(place)) {
                self.leave(number);
            }
        }
        self.log.forget_until(last);
        Ok(())
    }

    fn send(&mut self, number: usize) -> anyhow::Result<()> {
        let Some(guest) = &mut self.guests[number] else { return Ok(()) };
        let was_stuck = guest.is_stuck();
        if guest.write(&self.log).is_err() {
            self.leave(number);
        } else if guest.is_stuck() != was_stuck {
            let out = if guest.is_stuck() { EpollFlags::EPOLLOUT } else { EpollFlags::empty() };
            let mut event = EpollEvent::new(EpollFlags::EPOLLIN | out, number as u64);
            self.epoll.modify(guest.stream(), &mut event)?;
        }
        Ok(())
    }

    fn unblock(&mut self, number: usize) -> anyhow::Result<()> {
        self.send(number)
    }

    fn hear(&mut self, number: usize) -> anyhow::Result<()> {
        let end = self.log.end();
        match self.guests[number].as_mut().map(|guest| guest.hear(end)) {
            Some(Ok(Heard::Left) | Err(_)) => self.leave(number),
            Some(Ok(Heard::Something)) | None => {}
        }
        Ok(())
    }

    fn accept(&mut self) -> anyhow::Result<()> {
        loop {
            let stream = match self.door.accept() {
                Ok((stream, _)) => stream,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                // Gone again before it was greeted.
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => continue,
                Err(error) => return Err(error.into()),
            };
            stream.set_nonblocking(true)?;
            stream.set_nodelay(true)?;
            let number = self.free.pop().unwrap_or_else(|| {
                self.guests.push(None);
                self.guests.len() - 1
            });
            self.epoll.add(&stream, EpollEvent::new(EpollFlags::EPOLLIN, number as u64))?;
            self.guests[number] = Some(Guest::new(stream));
        }
    }

    /// Closes the socket, which takes it out of the epoll set as well.
    fn leave(&mut self, number: usize) {
        if self.guests[number].take().is_some() {
            self.free.push(number);
        }
    }
}
