//! What was told and what was decided, for anybody and for the operator.

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::rules::{Decision, Quantity, Reason, Severity};
use cockpit_store::{
    Access, AlertEvent, Channel, Claim, Decided, DecisionRow, Profile, Recipient, Settled, Settlement, Store,
};
use serde_json::{Value, json};

use crate::app::{App, Home, client};
use crate::dashboard::NOW;
use crate::post::somebody;

const PASSWORD: &str = "correct horse battery";
const NAME: &str = "Canary Reader";
const CHAT: &str = "770012345";

fn now() -> DateTime<Utc> {
    NOW.parse().unwrap()
}

fn decision(at: DateTime<Utc>, reason: Reason, event: Option<usize>) -> DecisionRow {
    let decision = Decision {
        at,
        rule: "btc.change.24h".parse().unwrap(),
        outcome: reason.outcome(),
        reason,
        series: Some(SeriesId::Btc),
        subject: None,
        from: Some(Quantity::Number(65_012.0)),
        from_at: None,
        to: Some(Quantity::Number(60_396.0)),
        change: Some(-7.1),
        threshold: Some(6.0),
        severity: Severity::Warning,
    };
    DecisionRow { decision, parameters: "btc.change.24h both 86400s".to_owned(), event }
}

/// Three alerts an hour apart, one of them dead on its way to the one subscriber, and decisions of four kinds.
async fn told(home: &Home) {
    let store = Store::open(&home.database(), Access::Exclusive).await.unwrap();
    let profile = Profile { name: NAME.to_owned(), ..somebody(Channel::Telegram, CHAT) };
    let subscriber = store.add_subscriber(profile, now()).await.unwrap();
    for (hours, rule, severity) in [
        (3, "btc.change.24h", Severity::Warning),
        (2, "us10y.change.1d", Severity::Info),
        (1, "btc.drift", Severity::Critical),
    ] {
        let at = now() - TimeDelta::hours(hours);
        let series = rule.split('.').next().unwrap();
        let (from, to, moment) = if series == "btc" {
            (65_012.0, 60_396.0, at.to_rfc3339())
        } else {
            (4.17, 4.31, at.date_naive().to_string())
        };
        let facts = json!({"series": series, "source": "coinbase", "observed_at": moment, "why": "the change over the window reached the threshold",
            "decision": {"from": from, "to": to, "change": -7.1, "threshold": 6.0}});
        let event = AlertEvent {
            rule: rule.parse().unwrap(),
            subject: None,
            severity,
            at,
            body: json!({"facts": [facts]}).to_string(),
            cause: format!("{series} at {moment}"),
            recipients: vec![Recipient { subscriber, due_at: at }],
        };
        let decisions = vec![
            decision(at, Reason::Moved, Some(0)),
            decision(at, Reason::QuietHours, Some(0)),
            decision(at, Reason::Cooldown, None),
            decision(at, Reason::Confirmation, None),
        ];
        let decided = Decided { at, states: Vec::new(), decisions, events: vec![event] };
        store.append_and_decide(Vec::new(), decided).await.unwrap();
        if hours == 3 {
            refused(&store, at).await;
        }
    }
    store.close().await;
}

/// What waits is sent, and refused for good.
async fn refused(store: &Store, at: DateTime<Utc>) {
    let claim = Claim { now: at, lease_until: at + TimeDelta::minutes(5), limit: 1, except: Vec::new() };
    let due = store.deliver(Channel::Telegram, Vec::new(), Some(claim)).await.unwrap();
    let result = Settled::Dead { reason: "Forbidden: bot was kicked".to_owned(), recipient_gone: false };
    let settled = Settlement { messages: due.iter().map(|due| due.id).collect(), at, result };
    store.deliver(Channel::Telegram, vec![settled], None).await.unwrap();
}

async fn serve() -> App {
    let home = Home::alone()
        .with("COCKPIT_ADMIN_PASSWORD", PASSWORD)
        .with("COCKPIT_PUBLIC_URL", "https://cockpit.example")
        .with("COCKPIT_TEST_NOW", NOW)
        .with("COCKPIT_BUNDLED", "off");
    told(&home).await;
    home.serve().await
}

/// A page as the operator gets it.
async fn as_operator(app: &App, paths: &[&str]) -> Vec<String> {
    drop(client());
    let plain =
        reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let login = plain.post(app.url("/login")).header("sec-fetch-site", "same-origin");
    let login = login.header("content-type", "application/x-www-form-urlencoded");
    let body =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("password", PASSWORD).finish();
    let answer = login.body(body).send().await.unwrap();
    assert_eq!(answer.status(), 303);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let mut pages = Vec::new();
    for path in paths {
        let answer = plain.get(app.url(path)).header("cookie", &cookie).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        pages.push(answer.text().await.unwrap());
    }
    pages
}

const PATHS: [&str; 8] = [
    "/alerts",
    "/alerts?show=decisions",
    "/alerts?series=btc&kind=drift",
    "/api/v1/alerts",
    "/api/v1/alerts?format=csv",
    "/api/v1/decisions",
    "/api/v1/decisions?format=csv",
    "/alerts.atom",
];

#[tokio::test]
async fn anybody_reads_what_was_told_but_not_to_whom() {
    let app = serve().await;
    for path in PATHS.iter().chain(&["/", "/metric/btc"]) {
        let (status, _, body) = app.get(path).await;
        assert_eq!(status, 200, "{path}");
        for private in [NAME, CHAT, "…345", "bot was kicked", "quiet_hours", "has quiet hours"] {
            assert!(!body.contains(private), "{path} tells {private}");
        }
    }
    let (_, _, page) = app.get("/alerts").await;
    for words in [
        "Bitcoin Price −7.1% in 24h, $65,012 → $60,396",
        "±6.0%",
        "Told because the change over the window reached the threshold.",
        "Messages: 1 dead.",
        "Messages: 1 pending.",
        "href=\"/metric/btc\"",
        "critical",
        "href=\"/alerts.atom\"",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let (_, _, front) = app.get("/").await;
    assert!(
        front.contains("Alert Log") && front.contains("Bitcoin Price −7.1% since it was last told"),
        "the panel"
    );
    let (_, _, page) = app.get("/alerts?show=decisions").await;
    for words in [
        "suppressed",
        "the rule fired too short a time ago",
        "held",
        "further polls have to agree",
        "$65,012 → $60,396",
        "−7.10 %",
        "6 %",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let decisions = app.json("/api/v1/decisions").await;
    assert_eq!(decisions["decisions"].as_array().unwrap().len(), 9, "without quiet hours");
    assert!(decisions["decisions"][0].get("parameters").is_none());
}

#[tokio::test]
async fn the_operator_reads_what_became_of_each_message() {
    let app = serve().await;
    let paths = ["/alerts", "/api/v1/alerts", "/api/v1/decisions", "/alerts?show=decisions"];
    let [page, api, decisions, decided] = as_operator(&app, &paths).await.try_into().unwrap();
    for words in [NAME, "…345", "telegram", "dead", "Forbidden: bot was kicked"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains(CHAT) && !api.contains(CHAT), "the address is masked");
    let api: Value = serde_json::from_str(&api).unwrap();
    let oldest = &api["alerts"][2]["recipients"][0];
    assert_eq!(
        (&oldest["state"], &oldest["attempts"], &oldest["reason"]),
        (&json!("dead"), &json!(1), &json!("Forbidden: bot was kicked"))
    );
    assert!(decided.contains("the recipient has quiet hours"));
    let decisions: Value = serde_json::from_str(&decisions).unwrap();
    assert_eq!(decisions["decisions"].as_array().unwrap().len(), 12);
    assert_eq!(decisions["decisions"][0]["parameters"], "btc.change.24h both 86400s");
}

#[tokio::test]
async fn the_address_filters_pages_and_exports_and_what_is_wrong_in_it_is_named() {
    let app = serve().await;
    let count = async |query: &str| {
        app.json(&format!("/api/v1/alerts?{query}")).await["alerts"].as_array().unwrap().len()
    };
    for (query, expected) in [
        ("", 3),
        ("series=btc", 2),
        ("series=btc&kind=drift", 1),
        ("severity=info", 1),
        ("kind=regime_change", 0),
        ("from=2999-01-01", 0),
        ("until=2000-01-01", 0),
        ("tracking=yes", 3),
    ] {
        assert_eq!(count(query).await, expected, "{query}");
    }
    let (_, _, page) = app.get("/alerts?kind=regime_change").await;
    assert!(page.contains("Nothing of this kind.") && page.contains("Show all"), "{page}");
    for (query, field) in [
        ("series=doge", "series"),
        ("kind=x", "kind"),
        ("outcome=x", "outcome"),
        ("severity=x", "severity"),
        ("from=x", "from"),
        ("until=x", "until"),
        ("after=x", "after"),
        ("show=x", "show"),
    ] {
        for path in ["/alerts", "/api/v1/alerts", "/api/v1/decisions"] {
            let (status, _, words) = app.get(&format!("{path}?{query}")).await;
            assert_eq!(status, 400, "{path}?{query}");
            assert_eq!(serde_json::from_str::<Value>(&words).unwrap()["field"], field, "{path}?{query}");
        }
    }
    let first = app.json("/api/v1/alerts?limit=2").await;
    let next = first["next"].as_str().unwrap();
    let second = app.json(&format!("/api/v1/alerts?limit=2&after={next}")).await;
    assert_eq!((second["alerts"].as_array().unwrap().len(), &second["next"]), (1, &Value::Null));
    assert_ne!(first["alerts"][1]["id"], second["alerts"][0]["id"]);

    let (_, headers, sheet) = app.get("/api/v1/decisions?outcome=fired&format=csv").await;
    assert!(headers["content-disposition"].to_str().unwrap().contains("decisions.csv"));
    let lines: Vec<&str> = sheet.lines().collect();
    assert_eq!(
        (lines.len(), lines[0]),
        (4, "at,rule,series,subject,decision,reason,why,from,to,change,threshold,severity,alert")
    );
    assert!(
        lines[1].contains(",btc.change.24h,btc,,fired,moved,") && lines[1].contains(",65012,60396,-7.1,6,"),
        "{}",
        lines[1]
    );

    let (_, headers, feed) = app.get("/alerts.atom").await;
    assert!(headers["content-type"].to_str().unwrap().starts_with("application/atom+xml"));
    let feed = roxmltree::Document::parse(&feed).unwrap();
    let titles: Vec<_> = feed
        .descendants()
        .filter(|node| node.tag_name().name() == "title")
        .filter_map(|node| node.text())
        .collect();
    assert_eq!(titles.len(), 4);
    assert!(titles[1].contains("Bitcoin Price −7.1% since it was last told"), "{titles:?}");
    let ids: Vec<_> = feed
        .descendants()
        .filter(|node| node.tag_name().name() == "id")
        .filter_map(|node| node.text())
        .collect();
    assert_eq!(ids[1], "https://cockpit.example/alerts/3");
}
