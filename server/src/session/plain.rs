//! The plain protocol's conversation (`shared::plain`): a request picks the stream, then each vote is one text message.

use crate::{
    config::limits::seconds,
    fanout::{Conversation, Line, Then},
    follower::Follower,
    hub::{Hub, Lost, Viewer},
    session::native::Services,
    store::Store,
    wire,
};
use bytes::Bytes;
use shared::{
    Disconnect,
    plain::{Failure, MAX_MESSAGE, PING_SECONDS, Reason, Request},
};
use std::time::Duration;
use tungstenite::Message;

const PING: Duration = Duration::from_secs(PING_SECONDS as u64);

/// One client's conversation.
#[derive(Debug)]
pub struct Plain {
    hub: Hub,
    store: Store,
    /// In which a stream must have been asked for.
    patience: Duration,
    has_asked: bool,
}

impl Plain {
    /// With anyone.
    pub fn new(services: &Services) -> Self {
        let patience = seconds(services.limits.most().subscribe_seconds);
        Self { hub: services.hub.clone(), store: services.store.clone(), patience, has_asked: false }
    }
}

impl Conversation for Plain {
    fn hear(&mut self, message: Message, line: &Line) -> Result<Then, Disconnect> {
        let Message::Text(text) = message else { return Err(Disconnect::Malformed) };
        if text.len() > MAX_MESSAGE {
            return Err(Disconnect::TooLong);
        }
        let request: Request = serde_json::from_str(&text).map_err(|_| Disconnect::Malformed)?;
        let is_first = !std::mem::replace(&mut self.has_asked, true);
        // Later ones leave a place first: a viewer is counted once.
        if is_first
            && let Some((follower, opening)) = Follower::open_now(&self.hub, &self.store, request.event, &request.start)
        {
            let reply = opening.map(|text| wire::text(text.as_bytes()));
            return Ok(Then { reply, follow: Some(follower.into_viewer()), task: None });
        }
        Ok(Then::ask(follow(self.hub.clone(), self.store.clone(), request, line.clone())))
    }

    fn lost(&mut self, lost: Lost, _viewer: &mut Viewer, _line: &Line) -> Result<Then, Disconnect> {
        Err(lost.into())
    }

    fn life(&self) -> (Bytes, Duration) {
        (wire::ping(), PING)
    }

    fn patience(&self) -> Option<Duration> {
        Some(self.patience)
    }

    fn farewell(&self, reason: Disconnect) -> Option<Bytes> {
        if reason == Disconnect::Restart {
            return None;
        }
        let error = Reason { code: reason.name(), message: reason.reason() };
        Some(wire::text(&serde_json::to_vec(&Failure { error }).expect("two texts always encode")))
    }
}

/// Sends what the client missed, until it may be sent the log as it is.
async fn follow(hub: Hub, store: Store, request: Request, line: Line) {
    if let Err(reason) = catch_up(&hub, &store, request, &line).await {
        line.end(reason);
    }
}

async fn catch_up(hub: &Hub, store: &Store, request: Request, line: &Line) -> Result<(), Disconnect> {
    let (mut follower, opening) = Follower::open(hub, store, request.event, request.start).await?;
    let mut frames: Vec<_> = opening.iter().map(|text| wire::text(text.as_bytes())).collect();
    while !follower.is_level() {
        if line.say(frames).await.is_err() {
            return Ok(());
        }
        frames = follower.next().await?.iter().map(|frame| frame.wire.clone()).collect();
    }
    line.follow(follower.into_viewer(), frames);
    Ok(())
}
