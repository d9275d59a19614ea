//! One message of every kind.

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::regime::State;
use cockpit_domain::rules::Severity;
use cockpit_domain::{Moment, SeriesId};
use cockpit_notifier::message::{
    About, Briefing, Bullet, ChannelDown, Confirm, Digest, Event, EventReleased, EventSoon, Figure, Level,
    Market, Meaning, Metric, Move, Note, OddsLeader, OddsSwing, Reading, RegimeChange, Release, Several,
    SourceStale, Surprise, Test, Unit, Vote,
};
use cockpit_notifier::{Envelope, Message};

/// A title in which everything is markup to somebody.
pub(crate) const HOSTILE: &str = "<b>Fed</b> & \"cuts\"?</script><img src=x onerror=alert(1)>\r\nBcc: eve@example.org `*_[x](https://evil.example)~ @everyone <!channel>";

pub(crate) fn at() -> DateTime<Utc> {
    "2026-11-24T14:45:00Z".parse().unwrap()
}

fn figure(amount: f64, unit: Unit, decimals: u8) -> Figure {
    Figure::new(amount, unit, decimals).unwrap()
}

fn value(series: SeriesId, amount: f64, moment: Moment) -> Reading {
    Reading { figure: Figure::value(series, amount).unwrap(), moment }
}

fn minutes_ago(minutes: i64) -> Moment {
    Moment::Instant(at() - TimeDelta::minutes(minutes))
}

fn day(text: &str) -> Moment {
    Moment::Day(text.parse().unwrap())
}

fn odds(percent: f64, minutes: i64) -> Reading {
    Reading { figure: figure(percent, Unit::Percent, 0), moment: minutes_ago(minutes) }
}

fn market(title: &str) -> Market {
    Market {
        title: title.to_owned(),
        url: "https://polymarket.com/event/fed-decision-in-december".to_owned(),
        outcome: "25 bp cut".to_owned(),
        volume_24h_usd: Some(1_240_000),
    }
}

fn event() -> Event {
    Event {
        id: "us.cpi.mom.2026-10".to_owned(),
        name: "CPI m/m".to_owned(),
        period: Some("October".to_owned()),
        at: at() + TimeDelta::hours(12),
        timed: true,
        estimated: false,
        impact: "high".to_owned(),
        source: "BLS".to_owned(),
        market: Some(market("Inflation in October?")),
    }
}

fn message(severity: Severity, rule: &str, why: &str, path: &str, about: About) -> Message {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Message { at: at(), severity, rule: some(rule), why: some(why), path: some(path), about }
}

pub(crate) fn change() -> Message {
    let about = About::Change(Move {
        metric: Metric::of(SeriesId::Btc, "Coinbase"),
        from: value(SeriesId::Btc, 86_915.0, minutes_ago(15)),
        to: value(SeriesId::Btc, 88_740.0, minutes_ago(0)),
        change: Figure::change(SeriesId::Btc, 2.0998).unwrap(),
        threshold: figure(2.0, Unit::Percent, 1),
        window: Some("15m".to_owned()),
    });
    let why = "the change over the window reached the threshold";
    message(Severity::Warning, "btc.change.15m", why, "/metric/btc", about)
}

pub(crate) fn swing(title: &str) -> Message {
    let about = About::OddsSwing(OddsSwing {
        market: market(title),
        from: odds(48.0, 1_440),
        to: odds(62.0, 0),
        change: figure(14.0, Unit::PercentagePoints, 0),
        threshold: figure(10.0, Unit::PercentagePoints, 0),
    });
    message(Severity::Info, "odds.swing", "the odds moved by the threshold within a day", "/radar", about)
}

pub(crate) fn digest(messages: Vec<Message>) -> Message {
    let about = About::Held(Digest { since: at() - TimeDelta::hours(8), until: at(), messages });
    message(Severity::Info, "", "", "/alerts", about)
}

/// Every kind, by a name for its snapshot.
pub(crate) fn all() -> Vec<(&'static str, Message)> {
    use Severity::{Critical, Info, Warning};
    let drift = About::Drift(Move {
        metric: Metric::of(SeriesId::Us10y, "FRED"),
        from: value(SeriesId::Us10y, 4.02, day("2026-10-30")),
        to: value(SeriesId::Us10y, 4.17, day("2026-11-23")),
        change: Figure::change(SeriesId::Us10y, 15.0).unwrap(),
        threshold: figure(15.0, Unit::BasisPoints, 0),
        window: None,
    });
    let level = About::Level(Level {
        metric: Metric::of(SeriesId::Btc, "Coinbase"),
        from: Some(value(SeriesId::Btc, 100_020.0, minutes_ago(1))),
        to: value(SeriesId::Btc, 99_980.0, minutes_ago(0)),
        level: figure(100_000.0, Unit::Usd, 0),
        above: false,
    });
    let release = About::Release(Release {
        metric: Metric::of(SeriesId::NetLiquidity, "FRED"),
        from: Some(value(SeriesId::NetLiquidity, 5_824.8, day("2026-11-11"))),
        to: value(SeriesId::NetLiquidity, 5_801.2, day("2026-11-18")),
        change: Figure::change(SeriesId::NetLiquidity, -0.405),
        revised: false,
    });
    let leader = About::OddsLeader(OddsLeader {
        market: market("Fed decision in December?"),
        odds: odds(52.0, 0),
        led_before: "No change".to_owned(),
        its_odds: Some(figure(46.0, Unit::Percent, 0)),
    });
    let vote = |name: &str, vote, weight, reason: &str| Vote {
        name: name.to_owned(),
        vote,
        weight,
        reason: reason.to_owned(),
    };
    let regime = About::Regime(RegimeChange {
        from: State::Neutral,
        to: State::RiskOn,
        score: Some(0.57),
        votes: vec![
            vote("US 10Y Treasury Yield", Some(1), 2, "down 31 bp over 63 days"),
            vote("Bitcoin Price", Some(-1), 1, "4.1% below its 100-day mean"),
            vote("USDT Dominance", None, 1, "no value of the last 3 days"),
        ],
        flip: Some("10Y +11 bp".to_owned()),
    });
    let soon = About::EventSoon(EventSoon {
        event: event(),
        forecast: Some("0.2%".to_owned()),
        previous: Some("0.3%".to_owned()),
    });
    let released = About::EventReleased(EventReleased {
        event: Event { at: at() - TimeDelta::minutes(2), market: None, ..event() },
        actual: "0.4%".to_owned(),
        forecast: Some("0.2%".to_owned()),
        previous: Some("0.3%".to_owned()),
        previous_revised: Some("0.2%".to_owned()),
        surprise: Some(Surprise {
            words: "hotter than expected: more inflation pressure, rates up".to_owned(),
            meaning: Meaning::Against,
        }),
    });
    let stale = About::SourceStale(SourceStale {
        source: "fred.dgs10".to_owned(),
        series: vec!["us10y".to_owned()],
        last_at: Some(at() - TimeDelta::hours(50)),
        problem: Some("unexpected status 503".to_owned()),
    });
    let down = About::ChannelDown(ChannelDown {
        channel: "email".to_owned(),
        since: at() - TimeDelta::minutes(20),
        problem: "login_refused: 535 5.7.8 Username and Password not accepted".to_owned(),
        waiting: 3,
        resume_at: Some(at() + TimeDelta::minutes(15)),
    });
    let bullet = |heading: &str, text: &str| Bullet { heading: heading.to_owned(), text: text.to_owned() };
    let briefing = About::Briefing(Briefing {
        day: at().date_naive(),
        bullets: vec![
            bullet("Regime", "Risk On since 12 Nov at +0.57; it would flip if the 10Y rose by 11 bp."),
            bullet(
                "Flows",
                "Net liquidity $5,801.2 bn (−0.41% in 7d), stablecoins $301.4 bn (+0.32% in 7d).",
            ),
            bullet(
                "Watchlist",
                "CPI m/m at 03:45 CET (forecast 0.2%); “Fed decision in December?” 25 bp cut 62%.",
            ),
        ],
        phrased_by: None,
    });
    let core = EventReleased {
        event: Event { name: "Core CPI m/m".to_owned(), market: None, ..event() },
        actual: "0.3%".to_owned(),
        forecast: None,
        previous: Some("0.3%".to_owned()),
        previous_revised: None,
        surprise: None,
    };
    let released_at_once = vec![
        message(Warning, "event.released", "the event's figure is out", "/calendar", released.clone()),
        message(
            Warning,
            "event.released",
            "the event's figure is out",
            "/calendar",
            About::EventReleased(core),
        ),
    ];
    let several = About::Several(Several { messages: released_at_once });
    let note = About::Note(Note {
        title: "Rule btc.drift fired".to_owned(),
        text: "btc at 2026-11-24T14:45:00Z".to_owned(),
    });
    let outage =
        About::Outage(Digest { since: at() - TimeDelta::hours(6), until: at(), messages: vec![change()] });
    let confirm = About::Confirm(Confirm { url: "https://cockpit.example/confirm/abc".to_owned() });
    vec![
        ("change", change()),
        (
            "drift",
            message(
                Warning,
                "us10y.drift",
                "the change since the last alert of this rule reached the threshold",
                "/metric/us10y",
                drift,
            ),
        ),
        ("level", message(Critical, "btc.level.100k", "the value crossed the level", "/metric/btc", level)),
        (
            "release",
            message(
                Info,
                "net_liquidity.release",
                "a new figure was published",
                "/metric/net_liquidity",
                release,
            ),
        ),
        ("odds_swing", swing("Fed decision in December?")),
        ("odds_leader", message(Warning, "odds.leader", "another outcome leads", "/radar", leader)),
        ("regime", message(Critical, "regime.change", "the settled regime changed", "/regime", regime)),
        ("event_soon", message(Info, "event.soon", "the event comes up", "/calendar", soon)),
        (
            "event_released",
            message(Warning, "event.released", "the event's figure is out", "/calendar", released),
        ),
        (
            "source_stale",
            message(Warning, "source.stale", "the source has not brought what it should", "/sources", stale),
        ),
        ("channel_down", message(Critical, "", "", "/alerts", down)),
        ("test", message(Info, "", "", "", About::Test(Test { recipient: "Ann".to_owned() }))),
        ("briefing", message(Info, "", "", "/", briefing)),
        ("held", digest(vec![change(), swing("Fed decision in December?")])),
        ("outage", message(Info, "", "", "/alerts", outage)),
        ("confirm", message(Info, "", "", "", confirm)),
        ("several", message(Warning, "event.released", "the event's figure is out", "/calendar", several)),
        ("note", message(Warning, "btc.drift", "", "/metric/btc", note)),
        ("hostile", swing(HOSTILE)),
    ]
}

/// To somebody in Berlin, who can reach the page.
pub(crate) fn envelope(id: &str, address: &str, message: Message) -> Envelope {
    let mut envelope = Envelope::new(id, address, message);
    envelope.options.zone = "Europe/Berlin".parse().unwrap();
    envelope.options.public_url = Some("https://cockpit.example".parse().unwrap());
    envelope.unsubscribe = Some("https://cockpit.example/unsubscribe/abc".parse().unwrap());
    envelope.manage = Some("https://cockpit.example/me/abc".parse().unwrap());
    envelope
}
