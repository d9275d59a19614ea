//! Wishes, as they are typed.

use anyhow::Context;
use chrono::TimeDelta;
use cockpit_domain::rules::{Rule, RuleId, Span};
use cockpit_store::QuietHours;

/// What was held longer than this is no news any more.
const SILENCE_MAX: TimeDelta = TimeDelta::hours(24);

/// `22:00-07:00`.
pub(super) fn quiet_hours(text: &str) -> Result<QuietHours, String> {
    let minutes = |time: &str| {
        let (hour, minute) = time.trim().split_once(':')?;
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour < 24 && minute < 60).then_some(hour * 60 + minute)
    };
    let parts = text.split_once('-').and_then(|(from, until)| Some((minutes(from)?, minutes(until)?)));
    match parts {
        Some((from_min, until_min)) if from_min != until_min => Ok(QuietHours { from_min, until_min }),
        _ => Err("must be two different times, such as 22:00-07:00".to_owned()),
    }
}

/// `4h`.
pub(super) fn silence(text: &str) -> Result<TimeDelta, String> {
    let span: Span = text.parse().map_err(|error| format!("{error}"))?;
    if span.length() <= SILENCE_MAX { Ok(span.length()) } else { Err("must be at most 24h".to_owned()) }
}

/// A rule and somebody's own threshold, checked against the rule that holds for them otherwise.
pub(super) fn threshold(rules: &[Rule], wish: &str) -> anyhow::Result<(RuleId, f64)> {
    let (rule, number) = wish.split_once('=').context("must be RULE=NUMBER, such as btc.change.24h=2.5")?;
    let id: RuleId = rule.trim().parse()?;
    let number: f64 = number.trim().parse().context("the threshold must be a number")?;
    let rule = rules.iter().find(|rule| *rule.id() == id);
    let rule = rule.with_context(|| format!("there is no rule {id} here"))?;
    rule.with_threshold(number)?;
    Ok((id, number))
}

#[cfg(test)]
mod tests {
    use cockpit_domain::rules::Preset;

    use super::*;

    #[test]
    fn quiet_hours_are_two_different_times() {
        assert_eq!(quiet_hours("22:00-07:00"), Ok(QuietHours { from_min: 1_320, until_min: 420 }));
        assert_eq!(quiet_hours("0:05 - 23:59"), Ok(QuietHours { from_min: 5, until_min: 1_439 }));
        for nonsense in
            ["", "22-7", "22:00", "24:00-07:00", "22:60-07:00", "07:00-07:00", "a:b-c:d", "-1:00-2:00"]
        {
            assert!(quiet_hours(nonsense).is_err(), "{nonsense}");
        }
    }

    #[test]
    fn silence_is_a_day_at_most() {
        assert_eq!((silence("90m"), silence("1d")), (Ok(TimeDelta::minutes(90)), Ok(TimeDelta::days(1))));
        assert!(silence("2d").is_err() && silence("long").is_err());
    }

    #[test]
    fn a_threshold_is_checked_against_its_rule() {
        let rules = Preset::Balanced.rules();
        let (rule, number) = threshold(&rules, "btc.change.24h=2.5").unwrap();
        assert_eq!((rule.to_string().as_str(), number), ("btc.change.24h", 2.5));
        // Below the preset's own hysteresis.
        assert!(threshold(&rules, "btc.change.24h=0.5").is_ok());
        for (wish, words) in [
            ("btc.change.24h", "RULE=NUMBER"),
            ("doge.drift=1", "doge"),
            ("btc.drift=x", "number"),
            ("btc.drift=-1", "threshold"),
        ] {
            let refused = format!("{:#}", threshold(&rules, wish).unwrap_err());
            assert!(refused.contains(words), "{wish}: {refused}");
        }
    }
}
