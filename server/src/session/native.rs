//! The native protocol's conversation (`shared::protocol`): one channel at a time, frames as they come, ballots up.

use super::{End, leave};
use crate::{
    ballot_box::{Answer, BallotBox},
    health::Health,
    hub::{Absent, Frame, Hub, Lost, Viewer},
    store::{Store, ballots::Signed},
    wire::{self, Wire},
};
use bytes::Bytes;
use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};
use shared::{
    Ballot, Channel, ClientMessage, Disconnect, EventId, Position, Refusal, ServerMessage, codec,
    protocol::HEARTBEAT_SECONDS,
};
use std::{convert::Infallible, pin::pin, time::Duration};
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::Message;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// The most ballots of one connection that wait for their commit; further ones are refused as busy.
const BALLOTS_UNDER_WAY: usize = 32;
const HEARTBEAT: Duration = Duration::from_secs(HEARTBEAT_SECONDS as u64);

/// What a session works with.
#[derive(Clone, Debug)]
pub struct Services {
    /// To watch.
    pub hub: Hub,
    /// To cast.
    pub ballots: BallotBox,
    /// To read the voter's own votes.
    pub store: Store,
    /// To say when the database is away.
    pub health: Health,
}

/// Holds the conversation until either side ends it.
pub async fn run(mut wire: Wire, services: Services, voter: Option<Uuid>, stop: CancellationToken) {
    let mut session = Session { services, voter, viewer: None, again: None, under_way: FuturesUnordered::new() };
    let Err(end) = session.converse(&mut wire, stop).await;
    leave(wire, end).await;
}

struct Session {
    services: Services,
    voter: Option<Uuid>,
    viewer: Option<Viewer>,
    /// What the viewer could not be told all of, because the database is away.
    again: Option<Channel>,
    under_way: FuturesUnordered<BoxFuture<'static, (Uuid, Answer)>>,
}

impl Session {
    async fn converse(&mut self, wire: &mut Wire, stop: CancellationToken) -> Result<Infallible, End> {
        let mut stopped = pin!(stop.cancelled());
        let mut heartbeat = pin!(sleep_until(Instant::now() + HEARTBEAT));
        let mut paused = self.services.health.subscribe();
        if *paused.borrow_and_update() {
            wire.send([&encode(&ServerMessage::Paused(true))[..]]).await?;
        }
        loop {
            let messages = tokio::select! {
                said = wire.hear() => match said {
                    // On the heap for as long as it takes: an idle viewer must not carry the room for it.
                    Some(Ok(message)) => Box::pin(self.hear(message)).await?,
                    // A frame over the limit is an error of the library's, and the connection is of no use any more.
                    Some(Err(_)) | None => return Err(End::Gone),
                },
                frames = next_frames(&mut self.viewer) => match frames {
                    Ok(frames) => frames.iter().map(|frame| frame.wire.clone()).collect(),
                    Err(lost) => Box::pin(self.lost(lost)).await?,
                },
                Some((ballot, answer)) = self.under_way.next() => vec![encode(&ServerMessage::Answer(ballot, answer))],
                Ok(()) = paused.changed() => {
                    let paused = *paused.borrow_and_update();
                    let mut messages = vec![encode(&ServerMessage::Paused(paused))];
                    if let Some(channel) = self.again.take_if(|_| !paused) {
                        messages.extend(Box::pin(self.watch(channel, None)).await?);
                    }
                    messages
                }
                () = &mut heartbeat => vec![encode(&ServerMessage::Heartbeat)],
                () = &mut stopped => return Err(Disconnect::Restart.into()),
            };
            if messages.is_empty() && !wire.owes() {
                continue;
            }
            wire.send(messages.iter().map(|message| &message[..])).await?;
            heartbeat.as_mut().reset(Instant::now() + HEARTBEAT);
        }
    }

    /// What the viewer said; returns the reply.
    async fn hear(&mut self, message: Message) -> Result<Vec<Bytes>, End> {
        match message {
            Message::Binary(bytes) => match codec::decode_client(&bytes) {
                Ok(ClientMessage::Watch { channel, since }) => self.watch(channel, since).await,
                Ok(ClientMessage::Cast(ballot)) => Ok(self.cast(ballot)),
                Err(codec::Malformed::TooLong) => Err(Disconnect::TooLong.into()),
                Err(codec::Malformed::Unreadable) => Err(Disconnect::Malformed.into()),
            },
            Message::Text(_) => Err(Disconnect::Malformed.into()),
            Message::Close(_) => Err(End::Gone),
            // The library answers pings.
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Ok(vec![]),
        }
    }

    async fn watch(&mut self, channel: Channel, since: Option<Position>) -> Result<Vec<Bytes>, End> {
        // The old place first: a viewer is counted once.
        self.viewer = None;
        let (viewer, first) = match self.services.hub.watch(channel, since.as_ref()).await {
            Ok(entered) => entered,
            Err(Absent::Unknown) => return Ok(vec![encode(&ServerMessage::NoSuchChannel(channel))]),
            Err(Absent::Unavailable) if self.services.health.is_paused() => {
                self.again = Some(channel);
                return Ok(vec![]);
            }
            Err(Absent::Unavailable) => return Err(Disconnect::Unavailable.into()),
        };
        self.viewer = Some(viewer);
        let mut reply = vec![first];
        self.again = None;
        if let Channel::Event(event) = channel {
            reply.extend(self.own(event).await?);
        }
        Ok(reply)
    }

    /// The voter's own votes, if there is a voter; while the database is away they are for later.
    async fn own(&mut self, event: EventId) -> Result<Option<Bytes>, End> {
        let Some(voter) = self.voter else { return Ok(None) };
        if self.services.health.is_paused() {
            self.again = Some(Channel::Event(event));
            return Ok(None);
        }
        let own = self.services.store.own_votes(event, voter).await.map_err(|_| End::from(Disconnect::Unavailable))?;
        Ok(Some(encode(&ServerMessage::Own(event, own))))
    }

    /// A refusal that needs no database is the reply; else the answer comes when the ballot is written.
    fn cast(&mut self, ballot: Ballot) -> Vec<Bytes> {
        let refused = |refusal| vec![encode(&ServerMessage::Answer(ballot.id, Err(refusal)))];
        let Some(voter) = self.voter else { return refused(Refusal::NoVoter) };
        if self.under_way.len() >= BALLOTS_UNDER_WAY {
            return refused(Refusal::Busy);
        }
        let id = ballot.id;
        let answer = self.services.ballots.cast(Signed { voter, ballot });
        self.under_way.push(Box::pin(async move { (id, answer.await) }));
        vec![]
    }

    /// What follows where there is nothing to read on from.
    async fn lost(&mut self, lost: Lost) -> Result<Vec<Bytes>, End> {
        let Some(viewer) = &mut self.viewer else { return Ok(vec![]) };
        match lost {
            Lost::FellOut => Ok(vec![viewer.catch_up().ok_or(Disconnect::Slow)?]),
            Lost::Closed => {
                let channel = viewer.channel();
                self.watch(channel, None).await
            }
        }
    }
}

/// Never, while nothing is watched.
async fn next_frames(viewer: &mut Option<Viewer>) -> Result<Vec<Frame>, Lost> {
    match viewer {
        Some(viewer) => viewer.frames().await,
        None => std::future::pending().await,
    }
}

/// As a frame on the wire.
fn encode(message: &ServerMessage) -> Bytes {
    wire::binary(&codec::encode_server(message))
}
