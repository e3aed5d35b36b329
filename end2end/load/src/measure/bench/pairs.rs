//! The floor and the server, measured in turns: what the machine does to one, it does to the other.

use super::budget::{Bound, Budget, median};
use crate::measure::{
    fanout::{self, Outcome, Plan},
    stand::Stand,
    subject::{Against, Subject},
    table,
};

/// The floor and the server, in turns.
pub(super) struct Pairs(pub(super) Vec<[Outcome; 2]>);

impl Pairs {
    /// So many rounds of the same.
    pub(super) async fn measure(stand: &Stand, plan: Plan, rounds: usize) -> anyhow::Result<Self> {
        let mut pairs = Vec::new();
        for round in 1..=rounds {
            let mut pair = Vec::new();
            for what in Against::Both.each() {
                pair.push(fanout::measure(stand, &Subject::start(stand, *what)?, what.name(), plan).await?);
            }
            eprintln!("{} viewers, {:?}, round {round}", plan.viewers, plan.pace);
            table::print(&fanout::compared(&pair));
            pairs.extend(<[Outcome; 2]>::try_from(pair).ok());
        }
        Ok(Self(pairs))
    }

    /// The median ratio, and the medians that are told beside it.
    pub(super) fn compare(&self, name: &str, bound: Bound, of: impl Fn(&Outcome) -> f64) -> Budget {
        let all = |nth: usize| median(self.0.iter().map(|pair| of(&pair[nth])));
        let measure = median(self.0.iter().map(|[floor, server]| of(server) / of(floor)));
        Budget { name: name.to_owned(), floor: Some(all(0)), server: all(1), measure, bound }
    }

    /// Whether every delivery was made, in every round.
    pub(super) fn all_made(&self, name: &str) -> Budget {
        let wrong = self.0.iter().filter(|[_, server]| !server.is_whole()).count() as f64;
        Budget::absolute(&format!("{name}: rounds with a delivery amiss"), wrong, Bound::Most(0.0))
    }

    /// What the server reached, with the floor's beside it.
    pub(super) fn absolute(&self, name: &str, bound: Bound, of: impl Fn(&Outcome) -> f64) -> Budget {
        let measures = self.0.iter().map(|[floor, server]| (of(floor), of(server)));
        let (floor, server): (Vec<f64>, Vec<f64>) = measures.unzip();
        let server = median(server);
        Budget { name: name.to_owned(), floor: Some(median(floor)), server, measure: server, bound }
    }
}
