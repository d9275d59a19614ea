//! What a figure means against what was expected: by its economics, not by its sign. More claims than expected are a
//! weaker labour market and lower rates.

use super::figure::{self, Number};
use super::kind::{Group, Scale, by_id};
use super::{Release, Surprise};
use crate::change::Tone;

/// What markets worry about: it decides whether a strong labour market is good or bad news.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Worry {
    /// Neither: growth and rates pull in opposite directions, and labour figures have no tone.
    #[default]
    Both,
    /// Inflation: jobs mean higher rates, which weigh on risk.
    Inflation,
    /// Growth: jobs mean no recession, which supports risk.
    Growth,
}

/// What the first published figure means against the forecast or, without one, against the previous figure. `None` until
/// there are two numbers to compare, and for speeches and minutes.
pub fn surprise(release: &Release, worry: Worry) -> Option<Surprise> {
    let meaning = by_id(&release.kind)?.meaning;
    if meaning.group == Group::Words {
        return None;
    }
    let came = figure::parse(&release.actual.as_ref()?.text)?;
    let number = |told: &Option<super::Figure>| told.as_ref().and_then(|told| figure::parse(&told.text));
    let (expected, versus_previous) = match number(&release.forecast) {
        Some(forecast) => (forecast, false),
        None => (number(&release.previous)?, true),
    };
    if !came.suffix.comparable(expected.suffix) {
        return None;
    }
    let size = meaning.scale.and_then(|scale| distance(came, expected, scale));
    // Both rounded to the decimals in which it is published.
    let steps = |number: Number| (number.amount / came.step() + number.amount.signum() * 1e-7).round();
    let above = steps(came) > steps(expected);
    if steps(came) == steps(expected) {
        let words =
            if versus_previous { "unchanged from the previous figure" } else { "in line with the forecast" };
        return Some(Surprise { tone: Tone::Neutral, words: words.to_owned(), versus_previous, size });
    }
    let (consequence, tone) = consequence(meaning.group, above, worry);
    let how = if above { meaning.above } else { meaning.below };
    let than = if versus_previous { "than before" } else { "than expected" };
    Some(Surprise { tone, words: format!("{how} {than}: {consequence}"), versus_previous, size })
}

fn distance(came: Number, expected: Number, scale: Scale) -> Option<f64> {
    let distance = (came.amount - expected.amount).abs();
    let typical = match scale {
        Scale::Units(units) => units,
        Scale::Percent(percent) => expected.amount.abs() * percent / 100.0,
    };
    // To two decimals: finer is float dust.
    (typical > 0.0).then(|| (distance / typical * 100.0).round() / 100.0)
}

/// What follows from a higher or lower figure, and what that means for risk through the policy channel or, for growth,
/// the growth channel.
fn consequence(group: Group, above: bool, worry: Worry) -> (&'static str, Tone) {
    let good = |good: bool| if good { Tone::Supports } else { Tone::Against };
    let labour = |strong: bool| match worry {
        Worry::Both => Tone::Neutral,
        Worry::Inflation => good(!strong),
        Worry::Growth => good(strong),
    };
    match (group, above) {
        (Group::Inflation, true) => ("more inflation pressure, rates up", Tone::Against),
        (Group::Inflation, false) => ("less inflation pressure, rates down", Tone::Supports),
        (Group::Labour, true) | (Group::Slack, false) => ("stronger labour market, rates up", labour(true)),
        (Group::Labour, false) | (Group::Slack, true) => ("weaker labour market, rates down", labour(false)),
        (Group::Growth, true) => ("stronger growth", Tone::Supports),
        (Group::Growth, false) => ("weaker growth", Tone::Against),
        (Group::Policy, true) => ("tighter policy", Tone::Against),
        (Group::Policy, false) => ("easier policy", Tone::Supports),
        (Group::Supply, true) => ("more supply, lower energy prices", Tone::Supports),
        (Group::Supply, false) => ("less supply, higher energy prices", Tone::Against),
        (Group::Balance, true) => ("a smaller deficit or a larger surplus", Tone::Neutral),
        (Group::Balance, false) => ("a larger deficit or a smaller surplus", Tone::Neutral),
        (Group::Auction, true) => ("weaker demand, rates up", Tone::Against),
        (Group::Auction, false) => ("stronger demand, rates down", Tone::Supports),
        (Group::Liquidity, true) => ("more liquidity", Tone::Supports),
        (Group::Liquidity, false) => ("less liquidity", Tone::Against),
        (Group::Words, _) => ("", Tone::Neutral),
    }
}

/// One tone for figures of one release, by their kinds: theirs where they agree; where a monthly and a yearly change
/// point in opposite directions, that of the core's monthly change; else none.
pub fn together<'a>(surprises: impl IntoIterator<Item = (&'a str, Tone)>) -> Tone {
    let toned: Vec<_> = surprises.into_iter().filter(|(_, tone)| *tone != Tone::Neutral).collect();
    let Some((_, first)) = toned.first() else { return Tone::Neutral };
    if toned.iter().all(|(_, tone)| tone == first) {
        return *first;
    }
    toned.iter().find(|(kind, _)| kind.ends_with(".core.mom")).map_or(Tone::Neutral, |(_, tone)| *tone)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::calendar::{Actual, Figure, Impact, ReleaseId};

    fn release(kind: &str, actual: &str, forecast: &str, previous: &str) -> Release {
        let at: DateTime<Utc> = "2026-08-06T12:30:00Z".parse().unwrap();
        let source = "forexfactory".to_owned();
        let figure = |text: &str| {
            (!text.is_empty()).then(|| Figure { text: text.to_owned(), source: source.clone(), seen_at: at })
        };
        Release {
            id: ReleaseId::new(kind).unwrap(),
            kind: kind.to_owned(),
            name: kind.to_owned(),
            period: None,
            period_words: None,
            at,
            timed: true,
            estimated: false,
            scheduled_by: source.clone(),
            scheduled_seen_at: at,
            moved_from: None,
            impact: Impact::Medium,
            forecast: figure(forecast),
            previous: figure(previous),
            actual: Some(Actual {
                text: actual.to_owned(),
                source: source.clone(),
                first_seen_at: at,
                revised: None,
            }),
            actual_reason: None,
            withdrawn_at: None,
        }
    }

    #[test]
    fn a_surprise_is_told_by_its_economics() {
        use Tone::{Against, Neutral, Supports};
        for (kind, actual, forecast, tone, words, size) in [
            (
                "us.cpi.mom",
                "0.3%",
                "0.1%",
                Against,
                "hotter than expected: more inflation pressure, rates up",
                2.0,
            ),
            (
                "us.ppi.mom",
                "-0.3%",
                "0.2%",
                Supports,
                "cooler than expected: less inflation pressure, rates down",
                5.0,
            ),
            (
                "us.claims",
                "187K",
                "210K",
                Supports,
                "fewer claims than expected: stronger labour market, rates up",
                1.53,
            ),
            (
                "us.claims",
                "240K",
                "210K",
                Against,
                "more claims than expected: weaker labour market, rates down",
                2.0,
            ),
            (
                "us.payrolls",
                "57K",
                "88K",
                Against,
                "fewer jobs than expected: weaker labour market, rates down",
                0.41,
            ),
            (
                "us.unemployment",
                "4.3%",
                "4.2%",
                Against,
                "higher unemployment than expected: weaker labour market, rates down",
                1.0,
            ),
            ("us.gdp.second", "3.1%", "2.9%", Supports, "stronger than expected: stronger growth", 0.67),
            (
                "us.housing_starts",
                "1.43M",
                "1.35M",
                Supports,
                "stronger than expected: stronger growth",
                1.19,
            ),
            ("us.fomc.rate", "4.00%", "3.75%", Against, "a higher rate than expected: tighter policy", 1.0),
            ("us.claims", "210K", "210K", Neutral, "in line with the forecast", 0.0),
            ("us.cpi.mom", "0.1%", "0.14%", Neutral, "in line with the forecast", 0.4),
        ] {
            let told = surprise(&release(kind, actual, forecast, ""), Worry::Growth).unwrap();
            assert_eq!(
                (told.tone, told.words.as_str(), told.size),
                (tone, words, Some(size)),
                "{kind} {actual}"
            );
        }
    }

    #[test]
    fn jobs_have_the_tone_of_what_markets_worry_about() {
        let jobs = release("us.payrolls", "150K", "88K", "");
        let claims = release("us.claims", "240K", "210K", "");
        for (worry, strong, weak) in [
            (Worry::Both, Tone::Neutral, Tone::Neutral),
            (Worry::Inflation, Tone::Against, Tone::Supports),
            (Worry::Growth, Tone::Supports, Tone::Against),
        ] {
            let tones = [&jobs, &claims].map(|release| surprise(release, worry).unwrap().tone);
            assert_eq!(tones, [strong, weak], "{worry:?}");
        }
    }

    #[test]
    fn without_a_forecast_it_is_compared_with_the_previous_figure_and_says_so() {
        let told = surprise(&release("us.claims", "187K", "", "209K"), Worry::Both).unwrap();
        assert!(told.versus_previous && told.words.starts_with("fewer claims than before"), "{told:?}");
        assert_eq!(surprise(&release("us.claims", "187K", "", ""), Worry::Both), None);
        let bound = surprise(&release("us.fomc.rate", "3.75%", "<4.00%", ""), Worry::Both);
        assert_eq!(bound, None, "a bound is no number");
    }

    #[test]
    fn what_is_said_has_no_surprise() {
        assert_eq!(surprise(&release("us.fomc.minutes", "1", "2", ""), Worry::Both), None);
        assert_eq!(surprise(&release("us.x.president-speaks", "1", "2", ""), Worry::Both), None);
    }

    #[test]
    fn where_month_and_year_disagree_the_core_month_decides() {
        let (yearly, monthly) = (("us.cpi.yoy", Tone::Supports), ("us.cpi.core.mom", Tone::Against));
        assert_eq!(together([yearly, monthly]), Tone::Against);
        assert_eq!(together([yearly, ("us.cpi.mom", Tone::Against)]), Tone::Neutral);
        assert_eq!(together([yearly, ("us.cpi.mom", Tone::Neutral)]), Tone::Supports);
    }
}
