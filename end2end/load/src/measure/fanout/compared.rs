//! What came out, as a table.

use super::Outcome;
use crate::measure::{meter::Spent, table};

/// What is told of a plain stream.
const COLUMNS: [&str; 14] = [
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

/// A row each, and the ratios, if there is a floor to compare with.
pub(in crate::measure) fn compared(outcomes: &[Outcome]) -> Vec<table::Row> {
    let mut rows = vec![table::Row::header(COLUMNS[0], &[&COLUMNS[1..], &Spent::NAMES].concat())];
    rows.extend(outcomes.iter().map(row));
    if let [floor, server] = outcomes {
        rows.push(table::Row::new("ratio", ratios(floor, server)));
    }
    rows
}

fn row(outcome: &Outcome) -> table::Row {
    let (wrong, delays) = (outcome.heard.wrong, &outcome.heard.delays);
    let mut cells =
        [outcome.speed(), outcome.expected as f64, outcome.heard.messages as f64].map(table::whole).to_vec();
    cells.extend([wrong.missing, wrong.doubled, wrong.disordered, wrong.gone].map(|count| count.to_string()));
    cells.extend([0.5, 0.95, 0.99].map(|part| table::ms(delays.quantile(part))));
    cells.push(table::ms(delays.most()));
    cells.push(format!("{:.3}", outcome.cost()));
    cells.push(format!("{:.1}", outcome.memory as f64 / 1024.0));
    cells.extend(outcome.spent.shares());
    table::Row::new(outcome.name, cells)
}

fn ratios(floor: &Outcome, server: &Outcome) -> Vec<String> {
    let delays = |outcome: &Outcome| {
        let delays = &outcome.heard.delays;
        [delays.quantile(0.5), delays.quantile(0.95), delays.quantile(0.99), delays.most()].map(|at| at.as_secs_f64())
    };
    let none = |count| vec!["-".to_owned(); count];
    let mut cells = vec![table::ratio(server.speed(), floor.speed())];
    cells.extend(none(6));
    cells.extend(delays(server).into_iter().zip(delays(floor)).map(|(of, to)| table::ratio(of, to)));
    cells.push(table::ratio(server.cost(), floor.cost()));
    cells.push(table::ratio(server.memory as f64, floor.memory as f64));
    cells.extend(none(4));
    cells
}
