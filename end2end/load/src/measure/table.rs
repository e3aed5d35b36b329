//! What came out, as tables.

use crate::columns::align;
use std::time::Duration;

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
