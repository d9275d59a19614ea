//! What is known of a series, a market, an event and the regime, in a few plain words each.

use chrono::{DateTime, Days, Utc};
use cockpit_domain::calendar::rules::new_york_day;
use cockpit_domain::calendar::{Release, Shown};
use cockpit_domain::change::{ChangeUnit, Window};
use cockpit_domain::dashboard::{Companion, Metric, Regime, Status};
use cockpit_domain::freshness::Freshness;
use cockpit_domain::radar::Entry;
use cockpit_domain::regime::State;
use cockpit_domain::{Moment, SeriesId};

use crate::message::{Figure, Unit};
use crate::render::words::{self, number};
use crate::render::{Numbers, Options, clean};

/// Other people's titles are cut to this many characters, so that ours remain readable beside them.
const TITLE_MAX: usize = 90;

/// A length as it follows "in".
pub(crate) const fn window(window: Window) -> &'static str {
    match window {
        Window::Minutes15 => "15 min",
        Window::Hour1 => "1 h",
        Window::Hours24 => "24 h",
        Window::PreviousDay => "1 day",
        Window::Previous => "one figure",
        Window::Days7 => "7 days",
    }
}

/// A value with its unit and, where it is not of this very moment, its day; `no value yet` without one.
pub(crate) fn value(
    series: SeriesId,
    metric: Option<&Metric>,
    now: DateTime<Utc>,
    options: &Options,
) -> String {
    let told = metric.and_then(|metric| {
        let figure = words::figure(Figure::value(series, metric.value?)?, options.numbers);
        let as_of = metric.observed_at.and_then(|at| as_of(metric.freshness, at, now, options));
        Some(figure + &as_of.unwrap_or_default())
    });
    told.unwrap_or_else(|| "no value yet".to_owned())
}

/// As [`value`], of a related series.
pub(crate) fn companion(companion: &Companion, now: DateTime<Utc>, options: &Options) -> Option<String> {
    let figure = words::figure(Figure::value(companion.series, companion.value)?, options.numbers);
    let as_of = as_of(companion.freshness, companion.observed_at, now, options).unwrap_or_default();
    Some(format!("{} {figure}{as_of}", companion.name))
}

/// ` (18 Nov)`, ` (old, as of 24 Nov, 09:00 CET)`; nothing for what was measured just now.
fn as_of(freshness: Freshness, at: Moment, now: DateTime<Utc>, options: &Options) -> Option<String> {
    let moment = words::moment(at, now, options);
    Some(match (freshness, at) {
        (Freshness::Fresh, Moment::Instant(_)) | (Freshness::Missing, _) => return None,
        (Freshness::Fresh, Moment::Day(_)) => format!(" ({moment})"),
        (Freshness::Stale, _) => format!(" (old, as of {moment})"),
        (Freshness::Bundled, _) => format!(" (bundled history, as of {moment})"),
        (Freshness::Held, _) => format!(" (as of {moment}; a newer value is held for review)"),
    })
}

/// The change over a window: `+0.8% in 7 days`, with its size in dollars where that is known.
pub(crate) fn change(series: SeriesId, metric: &Metric, over: Window, numbers: Numbers) -> Option<String> {
    let (_, change) = metric.changes.iter().find(|(known, _)| *known == over)?;
    let change = change.as_ref()?;
    let told = words::change(Figure::change(series, change.value)?, numbers);
    let dollars = change.usd_billions.and_then(|amount| Figure::new(amount, Unit::UsdBillions, 1));
    let dollars = dollars.map(|amount| format!(" ({})", words::change(amount, numbers))).unwrap_or_default();
    Some(format!("{told} in {}{dollars}", window(over)))
}

/// A change of what a vote measures: `−14 bp`.
pub(crate) fn measured(amount: f64, unit: ChangeUnit, numbers: Numbers) -> String {
    let decimals = match unit {
        ChangeUnit::BasisPoints => 0,
        ChangeUnit::PercentagePoints => 2,
        ChangeUnit::Percent | ChangeUnit::UsdBillions => 1,
    };
    Figure::new(amount, Unit::from(unit), decimals)
        .map(|figure| words::change(figure, numbers))
        .unwrap_or_default()
}

/// The score of the regime, −1 to +1, with its sign.
pub(crate) fn score(score: f64, numbers: Numbers) -> String {
    let text = number(score, 2, numbers);
    if score >= 0.005 { format!("+{text}") } else { text }
}

/// The distance to another answer: `10Y −14 bp makes it Neutral`.
pub(crate) fn flip(regime: &Regime, numbers: Numbers) -> String {
    match &regime.flip {
        _ if regime.votes.is_empty() => "no votes yet".to_owned(),
        Some(flip) => {
            let change = measured(flip.change, flip.unit, numbers);
            format!("{} {change} makes it {}", flip.series.short_name(), flip.to.words())
        }
        None if regime.state == State::Unknown => "not known, too few recent values".to_owned(),
        None => "no single change would do it".to_owned(),
    }
}

/// A probability in percent: `62%`; what would round to nothing or to certainty is `<1%` or `>99%`.
pub(crate) fn odds(probability: f64, numbers: Numbers) -> String {
    match probability * 100.0 {
        percent if percent < 1.0 => "<1%".to_owned(),
        percent if percent > 99.0 => ">99%".to_owned(),
        percent => format!("{}%", number(percent, 0, numbers)),
    }
}

/// What a market's odds did in a day: `+14 pp in 24 h`.
pub(crate) fn odds_change(points: f64, numbers: Numbers) -> Option<String> {
    let figure = Figure::new(points, Unit::PercentagePoints, u8::from(points.abs() < 10.0))?;
    Some(format!("{} in {}", words::change(figure, numbers), window(Window::Hours24)))
}

/// The outcome that is shown, unless it only answers yes: `Fed decision in December?: 25 bp cut`.
pub(crate) fn market(entry: &Entry) -> (String, Option<String>) {
    let outcome = clean::line(&entry.outcome, TITLE_MAX / 2);
    let yes = outcome.is_empty() || outcome.eq_ignore_ascii_case("yes");
    (clean::line(&entry.title, TITLE_MAX), (!yes).then_some(outcome))
}

/// An event and the period it speaks of: `CPI m/m (Oct 2026)`.
pub(crate) fn event(release: &Release) -> String {
    let name = clean::line(&release.name, TITLE_MAX);
    match &release.period_words {
        Some(period) => format!("{name} ({})", clean::line(period, 40)),
        None => name,
    }
}

/// When it is due: `today, 14:30 CET`, `Thu 26 Nov, 14:30 CET`, `Thu 26 Nov`, with a word where the date is our estimate.
pub(crate) fn due(release: &Release, now: DateTime<Utc>, options: &Options) -> String {
    let today = now.with_timezone(&options.zone).date_naive();
    let day = if release.timed {
        release.at.with_timezone(&options.zone).date_naive()
    } else {
        // A day without a time is a New York day.
        new_york_day(release.at)
    };
    let said = match day {
        day if day == today => "today".to_owned(),
        day if today.checked_add_days(Days::new(1)) == Some(day) => "tomorrow".to_owned(),
        day => day.format("%a %-d %b").to_string(),
    };
    let time =
        release.timed.then(|| release.at.with_timezone(&options.zone).format(", %H:%M %Z").to_string());
    let estimated = if release.estimated { " (estimated date)" } else { "" };
    format!("{said}{}{estimated}", time.unwrap_or_default())
}

/// What is expected: `forecast 0.2%, previous 0.3%`.
pub(crate) fn expected(shown: &Shown) -> Option<String> {
    let told =
        |word: &str, text: Option<&String>| text.map(|text| format!("{word} {}", clean::line(text, 30)));
    let release = &shown.release;
    let forecast = told("forecast", release.forecast.as_ref().map(|figure| &figure.text));
    let previous = told("previous", release.previous.as_ref().map(|figure| &figure.text));
    let both: Vec<String> = [forecast, previous].into_iter().flatten().collect();
    (!both.is_empty()).then(|| both.join(", "))
}

/// How far a list is from what its source says now: `as of 24 Nov, 09:00 CET`; none while it is fresh.
pub(crate) fn age(status: &Status, now: DateTime<Utc>, options: &Options) -> Option<String> {
    match (status.freshness, status.checked_at) {
        (Freshness::Fresh, _) => None,
        (_, Some(at)) => Some(format!("as of {}", words::instant(at, now, options))),
        (_, None) => Some("not available yet".to_owned()),
    }
}

/// A number without needless decimals: `3`, `2.5`, `0.004`.
pub(crate) fn plain(amount: f64, numbers: Numbers) -> String {
    let decimals = (0_u8..4).find(|decimals| {
        let scale = 10_f64.powi(i32::from(*decimals));
        ((amount * scale).round() / scale - amount).abs() < 1e-9
    });
    number(amount, decimals.unwrap_or(4), numbers)
}
