//! The Socket.IO conversation (`shared::socketio`): inserted titles, and votes both ways.
//!
//! One task a client that has said something, so that it is answered in the order in which it spoke, and whatever goes out
//! waits for room in the library's queue instead of being lost: a slow client keeps a place in the logs, no more.

mod asked;
mod mistake;

pub use asked::{Asked, Patience, Socket};

use crate::{
    announcements::{Announced, Announcements, Reader},
    ballot_box::Answer,
    follower::Follower,
    hub::Frame,
    metrics::{Bound, Counted},
    session::native::Services,
    store::ballots::Signed,
};
use asked::{Ack, Gone, Request, emit};
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use mistake::Mistake;
use serde_json::value::RawValue;
use shared::{
    Disconnect, EventId, Refusal,
    plain::{self, NotRecovered, Start},
    socketio::{Accepted, BALLOTS_UNDER_WAY, Begun, Cast, Own},
};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tokio::sync::mpsc;
use uuid::Uuid;

/// What conversations work with.
#[derive(Clone, Debug)]
pub struct Supply {
    /// For votes.
    pub services: Arc<Services>,
    /// For titles.
    pub announcements: Announcements,
    /// How often a client lost its place in a log, because it read too slowly.
    pub fell_behind: Arc<AtomicU64>,
    /// How many clients follow votes.
    pub viewers: Arc<AtomicU64>,
}

/// Whom one speaks with.
#[derive(Clone, Copy, Debug)]
pub struct Guest {
    /// The voter, if one was named.
    pub voter: Option<Uuid>,
    /// Whether no other site's page is asking.
    pub is_ours: bool,
}

/// One client's conversation.
pub struct Session {
    supply: Supply,
    guest: Guest,
    socket: Socket,
    titles: Option<Reader>,
    votes: Option<(Follower, Counted)>,
    ballots: FuturesUnordered<BoxFuture<'static, (Ack, Uuid, Answer)>>,
}

impl Session {
    /// With `guest`, who is at the other end of `socket`.
    pub fn new(supply: Supply, guest: Guest, socket: Socket) -> Self {
        Self { supply, guest, socket, titles: None, votes: None, ballots: FuturesUnordered::new() }
    }

    /// Answers until the client is gone. Nothing needs to be put in order if the call is dropped.
    pub async fn run(mut self, mut inbox: mpsc::Receiver<Asked>) {
        while let Ok(true) = self.step(&mut inbox).await {}
    }

    /// Does the next thing there is to do; `false`: there will be none.
    async fn step(&mut self, inbox: &mut mpsc::Receiver<Asked>) -> Result<bool, Gone> {
        tokio::select! {
            asked = inbox.recv() => {
                let Some(asked) = asked else { return Ok(false) };
                self.hear(asked).await?;
            }
            Some((ack, ballot, answer)) = self.ballots.next() => {
                let accepted = answer.map(|receipt| Accepted { id: receipt.vote.0, ballot });
                ack.answer(accepted.map_err(Mistake::from)).await?;
            }
            titles = next_titles(&mut self.titles) => self.tell_titles(titles).await?,
            frames = next_votes(&mut self.votes) => self.tell_votes(frames).await?,
        }
        Ok(true)
    }

    async fn hear(&mut self, asked: Asked) -> Result<(), Gone> {
        let Asked { request, ack } = asked;
        match request {
            Ok(Request::Ready(ready)) => match self.begin(ready.start).await {
                // Who did not ask for an answer must still learn that something is missing.
                Ok(Begun { reason: Some(reason), .. }) if !ack.is_awaited() => ack.refuse(reason.into()).await,
                begun => ack.answer(begun).await,
            },
            Ok(Request::Subscribe(request)) => ack.answer(self.subscribe(request).await).await,
            Ok(Request::Unsubscribe) => {
                self.votes = None;
                ack.answer(Ok(())).await
            }
            Ok(Request::Own(event)) => ack.answer(own(&self.supply.services, self.guest, event).await).await,
            Ok(Request::Vote(cast)) => match self.cast(&cast) {
                Ok((ballot, answer)) => {
                    self.ballots.push(answer.map(move |answer| (ack, ballot, answer)).boxed());
                    Ok(())
                }
                Err(refusal) => ack.refuse(refusal.into()).await,
            },
            Err(mistake) => ack.refuse(mistake).await,
        }
    }

    /// Titles from `start` on, instead of those from elsewhere on.
    async fn begin(&mut self, start: Start) -> Result<Begun, Mistake> {
        let (reader, opened) = Reader::open(&self.supply.announcements, &self.supply.services.store, start).await?;
        if opened.reason == Some(NotRecovered::TooFarBack) {
            self.supply.services.health.metrics().drop_at(Bound::Replay);
        }
        self.titles = Some(reader);
        Ok(Begun { recovered: opened.recovered, reason: opened.reason, position: opened.position.to_string() })
    }

    /// The votes of one stream, instead of those of another; the answer is their opening.
    async fn subscribe(&mut self, request: plain::Request) -> Result<Box<RawValue>, Mistake> {
        // First, so that a viewer is counted once.
        self.votes = None;
        let Services { hub, store, .. } = &*self.supply.services;
        let start = if request.start == Start::Now { Start::Anew } else { request.start };
        let (follower, opening) = Follower::open(hub, store, request.event, start).await?;
        self.votes = Some((follower, Counted::among(&self.supply.viewers)));
        Ok(RawValue::from_string(opening.unwrap_or_default()).expect("the opening is JSON"))
    }

    /// The ballot's id, and what will come of it. It is in the box when this returns, so that ballots keep their order.
    fn cast(&self, cast: &Cast) -> Result<(Uuid, impl Future<Output = Answer> + Send + use<>), Refusal> {
        let Services { ballots, health, .. } = &*self.supply.services;
        if !self.guest.is_ours {
            return Err(ballots.refuse(Refusal::ForeignOrigin));
        }
        let voter = self.guest.voter.ok_or_else(|| ballots.refuse(Refusal::NoVoter))?;
        if self.ballots.len() >= BALLOTS_UNDER_WAY {
            health.metrics().drop_at(Bound::BallotsUnderWay);
            return Err(ballots.refuse(Refusal::Busy));
        }
        let ballot = cast.ballot(Uuid::new_v4);
        Ok((ballot.id, ballots.cast(Signed { voter, ballot })))
    }

    async fn tell_titles(&mut self, titles: Result<Vec<Arc<Announced>>, Disconnect>) -> Result<(), Gone> {
        match titles {
            Ok(titles) => {
                for title in titles {
                    emit(&self.socket, "update", &title.text).await?;
                }
                Ok(())
            }
            // The first clients know no error and would wait for ever: titles go on from now.
            Err(reason) => {
                self.count(reason);
                self.titles = Some(Reader::from_now_on(&self.supply.announcements, &self.supply.services.store));
                emit(&self.socket, "error", &Mistake::from(reason)).await
            }
        }
    }

    async fn tell_votes(&mut self, frames: Result<Vec<Frame>, Disconnect>) -> Result<(), Gone> {
        match frames {
            Ok(frames) => {
                for frame in frames {
                    let vote: &RawValue = serde_json::from_slice(frame.payload()).expect("a frame of ours is JSON");
                    emit(&self.socket, "vote", vote).await?;
                }
                Ok(())
            }
            Err(reason) => {
                self.count(reason);
                self.votes = None;
                emit(&self.socket, "unsubscribed", &Mistake::from(reason)).await
            }
        }
    }

    fn count(&self, reason: Disconnect) {
        if reason == Disconnect::Slow {
            self.supply.fell_behind.fetch_add(1, Ordering::Relaxed);
            self.supply.services.health.metrics().drop_at(Bound::SocketioLog);
        }
    }
}

/// The votes of `guest` that stand at an event.
async fn own(services: &Services, guest: Guest, event: EventId) -> Result<Own, Mistake> {
    let voter = guest.voter.ok_or(Refusal::NoVoter)?;
    if services.health.is_paused() {
        return Err(Disconnect::Unavailable.into());
    }
    Ok(Own::new(services.store.own_votes(event, voter).await.map_err(|_| Disconnect::Unavailable)?))
}

/// Waits for ever if nobody asked for titles.
async fn next_titles(titles: &mut Option<Reader>) -> Result<Vec<Arc<Announced>>, Disconnect> {
    match titles {
        Some(titles) => titles.next().await,
        None => std::future::pending().await,
    }
}

/// Waits for ever if nobody asked for votes.
async fn next_votes(votes: &mut Option<(Follower, Counted)>) -> Result<Vec<Frame>, Disconnect> {
    match votes {
        Some((votes, _)) => votes.next().await,
        None => std::future::pending().await,
    }
}
