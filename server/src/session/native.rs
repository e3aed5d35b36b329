//! The native protocol's conversation (`shared::protocol`): one channel at a time, frames as they come, ballots up.

use crate::{
    ballot_box::BallotBox,
    fanout::{Conversation, Line, Then},
    health::Health,
    hub::{Absent, Hub, Lost, Viewer},
    limits::Limits,
    metrics::Bound,
    store::{Store, ballots::Signed},
    wire,
};
use bytes::Bytes;
use shared::{
    Ballot, Channel, ClientMessage, Disconnect, EventId, Position, Refusal, ServerMessage, codec,
    protocol::{BALLOTS_UNDER_WAY, HEARTBEAT_SECONDS},
};
use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};
use tungstenite::Message;
use uuid::Uuid;

const HEARTBEAT: Duration = Duration::from_secs(HEARTBEAT_SECONDS as u64);

/// What conversations work with.
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
    /// To say when it is too much.
    pub limits: Limits,
}

/// One voter's conversation.
#[derive(Debug)]
pub struct Native {
    services: Arc<Services>,
    voter: Option<Uuid>,
    /// What the viewer could not be told all of, because the database is away.
    again: Option<Channel>,
    under_way: usize,
}

impl Native {
    /// With whoever the cookie names.
    pub fn new(services: Arc<Services>, voter: Option<Uuid>) -> Self {
        Self { services, voter, again: None, under_way: 0 }
    }

    fn watch(&mut self, channel: Channel, since: Option<Position>, line: &Line) -> Then {
        self.again = None;
        Then::ask(watch(self.services.clone(), self.voter, channel, since, line.clone()))
    }

    /// A refusal that needs no database is the reply; else the answer comes when the ballot is written.
    fn cast(&mut self, ballot: Ballot, line: &Line) -> Then {
        let (id, line) = (ballot.id, line.clone());
        let ballots = &self.services.ballots;
        let refused = |refusal| Then::reply(encode(&ServerMessage::Answer(id, Err(ballots.refuse(refusal)))));
        let Some(voter) = self.voter else { return refused(Refusal::NoVoter) };
        if self.under_way >= BALLOTS_UNDER_WAY {
            self.services.health.metrics().drop_at(Bound::BallotsUnderWay);
            return refused(Refusal::Busy);
        }
        self.under_way += 1;
        let tell = move |answer| line.answer(encode(&ServerMessage::Answer(id, answer)));
        ballots.cast_then(Signed { voter, ballot }, tell);
        Then::default()
    }
}

impl Conversation for Native {
    fn begin(&mut self, paused: bool) -> Option<Bytes> {
        paused.then(|| encode(&ServerMessage::Paused(true)))
    }

    fn hear(&mut self, message: Message, line: &Line) -> Result<Then, Disconnect> {
        let Message::Binary(bytes) = message else { return Err(Disconnect::Malformed) };
        match codec::decode_client(&bytes) {
            Ok(ClientMessage::Watch { channel, since }) => Ok(self.watch(channel, since, line)),
            Ok(ClientMessage::Cast(ballot)) => Ok(self.cast(ballot, line)),
            Err(codec::Malformed::TooLong) => Err(Disconnect::TooLong),
            Err(codec::Malformed::Unreadable) => Err(Disconnect::Malformed),
        }
    }

    fn answered(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }

    fn again(&mut self, channel: Channel, paused: bool, line: &Line) -> Then {
        // Each of the two may know it first.
        if !paused && !self.services.health.is_paused() {
            return self.watch(channel, None, line);
        }
        self.again = Some(channel);
        Then::default()
    }

    fn paused(&mut self, paused: bool, line: &Line) -> Then {
        let again = self.again.take_if(|_| !paused);
        let then = again.map(|channel| self.watch(channel, None, line)).unwrap_or_default();
        Then { reply: Some(encode(&ServerMessage::Paused(paused))), ..then }
    }

    fn lost(&mut self, lost: Lost, viewer: &mut Viewer, line: &Line) -> Result<Then, Disconnect> {
        match lost {
            Lost::FellOut => Ok(Then::reply(viewer.catch_up().ok_or(Disconnect::Slow)?)),
            Lost::Closed => Ok(self.watch(viewer.channel(), None, line)),
        }
    }

    fn life(&self) -> (Bytes, Duration) {
        static LIFE: LazyLock<Bytes> = LazyLock::new(|| encode(&ServerMessage::Heartbeat));
        (LIFE.clone(), HEARTBEAT)
    }
}

/// Looks for the channel, and tells the viewer what is there.
async fn watch(services: Arc<Services>, voter: Option<Uuid>, channel: Channel, since: Option<Position>, line: Line) {
    let (viewer, first) = match services.hub.watch(channel, since.as_ref()).await {
        Ok(entered) => entered,
        Err(Absent::Unknown) => return line.reply(encode(&ServerMessage::NoSuchChannel(channel))),
        Err(Absent::Unavailable) if services.health.is_paused() => return line.again(channel),
        Err(Absent::Unavailable) => return line.end(Disconnect::Unavailable),
    };
    let mut reply = vec![first];
    let own = match (channel, voter) {
        (Channel::Event(event), Some(voter)) => own(&services, event, voter).await,
        _ => Ok(None),
    };
    match own {
        Ok(own) => {
            reply.extend(own);
            line.follow(viewer, reply);
        }
        Err(Absent::Unavailable) if services.health.is_paused() => {
            line.follow(viewer, reply);
            line.again(channel);
        }
        Err(_) => line.end(Disconnect::Unavailable),
    }
}

/// The voter's own votes. While the database is away they are for later.
async fn own(services: &Services, event: EventId, voter: Uuid) -> Result<Option<Bytes>, Absent> {
    if services.health.is_paused() {
        return Err(Absent::Unavailable);
    }
    let own = services.store.own_votes(event, voter).await.map_err(|_| Absent::Unavailable)?;
    Ok(Some(encode(&ServerMessage::Own(event, own))))
}

/// As a frame on the wire.
fn encode(message: &ServerMessage) -> Bytes {
    wire::binary(&codec::encode_server(message))
}
