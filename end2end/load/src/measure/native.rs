//! `load native`: what native viewers cost as votes grow. Their sums must be exact in the end.

use super::{
    Setting,
    cores::Cores,
    dial::{Call, dial},
    frames,
    hall::{Hall, Verdict},
    meter::{Meter, Spent},
    progress::Progress,
    stand::{EVENT, Stand},
    subject::{Against, Subject},
    table::{self, Row},
    writer::{Pace, Writer},
};
use anyhow::ensure;
use clap::Args;
use shared::{Channel, ClientMessage, EventId, codec, protocol::SUBPROTOCOL};
use std::{net::SocketAddr, sync::Arc, time::Duration};

/// How long a run goes before it is measured.
const WARM_UP: Duration = Duration::from_millis(1_500);
/// Commits a second, at the most: votes beyond that share one. As fast as frames come, or faster.
const COMMITS: f64 = 50.0;

/// What is told of each rate.
const COUNTED: [&str; 5] = ["votes/s", "frames", "bytes a frame", "exact viewers", "cost"];

/// What a run may vary.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Viewers, all of one event.
    #[arg(long, default_value_t = 1_000)]
    viewers: usize,
    /// Votes a second; the costs are compared with those at the first of them.
    #[arg(long, value_delimiter = ',', default_value = "30,5000")]
    rate: Vec<f64>,
    /// How long each is measured.
    #[arg(long, default_value_t = 8.0)]
    seconds: f64,
    #[command(flatten)]
    pub(crate) setting: Setting,
}

/// One measurement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) viewers: usize,
    /// Votes a second.
    pub(super) rate: f64,
    pub(super) span: Duration,
}

/// What came out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) verdict: Verdict,
    /// Votes a second that were written.
    pub(super) votes: f64,
    /// What was taken meanwhile.
    pub(super) spent: Spent,
}

impl Outcome {
    /// Part of a processor that the server took.
    pub(super) fn share(&self) -> f64 {
        self.spent.server.as_secs_f64() / self.spent.took.as_secs_f64()
    }
}

/// Runs it.
pub(super) async fn run(options: &Options, cores: Cores) -> anyhow::Result<()> {
    let stand = Stand::set(&options.setting, cores).await?;
    let mut rows = vec![Row::header("native", &[&COUNTED[..], &Spent::NAMES].concat())];
    let mut first = None;
    let mut exact = true;
    for rate in &options.rate {
        let span = Duration::from_secs_f64(options.seconds);
        let outcome = measure(&stand, Plan { viewers: options.viewers, rate: *rate, span }).await?;
        let Verdict { frames, bytes, exact: right } = outcome.verdict;
        exact &= right == options.viewers;
        let counts = [outcome.votes, frames as f64, bytes as f64 / frames as f64, right as f64].map(table::whole);
        let cost = table::ratio(outcome.share(), *first.get_or_insert(outcome.share()));
        rows.push(Row::new("server", counts.into_iter().chain([cost]).chain(outcome.spent.shares())));
    }
    table::print(&rows);
    stand.strike().await?;
    ensure!(exact, "some viewers do not show the sums of the table");
    Ok(())
}

/// A fresh server, its viewers, and votes at that rate.
pub(super) async fn measure(stand: &Stand, plan: Plan) -> anyhow::Result<Outcome> {
    let subject = Subject::start(stand, Against::Server)?;
    let hall = Hall::begin(dial(&call(subject.address, plan.viewers), plan.viewers)?.streams)?;
    subject.settle()?;
    let batch = (plan.rate / COMMITS).ceil();
    let pace = Pace::Rate(plan.rate / batch);
    let mut connection = stand.connect().await?;
    let progress = Arc::new(Progress::new(Writer::next_id(&mut connection).await?, batch as usize));
    let mut writer = Writer::new(connection, EVENT, progress);
    writer.write(pace, WARM_UP).await?;
    let (warm, meter) = (writer.made, Meter::start(stand, &subject)?);
    writer.write(pace, plan.span).await?;
    let spent = meter.stop()?;
    let votes = (writer.made - warm) as f64 * batch / spent.took.as_secs_f64();
    let verdict = hall.finish(&stand.tallies().await?)?;
    Ok(Outcome { verdict, votes, spent })
}

/// As our own page opens it.
fn call(address: SocketAddr, viewers: usize) -> Call {
    let header = format!("origin: http://{address}\r\nsec-websocket-protocol: {SUBPROTOCOL}\r\n");
    let watch = ClientMessage::Watch { channel: Channel::Event(EventId(EVENT)), since: None };
    let first = frames::masked(frames::BINARY, &codec::encode_client(&watch));
    Call { address, headers: vec![header; viewers], first }
}
