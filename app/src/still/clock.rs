//! Times as a form has them: without a zone, so that the reader says which clock they go by. Never asks what time it is.

use shared::Timestamp;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

/// The clocks of the world: minutes that they are ahead of UTC (IANA time zone database, 2025).
const OFFSETS: [i16; 38] = [
    -720, -660, -600, -570, -540, -480, -420, -360, -300, -240, -210, -180, -150, -120, -60, 0, 60, 120, 180, 210, 240,
    270, 300, 330, 345, 360, 390, 420, 480, 525, 540, 570, 600, 630, 660, 720, 780, 840,
];

/// A clock, by the minutes that it is ahead of UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock(i16);

impl Clock {
    /// All that there are, from west to east.
    pub fn all() -> impl Iterator<Item = Self> {
        OFFSETS.into_iter().map(Self)
    }

    /// The one of that many minutes, as a form or a cookie says it.
    pub fn of(minutes: &str) -> Option<Self> {
        let minutes: i16 = minutes.parse().ok()?;
        Self::all().find(|clock| clock.0 == minutes)
    }

    /// The minutes that it is ahead of UTC.
    pub fn minutes(self) -> i16 {
        self.0
    }

    /// What it is called: `UTC+05:30`.
    pub fn name(self) -> String {
        let (sign, minutes) = (if self.0 < 0 { '\u{2212}' } else { '+' }, self.0.unsigned_abs());
        format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// The date and the time, for reading: `2026-11-27 20:00`.
    pub fn read(self, at: Timestamp) -> String {
        self.field(at).replacen('T', " ", 1)
    }

    /// The time of day.
    pub fn time(self, at: Timestamp) -> String {
        self.field(at).split_off("2026-11-27T".len())
    }

    /// What a form's field of date and time has (HTML standard, "local date and time string").
    pub fn field(self, at: Timestamp) -> String {
        // The years that people write end with UTC's.
        let at = moment(at).checked_to_offset(self.offset()).unwrap_or_else(|| moment(at));
        let (year, month, day) = at.to_calendar_date();
        format!("{year:04}-{:02}-{day:02}T{:02}:{:02}", u8::from(month), at.hour(), at.minute())
    }

    /// The moment that such a field says by this clock.
    pub fn moment(self, field: &str) -> Option<Timestamp> {
        let (date, time) = field.trim().split_once(['T', ' '])?;
        let numbers = |text: &str, between| text.split(between).map(|part| part.parse::<u16>().ok()).collect();
        let date: Option<Vec<u16>> = numbers(date, '-');
        let time: Option<Vec<u16>> = numbers(time, ':');
        let (date, time) = (date?, time?);
        let [year @ 1..=9999, month, day] = date[..] else { return None };
        // Browsers leave the seconds out, or say that there are none.
        let ([hour, minute] | [hour, minute, _]) = time[..] else { return None };
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        let date = Date::from_calendar_date(year.into(), month, u8::try_from(day).ok()?).ok()?;
        let time = Time::from_hms(u8::try_from(hour).ok()?, u8::try_from(minute).ok()?, 0).ok()?;
        let seconds = PrimitiveDateTime::new(date, time).assume_utc().unix_timestamp() - i64::from(self.0) * 60;
        Some(Timestamp(seconds * 1_000).clamp(Timestamp::FIRST, Timestamp::LAST))
    }

    fn offset(self) -> UtcOffset {
        UtcOffset::from_whole_seconds(i32::from(self.0) * 60).unwrap_or(UtcOffset::UTC)
    }
}

fn moment(at: Timestamp) -> OffsetDateTime {
    let at = at.clamp(Timestamp::FIRST, Timestamp::LAST);
    OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1_000)).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_clock_shows_it_reads_again() {
        let at = Timestamp(1_795_804_200_000);
        for clock in Clock::all() {
            assert_eq!(clock.moment(&clock.field(at)), Some(at), "{}", clock.name());
            assert_eq!(Clock::of(&clock.minutes().to_string()), Some(clock));
        }
        let (kathmandu, honolulu) = (Clock(345), Clock(-600));
        assert_eq!((kathmandu.read(at), kathmandu.name()), ("2026-11-28 00:15".into(), "UTC+05:45".into()));
        assert_eq!((honolulu.field(at), honolulu.time(at)), ("2026-11-27T08:30".into(), "08:30".into()));
        assert_eq!(Clock(60).moment("1970-01-01T01:00:30"), Some(Timestamp(0)));
    }

    #[test]
    fn what_is_no_time_is_none_and_no_time_is_too_far() {
        for text in [
            "",
            "today",
            "2026-11-27",
            "2026-13-01T00:00",
            "2026-02-30T00:00",
            "2026-11-27T24:00",
            "0-1-1T0:0",
            "99999-01-01T00:00",
            "2026-11-27T20",
            "2026-11-27T-1:00",
        ] {
            assert_eq!(Clock::default().moment(text), None, "{text}");
        }
        assert_eq!(Clock(840).moment("0001-01-01T00:00"), Some(Timestamp::FIRST));
        assert_eq!(Clock(-720).moment("9999-12-31T23:59"), Some(Timestamp::LAST));
        assert_eq!(Clock(840).field(Timestamp::LAST), "9999-12-31T23:59", "no year has five digits");
        assert_eq!([Clock::of("61"), Clock::of("x"), Clock::of("")], [None; 3]);
    }
}
