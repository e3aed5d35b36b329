//! Voters by the JSON API, through the breakable doors: each sends its ballot until it is answered, on any server.

use super::Desk;
use crate::fault::{
    catalog::Wish,
    dice::Dice,
    ledger::{Accepted, Writer},
    server::Server,
};
use reqwest::{Client, StatusCode, header};
use serde_json::{Value, json};
use shared::{Backoff, Ballot};
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

/// How long an answer may take before the same ballot is sent again, in seconds.
const PATIENCE: (f64, f64) = (1.0, 6.0);
/// How often a ballot is sent to two servers at the same time.
const TWICE: f64 = 0.1;
/// How often a ballot that was answered is sent once more.
const AGAIN: f64 = 0.05;

/// One voter, until told to stop; a ballot that is under way then is still sent until it is answered.
pub(super) async fn write(desk: Desk, mut dice: Dice, pause: Duration) {
    // The environment may name a proxy: not for these addresses.
    let client = Client::builder().no_proxy().build().expect("a plain client");
    let mut voter = Voter { cookie: String::new(), client, desk };
    voter.cookie = cookie(&voter.client, &voter.desk, &mut dice).await;
    while voter.desk.rest(dice.gap(pause)).await {
        let ballot = Wish::any(&mut dice, true).ballot(&mut dice);
        voter.desk.ledger.sent(Writer::Http, 1);
        let seed = dice.uuid().as_u64_pair().0;
        let mut receipts = if dice.chance(TWICE) {
            let (mut one, mut two) = (Dice::new(seed, "one", 0), Dice::new(seed, "two", 0));
            let both = tokio::join!(voter.cast(&ballot, &mut one), voter.cast(&ballot, &mut two));
            vec![both.0, both.1]
        } else {
            vec![voter.cast(&ballot, &mut dice).await]
        };
        if dice.chance(AGAIN) {
            receipts.push(voter.cast(&ballot, &mut dice).await);
        }
        for row in receipts.into_iter().flatten() {
            voter.desk.ledger.accepted(Writer::Http, Accepted { ballot: ballot.clone(), row, xid: None });
        }
    }
}

/// A voter's cookie, as it comes with any page.
pub(super) async fn cookie(client: &Client, desk: &Desk, dice: &mut Dice) -> String {
    loop {
        let url = url(dice.pick(&desk.stage.servers), "/");
        let answer = client.get(url).timeout(dice.seconds(PATIENCE.0, PATIENCE.1)).send().await;
        let given = answer.ok().and_then(|page| {
            let cookie = page.headers().get(header::SET_COOKIE)?.to_str().ok()?;
            Some(cookie.split(';').next()?.to_owned())
        });
        match given {
            Some(cookie) => return cookie,
            None => sleep(dice.seconds(0.05, 0.5)).await,
        }
    }
}

fn url(server: &Arc<Server>, path: &str) -> String {
    format!("http://{}{path}", server.door.address())
}

struct Voter {
    cookie: String,
    client: Client,
    desk: Desk,
}

impl Voter {
    /// Sends the ballot until it is answered; `None`: refused for good, which must not be.
    async fn cast(&self, ballot: &Ballot, dice: &mut Dice) -> Option<i64> {
        let up = ballot.choice.map(shared::Direction::is_up);
        let vote = json!({"track": ballot.track, "up": up, "ballot": ballot.id});
        let mut backoff = Backoff::new(50, 1_000);
        loop {
            let url = url(dice.pick(&self.desk.stage.servers), &format!("/api/events/{}/votes", ballot.event));
            let request = self.client.post(url).header(header::COOKIE, &self.cookie).json(&vote);
            match request.timeout(dice.seconds(PATIENCE.0, PATIENCE.1)).send().await {
                Ok(answer) if answer.status() == StatusCode::CREATED => match answer.json::<Value>().await {
                    Ok(receipt) => return receipt["id"].as_i64(),
                    Err(_broken) => {}
                },
                Ok(answer) if answer.status() == StatusCode::SERVICE_UNAVAILABLE => {}
                Ok(answer) => {
                    let (status, text) = (answer.status(), answer.text().await.unwrap_or_default());
                    self.desk.ledger.complain(format!("ballot {} by HTTP: {status} {text}", ballot.id));
                    return None;
                }
                Err(_broken) => {}
            }
            sleep(Duration::from_millis(u64::from(backoff.next_ms(dice.number())))).await;
        }
    }
}
