//! `partysense demo`: three evenings to look at, and a crowd to vote on them.

mod line_ups;

use super::Told;
use crate::{config, database::Database, store::Store};
use embedded::EmbeddedError;
use line_ups::EVENTS;
use shared::{Backoff, Direction};
use std::{fmt::Display, time::Duration};
use tokio::time::sleep;
use uuid::Uuid;

/// How many people the crowd has.
const CROWD: usize = 150;
/// How often a voter of the crowd is for a track rather than against it.
const FAVOUR: f64 = 0.78;

/// How often a crowd looks for its server before it gives up, and how long it waits in between: one that is just being
/// started is there within seconds.
const LOOKS: u32 = 20;
const BETWEEN_LOOKS: Duration = Duration::from_millis(250);

/// Loads what is missing; with `crowd`, then casts that many votes a minute until told to stop.
pub(super) async fn run(settings: &config::Database, crowd: Option<u32>) -> anyhow::Result<()> {
    let mut told = Told::listen()?;
    tokio::select! {
        outcome = load_and_vote(settings, crowd) => outcome,
        () = told.heard() => Ok(()),
    }
}

async fn load_and_vote(settings: &config::Database, crowd: Option<u32>) -> anyhow::Result<()> {
    let Some(rate) = crowd else {
        let database = Database::join_or_open(settings).await?;
        let loaded = load(database.store()).await;
        database.close().await;
        let added = loaded?;
        println!("demo data: {added} events added, {} were there", EVENTS.len() - added);
        return Ok(());
    };
    // A crowd without a server would vote where nobody can look: it needs one that runs.
    let database = find_server(settings).await?;
    patiently(|| load(database.store())).await;
    println!("a crowd of {CROWD} casts {rate} votes a minute");
    vote(database.store(), rate).await
}

async fn find_server(settings: &config::Database) -> Result<Database, EmbeddedError> {
    for _ in 1..LOOKS {
        if let Ok(database) = Database::join(settings) {
            return Ok(database);
        }
        sleep(BETWEEN_LOOKS).await;
    }
    Database::join(settings)
}

async fn load(store: &Store) -> anyhow::Result<usize> {
    store.migrate().await?;
    Ok(store.add_events(&EVENTS).await?)
}

/// Votes for ever; while the database is away it waits.
async fn vote(store: &Store, rate: u32) -> ! {
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

async fn patiently<T, E: Display, F: Future<Output = Result<T, E>>>(attempt: impl Fn() -> F) -> T {
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
