//! `load idle`: memory that the server holds for a viewer who watches while nothing happens. Each has been told of one
//! vote: it watches for sure, and whatever a first message costs is there.

use super::{
    Setting,
    cores::Cores,
    dial::{Call, dial, hear_all},
    stand::{EVENT, Stand},
    subject::{Against, Subject},
    table::{self, Row},
};
use clap::Args;
use std::net::TcpStream;

/// What a run may vary.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Numbers of viewers, rising: memory is told at each, and between each and the one before.
    #[arg(long, value_delimiter = ',', default_value = "1000,5000")]
    viewers: Vec<usize>,
    /// What to measure.
    #[arg(long, value_enum, default_value_t = Against::Both)]
    against: Against,
    #[command(flatten)]
    pub(crate) setting: Setting,
}

/// Memory at one number of viewers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub(super) viewers: usize,
    /// In KiB.
    pub(super) memory: u64,
}

/// Runs it.
pub(super) async fn run(options: &Options, cores: Cores) -> anyhow::Result<()> {
    let stand = Stand::set(&options.setting, cores).await?;
    let mut rows = vec![Row::header("idle", &["viewers", "PSS MB", "KiB a viewer"])];
    for what in options.against.each() {
        let samples = sample(&stand, &Subject::start(&stand, *what)?, &options.viewers).await?;
        for (nth, sample) in samples.iter().enumerate() {
            let before = nth.checked_sub(1).map(|before| samples[before]);
            let each = before.map_or_else(|| "-".to_owned(), |before| format!("{:.2}", per_viewer(before, *sample)));
            let memory = format!("{:.1}", sample.memory as f64 / 1024.0);
            rows.push(Row::new(what.name(), [sample.viewers.to_string(), memory, each]));
        }
    }
    table::print(&rows);
    stand.strike().await
}

/// KiB a viewer, of those who came between the two.
pub(super) fn per_viewer(before: Sample, after: Sample) -> f64 {
    (after.memory as f64 - before.memory as f64) / (after.viewers as f64 - before.viewers as f64)
}

/// Memory at each number of viewers.
pub(super) async fn sample(stand: &Stand, subject: &Subject, counts: &[usize]) -> anyhow::Result<Vec<Sample>> {
    let mut streams: Vec<TcpStream> = Vec::new();
    let mut samples = Vec::new();
    for count in counts {
        let call = Call::plain(subject.address, EVENT);
        streams.extend(dial(&call, count.saturating_sub(streams.len()))?.streams);
        subject.settle()?;
        stand.vote_once().await?;
        hear_all(&mut streams)?;
        subject.settle()?;
        samples.push(Sample { viewers: streams.len(), memory: subject.memory()? });
    }
    Ok(samples)
}
