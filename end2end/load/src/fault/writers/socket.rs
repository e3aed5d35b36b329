//! Voters by the native socket: ballots are sent again after every reconnect, until each has its receipt.

use super::{Desk, http};
use crate::fault::{
    catalog::Wish,
    dice::Dice,
    followers::wire::{self, Wire},
    ledger::{Accepted, Writer},
};
use futures_util::{SinkExt, StreamExt};
use shared::{Backoff, Ballot, Channel, ClientMessage, ServerMessage, codec};
use std::{collections::BTreeMap, time::Duration};
use tokio::time::{Instant, sleep, timeout_at};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

/// The most ballots at a time, and the mean.
const MOST: usize = 4;
pub(super) const MEAN: f64 = 2.5;
/// How long answers may take before the connection is given up, in seconds.
const PATIENCE: (f64, f64) = (2.0, 8.0);

/// One voter, until told to stop; ballots that are under way then are still sent until they are answered.
pub(super) async fn write(desk: Desk, mut dice: Dice, pause: Duration) {
    let client = reqwest::Client::builder().no_proxy().build().expect("a plain client");
    let cookie = http::cookie(&client, &desk, &mut dice).await;
    let mut voter = Voter { desk, dice, cookie, wire: None };
    while voter.desk.rest(voter.dice.gap(pause)).await {
        let count = voter.dice.count(1, MOST);
        let ballots = (0..count).map(|_| Wish::any(&mut voter.dice, true).ballot(&mut voter.dice));
        let waiting = ballots.map(|ballot| (ballot.id, ballot)).collect();
        voter.desk.ledger.sent(Writer::Socket, count);
        voter.cast(waiting).await;
    }
}

struct Voter {
    desk: Desk,
    dice: Dice,
    cookie: String,
    wire: Option<Wire>,
}

impl Voter {
    async fn cast(&mut self, mut waiting: BTreeMap<Uuid, Ballot>) {
        let mut backoff = Backoff::new(50, 1_000);
        loop {
            let mut wire = match self.wire.take() {
                Some(wire) => wire,
                None => match self.connect(&waiting).await {
                    Ok(wire) => wire,
                    Err(_) => {
                        sleep(Duration::from_millis(u64::from(backoff.next_ms(self.dice.number())))).await;
                        continue;
                    }
                },
            };
            let answered = self.converse(&mut wire, &mut waiting).await.is_some();
            if waiting.is_empty() {
                self.wire = answered.then_some(wire);
                return;
            }
            sleep(Duration::from_millis(u64::from(backoff.next_ms(self.dice.number())))).await;
        }
    }

    /// A connection that watches an event, as a page's does.
    async fn connect(&mut self, waiting: &BTreeMap<Uuid, Ballot>) -> Result<Wire, String> {
        let door = self.dice.pick(&self.desk.stage.servers).door.address();
        let mut wire = wire::native(door, Some(&self.cookie)).await?;
        let event = waiting.values().next().map_or(shared::EventId(1), |ballot| ballot.event);
        let watch = ClientMessage::Watch { channel: Channel::Event(event), since: None };
        wire.send(Message::binary(codec::encode_client(&watch))).await.map_err(|error| error.to_string())?;
        Ok(wire)
    }

    /// Sends what waits, and reads until all is answered or something breaks.
    async fn converse(&mut self, wire: &mut Wire, waiting: &mut BTreeMap<Uuid, Ballot>) -> Option<()> {
        let deadline = Instant::now() + self.dice.seconds(PATIENCE.0, PATIENCE.1);
        for ballot in waiting.values() {
            let cast = codec::encode_client(&ClientMessage::Cast(ballot.clone()));
            timeout_at(deadline, wire.send(Message::binary(cast))).await.ok()?.ok()?;
        }
        while !waiting.is_empty() {
            let said = timeout_at(deadline, wire.next()).await.ok()??.ok()?;
            let Message::Binary(bytes) = said else { continue };
            match codec::decode_server(&bytes) {
                Ok(ServerMessage::Answer(id, Ok(receipt))) => {
                    let Some(ballot) = waiting.remove(&id) else { continue };
                    let accepted = Accepted { ballot, row: receipt.vote.0, xid: Some(receipt.xid) };
                    self.desk.ledger.accepted(Writer::Socket, accepted);
                }
                Ok(ServerMessage::Answer(_, Err(refusal))) if refusal.is_temporary() => return None,
                Ok(ServerMessage::Answer(id, Err(refusal))) => {
                    waiting.remove(&id);
                    self.desk.ledger.complain(format!("ballot {id} by socket: {refusal}"));
                }
                Ok(_) => {}
                Err(error) => self.desk.ledger.complain(format!("unreadable native message: {error}")),
            }
        }
        Some(())
    }
}
