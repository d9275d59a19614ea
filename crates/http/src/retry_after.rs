//! Reading `Retry-After`: seconds, a date, or garbage.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

/// What is waited when the host asks for patience but does not say how long.
const DEFAULT: TimeDelta = TimeDelta::seconds(60);
/// The longest advice that is obeyed.
const MAX: TimeDelta = TimeDelta::hours(1);
/// RFC 9110 §5.6.7: the form in use, and the two old ones that a reader must still know.
const DATE_FORMS: [&str; 3] =
    ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// When the host may be asked again, at most an hour from now.
pub(crate) fn retry_at(header: Option<&str>, now: DateTime<Utc>) -> DateTime<Utc> {
    let wait = header.and_then(|text| wait(text.trim(), now)).unwrap_or(DEFAULT);
    now + wait.clamp(TimeDelta::seconds(1), MAX)
}

fn wait(text: &str, now: DateTime<Utc>) -> Option<TimeDelta> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number too long for any integer is still a very long wait.
        return Some(text.parse().ok().and_then(TimeDelta::try_seconds).unwrap_or(MAX));
    }
    let date = DATE_FORMS.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    Some(date.and_utc() - now)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn seconds_dates_garbage_and_absurd_numbers_each_give_a_sane_time() {
        let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        for (header, seconds) in [
            (Some("120"), 120),
            (Some(" 7 "), 7),
            (Some("0"), 1),
            (Some("99999999"), 3_600),
            (Some("99999999999999999999999999"), 3_600),
            (Some("Mon, 23 Nov 2026 12:02:00 GMT"), 120),
            (Some("Mon, 23 Nov 2026 11:00:00 GMT"), 1),
            (Some("Monday, 23-Nov-26 12:02:00 GMT"), 120),
            (Some("Mon Nov 23 12:02:00 2026"), 120),
            (Some("Fri, 31 Dec 9999 23:59:59 GMT"), 3_600),
            (Some("soon"), 60),
            (Some("-5"), 60),
            (Some(""), 60),
            (None, 60),
        ] {
            assert_eq!((retry_at(header, now) - now).num_seconds(), seconds, "{header:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_the_header_says_the_wait_is_between_a_second_and_an_hour(header in "\\PC{0,40}|[0-9]{0,30}") {
            let now = DateTime::from_timestamp(1_766_534_400, 0).unwrap();
            let wait = retry_at(Some(&header), now) - now;
            prop_assert!((TimeDelta::seconds(1)..=TimeDelta::hours(1)).contains(&wait), "{wait}");
        }
    }
}
