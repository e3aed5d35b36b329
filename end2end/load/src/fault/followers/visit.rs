//! One follower's connection after the other: to which server, how long it is trusted in silence, what happens to it.
//! Knows no protocol.

use super::{Follower, Nudge, Told};
use crate::fault::{dice::Dice, journal::Line, stage::Stage};
use serde_json::Value;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep, sleep_until},
};

/// How long a handshake may take: less than some stalls last.
pub(super) const HANDSHAKE: Duration = Duration::from_secs(4);
/// How often a follower is impatient, and then how long it trusts a silent connection, in seconds.
const IMPATIENT: f64 = 0.5;
const PATIENCE: (f64, f64) = (2.0, 8.0);

/// Why a connection ended.
#[derive(Debug)]
pub(super) struct End {
    /// For the history.
    pub(super) why: String,
    /// Whether it got as far as an opening.
    pub(super) opened: bool,
}

/// A follower on its way.
pub(super) struct Visit {
    /// Whose visit.
    pub(super) follower: Arc<Follower>,
    /// Its chances.
    pub(super) dice: Dice,
    /// The server of this connection.
    pub(super) server: usize,
    /// Whether this connection got an opening.
    pub(super) opened: bool,
    stage: Arc<Stage>,
    nudges: mpsc::Receiver<Nudge>,
    /// How long the connection is trusted without a word; `None`: as long as the protocol says.
    patience: Option<Duration>,
    connections: usize,
}

impl Visit {
    pub(super) fn new(follower: Arc<Follower>, stage: Arc<Stage>, dice: Dice, nudges: mpsc::Receiver<Nudge>) -> Self {
        Self { follower, dice, server: 0, opened: false, stage, nudges, patience: None, connections: 0 }
    }

    /// Another connection, to any server.
    pub(super) fn begin(&mut self) {
        self.server = self.dice.count(1, self.stage.servers.len()) - 1;
        self.patience = self.dice.chance(IMPATIENT).then(|| self.dice.seconds(PATIENCE.0, PATIENCE.1));
        self.opened = false;
        self.connections += 1;
        if self.connections > 1 {
            self.follower.seen().reconnects += 1;
        }
    }

    /// Where to connect.
    pub(super) fn door(&self) -> SocketAddr {
        self.stage.servers[self.server].door.address()
    }

    /// Where the follower stands, as text.
    pub(super) fn position(&self) -> Option<String> {
        self.follower.seen().position.clone()
    }

    /// Writes into the follower's history.
    pub(super) fn note(&self, what: impl AsRef<str>) {
        let line = self.line(what.as_ref());
        self.follower.seen().history.push(line);
    }

    fn line(&self, what: impl AsRef<str>) -> Line {
        Line(self.stage.journal.elapsed(), format!("server {}: {}", self.server + 1, what.as_ref()))
    }

    /// This must not happen to a follower.
    pub(super) fn fail(&self, what: impl AsRef<str>) {
        let line = self.line(what);
        self.follower.seen().failures.push(line);
    }

    /// The end of this connection.
    pub(super) fn end(&self, why: impl Into<String>) -> End {
        End { why: why.into(), opened: self.opened }
    }

    /// What the connection brings next, unless something happens to the follower before, or it brings nothing within
    /// `silence`.
    pub(super) async fn next<T>(&mut self, silence: Duration, what: impl Future<Output = T>) -> Result<T, End> {
        let mut deadline = Instant::now() + self.patience.unwrap_or(silence);
        tokio::pin!(what);
        loop {
            tokio::select! {
                brought = &mut what => return Ok(brought),
                Some(nudge) = self.nudges.recv() => match nudge {
                    Nudge::Drop => return Err(self.end("dropped by the follower")),
                    Nudge::Stall(pause) => {
                        sleep(pause).await;
                        deadline += pause;
                    }
                },
                () = sleep_until(deadline) => return Err(self.end("silent")),
            }
        }
    }

    /// The opening of a plain stream, the same by every door.
    pub(super) fn open(&mut self, opening: &Value) -> Result<(), End> {
        let (Some(recovered), Some(position)) = (opening["recovered"].as_bool(), opening["position"].as_str()) else {
            self.fail(format!("not an opening: {opening}"));
            return Err(self.end("no opening"));
        };
        let before = self.position();
        self.note(format!("opening {opening:.200} since {before:?}"));
        if let (false, Some(before)) = (recovered, &before) {
            let refused = format!("{} since {before}: {opening}", self.stage.journal.elapsed().as_secs_f64());
            self.follower.seen().refused.push(refused);
        }
        if recovered && before.is_none() {
            self.fail(format!("recovered without a position: {opening}"));
        }
        self.follower.seen().position = Some(position.to_owned());
        self.opened = true;
        Ok(())
    }

    /// One vote of a plain stream.
    pub(super) fn take(&mut self, vote: &Value) -> Result<(), End> {
        let number = |key: &str| vote[key].as_i64();
        let (Some(id), Some(track), Some(up), Some(position)) =
            (number("id"), number("tid"), vote["up"].as_bool(), vote["position"].as_str())
        else {
            self.fail(format!("not a vote: {vote}"));
            return Err(self.end("not a vote"));
        };
        let mut seen = self.follower.seen();
        seen.votes.push(Told { id, event: number("eid").map(|id| id as i32), track: track as i32, up });
        seen.position = Some(position.to_owned());
        seen.told_at = self.stage.journal.elapsed();
        Ok(())
    }
}
