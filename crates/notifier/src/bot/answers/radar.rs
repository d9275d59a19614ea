use cockpit_domain::dashboard::Dashboard;
use cockpit_domain::freshness::Freshness;
use cockpit_domain::radar::{Caution, Entry};

use crate::bot::html::{bold, italic, link, page, text};
use crate::briefing::words;
use crate::render::Options;
use crate::render::words::dollars;

/// Markets in one answer.
const ENTRIES_MAX: usize = 5;

/// The prediction markets with their odds.
pub(in crate::bot) fn radar(dashboard: &Dashboard, options: &Options) -> String {
    let status = &dashboard.radar_status;
    let age = words::age(status, dashboard.generated_at, options).map(|age| format!(", {}", text(&age)));
    let mut lines = vec![format!("🎲 {}{}", bold("Prediction markets"), age.unwrap_or_default())];
    for entry in dashboard.radar.iter().take(ENTRIES_MAX) {
        lines.extend([String::new(), link(&words::market(entry).0, &entry.url), odds(entry, options)]);
        lines.extend(care(entry).map(|care| italic(&care)));
    }
    if dashboard.radar.is_empty() {
        lines.push(match status.freshness {
            Freshness::Fresh => "No open market of these subjects is traded enough.".to_owned(),
            _ => "No odds yet: Polymarket has not answered.".to_owned(),
        });
    }
    if let Some(page) = page("All markets", options.public_url.as_ref(), "/radar") {
        lines.extend([String::new(), page]);
    }
    lines.join("\n")
}

/// `25 bp cut 62%, +14 pp in 24 h, $4.2m traded in 24 h`
fn odds(entry: &Entry, options: &Options) -> String {
    let outcome = words::market(entry).1.unwrap_or_else(|| "Yes".to_owned());
    let change = entry.change_24h_pp.and_then(|points| words::odds_change(points, options.numbers));
    let change = change.unwrap_or_else(|| "change in 24 h not known".to_owned());
    let traded = dollars(entry.volume_24h_usd, options.numbers);
    let odds = bold(&words::odds(entry.probability, options.numbers));
    format!("{} {odds}, {}, {traded} traded in 24 h", text(&outcome), text(&change))
}

/// What to keep in mind about the odds.
fn care(entry: &Entry) -> Option<String> {
    let flipped = entry
        .led_before
        .as_ref()
        .filter(|_| entry.flipped)
        .map(|before| format!("“{before}” led until lately"));
    let cautions = entry.cautions.iter().map(|caution| {
        match caution {
            Caution::Thin => "little traded: one order can move it",
            Caution::Wide => "offers lie far apart",
            Caution::Stale => "not confirmed for a while",
            Caution::Closing => "trading ends within a day, or has ended",
        }
        .to_owned()
    });
    let all: Vec<String> = flipped.into_iter().chain(cautions).collect();
    (!all.is_empty()).then(|| all.join("; "))
}
