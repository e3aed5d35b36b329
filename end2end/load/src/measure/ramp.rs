//! `load ramp`: the highest rate that is held: every commit on time, every delivery made, and nearly all of them soon.

use super::{
    Setting,
    cores::Cores,
    fanout::{self, Outcome, Plan},
    stand::Stand,
    subject::{Against, Subject},
    table::{self, Row},
    writer::Pace,
};
use clap::Args;
use std::time::Duration;

/// A rate counts as held if that part of its commits was made: the writer stands behind Postgres, and may be late.
const ON_TIME: f64 = 0.95;
/// The search ends when what is held and what is not are that close.
const CLOSE: f64 = 1.1;
/// The most steps up: from one commit a second on, more than any Postgres takes.
const STEPS: usize = 16;

/// What a run may vary.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Viewers, all of one event.
    #[arg(long, default_value_t = 1_000)]
    viewers: usize,
    /// Votes of one commit.
    #[arg(long, default_value_t = 1)]
    batch: usize,
    /// Votes a second to begin with; then twice as many, and so on.
    #[arg(long, default_value_t = 20.0)]
    from: f64,
    /// What 99 of 100 deliveries must stay under, in milliseconds.
    #[arg(long, default_value_t = 50)]
    bound: u64,
    /// How long a step goes.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// What to measure.
    #[arg(long, value_enum, default_value_t = Against::Both)]
    against: Against,
    #[command(flatten)]
    pub(crate) setting: Setting,
}

/// Runs it.
pub(super) async fn run(options: &Options, cores: Cores) -> anyhow::Result<()> {
    let stand = Stand::set(&options.setting, cores).await?;
    let mut rows =
        vec![Row::header("ramp", &["held votes/s", "deliveries/s", "p99 ms", "not held votes/s", "because"])];
    for what in options.against.each() {
        rows.push(climb(&stand, *what, options).await?);
    }
    table::print(&rows);
    stand.strike().await
}

/// A rate and what came of it.
type Step = (f64, Outcome);

/// Doubles the rate until it is not held, then halves the ratio between the two.
async fn climb(stand: &Stand, what: Against, options: &Options) -> anyhow::Result<Row> {
    let subject = Subject::start(stand, what)?;
    let (mut held, mut not): (Option<Step>, Option<Step>) = (None, None);
    let mut rate = options.from;
    for _ in 0..STEPS {
        let outcome = step(stand, &subject, rate, options).await?;
        match failing(&outcome, rate, options) {
            None => held = Some((rate, outcome)),
            Some(_) => not = Some((rate, outcome)),
        }
        rate = match (&held, &not) {
            (Some((held, _)), Some((not, _))) if not / held <= CLOSE => break,
            (Some((held, _)), Some((not, _))) => (held * not).sqrt(),
            (Some((held, _)), None) => held * 2.0,
            (None, _) => rate / 2.0,
        };
    }
    let of_held = held.map_or(["-"; 3].map(String::from), |(rate, outcome)| {
        [table::whole(rate), table::whole(outcome.speed()), table::ms(outcome.heard.delays.quantile(0.99))]
    });
    let of_not = not.map_or(["-"; 2].map(String::from), |(rate, outcome)| {
        [table::whole(rate), failing(&outcome, rate, options).unwrap_or_default()]
    });
    Ok(Row::new(what.name(), of_held.into_iter().chain(of_not)))
}

async fn step(stand: &Stand, subject: &Subject, rate: f64, options: &Options) -> anyhow::Result<Outcome> {
    let pace = Pace::Rate(rate / options.batch as f64);
    let span = Duration::from_secs_f64(options.seconds);
    let plan = Plan { viewers: options.viewers, batch: options.batch, pace, span };
    fanout::measure(stand, subject, "", plan).await
}

/// Why the rate was not held.
fn failing(outcome: &Outcome, rate: f64, options: &Options) -> Option<String> {
    let p99 = outcome.heard.delays.quantile(0.99);
    if !outcome.is_whole() {
        return Some("deliveries are missing".to_owned());
    }
    if p99 > Duration::from_millis(options.bound) {
        return Some(format!("p99 {} ms", table::ms(p99)));
    }
    let made = outcome.measured as f64 / options.viewers as f64;
    (made < ON_TIME * rate * options.seconds).then(|| "Postgres is too slow".to_owned())
}
