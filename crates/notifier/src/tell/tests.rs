use cockpit_domain::rules::Severity;
use cockpit_store::AlertId;
use serde_json::json;

use super::*;
use crate::render::card::headline;
use crate::render::{Card, Options};

fn alert(rule: &str, facts: &[Value]) -> LoggedAlert {
    LoggedAlert {
        id: AlertId(7),
        rule: rule.parse().unwrap(),
        subject: None,
        severity: Severity::Warning,
        at: "2026-11-24T15:00:05Z".parse().unwrap(),
        body: json!({"facts": facts}).to_string(),
        cause: "btc at 2026-11-24T15:00:00Z".to_owned(),
    }
}

fn said(alert: &LoggedAlert, own: Option<f64>) -> String {
    headline(&tell(alert, own), &Options::default())
}

fn btc() -> Value {
    json!({"series": "btc", "name": "Bitcoin Price", "source": "coinbase", "observed_at": "2026-11-24T15:00:00Z",
        "from_at": "2026-11-24T14:45:02Z", "why": "the change over the window reached the threshold",
        "decision": {"from": 86_915.0, "to": 88_740.0, "change": 2.0998, "threshold": 1.0}})
}

#[test]
fn a_change_names_the_recipients_own_threshold_and_both_moments() {
    let message = tell(&alert("btc.change.15m", &[btc()]), Some(2.0));
    let card = Card::of(&message, &Options::default(), false);
    assert_eq!(card.title, "Bitcoin Price +2.1% in 15m, $86,915 → $88,740");
    let row =
        |label: &str| card.rows.iter().find(|(known, _)| known == label).map(|(_, value)| value.as_str());
    assert_eq!(row("Threshold"), Some("±2.0%"));
    assert_eq!(row("Before"), Some("$86,915 (24 Nov, 14:45 UTC)"));
    assert_eq!(row("Source"), Some("Coinbase"));
    assert_eq!(message.path.as_deref(), Some("/metric/btc"));
}

#[test]
fn an_alert_of_an_earlier_version_takes_the_windows_start() {
    let mut facts = btc();
    facts.as_object_mut().unwrap().remove("from_at");
    let About::Change(moved) = tell(&alert("btc.change.15m", &[facts]), None).about else {
        panic!("no change")
    };
    assert_eq!(moved.from.moment.start().to_rfc3339(), "2026-11-24T14:45:00+00:00");
    assert_eq!(moved.threshold.amount(), 1.0);
}

#[test]
fn every_other_kind_is_told_in_its_own_words() {
    let level = json!({"series": "btc", "source": "kraken", "observed_at": "2026-11-24T15:00:00Z", "why": "x",
        "from_at": "2026-11-24T14:59:00Z", "decision": {"from": 100_020.0, "to": 99_980.0, "change": null, "threshold": 100_000.0}});
    assert_eq!(said(&alert("btc.level.100k", &[level]), None), "Bitcoin Price fell below $100,000");
    let release = json!({"series": "net_liquidity", "source": "fredgraph", "observed_at": "2026-11-18", "why": "x",
        "from_at": "2026-11-11", "decision": {"from": 5_824.8, "to": 5_801.2, "change": -0.405, "threshold": null}});
    assert!(said(&alert("net_liquidity.release", &[release]), None).contains("$5,801.2 bn"));
    let swing = json!({"title": "Fed cut?", "url": "https://polymarket.com/event/fed", "outcome": "Yes", "volume_24h_usd": 5,
        "odds": 62.0, "runner_up": null, "why": "x", "from_at": "2026-11-23T15:00:00Z",
        "decision": {"from": 48.0, "to": 62.0, "change": 14.0, "threshold": 10.0}});
    assert!(said(&alert("odds.swing", &[swing]), None).contains("62%"));
    let leader = json!({"title": "Who?", "url": "https://polymarket.com/event/who", "outcome": "B", "volume_24h_usd": 5,
        "odds": 52.0, "runner_up": ["A", 46.0], "why": "x", "decision": {"from": "A", "to": "B", "change": null, "threshold": null}});
    let About::OddsLeader(leader) = tell(&alert("odds.leader", &[leader]), None).about else {
        panic!("no leader")
    };
    assert_eq!(
        (leader.led_before.as_str(), leader.its_odds.map(crate::message::Figure::amount)),
        ("A", Some(46.0))
    );
    let regime = json!({"state": "risk_on", "since": "2026-11-23", "score": 0.57, "why": "x",
        "votes": [{"series": "us10y", "vote": 1, "weight": 2, "reason": "down 31 bp over 63 days"}],
        "flip": {"series": "us10y", "change": 11.0, "unit": "bp", "to": "neutral"},
        "decision": {"from": "neutral", "to": "risk_on", "change": null, "threshold": null}});
    let About::Regime(regime) = tell(&alert("regime.change", &[regime]), None).about else {
        panic!("no regime")
    };
    assert_eq!(regime.flip.as_deref(), Some("10Y +11 bp → Neutral"));
    assert_eq!(regime.votes[0].name, "US 10Y Treasury Yield");
    let stale = json!({"series": "btc", "name": "Bitcoin Price", "source": "coinbase", "observed_at": "2026-11-24T14:00:00Z",
        "why": "x", "decision": {"from": null, "to": null, "change": null, "threshold": 1.0}});
    assert!(said(&alert("source.stale", &[stale]), None).contains("silent for 1 h"));
}

fn release(name: &str, actual: Option<&str>) -> Value {
    let actual = actual.map(|text| json!({"text": text, "source": "fredgraph CPIAUCSL", "first_seen_at": "2026-11-24T15:00:00Z", "revised": null}));
    json!({"why": "the event's figure is out", "surprise": {"tone": "against", "words": "hotter than expected", "versus_previous": false, "size": 2.0},
        "release": {"id": "us.cpi", "kind": "us.cpi", "name": name, "period": "2026-10-01", "period_words": "Oct 2026",
            "at": "2026-11-24T13:30:00Z", "timed": true, "estimated": false, "scheduled_by": "bls", "scheduled_seen_at": "2026-11-24T13:30:00Z",
            "moved_from": null, "impact": "high", "forecast": {"text": "0.2%", "source": "forexfactory", "seen_at": "2026-11-24T13:30:00Z"},
            "previous": null, "actual": actual, "actual_reason": null}})
}

#[test]
fn figures_that_come_together_are_told_together() {
    let alert =
        alert("event.released", &[release("CPI m/m", Some("0.4%")), release("Core CPI m/m", Some("0.3%"))]);
    let card = Card::of(&tell(&alert, None), &Options::default(), false);
    assert_eq!(card.title, "CPI m/m (Oct 2026): 0.4%, forecast 0.2%, and 1 more");
    assert_eq!(card.bullets.len(), 2);
    assert!(card.bullets[1].1.contains("hotter than expected; weighs on risk"), "{:?}", card.bullets);
}

#[test]
fn what_cannot_be_read_is_told_in_short() {
    for facts in
        [vec![], vec![json!({})], vec![json!({"series": "doge", "decision": {}})], vec![release("CPI", None)]]
    {
        let alert = alert("event.released", &facts);
        assert_eq!(said(&alert, None), "Rule event.released fired", "{facts:?}");
    }
}

#[test]
fn a_threshold_is_ones_own_then_the_installations_then_the_presets() {
    use cockpit_domain::rules::Preset;
    let rules = Preset::Balanced.rules();
    let rule = rules.iter().find(|rule| rule.threshold().is_some()).unwrap();
    let installed = [rule.with_threshold(rule.threshold().unwrap() * 2.0).unwrap()];
    let preset = rule.threshold();
    assert_eq!(threshold(None, rule.id(), &[], &rules), preset);
    assert_eq!(threshold(None, rule.id(), &installed, &rules), installed[0].threshold());
    assert_eq!(threshold(Some(9.0), rule.id(), &installed, &rules), Some(9.0));
}
