//! The three bullets in our own words. Pure.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use cockpit_domain::calendar::Impact;
use cockpit_domain::change::Window;
use cockpit_domain::dashboard::{Dashboard, Metric, Regime};
use cockpit_domain::freshness::Freshness;
use cockpit_domain::radar::{Caution, Entry};
use cockpit_domain::regime::State;
use cockpit_domain::{Moment, SeriesId};

use super::words;
use crate::message::{Briefing, Bullet};
use crate::render::words::moment;
use crate::render::{Numbers, Options};

/// What the bullets are called, in order.
pub(super) const HEADINGS: [&str; 3] = ["Regime", "Flows", "Watchlist"];

/// How far the watchlist looks ahead, and how many events it names.
const AHEAD: TimeDelta = TimeDelta::days(7);
const EVENTS_MAX: usize = 3;
/// Odds that moved less than this, in percentage points, did not move.
const MOVE_MIN_PP: f64 = 1.0;

/// The briefing of `day` from what the page shows. What is missing is said to be missing, what is old is told with its day.
pub fn compose(dashboard: &Dashboard, day: NaiveDate, options: &Options) -> Briefing {
    let texts = [
        regime(&dashboard.regime, dashboard.generated_at, options),
        flows(dashboard, options),
        watchlist(dashboard, options),
    ];
    let bullets = HEADINGS.into_iter().zip(texts);
    Briefing {
        day,
        bullets: bullets.map(|(heading, text)| Bullet { heading: heading.to_owned(), text }).collect(),
        phrased_by: None,
    }
}

fn regime(regime: &Regime, now: DateTime<Utc>, options: &Options) -> String {
    if regime.votes.is_empty() {
        return "Not settled yet: no votes so far, the history is still coming in.".to_owned();
    }
    let since = regime.since.map(|day| format!(" since {}", moment(Moment::Day(day), now, options)));
    let score = regime.score.map(|score| format!(", score {}", words::score(score, options.numbers)));
    let state = regime.state.words();
    let mut sentences = vec![format!("{state}{}{}.", since.unwrap_or_default(), score.unwrap_or_default())];
    for (heading, wanted) in [("For risk", Some(1)), ("Against it", Some(-1)), ("Not known", None)] {
        let votes = regime.votes.iter().filter(|vote| vote.vote == wanted);
        let reasons: Vec<String> = votes
            .map(|vote| match wanted {
                None => format!("{} ({})", vote.series.short_name(), vote.reason),
                Some(_) => vote.reason.clone(),
            })
            .collect();
        if !reasons.is_empty() {
            sentences.push(format!("{heading}: {}.", reasons.join("; ")));
        }
    }
    if regime.state == State::Unknown {
        sentences.push("Too little is known to decide.".to_owned());
    }
    sentences.join(" ")
}

fn flows(dashboard: &Dashboard, options: &Options) -> String {
    let told = [
        (SeriesId::NetLiquidity, &[Window::Days7][..]),
        (SeriesId::StablecoinMcap, &[Window::Hours24, Window::Days7]),
        (SeriesId::Btc, &[Window::Hours24, Window::Days7]),
    ];
    let mut sentences: Vec<String> =
        told.into_iter().map(|(series, over)| flow(dashboard, series, over, options)).collect();
    // What flows into or out of Bitcoin is shown beside it, once something is known of it.
    let beside =
        dashboard.metrics.get(SeriesId::Btc).map(|btc| btc.companions.as_slice()).unwrap_or_default();
    sentences.extend(
        beside
            .iter()
            .filter_map(|one| words::companion(one, dashboard.generated_at, options))
            .map(|one| one + "."),
    );
    sentences.join(" ")
}

/// `Stablecoins $310.2 bn, +0.1% in 24 h, +0.8% in 7 days.`
fn flow(dashboard: &Dashboard, series: SeriesId, over: &[Window], options: &Options) -> String {
    let metric = dashboard.metrics.get(series);
    let value = words::value(series, metric, dashboard.generated_at, options);
    let name = if series == SeriesId::Btc { "Bitcoin" } else { series.short_name() };
    let Some(metric) = metric.filter(|metric| metric.value.is_some()) else {
        return format!("{name}: {value}.");
    };
    let changes = over.iter().map(|window| change(series, metric, *window, options.numbers));
    let told: Vec<String> = std::iter::once(format!("{name} {value}")).chain(changes).collect();
    format!("{}.", told.join(", "))
}

fn change(series: SeriesId, metric: &Metric, over: Window, numbers: Numbers) -> String {
    let known = words::change(series, metric, over, numbers);
    known.unwrap_or_else(|| format!("change in {} not known", words::window(over)))
}

fn watchlist(dashboard: &Dashboard, options: &Options) -> String {
    let flip = format!("Nearest flip: {}.", words::flip(&dashboard.regime, options.numbers));
    [events(dashboard, options), odds(dashboard, options), flip].join(" ")
}

fn events(dashboard: &Dashboard, options: &Options) -> String {
    let (calendar, now) = (&dashboard.calendar, dashboard.generated_at);
    let age = words::age(&calendar.status, now, options);
    let soon: Vec<String> = calendar
        .upcoming
        .iter()
        .filter(|shown| shown.release.impact == Impact::High && shown.release.at <= now + AHEAD)
        .take(EVENTS_MAX)
        .map(|shown| {
            let expected =
                words::expected(shown).map(|expected| format!(" ({expected})")).unwrap_or_default();
            format!("{} {}{expected}", words::event(&shown.release), words::due(&shown.release, now, options))
        })
        .collect();
    match (soon.as_slice(), age) {
        ([], Some(age)) if calendar.upcoming.is_empty() => format!("Calendar {age}."),
        ([], None) => "No high-impact release in the next 7 days.".to_owned(),
        ([], Some(age)) => format!("No high-impact release in the next 7 days, by the calendar {age}."),
        (soon, None) => format!("{}.", soon.join("; ")),
        (soon, Some(age)) => format!("{}, by the calendar {age}.", soon.join("; ")),
    }
}

fn odds(dashboard: &Dashboard, options: &Options) -> String {
    let age = words::age(&dashboard.radar_status, dashboard.generated_at, options);
    let by = age.as_ref().map(|age| format!(", {age}")).unwrap_or_default();
    if dashboard.radar.is_empty() {
        return match dashboard.radar_status.freshness {
            Freshness::Fresh => "Odds: no market is traded enough.".to_owned(),
            _ => format!("Odds: {}.", age.unwrap_or_else(|| "not available yet".to_owned())),
        };
    }
    let moved = |entry: &&Entry| {
        // Where one order moves the price, a move says nothing.
        let change = entry.change_24h_pp.filter(|_| !entry.cautions.contains(&Caution::Thin));
        change.map_or(0.0, f64::abs)
    };
    let largest = dashboard.radar.iter().max_by(|one, other| moved(one).total_cmp(&moved(other)));
    let Some(entry) = largest.filter(|entry| moved(entry) >= MOVE_MIN_PP) else {
        let known = dashboard.radar.iter().any(|entry| entry.change_24h_pp.is_some());
        let words = if known { "no market moved by 1 pp in 24 h" } else { "changes in 24 h not known" };
        return format!("Odds: {words}{by}.");
    };
    let (title, outcome) = words::market(entry);
    let outcome = outcome.map(|outcome| format!("{outcome} ")).unwrap_or_default();
    let change = entry.change_24h_pp.and_then(|points| words::odds_change(points, options.numbers));
    let odds = words::odds(entry.probability, options.numbers);
    format!("Largest move of odds: “{title}” {outcome}{odds}, {}{by}.", change.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::briefing::sample;

    fn composed(dashboard: &Dashboard, options: &Options) -> String {
        let briefing = compose(dashboard, "2026-11-24".parse().unwrap(), options);
        let lines = briefing.bullets.iter().map(|bullet| format!("{}: {}", bullet.heading, bullet.text));
        lines.collect::<Vec<_>>().join("\n\n")
    }

    fn berlin(numbers: Numbers) -> Options {
        Options { zone: Tz::Europe__Berlin, numbers, public_url: None }
    }

    #[test]
    fn an_ordinary_morning() {
        insta::assert_snapshot!(composed(&sample::dashboard(), &berlin(Numbers::English)));
    }

    #[test]
    fn numbers_and_times_are_the_readers() {
        let options = Options { zone: Tz::America__New_York, ..berlin(Numbers::German) };
        let text = composed(&sample::dashboard(), &options);
        assert!(text.contains("$86.915") && text.contains("08:30 EST"), "{text}");
    }

    #[test]
    fn what_is_missing_is_said_to_be_missing() {
        insta::assert_snapshot!(composed(&sample::empty(), &berlin(Numbers::English)));
    }

    #[test]
    fn what_is_old_says_of_when_it_is() {
        insta::assert_snapshot!(composed(&sample::old(), &berlin(Numbers::English)));
    }
}
