//! A host that fails again and again is left alone, but for one probe a minute.

use chrono::{DateTime, TimeDelta, Utc};

/// Failures in a row that open the breaker.
pub const OPENS_AFTER: u32 = 5;
/// Between probes while it is open.
pub const PROBE_EVERY: TimeDelta = TimeDelta::seconds(60);

/// As what a request may go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// The host is well as far as we know.
    Ordinary,
    /// The one request of this minute to a host that fails: no second try.
    Probe,
}

/// What is remembered of a host's failures. Pure: the time comes in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Breaker {
    failures: u32,
    /// When the next probe may go out, while open.
    probe_at: Option<DateTime<Utc>>,
}

impl Breaker {
    /// As what a request would go out now; `Err` says when the next one may.
    pub(crate) fn peek(&self, now: DateTime<Utc>) -> Result<Admission, DateTime<Utc>> {
        match self.probe_at {
            None => Ok(Admission::Ordinary),
            // A clock set back must not close the host off for longer than one interval.
            Some(probe_at) if now < probe_at && probe_at - now <= PROBE_EVERY => Err(probe_at),
            Some(_) => Ok(Admission::Probe),
        }
    }

    /// Like `peek`, for a request that goes out when it may: a probe moves the next one a minute away, so there is one
    /// at a time even if it never ends.
    pub(crate) fn admit(&mut self, now: DateTime<Utc>) -> Result<Admission, DateTime<Utc>> {
        let admission = self.peek(now)?;
        if admission == Admission::Probe {
            self.probe_at = Some(now + PROBE_EVERY);
        }
        Ok(admission)
    }

    pub(crate) fn succeeded(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn failed(&mut self, now: DateTime<Utc>) {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= OPENS_AFTER {
            self.probe_at = Some(now + PROBE_EVERY);
        }
    }

    pub(crate) const fn failures(&self) -> u32 {
        self.failures
    }

    pub(crate) const fn is_open(&self) -> bool {
        self.probe_at.is_some()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_766_534_400 + second, 0).unwrap()
    }

    #[test]
    fn an_hour_of_failures_asks_once_a_minute_after_the_first_five() {
        let mut breaker = Breaker::default();
        let mut sent = 0;
        for second in 0..3_600 {
            if breaker.admit(at(second)).is_ok() {
                sent += 1;
                breaker.failed(at(second));
            }
        }
        assert_eq!(sent, 5 + 59);
    }

    #[test]
    fn a_success_closes_it_and_four_failures_do_not_open_it() {
        let mut breaker = Breaker::default();
        (0..4).for_each(|second| breaker.failed(at(second)));
        assert!(!breaker.is_open());
        breaker.failed(at(4));
        assert_eq!(breaker.admit(at(63)), Err(at(64)));
        assert_eq!(breaker.admit(at(64)), Ok(Admission::Probe));
        assert_eq!(breaker.admit(at(65)), Err(at(124)), "one probe at a time");
        breaker.succeeded();
        assert_eq!(breaker.admit(at(66)), Ok(Admission::Ordinary));
    }

    #[test]
    fn a_clock_set_back_does_not_close_a_host_off() {
        let mut breaker = Breaker::default();
        (0..5).for_each(|_| breaker.failed(at(100_000)));
        assert_eq!(breaker.admit(at(0)), Ok(Admission::Probe));
    }

    proptest! {
        #[test]
        fn an_open_breaker_lets_out_no_two_probes_within_a_minute(steps in prop::collection::vec(0_i64..40, 1..200)) {
            let mut breaker = Breaker::default();
            (0..5).for_each(|_| breaker.failed(at(0)));
            let (mut second, mut last) = (0, 0);
            for step in steps {
                second += step;
                if breaker.admit(at(second)).is_ok() {
                    prop_assert!(second - last >= 60, "probes at {last} and {second}");
                    last = second;
                    if step % 2 == 0 {
                        breaker.failed(at(second));
                    }
                }
            }
        }
    }
}
