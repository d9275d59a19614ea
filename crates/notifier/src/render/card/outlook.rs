//! Cards about the regime and the calendar.

use chrono::{DateTime, Utc};
use cockpit_domain::Moment;

use super::Draft;
use crate::message::{Event, EventReleased, EventSoon, RegimeChange, Vote};
use crate::render::Options;
use crate::render::words::{instant, moment, number, span};

pub(super) fn regime(change: &RegimeChange, options: &Options) -> Draft {
    let (from, to) = (change.from.words(), change.to.words());
    let score = change.score.map(|score| {
        let sign = if score > 0.0 { "+" } else { "" };
        format!("{sign}{} of −1 to +1", number(score, 2, options.numbers))
    });
    let draft = Draft::new(format!("Regime: {from} → {to}"))
        .row("Score", score)
        .row("Nearest flip", change.flip.clone());
    change.votes.iter().fold(draft, |draft, vote| draft.bullet(heading(vote), vote.reason.clone()))
}

fn heading(vote: &Vote) -> String {
    let cast = match vote.vote {
        Some(1..) => "+1",
        Some(0) => "0",
        Some(_) => "−1",
        None => "not known",
    };
    let weight = if vote.weight == 1 { String::new() } else { format!(" ×{}", vote.weight) };
    format!("{} {cast}{weight}", vote.name)
}

pub(super) fn soon(soon: &EventSoon, at: DateTime<Utc>, options: &Options) -> Draft {
    let event = &soon.event;
    let when = if event.timed {
        format!("in {}", span(event.at - at))
    } else {
        format!("on {}", due(event, at, options))
    };
    let draft = Draft::new(format!("{} {when}", name(event))).row("When", due(event, at, options));
    let draft = draft.row("Forecast", soon.forecast.clone()).row("Previous", soon.previous.clone());
    about(draft, event)
}

pub(super) fn released(released: &EventReleased, at: DateTime<Utc>, options: &Options) -> Draft {
    let event = &released.event;
    let against = match (&released.forecast, &released.previous) {
        (Some(forecast), _) => format!(", forecast {forecast}"),
        (None, Some(previous)) => format!(", previous {previous}"),
        (None, None) => String::new(),
    };
    let previous = match (&released.previous, &released.previous_revised) {
        (Some(previous), Some(revised)) => Some(format!("{previous}, revised to {revised}")),
        (previous, _) => previous.clone(),
    };
    let draft = Draft::new(format!("{}: {}{against}", name(event), released.actual))
        .row("Actual", released.actual.clone())
        .row("Forecast", released.forecast.clone())
        .row("Previous", previous)
        .row("Surprise", released.surprise.as_ref().map(|surprise| surprise.words.clone()))
        .row("Meaning", released.surprise.as_ref().map(|surprise| surprise.meaning.words().to_owned()))
        .row("Due", due(event, at, options));
    about(draft, event)
}

fn name(event: &Event) -> String {
    match &event.period {
        Some(period) => format!("{} ({period})", event.name),
        None => event.name.clone(),
    }
}

fn due(event: &Event, at: DateTime<Utc>, options: &Options) -> String {
    let when = if event.timed {
        instant(event.at, at, options)
    } else {
        moment(Moment::Day(event.at.date_naive()), at, options)
    };
    if event.estimated { format!("{when}, estimated") } else { when }
}

fn about(draft: Draft, event: &Event) -> Draft {
    let draft = draft.row("Impact", event.impact.clone()).row("Source", event.source.clone());
    match &event.market {
        Some(market) => draft.row("Market", market.title.clone()).link("The market", &market.url),
        None => draft,
    }
}
