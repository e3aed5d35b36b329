//! A moment as the reader's own clock has it. The server does not know that clock: it writes UTC, and the browser puts
//! it right after hydration, so that both render the same first.

use leptos::prelude::*;
use shared::Timestamp;
use time::{OffsetDateTime, UtcOffset};

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
        Effect::new(move || {
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
    view! { <time datetime=rfc3339(at)>{move || zone.second(at)}</time> }
}

fn moment(at: Timestamp) -> OffsetDateTime {
    // Postgres' own range is wider than the library's: what lies outside is no time of a vote.
    OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1_000)).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

fn rfc3339(at: Timestamp) -> String {
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
