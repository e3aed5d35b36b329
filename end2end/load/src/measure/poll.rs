//! Which of many sockets has something to read.

use nix::{
    errno::Errno,
    sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout},
};
use std::net::TcpStream;

/// Looked at in one call.
const EVENTS: usize = 512;

/// Sockets by number.
#[derive(Debug)]
pub(super) struct Poll {
    epoll: Epoll,
    events: Vec<EpollEvent>,
}

impl Poll {
    pub(super) fn new() -> nix::Result<Self> {
        let epoll = Epoll::new(EpollCreateFlags::empty())?;
        Ok(Self { epoll, events: vec![EpollEvent::empty(); EVENTS] })
    }

    /// All of them, numbered from zero on.
    pub(super) fn of<'a>(streams: impl IntoIterator<Item = &'a TcpStream>) -> nix::Result<Self> {
        let poll = Self::new()?;
        streams.into_iter().enumerate().try_for_each(|(number, stream)| poll.add(stream, number))?;
        Ok(poll)
    }

    pub(super) fn add(&self, stream: &TcpStream, number: usize) -> nix::Result<()> {
        self.epoll.add(stream, EpollEvent::new(EpollFlags::EPOLLIN, number as u64))
    }

    pub(super) fn remove(&self, stream: &TcpStream) -> nix::Result<()> {
        self.epoll.delete(stream)
    }

    /// The numbers of those that are ready, after so many milliseconds at the latest.
    pub(super) fn wait(&mut self, most: u16) -> nix::Result<impl Iterator<Item = usize>> {
        let ready = match self.epoll.wait(&mut self.events, EpollTimeout::from(most)) {
            Err(Errno::EINTR) => 0,
            ready => ready?,
        };
        Ok(self.events[..ready].iter().map(|event| event.data() as usize))
    }
}
