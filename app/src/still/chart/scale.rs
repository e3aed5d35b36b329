//! Round numbers and round times for the edges of a drawing.

use super::Mark;
use crate::{
    components::clock::moment,
    words::{Language, number},
};
use shared::Timestamp;
use time::OffsetDateTime;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Between two marks of time, in seconds: what people count in.
const GAPS: [i64; 16] =
    [10, 30, 60, 300, 600, 900, 1_800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 28 * DAY];
/// Gaps between marks of time that fit below a drawing on a phone,
const MOST: i64 = 4;
/// and where they tell seconds as well.
const FEW: i64 = 2;

/// How exactly times are written so that they differ from their neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clocks {
    /// 21:04:30
    Seconds,
    /// 21:04
    Minutes,
    /// 11-23 21:04
    DayMinutes,
    /// 2026-11-23
    Days,
}

impl Clocks {
    /// For steps of so many seconds between two moments.
    pub fn of(step: i64, (first, last): (Timestamp, Timestamp)) -> Self {
        let is_one_day = last.0 - first.0 < DAY * 1_000;
        match step {
            ..60 => Self::Seconds,
            DAY.. => Self::Days,
            _ if is_one_day => Self::Minutes,
            _ => Self::DayMinutes,
        }
    }

    /// A moment, in UTC.
    pub fn write(self, at: Timestamp) -> String {
        let at = moment(at);
        match self {
            Self::Seconds => format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second()),
            Self::Minutes => minute(at),
            Self::DayMinutes => format!("{:02}-{:02} {}", u8::from(at.month()), at.day(), minute(at)),
            Self::Days => day(at),
        }
    }
}

/// A moment in full, to the minute, in UTC.
pub fn at(at: Timestamp) -> String {
    format!("{} {}", day(moment(at)), minute(moment(at)))
}

/// Round times below `steps` of so many seconds from `from` on.
pub fn times(from: Timestamp, step: i64, steps: usize) -> Vec<Mark> {
    let (from, span) = (from.0.div_euclid(1_000), step * steps as i64);
    let longer = std::iter::successors(Some(56 * DAY), |gap| Some(gap * 2));
    let mut gaps = GAPS.into_iter().chain(longer);
    let gap = gaps
        .find(|gap| span / gap <= if *gap < 60 { FEW } else { MOST } && gap % step.min(*gap) == 0)
        .expect("gaps grow without end");
    let first = from.div_euclid(gap) * gap + if from.rem_euclid(gap) == 0 { 0 } else { gap };
    let clocks = if gap < 60 { Clocks::Seconds } else { Clocks::Minutes };
    let word = |second: i64| {
        let at = Timestamp(second * 1_000);
        if gap >= DAY || span > 2 * DAY && second % DAY == 0 {
            day(moment(at))[5..].to_owned()
        } else {
            clocks.write(at)
        }
    };
    let place = |second: i64| (second - from) as f64 * 100.0 / span as f64;
    (0..=MOST).map(|nth| first + nth * gap).filter(|at| *at < from + span).map(|at| (place(at), word(at))).collect()
}

/// Round numbers from at least `low` to at least `high`, a handful, in their order.
pub fn numbers(low: i64, high: i64) -> Vec<i64> {
    let span = (high - low).max(1);
    let powers = std::iter::successors(Some(1_i64), |power| power.checked_mul(10));
    let gap = powers.flat_map(|power| [power, power * 2, power * 5]).find(|gap| span / gap < 5).unwrap_or(span);
    (low.div_euclid(gap)..=high.div_euclid(gap))
        .map(|nth| nth * gap)
        .filter(|mark| (low..=high).contains(mark))
        .collect()
}

/// A number that may be below zero.
pub fn signed(language: Language, value: i64) -> String {
    let digits = number(language, value.unsigned_abs());
    // In text from right to left, the sign would go behind.
    if value < 0 { "\u{200E}\u{2212}".to_owned() + &digits } else { digits }
}

fn minute(at: OffsetDateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

fn day(at: OffsetDateTime) -> String {
    format!("{:04}-{:02}-{:02}", at.year(), u8::from(at.month()), at.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23 21:04:00 UTC.
    const EVENING: i64 = 1_795_467_840_000;

    #[test]
    fn marks_of_numbers_are_round_few_and_within() {
        assert_eq!(numbers(0, 42), [0, 10, 20, 30, 40]);
        assert_eq!(numbers(-7, 12), [-5, 0, 5, 10]);
        assert_eq!(numbers(0, 1), [0, 1]);
        assert_eq!(numbers(0, 0), [0]);
        for high in 1..3_000 {
            assert!((2..=6).contains(&numbers(0, high).len()), "{high}: {:?}", numbers(0, high));
        }
    }

    #[test]
    fn marks_of_time_are_round_and_few_whatever_the_span() {
        let words =
            |step, steps| times(Timestamp(EVENING), step, steps).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
        assert_eq!(words(10, 6), ["21:04:00", "21:04:30"]);
        assert_eq!(words(60, 56), ["21:15", "21:30", "21:45"]);
        assert_eq!(words(300, 60), ["22:00", "00:00", "02:00"]);
        assert_eq!(words(43_200, 43).len(), 3, "three weeks");
        for step in [10, 60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 604_800, 1_209_600 << 12] {
            for steps in 1..=60 {
                let marks = times(Timestamp(EVENING / 1_000 / step * step * 1_000), step, steps);
                assert!(
                    marks.len() <= 5 && marks.iter().all(|(place, _)| (0.0..100.0).contains(place)),
                    "{step} {steps}"
                );
            }
        }
    }

    #[test]
    fn times_are_written_as_exactly_as_they_differ() {
        let (first, later) = (Timestamp(EVENING), |days: i64| Timestamp(EVENING + days * DAY * 1_000));
        assert_eq!(Clocks::of(10, (first, first)).write(first), "21:04:00");
        assert_eq!(Clocks::of(300, (first, first)).write(first), "21:04");
        assert_eq!(Clocks::of(43_200, (first, later(21))).write(first), "11-23 21:04");
        assert_eq!(Clocks::of(DAY, (first, later(40))).write(first), "2026-11-23");
        assert_eq!(at(first), "2026-11-23 21:04");
    }
}
