//! `partysense demo`: three evenings to look at, and a crowd to vote on them.

mod line_ups;

use super::told_to_stop;
use crate::{config, database::Database, store::Store};
use line_ups::EVENTS;
use shared::{Backoff, Direction};
use std::{future::Future, time::Duration};
use tokio::time::sleep;
use uuid::Uuid;

/// How many people the crowd has.
const CROWD: usize = 150;
/// How often a voter of the crowd is for a track rather than against it.
const FAVOUR: f64 = 0.78;

/// Loads what is missing; with `crowd`, then casts that many votes a minute until told to stop.
pub(super) async fn run(settings: &config::Database, crowd: Option<u32>) -> anyhow::Result<()> {
    // A crowd without a server would vote where nobody can look: it needs one that runs.
    let database = match crowd {
        None => Database::join_or_open(settings).await?,
        Some(_) => Database::join(settings)?,
    };
    let outcome = tokio::select! {
        outcome = load_and_vote(database.store(), crowd) => outcome,
        told = told_to_stop() => Ok(told?),
    };
    database.close().await;
    outcome
}

async fn load_and_vote(store: &Store, crowd: Option<u32>) -> anyhow::Result<()> {
    store.migrate().await?;
    let added = store.add_events(&EVENTS).await?;
    println!("demo data: {added} events added, {} were there", EVENTS.len() - added);
    if let Some(rate) = crowd {
        println!("a crowd of {CROWD} casts {rate} votes a minute");
        vote(store, rate).await;
    }
    Ok(())
}

/// Votes for ever; while the database is away it waits.
async fn vote(store: &Store, rate: u32) {
    let voters: Vec<Uuid> = (0..CROWD).map(|_| Uuid::new_v4()).collect();
    let codes = EVENTS.map(|event| event.code);
    let line_ups = patiently(|| store.line_ups(&codes)).await;
    let pause = Duration::from_secs(60) / rate;
    loop {
        // The gaps of a crowd are those of a Poisson process: exponential.
        let gap: f64 = -(1.0 - rand::random::<f64>()).ln();
        sleep(pause.mul_f64(gap.min(10.0))).await;
        let voter = voters[rand::random_range(0..CROWD)];
        // Squared, so that each line-up has favourites.
        let (event, track) = line_ups[(rand::random::<f64>().powi(2) * line_ups.len() as f64) as usize];
        let direction = Direction::from(rand::random_bool(FAVOUR));
        patiently(|| store.vote_as(voter, event, track, direction)).await;
    }
}

async fn patiently<T, F: Future<Output = sqlx::Result<T>>>(attempt: impl Fn() -> F) -> T {
    let mut backoff = Backoff::new(200, 5_000);
    loop {
        match attempt().await {
            Ok(done) => return done,
            Err(error) => {
                tracing::warn!(%error, "the crowd can't vote");
                sleep(Duration::from_millis(u64::from(backoff.next_ms(rand::random())))).await;
            }
        }
    }
}
