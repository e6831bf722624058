use crate::Weekday;
use core::fmt;
use core::str::FromStr;

/// A point in time, to the second. Read from text, it is an ISO date, which is 12:00 UTC of that day,
/// or an ISO time with its zone.
///
/// ```
/// use kei_registry::Moment;
///
/// let noon: Moment = "2026-07-15".parse().unwrap();
/// assert_eq!("2026-07-15T14:00+02:00".parse(), Ok(noon));
/// assert!("2026-02-30".parse::<Moment>().is_err());
///
/// // The crate has no clock.
/// let since_1970 = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
/// let now = Moment::from_unix(since_1970.as_secs() as i64);
/// assert!(now > noon);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    seconds: i64,
}

/// A day of the calendar, in UTC. Written out, it is an ISO date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// Since the first day of 1970.
    pub(crate) number: i64,
}

/// Text that is no date of the calendar, or a time without its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidMoment;

impl fmt::Display for InvalidMoment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date: write YYYY-MM-DD, or YYYY-MM-DDThh:mmZ with its zone")
    }
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Moment {
    /// So many seconds after the beginning of 1970, in UTC.
    pub const fn from_unix(seconds: i64) -> Self {
        Self { seconds }
    }

    /// The day on which it is, in UTC.
    pub const fn day(self) -> Day {
        let number = self.seconds.div_euclid(DAY);
        Day { number }
    }

    /// Seconds since its day began, in UTC.
    pub(crate) const fn second_of_day(self) -> i64 {
        self.seconds.rem_euclid(DAY)
    }

    /// A border of prices: of a day its beginning.
    pub(crate) fn border(text: &str) -> Option<Self> {
        Self::read(text, 0)
    }

    /// A date alone is a time of that day.
    fn read(text: &str, of_day: i64) -> Option<Self> {
        let day = Day::read(text.get(..10)?)?;
        let time = match &text[10..] {
            "" => of_day,
            time => seconds_of_time(time)?,
        };
        let seconds = day.number * DAY + time;
        Some(Self { seconds })
    }
}

impl FromStr for Moment {
    type Err = InvalidMoment;

    fn from_str(text: &str) -> Result<Self, InvalidMoment> {
        Self::read(text, 12 * HOUR).ok_or(InvalidMoment)
    }
}

/// `T16:00Z`, `T16:00:30.5+02:00`: seconds since the day began, in UTC. Fractions are dropped.
fn seconds_of_time(text: &str) -> Option<i64> {
    let clock = text.strip_prefix('T')?;
    let (mut seconds, mut rest) = (clock_seconds(clock.get(..5)?)?, &clock[5..]);
    if let Some(more) = rest.strip_prefix(':') {
        let second = number(more.get(..2)?)?;
        let (fraction, zone) = fraction(&more[2..])?;
        // Midnight may be written as the end of a day, and no later.
        if second > 59 || (seconds == DAY && (second > 0 || fraction)) {
            return None;
        }
        seconds += second;
        rest = zone;
    }
    let (sign, zone) = match rest.as_bytes().first()? {
        b'Z' if rest.len() == 1 => return Some(seconds),
        b'+' => (1, &rest[1..]),
        b'-' => (-1, &rest[1..]),
        _ => return None,
    };
    let offset = clock_seconds(zone).filter(|offset| *offset < DAY)?;
    Some(seconds - sign * offset)
}

/// Whether there is a fraction of a second that is not 0, and what comes after it.
fn fraction(text: &str) -> Option<(bool, &str)> {
    let digits = match text.strip_prefix('.') {
        Some(digits) => digits,
        None => return Some((false, text)),
    };
    let rest = digits.trim_start_matches(|char: char| char.is_ascii_digit());
    let digits = &digits[..digits.len() - rest.len()];
    if digits.is_empty() {
        return None;
    }
    Some((digits.bytes().any(|digit| digit != b'0'), rest))
}

/// Seconds until a clock shows `16:30`; up to `24:00`.
pub(crate) fn clock_seconds(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let seconds = hours * HOUR + minutes * MINUTE;
    if minutes < 60 && seconds <= DAY {
        Some(seconds)
    } else {
        None
    }
}

/// Two digits.
fn number(text: &str) -> Option<i64> {
    match *text.as_bytes() {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            Some(i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
        }
        _ => None,
    }
}

impl Day {
    /// An ISO date of the calendar.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        let (century, year) = (number(year.get(..2)?)?, number(year.get(2..)?)?);
        let date = (century * 100 + year, number(month)?, number(day)?);
        // Out of range it would be a day of another month.
        Some(Self::of(date)).filter(|day| day.date() == date)
    }

    /// The day of a year, a month and a day, by the calendar. Years begin in March here, so that a
    /// leap day is the last day of its year.
    fn of((year, month, day): (i64, i64, i64)) -> Self {
        let (year, month) = if month > 2 {
            (year, month - 3)
        } else {
            (year - 1, month + 9)
        };
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        let day_of_year = (month * 153 + 2) / 5 + day - 1;
        let number = year * 365 + leap_days + day_of_year - UNTIL_1970;
        Self { number }
    }

    /// Year, month and day.
    fn date(self) -> (i64, i64, i64) {
        let days = self.number + UNTIL_1970;
        let (cycle, days) = (days.div_euclid(CYCLE), days.rem_euclid(CYCLE));
        let year = (days - days / 1_460 + days / 36_524 - days / 146_096) / 365;
        let day_of_year = days - (year * 365 + year / 4 - year / 100);
        let month = (day_of_year * 5 + 2) / 153;
        let day = day_of_year - (month * 153 + 2) / 5 + 1;
        let year = cycle * 400 + year;
        if month < 10 {
            (year, month + 3, day)
        } else {
            (year + 1, month - 9, day)
        }
    }

    pub(crate) fn weekday(self) -> Weekday {
        // The first day of 1970 was a Thursday.
        match (self.number + 3).rem_euclid(7) {
            0 => Weekday::Mon,
            1 => Weekday::Tue,
            2 => Weekday::Wed,
            3 => Weekday::Thu,
            4 => Weekday::Fri,
            5 => Weekday::Sat,
            _ => Weekday::Sun,
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{:04}-{:02}-{:02}", year, month, day)
    }
}

/// Days from the first of March of the year 0 to 1970.
const UNTIL_1970: i64 = 719_468;

/// Days of 400 years, after which the calendar begins anew.
const CYCLE: i64 = 146_097;

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    fn seconds(text: &str) -> Option<i64> {
        text.parse::<Moment>().map(|moment| moment.seconds).ok()
    }

    #[test]
    fn days_follow_each_other() {
        let first = Day::read("0000-01-01").unwrap().number;
        let last = Day::read("9999-12-31").unwrap().number;
        assert_eq!(last - first + 1, 25 * CYCLE);
        for number in (first..=last).step_by(7) {
            let day = Day { number };
            assert_eq!(Day::read(&day.to_string()), Some(day));
            assert_eq!(day.weekday(), Day { number: first }.weekday());
        }
        assert_eq!(Day { number: 0 }.to_string(), "1970-01-01");
        assert_eq!(Day { number: -1 }.to_string(), "1969-12-31");
        assert_eq!(Day::read("2026-11-30").unwrap().weekday(), Weekday::Mon);
    }

    #[test]
    fn times_are_read_with_their_zone() {
        assert_eq!(seconds("1970-01-01"), Some(12 * HOUR));
        assert_eq!(seconds("1970-01-01T00:00Z"), Some(0));
        assert_eq!(
            seconds("1970-01-02T01:30:59.999+02:00"),
            Some(DAY - HOUR / 2 + 59)
        );
        assert_eq!(seconds("1969-12-31T21:30:00-03:30"), Some(HOUR));
        assert_eq!(seconds("1969-12-31T24:00:00.000Z"), Some(0));
        assert_eq!(seconds("2024-02-29T00:00Z"), Some(1_709_164_800));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "today",
            "2026-02-29",
            "2100-02-29",
            "2026-00-01",
            "2026-01-00",
            "2026-13-01",
            "2026-1-01",
            "+026-01-01",
            "2026-01-011",
            "2026-01-01 ",
            "2026-01-01T",
            "2026-01-01T00:00",
            "2026-01-01T00:60Z",
            "2026-01-01T24:01Z",
            "2026-01-01T24:00:01Z",
            "2026-01-01T24:00:00.5Z",
            "2026-01-01T00:00:60Z",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00+24:00",
            "2026-01-01T00:00+0100",
            "2026-01-01T00:00ZZ",
            "2026-01-0\u{e9}",
            "2026-01-01T00:0\u{e9}Z",
        ] {
            assert_eq!(text.parse::<Moment>(), Err(InvalidMoment), "{}", text);
        }
    }

    #[test]
    fn no_time_is_too_far() {
        for seconds in [i64::MIN, i64::MAX] {
            let moment = Moment::from_unix(seconds);
            assert!(moment.day().to_string().contains("-"));
            assert!((0..DAY).contains(&moment.second_of_day()));
        }
    }
}
