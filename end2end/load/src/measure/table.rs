//! What came out, as tables.

use super::{fanout::Outcome, meter::Spent};
use crate::columns::align;
use std::time::Duration;

/// What is told of a plain stream.
const FANOUT: [&str; 14] = [
    "plain stream",
    "deliveries/s",
    "expected",
    "made",
    "missing",
    "doubled",
    "disordered",
    "gone",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "max ms",
    "CPU-s/million",
    "PSS MB",
];

/// One line of a table.
#[derive(Clone, Debug)]
pub(super) struct Row(Vec<String>);

impl Row {
    pub(super) fn new(name: &str, cells: impl IntoIterator<Item = String>) -> Self {
        Self([name.to_owned()].into_iter().chain(cells).collect())
    }

    pub(super) fn header(name: &str, cells: &[&str]) -> Self {
        Self::new(name, cells.iter().map(ToString::to_string))
    }
}

/// On the screen.
pub(super) fn print(rows: &[Row]) {
    let rows: Vec<_> = rows.iter().map(|row| row.0.clone()).collect();
    align(&rows).iter().for_each(|line| println!("{line}"));
}

/// Milliseconds.
pub(super) fn ms(delay: Duration) -> String {
    format!("{:.1}", delay.as_secs_f64() * 1e3)
}

/// A whole number, in groups of three.
pub(super) fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(",")
}

/// A number with as many digits as it is worth.
pub(super) fn plain(number: f64) -> String {
    match number.abs() {
        size if size >= 1_000.0 => whole(number),
        size if size == size.trunc() => format!("{number:.0}"),
        size if size >= 100.0 => format!("{number:.0}"),
        size if size >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

/// A part of a time.
pub(super) fn percent(part: Duration, of: Duration) -> String {
    format!("{:.0}%", 100.0 * part.as_secs_f64() / of.as_secs_f64())
}

/// How many times as much.
pub(super) fn ratio(of: f64, to: f64) -> String {
    format!("{:.2} x", of / to)
}

/// A row each, and the ratios, if there is a floor to compare with.
pub(super) fn fanout(outcomes: &[Outcome]) -> Vec<Row> {
    let mut rows = vec![Row::header(FANOUT[0], &[&FANOUT[1..], &Spent::NAMES].concat())];
    rows.extend(outcomes.iter().map(fanout_row));
    if let [floor, server] = outcomes {
        rows.push(Row::new("ratio", ratios(floor, server)));
    }
    rows
}

fn fanout_row(outcome: &Outcome) -> Row {
    let (wrong, delays) = (outcome.heard.wrong, &outcome.heard.delays);
    let mut cells = [outcome.speed(), outcome.expected as f64, outcome.heard.messages as f64].map(whole).to_vec();
    cells.extend([wrong.missing, wrong.doubled, wrong.disordered, wrong.gone].map(|count| count.to_string()));
    cells.extend([0.5, 0.95, 0.99].map(|part| ms(delays.quantile(part))));
    cells.push(ms(delays.most()));
    cells.push(format!("{:.3}", outcome.cost()));
    cells.push(format!("{:.1}", outcome.memory as f64 / 1024.0));
    cells.extend(outcome.spent.shares());
    Row::new(outcome.name, cells)
}

fn ratios(floor: &Outcome, server: &Outcome) -> Vec<String> {
    let delays = |outcome: &Outcome| {
        let delays = &outcome.heard.delays;
        [delays.quantile(0.5), delays.quantile(0.95), delays.quantile(0.99), delays.most()].map(|at| at.as_secs_f64())
    };
    let none = |count| vec!["-".to_owned(); count];
    let mut cells = vec![ratio(server.speed(), floor.speed())];
    cells.extend(none(6));
    cells.extend(delays(server).into_iter().zip(delays(floor)).map(|(of, to)| ratio(of, to)));
    cells.push(ratio(server.cost(), floor.cost()));
    cells.push(ratio(server.memory as f64, floor.memory as f64));
    cells.extend(none(4));
    cells
}
