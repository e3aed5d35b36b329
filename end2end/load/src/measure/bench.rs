//! `load bench`: every budget in one run, and whether it is met. What is compared with the floor is measured in turns
//! with it, and the median of the rounds counts: the machine is noisier than the difference.

mod budget;
mod pairs;

use super::{
    Setting, connect,
    cores::Cores,
    fanout::{Outcome, Plan},
    idle, native, page,
    stand::Stand,
    subject::{Against, Subject},
    table::{self, Row},
    vote,
    voter::By,
    writer::Pace,
};
use budget::{Bound, Budget};
use clap::Args;
use pairs::Pairs;
use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

/// How long each is measured, but for what is told otherwise.
const SPAN: Duration = Duration::from_secs(4);
/// Connections of a round, and rounds.
const CONNECTS: (usize, usize) = (4_000, 3);
/// Commits under way when it goes as fast as it can.
const WINDOW: usize = 8;
/// As many viewers as 20,000 open files allow, and how few the costs of one are compared with.
const MANY: usize = 19_000;
const FEW: usize = 1_000;

/// What a run may vary.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Rounds of what is compared with the floor.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    #[command(flatten)]
    pub(crate) setting: Setting,
}

/// Runs it; fails if a budget is not met.
pub(super) async fn run(options: &Options, cores: Cores) -> anyhow::Result<ExitCode> {
    let begun = Instant::now();
    let stand = Stand::set(&options.setting, cores).await?;
    let mut budgets = fastest(&stand, options.rounds).await?;
    budgets.extend(steady(&stand, options.rounds).await?);
    budgets.extend(memory(&stand).await?);
    budgets.push(connects(&stand).await?);
    budgets.extend(votes(&stand).await?);
    budgets.extend(natives(&stand).await?);
    budgets.extend(crowded(&stand).await?);
    let page = page::measure(&Subject::start(&stand, Against::Server)?).await?;
    budgets.push(Budget::absolute("a voter's page in all, brotli: kB", page as f64 / 1e3, Bound::Most(150.0)));
    stand.strike().await?;
    let header = Row::header("what", &["floor", "server", "measure", "budget", "verdict"]);
    table::print(&[vec![header], budgets.iter().map(Budget::row).collect()].concat());
    println!("{} s", begun.elapsed().as_secs());
    Ok(if budgets.iter().all(Budget::is_met) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn p99(outcome: &Outcome) -> f64 {
    outcome.heard.delays.quantile(0.99).as_secs_f64() * 1e3
}

async fn fastest(stand: &Stand, rounds: usize) -> anyhow::Result<Vec<Budget>> {
    let plan = Plan { viewers: FEW, batch: 32, pace: Pace::Window(WINDOW), span: SPAN };
    let pairs = Pairs::measure(stand, plan, rounds).await?;
    Ok(vec![
        pairs.all_made("1,000 viewers, fastest"),
        pairs.compare("1,000 viewers, fastest: deliveries/s", Bound::Least(0.8), Outcome::speed),
        pairs.compare("1,000 viewers, fastest: CPU-s/million", Bound::Most(1.25), Outcome::cost),
    ])
}

async fn steady(stand: &Stand, rounds: usize) -> anyhow::Result<Vec<Budget>> {
    let plan = Plan { viewers: FEW, batch: 1, pace: Pace::Rate(50.0), span: SPAN };
    let few = Pairs::measure(stand, plan, rounds).await?;
    // Longer: it is few votes.
    let plan = Plan { viewers: 5_000, batch: 1, pace: Pace::Rate(5.0), span: SPAN * 3 };
    let many = Pairs::measure(stand, plan, rounds).await?;
    Ok(vec![
        few.all_made("1,000 viewers, 50 votes/s"),
        few.compare("1,000 viewers, 50 votes/s: CPU-s/million", Bound::Most(1.08), Outcome::cost),
        few.compare("1,000 viewers, 50 votes/s: p99 ms", Bound::Most(1.1), p99),
        many.all_made("5,000 viewers, 5 votes/s"),
        many.compare("5,000 viewers, 5 votes/s: p99 ms", Bound::Most(1.1), p99),
    ])
}

async fn memory(stand: &Stand) -> anyhow::Result<Vec<Budget>> {
    let mut each = Vec::new();
    for what in Against::Both.each() {
        let samples = idle::sample(stand, &Subject::start(stand, *what)?, &[FEW, 5_000]).await?;
        each.push(idle::per_viewer(samples[0], samples[1]));
    }
    let (floor, server) = (Some(each[0]), each[1]);
    let name = "idle viewer: KiB".to_owned();
    Ok(vec![Budget { name, floor, server, measure: server, bound: Bound::Most(1.0) }])
}

async fn connects(stand: &Stand) -> anyhow::Result<Budget> {
    let floor = connect::measure(stand, &Subject::start(stand, Against::Floor)?, CONNECTS).await?.speed;
    let server = connect::measure(stand, &Subject::start(stand, Against::Server)?, CONNECTS).await?.speed;
    let name = "connects/s".to_owned();
    Ok(Budget { name, floor: Some(floor), server, measure: server / floor, bound: Bound::Least(1.2) })
}

async fn votes(stand: &Stand) -> anyhow::Result<Vec<Budget>> {
    let mut budgets = Vec::new();
    for (by, voters, least) in [(By::Http, 32, 8_000.0), (By::Http, 512, 15_000.0), (By::Socket, 512, 25_000.0)] {
        let outcome = vote::measure(stand, vote::Plan { voters, by, span: SPAN }).await?;
        let lost = (outcome.count.accepted as f64 - outcome.rows as f64).abs() + outcome.count.refused as f64;
        let name = format!("votes/s by {}, {voters} voters", by.name());
        budgets.push(Budget::absolute(&name, outcome.speed(), Bound::Least(least)));
        budgets.push(Budget::absolute(&format!("{name}: lost or refused"), lost, Bound::Most(0.0)));
    }
    Ok(budgets)
}

async fn natives(stand: &Stand) -> anyhow::Result<Vec<Budget>> {
    let plan = |rate| native::Plan { viewers: FEW, rate, span: SPAN * 2 };
    let slow = native::measure(stand, plan(30.0)).await?;
    let fast = native::measure(stand, plan(5_000.0)).await?;
    let inexact = 2 * FEW - slow.verdict.exact - fast.verdict.exact;
    let cost = fast.share() / slow.share();
    Ok(vec![
        Budget::absolute("native: CPU at 5,000 votes/s to that at 30", cost, Bound::Most(2.0)),
        Budget::absolute("native: pages that are not exact", inexact as f64, Bound::Most(0.0)),
        Budget::absolute("native: votes/s written of 5,000", fast.votes, Bound::Least(4_900.0)),
    ])
}

async fn crowded(stand: &Stand) -> anyhow::Result<Vec<Budget>> {
    let plan = |viewers| Plan { viewers, batch: 1, pace: Pace::Rate(5.0), span: SPAN * 2 };
    let few = Pairs::measure(stand, plan(FEW), 1).await?;
    let many = Pairs::measure(stand, plan(MANY), 1).await?;
    let each = |of: fn(&Outcome) -> f64| of(&many.0[0][1]) / of(&few.0[0][1]);
    let p99_each = each(p99) / (MANY as f64 / FEW as f64);
    Ok(vec![
        many.all_made("19,000 viewers, 5 votes/s"),
        many.absolute("19,000 viewers, 5 votes/s: p99 ms", Bound::Most(500.0), p99),
        many.absolute("19,000 viewers: server's PSS MB", Bound::Most(60.0), |outcome| outcome.memory as f64 / 1024.0),
        Budget::absolute("19,000 viewers: CPU a delivery, to that at 1,000", each(Outcome::cost), Bound::Most(1.25)),
        Budget::absolute("19,000 viewers: p99 a viewer, to that at 1,000", p99_each, Bound::Most(1.25)),
    ])
}
