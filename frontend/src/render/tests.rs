use chrono_tz::Tz;
use cockpit_domain::calendar::{Actual, Figure, MarketLink, Reaction, Release, ReleaseId, Shown, Surprise};
use cockpit_domain::change::{ChangeUnit, Tone};
use cockpit_domain::dashboard::{Calendar, Facts, Metrics, Source, SourceState, metric};
use cockpit_domain::freshness::Freshness;
use cockpit_domain::radar::{Caution, Kind, Runner};
use cockpit_domain::regime::{State, Vote};
use cockpit_domain::{Moment, Observation, Origin, SeriesId, Value};

use super::*;

mod logs;
mod series;

use logs::{alerts_page, decisions_page};
use series::metric_page;

const HOSTILE: &str = "\"'><img src=x onerror=alert(1)></script><b style=\"color:red\">";

/// The dashboard on which every text that comes from outside is hostile.
fn page(theme: Theme) -> String {
    let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
    let metrics = SeriesId::INDICATORS.into_iter().map(|series| {
        let latest = Observation {
            series,
            observed_at: Moment::instant(now),
            first_seen_at: now,
            value: Value::new(6.5, series.unit()).unwrap(),
            source: HOSTILE.into(),
            standing: 0,
            origin: Origin::Bundled,
        };
        let facts = Facts { latest: Some(latest), error: Some(HOSTILE.into()), ..Facts::default() };
        (series, metric(series, &facts, &[], now))
    });
    let vote = Vote {
        series: SeriesId::Us10y,
        vote: None,
        weight: 2,
        days: Some(63),
        value: None,
        unit: ChangeUnit::BasisPoints,
        band: 20.0,
        to_next: None,
        reason: HOSTILE.into(),
    };
    let regime = Regime {
        state: State::Unknown,
        model: "votes",
        since: None,
        score: None,
        votes: vec![vote],
        flip: None,
        known_weight: 0.0,
        ribbon: Vec::new(),
    };
    let source = Source {
        name: HOSTILE.into(),
        state: SourceState::Failing,
        last_success_at: None,
        next_at: Some(now),
        error: Some(HOSTILE.into()),
    };
    let dashboard = Dashboard {
        generated_at: now,
        regime,
        metrics: Metrics(metrics.collect()),
        radar: vec![entry(now)],
        radar_status: status(now),
        calendar: Calendar {
            completed: vec![release(now, true)],
            upcoming: vec![release(now, false)],
            status: status(now),
        },
        sources: vec![source],
    };
    super::dashboard(&dashboard, &[], &Frame { theme, ..frame(now) })
}

fn frame(now: DateTime<Utc>) -> Frame<'static> {
    let assets = Assets { prefix: "/pkg/ab12cd" };
    Frame {
        now,
        time_zone: Tz::UTC,
        theme: Theme::System,
        density: Density::default(),
        updated_at: None,
        assets,
        nonce: "once",
        settings: None,
    }
}

fn status(now: DateTime<Utc>) -> Status {
    Status { freshness: Freshness::Stale, reason: Some(HOSTILE.into()), checked_at: Some(now) }
}

fn entry(now: DateTime<Utc>) -> Entry {
    Entry {
        event: HOSTILE.into(),
        title: HOSTILE.into(),
        url: "javascript:alert(1)".into(),
        kind: Kind::Exclusive,
        outcome: HOSTILE.into(),
        probability: 0.5,
        runner_up: Some(Runner { outcome: HOSTILE.into(), probability: 0.4 }),
        change_24h_pp: Some(1.0),
        volume_24h_usd: 1_000,
        volume_usd: None,
        flipped: true,
        led_before: Some(HOSTILE.into()),
        spread_pp: None,
        cautions: vec![Caution::Thin, Caution::Wide, Caution::Stale, Caution::Closing],
        pinned: true,
        ends_at: None,
        observed_at: now,
        spark: vec![(now, 0.5); 3],
    }
}

/// One that came, with and without its figure said; or one that comes.
fn release(now: DateTime<Utc>, came: bool) -> Shown {
    let figure = || Figure { text: HOSTILE.into(), source: HOSTILE.into(), seen_at: now };
    let actual = || Actual {
        text: HOSTILE.into(),
        source: HOSTILE.into(),
        first_seen_at: now,
        revised: Some(figure()),
    };
    let release = Release {
        id: ReleaseId::new("us.claims.1").unwrap(),
        kind: HOSTILE.into(),
        name: HOSTILE.into(),
        period: None,
        period_words: Some(HOSTILE.into()),
        at: now,
        timed: came,
        estimated: false,
        scheduled_by: HOSTILE.into(),
        scheduled_seen_at: now,
        moved_from: Some(now),
        impact: Impact::High,
        forecast: Some(figure()),
        previous: Some(figure()),
        actual: came.then(actual),
        actual_reason: Some(HOSTILE.into()),
        withdrawn_at: None,
    };
    let surprise =
        Surprise { tone: Tone::Against, words: HOSTILE.into(), versus_previous: true, size: Some(2.0) };
    Shown {
        release,
        surprise: came.then_some(surprise),
        reaction: Some(Reaction { btc_1h_pct: Some(0.4), ..Reaction::default() }),
        market: Some(MarketLink { title: HOSTILE.into(), url: "javascript:alert(1)".into() }),
    }
}

fn radar_page() -> String {
    let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
    radar(&[entry(now)], &status(now), &frame(now))
}

fn calendar_page() -> String {
    let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
    let (completed, upcoming) = (vec![release(now, true)], vec![release(now, false)]);
    let shown = Calendar { completed, upcoming, status: status(now) };
    calendar(&shown, Impact::Medium, &frame(now))
}

#[test]
fn words_from_outside_are_text_and_nothing_inline_breaks_the_policy() {
    let pages = [
        (page(Theme::System), 20),
        (radar_page(), 5),
        (calendar_page(), 23),
        (metric_page(), 8),
        (alerts_page(), 10),
        (decisions_page(), 3),
    ];
    for (html, shown) in pages {
        let hostile = html.matches("&lt;img src=x onerror=alert(1)&gt;").count();
        assert!(hostile >= shown, "all of the words are shown, not {hostile}");
        assert!(!html.contains("<img") && !html.contains("<b ") && !html.contains("<script>"), "as words");
        assert!(!html.contains("href=\"javascript"), "only web addresses are links");
        let tags = html.split('<').filter_map(|part| Some(part.split_once('>')?.0));
        // The names of the attributes: what stands outside the quotes of their values.
        let names: Vec<&str> =
            tags.flat_map(|tag| tag.split('"').step_by(2)).flat_map(str::split_whitespace).collect();
        assert!(names.contains(&"title=") && names.contains(&"class="), "the check sees attributes");
        let inline =
            |name: &&str| name.starts_with("style=") || (name.starts_with("on") && name.ends_with('='));
        assert_eq!(names.iter().copied().find(inline), None);
    }
}

#[test]
fn every_inline_script_carries_the_nonce() {
    let html = page(Theme::System) + &radar_page() + &calendar_page();
    let scripts: Vec<&str> =
        html.split("<script").skip(1).map(|part| part.split('>').next().unwrap()).collect();
    assert!(!scripts.is_empty());
    assert!(scripts.iter().all(|script| script.contains("nonce=\"once\"")), "{scripts:?}");
}

#[test]
fn the_document_is_whole_and_names_its_files_and_theme() {
    let html = page(Theme::Light);
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\" data-theme=\"light\">"), "{}", &html[..200]);
    for words in ["/pkg/ab12cd/cockpit.css", "<h1>", "id=\"main\"", "name=\"viewport\""] {
        assert!(html.contains(words), "{words}");
    }
    // The script that wakes the islands names its files by their folder.
    for words in ["`${folder}/cockpit.js`", "`${folder}/cockpit_bg.wasm`", "(\"/pkg/ab12cd\")</script>"] {
        assert!(html.contains(words), "{words}");
    }
    assert!(!page(Theme::System).contains("data-theme=\""), "the system chooses");
}

#[test]
fn a_message_is_a_page_of_the_same_house() {
    let assets = Assets { prefix: "/pkg/ab12cd" };
    let html = message("Not <found>", "Nothing & nobody", 404, Theme::Dark, &assets, "once");
    for words in
        ["404", "Not &lt;found&gt;", "Nothing &amp; nobody", "/pkg/ab12cd/cockpit.css", "data-theme=\"dark\""]
    {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[test]
fn every_page_leads_to_the_others_and_says_where_one_is() {
    for (html, here) in [(page(Theme::System), "/"), (radar_page(), "/radar"), (calendar_page(), "/calendar")]
    {
        for there in ["/", "/radar", "/calendar"] {
            let current = html.contains(&format!("<a href=\"{there}\" aria-current=\"page\""));
            assert!(html.contains(&format!("<a href=\"{there}\"")), "{there} from {here}");
            assert_eq!(current, there == here, "{there} on {here}");
        }
        assert_eq!(html.matches("<h1").count(), 1, "{here}");
    }
}

#[test]
fn the_calendar_leads_to_now_to_its_filter_and_to_its_feed() {
    let html = calendar_page();
    for words in [
        "href=\"#now\"",
        "id=\"now\"",
        "href=\"/calendar?impact=high\"",
        "<a href=\"/calendar?impact=medium\" aria-current=\"true\"",
        "href=\"/calendar.ics?impact=medium\"",
        "data-starts=\"1795435200\"",
        "datetime=\"2026-11-23T12:00:00Z\"",
        "07:00 ET",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[test]
fn an_empty_list_says_why() {
    let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
    let empty = |freshness, reason: Option<&str>| {
        let status = Status { freshness, reason: reason.map(str::to_owned), checked_at: None };
        radar(&[], &status, &frame(now))
    };
    let missing = empty(Freshness::Missing, Some("polymarket: status 503"));
    assert!(missing.contains("No odds yet.") && missing.contains("polymarket: status 503"), "{missing}");
    assert!(empty(Freshness::Fresh, None).contains("Nothing is traded enough."));
}
