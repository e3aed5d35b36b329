//! `load fault`: followers follow, writers write, and everything under them breaks. In the end each follower must have
//! seen exactly the rows of the table, each once, and the table must hold exactly what was acknowledged.

mod catalog;
mod compare;
mod dice;
mod followers;
mod journal;
mod ledger;
mod report;
mod server;
mod stage;
mod table;
mod trouble;
mod verdict;
mod writers;

use crate::ground::{self, Product, told_to_stop};
use clap::Args;
use dice::Dice;
use followers::Followers;
use journal::Journal;
use stage::Stage;
use std::{fs, path::Path, process::ExitCode, sync::Arc, time::Duration};
use verdict::Verdict;
use writers::Writers;

/// What a run may vary.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Repeats the random decisions of an earlier run [default: any].
    #[arg(long)]
    seed: Option<u64>,
    /// How long things break, in seconds.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Followers, of all kinds together.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    followers: u16,
    /// Votes a second, about, of all writers together.
    #[arg(long, default_value_t = 250.0)]
    rate: f64,
    /// Seconds between two faults, on average.
    #[arg(long, default_value_t = 2.5)]
    pause: f64,
    /// Only faults of which the name contains this, such as "postgres crashed"; may be said more than once.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    #[command(flatten)]
    product: Product,
    /// Servers of the cluster.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=4))]
    servers: u16,
}

/// Runs it, and ends all that it started; succeeds only if nothing differs.
pub(crate) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    let seed = options.seed.unwrap_or_else(rand::random);
    println!("seed {seed}");
    let directory = ground::scratch("fault")?;
    let outcome = set_and_play(&options, seed, &directory).await;
    if matches!(outcome, Ok(Outcome::Failed) | Err(_)) {
        println!("seed {seed}; the servers' logs are in {}", directory.display());
    } else {
        fs::remove_dir_all(&directory)?;
    }
    outcome.map(|outcome| if outcome == Outcome::Passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    /// By Ctrl-C.
    BrokenOff,
}

/// Whatever happens, nothing that was started is left.
async fn set_and_play(options: &Options, seed: u64, directory: &Path) -> anyhow::Result<Outcome> {
    let stage = tokio::select! {
        stage = Stage::set(directory.to_owned(), options, Arc::new(Journal::new())) => Arc::new(stage?),
        told = told_to_stop() => return Ok(told.map(|()| Outcome::BrokenOff)?),
    };
    let played = tokio::select! {
        played = play(&stage, options, seed) => Some(played),
        told = told_to_stop() => told.err().map(|error| Err(error.into())),
    };
    stage.strike().await;
    let Some(verdict) = played.transpose()? else { return Ok(Outcome::BrokenOff) };
    print!("{}", report::text(&verdict, &stage.journal));
    Ok(if verdict.is_clean() { Outcome::Passed } else { Outcome::Failed })
}

/// One run, from the first follower to the comparison.
async fn play(stage: &Arc<Stage>, options: &Options, seed: u64) -> anyhow::Result<Verdict> {
    catalog::load(&mut stage.connect().await?).await?;
    // Before any vote is written: so each follower must see all of them.
    let mut followers = Followers::start(stage, seed, options.followers.into()).await?;
    stage.journal.say(format!("{} followers follow {} servers", options.followers, options.servers));
    let writers = Writers::start(stage, seed, options.rate);
    let plan = trouble::Plan {
        span: Duration::from_secs(options.seconds),
        pause: Duration::from_secs_f64(options.pause),
        kinds: trouble::kinds(&options.only)?,
    };
    let faults = trouble::make(stage, &followers.all, Dice::new(seed, "trouble", 0), &plan).await?;
    stage.journal.say("everything is healed");
    stage.heal().await?;
    let ledger = writers.finish().await;
    stage.journal.say("the writers have ended");
    let behind = verdict::settle(stage, &followers.all).await?;
    followers.stop().await;
    stage.journal.say("the followers have ended");
    let mut verdict = Verdict::reach(stage, &followers.all, &ledger).await?;
    verdict.faults = faults;
    verdict.behind = behind;
    Ok(verdict)
}
