//! `load connect`: how many viewers a second can come: connection, handshake, first message. That each of them then
//! watches is proven by a vote.

use super::{
    Setting,
    cores::Cores,
    dial::{Call, dial, hear_all},
    meter::{Meter, Spent},
    stand::{EVENT, Stand},
    subject::{Against, Subject},
    table::{self, Row},
};
use clap::Args;

/// What a run may vary.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Connections of a round.
    #[arg(long, default_value_t = 4_000)]
    connections: usize,
    /// Rounds; the median counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// What to measure.
    #[arg(long, value_enum, default_value_t = Against::Both)]
    against: Against,
    #[command(flatten)]
    pub(crate) setting: Setting,
}

/// What came out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    /// Connections a second.
    pub(super) speed: f64,
    /// What was taken meanwhile.
    pub(super) spent: Spent,
}

/// Runs it.
pub(super) async fn run(options: &Options, cores: Cores) -> anyhow::Result<()> {
    let stand = Stand::set(&options.setting, cores).await?;
    let mut rows = vec![Row::header("connect", &[&["connects/s"][..], &Spent::NAMES].concat())];
    let mut speeds = Vec::new();
    for what in options.against.each() {
        let subject = Subject::start(&stand, *what)?;
        let outcome = measure(&stand, &subject, (options.connections, options.rounds)).await?;
        rows.push(Row::new(what.name(), [table::whole(outcome.speed)].into_iter().chain(outcome.spent.shares())));
        speeds.push(outcome.speed);
    }
    if let [floor, server] = speeds[..] {
        rows.push(Row::new("ratio", [table::ratio(server, floor)].into_iter().chain(["-"; 4].map(String::from))));
    }
    table::print(&rows);
    stand.strike().await
}

/// The median of some rounds.
pub(super) async fn measure(
    stand: &Stand,
    subject: &Subject,
    (connections, rounds): (usize, usize),
) -> anyhow::Result<Outcome> {
    let mut outcomes = Vec::new();
    // The first one is to warm up.
    for _ in 0..=rounds {
        let meter = Meter::start(stand, subject)?;
        let mut dialled = dial(&Call::plain(subject.address, EVENT), connections)?;
        let spent = meter.stop()?;
        outcomes.push(Outcome { speed: connections as f64 / dialled.took.as_secs_f64(), spent });
        subject.settle()?;
        stand.vote_once().await?;
        hear_all(&mut dialled.streams)?;
        drop(dialled);
        subject.settle()?;
    }
    let mut outcomes = outcomes.split_off(1);
    outcomes.sort_by(|one, other| one.speed.total_cmp(&other.speed));
    Ok(outcomes[outcomes.len() / 2])
}
