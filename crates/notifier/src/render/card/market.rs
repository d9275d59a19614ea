//! Cards about series and odds.

use chrono::{DateTime, Utc};

use super::Draft;
use crate::message::{Figure, Level, Market, Move, OddsLeader, OddsSwing, Release};
use crate::render::words::{change as change_words, dollars, figure, reading};
use crate::render::{Options, clean};

/// Titles of markets inside a title of ours.
const MARKET_TITLE_MAX: usize = 110;
const OUTCOME_MAX: usize = 50;

pub(super) fn change(moved: &Move, at: DateTime<Utc>, options: &Options) -> Draft {
    let window = moved.window.as_deref().unwrap_or("the window");
    let window_words = match window {
        "1d" => "since the previous published day".to_owned(),
        "prev" => "since the figure before".to_owned(),
        other => format!("in {other}"),
    };
    moved_draft(moved, &window_words, "Before", at, options).row("Window", window.to_owned())
}

pub(super) fn drift(moved: &Move, at: DateTime<Utc>, options: &Options) -> Draft {
    moved_draft(moved, "since it was last told", "Last told", at, options)
}

fn moved_draft(
    moved: &Move,
    over: &str,
    before: &'static str,
    at: DateTime<Utc>,
    options: &Options,
) -> Draft {
    let title = format!(
        "{} {} {over}, {}",
        moved.metric.name,
        change_words(moved.change, options.numbers),
        from_to(moved.from.figure, moved.to.figure, options),
    );
    Draft::new(title)
        .row(before, reading(&moved.from, at, options))
        .row("Now", reading(&moved.to, at, options))
        .row("Change", change_words(moved.change, options.numbers))
        .row("Threshold", format!("±{}", figure(moved.threshold, options.numbers)))
        .row("Source", moved.metric.source.clone())
}

pub(super) fn level(crossed: &Level, at: DateTime<Utc>, options: &Options) -> Draft {
    let side = if crossed.above { "rose above" } else { "fell below" };
    let level = figure(crossed.level, options.numbers);
    Draft::new(format!("{} {side} {level}", crossed.metric.name))
        .row("Before", crossed.from.map(|from| reading(&from, at, options)))
        .row("Now", reading(&crossed.to, at, options))
        .row("Level", level)
        .row("Source", crossed.metric.source.clone())
}

pub(super) fn release(release: &Release, at: DateTime<Utc>, options: &Options) -> Draft {
    let change = release.change.map(|change| change_words(change, options.numbers));
    let moved = change.as_ref().map(|change| format!(", {change}")).unwrap_or_default();
    let what = if release.revised { "revised figure" } else { "new figure" };
    let now = figure(release.to.figure, options.numbers);
    Draft::new(format!("{}: {what} {now}{moved}", release.metric.name))
        .row("Before", release.from.map(|from| reading(&from, at, options)))
        .row("Now", reading(&release.to, at, options))
        .row("Change", change)
        .row("Source", release.metric.source.clone())
}

pub(super) fn swing(swing: &OddsSwing, at: DateTime<Utc>, options: &Options) -> Draft {
    let title = format!(
        "{} · {} at {}, {} in 24h",
        clean::line(&swing.market.title, MARKET_TITLE_MAX),
        clean::line(&swing.market.outcome, OUTCOME_MAX),
        figure(swing.to.figure, options.numbers),
        change_words(swing.change, options.numbers),
    );
    let draft = Draft::new(title)
        .row("A day before", reading(&swing.from, at, options))
        .row("Now", reading(&swing.to, at, options))
        .row("Change", change_words(swing.change, options.numbers))
        .row("Threshold", format!("±{}", figure(swing.threshold, options.numbers)));
    market(draft, &swing.market, options)
}

pub(super) fn leader(overtaken: &OddsLeader, at: DateTime<Utc>, options: &Options) -> Draft {
    let title = format!(
        "{} · {} now leads {}",
        clean::line(&overtaken.market.title, MARKET_TITLE_MAX),
        clean::line(&overtaken.market.outcome, OUTCOME_MAX),
        clean::line(&overtaken.led_before, OUTCOME_MAX),
    );
    let odds = |outcome: &str, odds: String| format!("{} {odds}", clean::line(outcome, OUTCOME_MAX));
    let before = overtaken.its_odds.map(|its| figure(its, options.numbers));
    let draft = Draft::new(title)
        .row("Leads", odds(&overtaken.market.outcome, reading(&overtaken.odds, at, options)))
        .row("Led before", odds(&overtaken.led_before, before.unwrap_or_default()));
    market(draft, &overtaken.market, options)
}

fn market(draft: Draft, market: &Market, options: &Options) -> Draft {
    let volume = market.volume_24h_usd.map(|volume| dollars(volume, options.numbers));
    let draft = draft.row("Market", market.title.clone());
    draft.row("Traded in 24h", volume).row("Source", "Polymarket".to_owned()).link("The market", &market.url)
}

fn from_to(from: Figure, to: Figure, options: &Options) -> String {
    format!("{} → {}", figure(from, options.numbers), figure(to, options.numbers))
}
