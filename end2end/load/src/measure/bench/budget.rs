//! A budget: what was measured, what it must be, and whether it is.

use crate::measure::table::{Row, plain};

/// What a measure must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Bound {
    /// That or more.
    Least(f64),
    /// That or less.
    Most(f64),
}

/// One line of the table.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    pub(super) name: String,
    /// What the floor reached, if that is comparable.
    pub(super) floor: Option<f64>,
    pub(super) server: f64,
    /// What the bound is for: the ratio of both, or what the server reached.
    pub(super) measure: f64,
    pub(super) bound: Bound,
}

impl Budget {
    /// One that the floor has no part in.
    pub(super) fn absolute(name: &str, server: f64, bound: Bound) -> Self {
        Self { name: name.to_owned(), floor: None, server, measure: server, bound }
    }

    pub(super) fn is_met(&self) -> bool {
        match self.bound {
            Bound::Least(least) => self.measure >= least,
            Bound::Most(most) => self.measure <= most,
        }
    }

    pub(super) fn row(&self) -> Row {
        let bound = match self.bound {
            Bound::Least(least) => format!(">= {}", plain(least)),
            Bound::Most(most) => format!("<= {}", plain(most)),
        };
        let floor = self.floor.map_or_else(|| "-".to_owned(), plain);
        let verdict = if self.is_met() { "met" } else { "NOT MET" };
        Row::new(&self.name, [floor, plain(self.server), plain(self.measure), bound, verdict.to_owned()])
    }
}

/// The one in the middle.
pub(super) fn median(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.into_iter().collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}
