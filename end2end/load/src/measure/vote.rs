//! `load vote`: ballots a second that are answered after their commit, and how long a voter waits.

use super::{
    Setting,
    booth::{Booth, Count},
    cores::Cores,
    meter::{Meter, Spent},
    stand::Stand,
    subject::{Against, Subject},
    table::{self, Row},
    voter::{By, Voter},
};
use anyhow::ensure;
use clap::Args;
use std::time::Duration;

/// How long a run goes before it is measured.
const WARM_UP: Duration = Duration::from_secs(1);

/// What is told of each.
const COUNTED: [&str; 8] =
    ["voters", "votes/s", "acknowledged", "in the table", "refused", "p50 ms", "p99 ms", "max ms"];

/// What a run may vary.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Numbers of voters, each with one ballot under way.
    #[arg(long, value_delimiter = ',', default_value = "32,512")]
    voters: Vec<usize>,
    /// How ballots travel.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "http,socket")]
    by: Vec<By>,
    /// How long each is measured.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    #[command(flatten)]
    pub(crate) setting: Setting,
}

/// One measurement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) voters: usize,
    pub(super) by: By,
    pub(super) span: Duration,
}

/// What came out.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) count: Count,
    /// What the measured ones took.
    pub(super) spent: Spent,
    /// Rows in the table that were not there before.
    pub(super) rows: u64,
}

impl Outcome {
    /// Votes a second.
    pub(super) fn speed(&self) -> f64 {
        self.count.measured as f64 / self.spent.took.as_secs_f64()
    }

    /// Whether what was acknowledged is what is there.
    pub(super) fn is_whole(&self) -> bool {
        self.rows == self.count.accepted && self.count.refused == 0
    }
}

/// Runs it.
pub(super) async fn run(options: &Options, cores: Cores) -> anyhow::Result<()> {
    let stand = Stand::set(&options.setting, cores).await?;
    let mut rows = vec![Row::header("votes", &[&COUNTED[..], &Spent::NAMES].concat())];
    let mut whole = true;
    for by in &options.by {
        for voters in &options.voters {
            let plan = Plan { voters: *voters, by: *by, span: Duration::from_secs_f64(options.seconds) };
            let outcome = measure(&stand, plan).await?;
            whole &= outcome.is_whole();
            rows.push(row(plan, &outcome));
            outcome.count.complaint.iter().for_each(|complaint| println!("refused: {complaint}"));
        }
    }
    table::print(&rows);
    stand.strike().await?;
    ensure!(whole, "not all that was acknowledged is there, or some was refused");
    Ok(())
}

fn row(plan: Plan, outcome: &Outcome) -> Row {
    let (count, delays) = (&outcome.count, &outcome.count.delays);
    let counts = [outcome.speed(), count.accepted as f64, outcome.rows as f64, count.refused as f64].map(table::whole);
    let times = [delays.quantile(0.5), delays.quantile(0.99), delays.most()].map(table::ms);
    Row::new(
        &format!("by {}", plan.by.name()),
        [plan.voters.to_string()].into_iter().chain(counts).chain(times).chain(outcome.spent.shares()),
    )
}

/// A fresh server, so many voters, each as fast as it is answered.
pub(super) async fn measure(stand: &Stand, plan: Plan) -> anyhow::Result<Outcome> {
    let subject = Subject::start(stand, Against::Server)?;
    let before = stand.votes().await?;
    let mut booth = Booth::open(Voter::gather(subject.address, plan.by, plan.voters)?)?;
    booth.begin()?;
    booth.vote(WARM_UP, false)?;
    let meter = Meter::start(stand, &subject)?;
    booth.vote(plan.span, true)?;
    let spent = meter.stop()?;
    booth.close()?;
    let rows = stand.votes().await? - before;
    Ok(Outcome { count: booth.count, spent, rows })
}
