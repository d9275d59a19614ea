use cockpit_domain::Moment;
use cockpit_domain::dashboard::Dashboard;
use cockpit_domain::regime::Vote;

use crate::bot::html::{bold, page, text};
use crate::briefing::words;
use crate::render::Options;
use crate::render::words::{moment, number};

/// The regime, its votes with their reasons, and what would turn it.
pub(in crate::bot) fn regime(dashboard: &Dashboard, options: &Options) -> String {
    let (regime, now) = (&dashboard.regime, dashboard.generated_at);
    let since = regime.since.map(|day| format!(" since {}", moment(Moment::Day(day), now, options)));
    let mut lines = vec![format!("🧭 {}{}", bold(regime.state.words()), since.unwrap_or_default())];
    if let Some(score) = regime.score {
        let known = number(regime.known_weight * 100.0, 0, options.numbers);
        lines.push(format!(
            "Score {} of −1 to +1, on {known}% of the weight",
            words::score(score, options.numbers)
        ));
    }
    if regime.votes.is_empty() {
        lines.push("No votes yet: the history is still coming in.".to_owned());
    } else {
        lines.push(String::new());
        lines.extend(regime.votes.iter().map(vote));
        lines.extend([
            String::new(),
            format!("Nearest flip: {}", text(&words::flip(regime, options.numbers))),
        ]);
    }
    if let Some(page) = page("Every turn and its reasons", options.public_url.as_ref(), "/regime") {
        lines.push(page);
    }
    lines.join("\n")
}

/// `▼ 10Y ×2, weighs on risk: 10Y up 34 bp in 63 days`
fn vote(vote: &Vote) -> String {
    let (mark, says) = match vote.vote {
        Some(1..) => ("▲", "supports risk"),
        Some(0) => ("•", "neither"),
        Some(_) => ("▼", "weighs on risk"),
        None => ("?", "not known"),
    };
    let weight = if vote.weight == 1 { String::new() } else { format!(" ×{}", vote.weight) };
    format!("{mark} {}{weight}, {says}: {}", bold(vote.series.short_name()), text(&vote.reason))
}
