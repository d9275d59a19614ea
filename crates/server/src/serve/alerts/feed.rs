//! `GET /alerts.atom`: what was told, for a feed reader. A feed this small is written by hand; a parser reads it in the tests.

use std::fmt::Write;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use cockpit_notifier::render::{Card, Options};
use cockpit_notifier::tell::tell;
use cockpit_store::{LogFilter, LoggedAlert};
use url::Url;

use super::super::api::Problem;
use super::super::routes::App;
use super::api::seconds;

/// Alerts in the feed.
const ENTRIES: u32 = 50;

pub(in super::super) async fn feed(State(app): State<App>) -> Result<Response, Problem> {
    let alerts = app.store.alert_log(&LogFilter::default(), ENTRIES).await;
    let alerts = alerts.map_err(|error| Problem::ours(&error))?;
    let base = app.config.public_url.as_ref();
    let text = write(&alerts, &super::options(&app), base, app.clock.now());
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/atom+xml; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
    Ok(response)
}

/// Entries have names that never change: below the public address where there is one.
fn write(alerts: &[LoggedAlert], options: &Options, base: Option<&Url>, now: DateTime<Utc>) -> String {
    let root = base
        .map_or("urn:strategic-cockpit".to_owned(), |base| base.as_str().trim_end_matches('/').to_owned());
    let named = |path: &str| {
        let joint = if base.is_some() { '/' } else { ':' };
        escaped(&format!("{root}{joint}{path}"))
    };
    let updated = seconds(alerts.first().map_or(now, |alert| alert.at));
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n",
    );
    // Writing to a String does not fail.
    let _ = write!(
        text,
        "<id>{id}</id>\n<title>Strategic Cockpit: alerts</title>\n<updated>{updated}</updated>\n<author><name>Strategic Cockpit</name></author>\n",
        id = named("alerts.atom"),
    );
    if base.is_some() {
        let (own, page) = (named("alerts.atom"), named("alerts"));
        let _ = write!(
            text,
            "<link rel=\"self\" href=\"{own}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n"
        );
    }
    for alert in alerts {
        let card = Card::of(&tell(alert, None), options, false);
        let rows = card.rows.iter().map(|(label, value)| format!("{label}: {value}"));
        let lines: Vec<String> =
            rows.chain(card.why.iter().map(|why| format!("Told because {why}."))).collect();
        let id = named(&format!("alerts/{}", alert.id.0));
        let _ = write!(
            text,
            "<entry>\n<id>{id}</id>\n<title>{title}</title>\n<updated>{at}</updated>\n<category term=\"{kind}\"/>\n<category term=\"{severity}\"/>\n<summary>{summary}</summary>\n",
            title = escaped(&card.title),
            at = seconds(alert.at),
            kind = alert.rule.kind().as_str(),
            severity = alert.severity.as_str(),
            summary = escaped(&lines.join("\n")),
        );
        if base.is_some() {
            let page = named(&format!(
                "alerts?after={}-{}#alert-{}",
                alert.at.timestamp(),
                alert.id.0 + 1,
                alert.id.0
            ));
            let _ = writeln!(text, "<link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>");
        }
        text.push_str("</entry>\n");
    }
    text.push_str("</feed>\n");
    text
}

/// As text of XML; what XML cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(letter),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use cockpit_domain::rules::Severity;
    use cockpit_store::AlertId;

    use super::*;

    fn alert(id: i64, cause: &str) -> LoggedAlert {
        LoggedAlert {
            id: AlertId(id),
            rule: "btc.change.24h".parse().unwrap(),
            subject: None,
            severity: Severity::Warning,
            at: DateTime::from_timestamp(1_795_435_200 - id, 0).unwrap(),
            // Facts that cannot be read are told by their cause.
            body: "{}".to_owned(),
            cause: cause.to_owned(),
        }
    }

    #[test]
    fn a_parser_reads_the_feed_whatever_is_told() {
        let hostile = "</summary><script>alert(1)</script> ]]> &amp; \u{0}\u{b} \"'";
        let alerts = [alert(1, hostile), alert(2, "btc at noon")];
        let now = DateTime::from_timestamp(1_795_440_000, 0).unwrap();
        let url: Url = "https://cockpit.example/base".parse().unwrap();
        for base in [None, Some(&url)] {
            let text = write(&alerts, &Options::default(), base, now);
            let feed = roxmltree::Document::parse(&text).unwrap();
            let root = feed.root_element();
            let atom = "http://www.w3.org/2005/Atom";
            assert!(root.has_tag_name((atom, "feed")));
            let child = |of: roxmltree::Node<'_, '_>, name: &str| {
                of.children()
                    .find(|child| child.has_tag_name((atom, name)))
                    .map(|child| child.text().unwrap_or_default().to_owned())
            };
            assert_eq!(child(root, "updated").as_deref(), Some("2026-11-23T11:59:59Z"));
            let entries: Vec<_> =
                root.children().filter(|child| child.has_tag_name((atom, "entry"))).collect();
            assert_eq!(entries.len(), 2);
            for entry in &entries {
                for needed in ["id", "title", "updated", "summary"] {
                    assert!(child(*entry, needed).is_some(), "{needed}: {text}");
                }
            }
            assert_eq!(child(entries[1], "title").as_deref(), Some("Rule btc.change.24h fired"));
            let id = child(entries[1], "id").unwrap();
            assert_eq!(
                id,
                if base.is_some() {
                    "https://cockpit.example/base/alerts/2"
                } else {
                    "urn:strategic-cockpit:alerts/2"
                }
            );
            assert_eq!(feed.descendants().filter(|node| node.tag_name().name() == "script").count(), 0);
        }
        let none = write(&[], &Options::default(), None, now);
        assert!(roxmltree::Document::parse(&none).is_ok() && none.contains("2026-11-23T13:20:00Z"));
    }
}
