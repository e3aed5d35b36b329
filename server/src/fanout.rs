//! Everyone who watches over a WebSocket, on few threads: a reactor each core, and no task, timer or buffer a viewer. Source
//! of the shape: Schmidt, "Reactor: An Object Behavioral Pattern for Demultiplexing and Dispatching Handles" (1995).
//!
//! A viewer who has been sent all of its log sits in its [audience](audience); a vote is then one read of the log and one
//! write a seat. One whose socket is full stands up, and keeps a place of its own until it has caught up.

mod allowance;
mod audience;
mod connection;
mod conversation;
mod counts;
mod entrance;
mod line;
mod reactor;
mod seconds;

pub use conversation::{Conversation, Then};
pub use counts::Counted;
pub use entrance::{Begun, Door, Entrance, Load, Others};
pub use line::{Line, Unheard};

use crate::limits::{Limits, Place};
use bytes::Bytes;
use counts::Counts;
use line::{Arrival, Letter, Mailbox};
use reactor::{Reactor, Tools};
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};
use tokio::runtime::Handle;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Handshakes that may wait to be taken up: the whole hall comes back at once. The system may allow fewer.
pub const BACKLOG: u32 = 4_096;

/// All reactors. Cheap to clone; when the last clone is gone, they end.
#[derive(Clone, Debug)]
pub struct Fanout(Arc<Reactors>);

#[derive(Debug)]
struct Reactors {
    mailboxes: Vec<Arc<Mailbox>>,
    counts: Vec<Arc<Counts>>,
    next: AtomicUsize,
    ended: CancellationToken,
}

impl Fanout {
    /// Starts `threads` of them, which take up who comes to any of `entrances`. Questions become tasks of the runtime
    /// that this is called on; `sessions` counts the reactors in.
    pub fn start(threads: usize, entrances: &[Entrance], limits: &Limits, sessions: &TaskTracker) -> io::Result<Self> {
        let ended = CancellationToken::new();
        let (mut mailboxes, mut counts) = (Vec::with_capacity(threads), Vec::with_capacity(threads));
        for number in 0..threads {
            let entrances = entrances.iter().map(Entrance::try_clone).collect::<io::Result<_>>()?;
            let counted = Arc::new(Counts::default());
            let tools = Tools { runtime: Handle::current(), limits: limits.clone(), counts: counted.clone() };
            let (reactor, mailbox) = Reactor::new(tools, entrances)?;
            counts.push(counted);
            let here = (sessions.token(), ended.clone().drop_guard());
            thread::Builder::new().name(format!("fanout-{number}")).spawn(move || {
                reactor.run();
                drop(here);
            })?;
            mailboxes.push(mailbox);
        }
        Ok(Self(Arc::new(Reactors { mailboxes, counts, next: AtomicUsize::new(0), ended })))
    }

    /// Takes a connection over whose WebSocket handshake is done; `said` came with it.
    pub fn adopt(&self, stream: std::net::TcpStream, said: Bytes, conversation: Box<dyn Conversation>, place: Place) {
        let stream = mio::net::TcpStream::from_std(stream);
        let number = self.0.next.fetch_add(1, Ordering::Relaxed) % self.0.mailboxes.len();
        self.0.mailboxes[number].send(Letter::Adopt(Arrival { stream, said, conversation, place }));
    }

    /// The database is away, or back.
    pub fn pause(&self, paused: bool) {
        self.0.tell_all(|| Letter::Paused(paused));
    }

    /// Lets nobody in any more, and tells all viewers to come back elsewhere, one after the other within `spread`; then the
    /// reactors end. Who still waits for that is served.
    pub fn stop(&self, spread: Duration) {
        self.0.tell_all(|| Letter::Stop(spread));
    }

    /// What all of them counted.
    pub fn counted(&self) -> Counted {
        let mut sum = Counted::default();
        self.0.counts.iter().for_each(|counts| counts.add_to(&mut sum));
        sum
    }

    /// Waits until a reactor has ended.
    pub async fn ended(&self) {
        self.0.ended.cancelled().await;
    }
}

impl Reactors {
    fn tell_all(&self, letter: impl Fn() -> Letter) {
        self.mailboxes.iter().for_each(|mailbox| mailbox.send(letter()));
    }
}

impl Drop for Reactors {
    fn drop(&mut self) {
        self.tell_all(|| Letter::Stop(Duration::ZERO));
    }
}
