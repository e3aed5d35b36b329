//! A moment as the reader's own clock has it, and which moment is now. The server does not know that clock: it writes UTC, and the browser puts
//! it right after hydration, so that both render the same first.

use super::{follow, text};
use crate::words::Words;
use js_sys::{Date, Object, Reflect};
use leptos::prelude::*;
use shared::Timestamp;
use std::time::Duration;
use time::{OffsetDateTime, UtcOffset};

/// How often it is another moment: what is shown by it is right to the second.
const TICK: Duration = Duration::from_secs(1);

/// The moment, as context: of the rendering first, and then of the reader's clock.
#[derive(Clone, Copy, Debug)]
pub struct Now(RwSignal<Timestamp>);

impl Now {
    /// Begins when the server rendered the page.
    pub fn new(rendered: Timestamp) -> Self {
        let now = RwSignal::new(rendered);
        follow(move || {
            let tick = move || now.set(Timestamp(Date::now() as i64));
            tick();
            set_interval(tick, TICK);
        });
        Self(now)
    }

    /// Now.
    pub fn get(self) -> Timestamp {
        self.0.get()
    }
}

/// The reader's time zone, as context.
#[derive(Clone, Copy, Debug)]
pub struct Zone(RwSignal<Option<UtcOffset>>);

impl Default for Zone {
    fn default() -> Self {
        Self::new()
    }
}

impl Zone {
    /// Unknown until the page lives in a browser.
    pub fn new() -> Self {
        let zone = RwSignal::new(None);
        follow(move || {
            let behind_utc = js_sys::Date::new_0().get_timezone_offset() as i32;
            zone.set(UtcOffset::from_whole_seconds(-behind_utc * 60).ok());
        });
        Self(zone)
    }

    /// `21:04:05`, with ` UTC` while the zone is unknown.
    pub fn second(self, at: Timestamp) -> String {
        let (local, suffix) = self.local(at);
        format!("{:02}:{:02}:{:02}{suffix}", local.hour(), local.minute(), local.second())
    }

    /// The same with the day, in the reader's language, if that is not today.
    pub fn moment(self, at: Timestamp, words: Words) -> String {
        let now = expect_context::<Now>().0.get_untracked();
        let day = |at| self.local(at).0.date();
        if day(at) == day(now) {
            return self.minute(at);
        }
        if self.0.get().is_none() {
            return rfc3339(at).replace(['T', 'Z'], " ").trim_end().to_owned() + " UTC";
        }
        let options = Object::new();
        for part in ["weekday", "day", "month"] {
            let _ = Reflect::set(&options, &part.into(), &"short".into());
        }
        let _ = Reflect::set(&options, &"day".into(), &"numeric".into());
        let date = Date::new(&(at.0 as f64).into()).to_locale_date_string(words.language().numbers(), &options);
        String::from(date) + ", " + &self.minute(at)
    }

    /// `21:04`, likewise.
    pub fn minute(self, at: Timestamp) -> String {
        let (local, suffix) = self.local(at);
        format!("{:02}:{:02}{suffix}", local.hour(), local.minute())
    }

    fn local(self, at: Timestamp) -> (OffsetDateTime, &'static str) {
        let (offset, suffix) = self.0.get().map_or((UtcOffset::UTC, " UTC"), |offset| (offset, ""));
        (moment(at).to_offset(offset), suffix)
    }
}

/// A `<time>`.
#[component]
pub fn Clock(
    /// The moment.
    at: Timestamp,
) -> impl IntoView {
    let zone = expect_context::<Zone>();
    view! { <time datetime=rfc3339(at)>{text(move || zone.second(at))}</time> }
}

pub(crate) fn moment(at: Timestamp) -> OffsetDateTime {
    // Postgres' own range is wider than the library's: what lies outside is no time of a vote.
    OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1_000)).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

pub(crate) fn rfc3339(at: Timestamp) -> String {
    let utc = moment(at);
    let (date, time) = (utc.date(), utc.time());
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        date.year(),
        u8::from(date.month()),
        date.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_for_programs() {
        assert_eq!(rfc3339(Timestamp(1_000_000_000_123)), "2001-09-09T01:46:40Z");
        assert_eq!(rfc3339(Timestamp(i64::MAX)), "1970-01-01T00:00:00Z", "out of range is no crash");
    }
}
