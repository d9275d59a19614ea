//! `/calendar.ics`: the calendar for a calendar program (RFC 5545). An entry keeps its identity (`UID`) for ever and gains
//! its actual after the print; a program that reads the feed again replaces the entry.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::America::New_York;
use cockpit_domain::calendar::{Impact, Release, Shown};
use icalendar::{Calendar, Class, Component, Event, EventLike, EventStatus, Property};

/// How long an entry lasts in a calendar program: long enough to be seen.
const LENGTH: TimeDelta = TimeDelta::minutes(15);
/// How often a program should read the feed again.
const REFRESH: &str = "PT1H";

/// The feed of the releases that matter at least this much.
pub(super) fn feed<'a>(releases: impl Iterator<Item = &'a Shown>, lowest: Impact) -> String {
    let mut calendar = Calendar::empty();
    calendar
        .append_property(("VERSION", "2.0"))
        .append_property(("PRODID", "-//Strategic Cockpit//Economic calendar//EN"))
        .append_property(("CALSCALE", "GREGORIAN"))
        .name("US economic calendar")
        .description("Releases that move markets, with forecast, previous and actual. Strategic Cockpit.")
        .append_property(Property::new("REFRESH-INTERVAL", REFRESH).add_parameter("VALUE", "DURATION").done())
        .append_property(("X-PUBLISHED-TTL", REFRESH));
    for shown in releases.filter(|shown| shown.release.impact >= lowest) {
        calendar.push(entry(shown));
    }
    calendar.to_string()
}

fn entry(shown: &Shown) -> Event {
    let release = &shown.release;
    let mut event = Event::new();
    event
        .uid(&format!("{}@strategic-cockpit", release.id))
        .summary(&plain(&summary(release)))
        .description(&plain(&description(shown)))
        .timestamp(changed_at(release))
        .last_modified(changed_at(release))
        .status(if release.estimated { EventStatus::Tentative } else { EventStatus::Confirmed })
        .class(Class::Public)
        .add_property("TRANSP", "TRANSPARENT")
        .add_property("CATEGORIES", format!("{} impact", release.impact.as_str()));
    if release.timed {
        event.starts(release.at).ends(release.at + LENGTH);
    } else {
        event.all_day(release.at.with_timezone(&New_York).date_naive());
    }
    if let Some(market) = &shown.market {
        event.url(&market.url);
    }
    event.done()
}

fn summary(release: &Release) -> String {
    let actual = release.actual.as_ref().map(|actual| format!(": {}", actual.text)).unwrap_or_default();
    let forecast = release.forecast.as_ref().map(|forecast| format!(" (forecast {})", forecast.text));
    format!("{}{actual}{}", release.name, forecast.unwrap_or_default())
}

fn description(shown: &Shown) -> String {
    let release = &shown.release;
    let mut lines = vec![format!("Impact: {}", release.impact.as_str())];
    if let Some(period) = &release.period_words {
        lines.push(format!("For: {period}"));
    }
    match (&release.actual, &release.actual_reason) {
        (Some(actual), _) => {
            lines.push(format!("Actual: {} ({})", actual.text, actual.source));
            if let Some(revised) = &actual.revised {
                lines.push(format!("Revised to: {} ({})", revised.text, revised.source));
            }
        }
        (None, Some(reason)) => lines.push(format!("Actual: none, {reason}")),
        (None, None) => {}
    }
    for (name, figure) in [("Forecast", &release.forecast), ("Previous", &release.previous)] {
        if let Some(figure) = figure {
            lines.push(format!("{name}: {} ({})", figure.text, figure.source));
        }
    }
    if let Some(surprise) = &shown.surprise {
        lines.push(surprise.words.clone());
    }
    let by = if release.estimated { "estimated by rule, not published" } else { &release.scheduled_by };
    lines.push(format!("Date: {by}"));
    lines.join("\n")
}

/// When anything about it last changed, as far as we saw.
fn changed_at(release: &Release) -> DateTime<Utc> {
    let figures = [&release.forecast, &release.previous].into_iter().flatten().map(|figure| figure.seen_at);
    let actual = release
        .actual
        .iter()
        .map(|actual| actual.revised.as_ref().map_or(actual.first_seen_at, |revised| revised.seen_at));
    figures.chain(actual).max().unwrap_or_else(|| {
        // Nothing but a date: a stamp that does not move with every look at the source.
        release.at.min(release.scheduled_seen_at)
    })
}

/// Other people's words without control characters, which the format forbids; line ends stay and are escaped.
fn plain(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use cockpit_domain::calendar::{Actual, Figure, ReleaseId};
    use icalendar::parser::{read_calendar, unfold};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn shown(id: &str, name: &str, when: &str, impact: Impact) -> Shown {
        let release = Release {
            id: ReleaseId::new(id).unwrap(),
            kind: "us.claims".into(),
            name: name.into(),
            period: None,
            period_words: Some("week to 20 Dec 2025".into()),
            at: at(when),
            timed: true,
            estimated: false,
            scheduled_by: "forexfactory".into(),
            scheduled_seen_at: at("2026-11-01T00:00:00Z"),
            moved_from: None,
            impact,
            forecast: Some(Figure {
                text: "223K".into(),
                source: "forexfactory".into(),
                seen_at: at("2026-11-01T00:00:00Z"),
            }),
            previous: None,
            actual: None,
            actual_reason: None,
            withdrawn_at: None,
        };
        Shown { release, surprise: None, reaction: None, market: None }
    }

    #[test]
    fn a_strict_parser_reads_every_entry_with_its_instant_on_both_sides_of_dst() {
        let cases =
            [("a", "2026-10-30T12:30:00Z"), ("b", "2026-11-02T13:30:00Z"), ("c", "2027-03-15T12:30:00Z")];
        let list: Vec<Shown> =
            cases.iter().map(|(id, when)| shown(id, "Claims", when, Impact::High)).collect();
        let text = feed(list.iter(), Impact::Medium);
        let unfolded = unfold(&text);
        let read = read_calendar(&unfolded).unwrap();
        let starts: Vec<String> = read
            .components
            .iter()
            .map(|component| component.find_prop("DTSTART").unwrap().val.to_string())
            .collect();
        assert_eq!(starts, ["20261030T123000Z", "20261102T133000Z", "20270315T123000Z"]);
        assert!(
            text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Strategic Cockpit//"),
            "{text}"
        );
        assert_eq!(text.matches("PRODID:").count(), 1);
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "lines are folded");
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "every line ends as the format wants");
    }

    #[test]
    fn an_entry_gains_its_actual_and_keeps_its_identity() {
        let mut release =
            shown("us.claims.2025-12-20", "Unemployment Claims", "2026-11-26T13:30:00Z", Impact::Medium);
        let before = feed(std::iter::once(&release), Impact::Medium);
        release.release.actual = Some(Actual {
            text: "214K".into(),
            source: "fredgraph ICSA".into(),
            first_seen_at: at("2026-11-26T13:31:00Z"),
            revised: None,
        });
        let after = feed(std::iter::once(&release), Impact::Medium);
        for text in [&before, &after] {
            assert!(text.contains("UID:us.claims.2025-12-20@strategic-cockpit"), "{text}");
        }
        assert!(!before.contains("214K") && after.contains("214K"));
        assert!(after.contains("LAST-MODIFIED:20261126T133100Z"), "{after}");
    }

    #[test]
    fn other_peoples_words_stay_in_their_line_and_the_filter_holds() {
        let hostile = "Evil\r\nEND:VCALENDAR\u{7};,\\ title";
        let list = [
            shown("a", hostile, "2026-11-26T13:30:00Z", Impact::High),
            shown("b", "Quiet", "2026-11-26T13:30:00Z", Impact::Medium),
        ];
        let text = feed(list.iter(), Impact::High);
        assert_eq!(text.matches("\r\nEND:VCALENDAR").count(), 1, "{text}");
        assert!(!text.contains("Quiet") && !text.contains('\u{7}'));
        let unfolded = unfold(&text);
        assert_eq!(read_calendar(&unfolded).unwrap().components.len(), 1);
    }

    #[test]
    fn a_day_without_a_time_is_a_whole_day_in_new_york() {
        let mut release = shown("a", "Beige Book", "2026-12-02T05:00:00Z", Impact::High);
        release.release.timed = false;
        let text = feed(std::iter::once(&release), Impact::Low);
        assert!(text.contains("DTSTART;VALUE=DATE:20261202"), "{text}");
        let day: NaiveDate = "2026-12-02".parse().unwrap();
        assert_eq!(day, at("2026-12-02T05:00:00Z").with_timezone(&New_York).date_naive());
    }
}
