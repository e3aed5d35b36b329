//! `load fanout`: every vote to every viewer of a plain stream, counted one by one, and what it costs the server.

mod compared;

pub(super) use compared::compared;

use super::{
    Setting,
    cores::Cores,
    crowd::{Crowd, Heard},
    dial::{Call, dial},
    meter::{Meter, Spent},
    progress::Progress,
    stand::{EVENT, Stand},
    subject::{Against, Subject},
    table,
    writer::{Pace, Writer},
};
use clap::Args;
use std::{str::FromStr, sync::Arc, time::Duration};

/// How long a run goes before it is measured.
const WARM_UP: Duration = Duration::from_millis(1_500);

/// What a run may vary.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Viewers, all of one event.
    #[arg(long, default_value_t = 1_000)]
    viewers: usize,
    /// Votes a second, or "max": the next commit when no viewer lacks more than --window.
    #[arg(long, default_value = "max")]
    rate: Rate,
    /// Votes of one commit.
    #[arg(long, default_value_t = 32)]
    batch: usize,
    /// Commits that may be under way, if the rate is max.
    #[arg(long, default_value_t = 8)]
    window: usize,
    /// How long it is measured.
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// What to measure.
    #[arg(long, value_enum, default_value_t = Against::Both)]
    against: Against,
    #[command(flatten)]
    pub(crate) setting: Setting,
}

/// Votes a second.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Rate {
    Most,
    Votes(f64),
}

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "max" => Ok(Self::Most),
            number => number.parse().map(Self::Votes).map_err(|_| "a number, or max".to_owned()),
        }
    }
}

/// One measurement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) viewers: usize,
    pub(super) batch: usize,
    pub(super) pace: Pace,
    pub(super) span: Duration,
}

/// What came out.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) name: &'static str,
    pub(super) heard: Heard,
    /// Deliveries that were to be made in all, to warm up and after.
    pub(super) expected: u64,
    /// Those of the time that was measured, and what they took.
    pub(super) measured: u64,
    pub(super) spent: Spent,
    /// The server's memory, in KiB.
    pub(super) memory: u64,
}

impl Outcome {
    /// Deliveries a second.
    pub(super) fn speed(&self) -> f64 {
        self.measured as f64 / self.spent.took.as_secs_f64()
    }

    /// Processor seconds of the server for a million deliveries.
    pub(super) fn cost(&self) -> f64 {
        self.spent.server.as_secs_f64() * 1e6 / self.measured as f64
    }

    /// Whether every delivery was made, once and in order.
    pub(super) fn is_whole(&self) -> bool {
        self.heard.messages == self.expected && self.heard.wrong == super::viewer::Wrong::default()
    }
}

/// Runs it.
pub(super) async fn run(options: &Options, cores: Cores) -> anyhow::Result<()> {
    let pace = match options.rate {
        Rate::Most => Pace::Window(options.window),
        Rate::Votes(rate) => Pace::Rate(rate / options.batch as f64),
    };
    let span = Duration::from_secs_f64(options.seconds);
    let plan = Plan { viewers: options.viewers, batch: options.batch, pace, span };
    let stand = Stand::set(&options.setting, cores).await?;
    let mut outcomes = Vec::new();
    for what in options.against.each() {
        let subject = Subject::start(&stand, *what)?;
        outcomes.push(measure(&stand, &subject, what.name(), plan).await?);
    }
    stand.strike().await?;
    table::print(&compared(&outcomes));
    Ok(())
}

/// Seats the viewers, warms up, and measures.
pub(super) async fn measure(
    stand: &Stand,
    subject: &Subject,
    name: &'static str,
    plan: Plan,
) -> anyhow::Result<Outcome> {
    let dialled = dial(&Call::plain(subject.address, EVENT), plan.viewers)?;
    subject.settle()?;
    let mut connection = stand.connect().await?;
    let progress = Arc::new(Progress::new(Writer::next_id(&mut connection).await?, plan.batch));
    let mut writer = Writer::new(connection, EVENT, progress.clone());
    let crowd = Crowd::begin(dialled.streams, progress.clone());
    writer.write(plan.pace, WARM_UP).await?;
    writer.all_arrived().await;
    progress.is_warm(writer.made);
    let (warm, meter) = (writer.made, Meter::start(stand, subject)?);
    writer.write(plan.pace, plan.span).await?;
    writer.all_arrived().await;
    let (spent, memory) = (meter.stop()?, subject.memory()?);
    let deliveries = |commits: usize| (commits * plan.batch * plan.viewers) as u64;
    let (expected, measured) = (deliveries(writer.made), deliveries(writer.made - warm));
    Ok(Outcome { name, heard: crowd.finish(writer.end())?, expected, measured, spent, memory })
}
