use chrono_tz::Tz;

use super::*;
use crate::briefing::sample;
use crate::render::telegram::{TEXT_UNITS_MAX, shown};
use crate::render::{Numbers, Options};

fn berlin() -> Options {
    let public_url = Some("https://cockpit.example".parse().unwrap());
    Options { zone: Tz::Europe__Berlin, numbers: Numbers::English, public_url }
}

#[test]
fn the_status_has_every_indicator_with_its_unit_and_day() {
    insta::assert_snapshot!(status(&sample::dashboard(), &berlin()));
}

#[test]
fn the_regime_is_told_with_its_votes() {
    insta::assert_snapshot!(regime(&sample::dashboard(), &berlin()));
}

#[test]
fn the_radar_has_odds_and_what_to_keep_in_mind() {
    insta::assert_snapshot!(radar(&sample::dashboard(), &berlin()));
}

#[test]
fn the_calendar_is_in_the_readers_zone() {
    insta::assert_snapshot!(calendar(&sample::dashboard(), &berlin()));
}

#[test]
fn help_lists_every_command() {
    insta::assert_snapshot!(help(false));
}

#[test]
fn nothing_known_is_told_as_nothing_and_never_as_a_number() {
    let (empty, options) = (sample::empty(), Options { public_url: None, ..berlin() });
    let told = [status, regime, radar, calendar].map(|answer| answer(&empty, &options));
    insta::assert_snapshot!(told.join("\n----\n"));
}

#[test]
fn what_is_old_is_told_with_its_moment() {
    let old = sample::old();
    let text = status(&old, &berlin());
    assert_eq!(text.matches("(old, as of").count(), 6, "{text}");
    for text in [radar(&old, &berlin()), calendar(&old, &berlin())] {
        assert!(text.contains("as of 22 Nov, 06:58 CET"), "{text}");
    }
}

#[test]
fn strangers_titles_are_text_and_no_answer_is_too_long() {
    let mut dashboard = sample::dashboard();
    for entry in &mut dashboard.radar {
        entry.title = sample::HOSTILE.repeat(40);
        entry.outcome = "<i>".repeat(100);
        entry.led_before = Some(sample::HOSTILE.repeat(9));
        entry.flipped = true;
    }
    for shown in dashboard.calendar.upcoming.iter_mut().chain(&mut dashboard.calendar.completed) {
        shown.release.name = sample::HOSTILE.repeat(40);
        shown.release.actual_reason = Some(sample::HOSTILE.repeat(40));
    }
    dashboard.radar = dashboard.radar.iter().cycle().take(50).cloned().collect();
    dashboard.calendar.upcoming = dashboard.calendar.upcoming.iter().cycle().take(50).cloned().collect();
    dashboard.calendar.completed = dashboard.calendar.completed.iter().cycle().take(50).cloned().collect();
    for answer in [status, regime, radar, calendar] {
        let text = answer(&dashboard, &berlin());
        assert!(shown(&text) <= TEXT_UNITS_MAX, "{} units", shown(&text));
        assert!(
            !text.contains("<b>Will") && !text.contains("<i><i>") && !text.contains("evil.example)\""),
            "{text}"
        );
        for tag in ["b", "i", "a"] {
            let opened =
                text.matches(&format!("<{tag}>")).count() + text.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, text.matches(&format!("</{tag}>")).count());
        }
    }
}
