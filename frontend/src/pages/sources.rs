//! `/sources`: who is asked for what, who answers, and how the last day went.

use cockpit_domain::SeriesId;
use cockpit_domain::dashboard::SourceState;
use cockpit_domain::moment::MomentKind;
use cockpit_domain::sources::{Breaker, Feed, Standing};
use leptos::prelude::*;

use crate::format::{self, words};
use crate::panels::footer;
use crate::panels::header::{self, Place};
use crate::parts::strip::strip;
use crate::render::Setting;

/// What belongs together on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    Macro,
    Crypto,
    Events,
    Own,
}

impl Group {
    const ALL: [Self; 4] = [Self::Crypto, Self::Macro, Self::Events, Self::Own];

    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Crypto => ("crypto", "Crypto", "Prices and supply, asked every few minutes"),
            Self::Macro => ("macro", "Macro", "Published once a day or once a week; asked every hour"),
            Self::Events => ("events", "Markets and calendar", "Odds, and what is released when"),
            Self::Own => ("own", "Own indicators", "What the operator added, as often as was chosen"),
        }
    }

    fn of(feed: &Feed) -> Self {
        match feed.series.first() {
            None => Self::Events,
            Some(SeriesId::Own(_)) => Self::Own,
            Some(series) if series.definition().moments == MomentKind::Day => Self::Macro,
            Some(_) => Self::Crypto,
        }
    }
}

pub(crate) fn sources(feeds: &[Feed], setting: Setting) -> impl IntoView + use<> {
    let Setting { now, theme, updated_at, .. } = setting;
    let groups = Group::ALL.map(|wanted| {
        let members: Vec<_> = feeds.iter().filter(|feed| Group::of(feed) == wanted).collect();
        (!members.is_empty()).then(|| group(wanted, &members, setting))
    });
    view! {
        <a class="skip" href="#main">"To the sources"</a>
        {header::plain(Place::Sources, updated_at, now, theme)}
        <main id="main" class="page">
            <header class="page-head">
                <div>
                    <h1>"Sources"</h1>
                    <p class="nickname">{summary(feeds)}</p>
                </div>
            </header>
            {groups.collect_view()}
            <p class="muted page-note">
                "A feed asks its publishers in the order in which they stand here, and the next one only when the one before gave nothing that "
                "could be kept. A bar is half an hour: full where every try gave an answer, half where some failed, a stub where all did. "
                <a href="/docs/operating#refresh">"How sources are asked"</a>
            </p>
        </main>
        {footer::footer().into_any()}
    }
}

/// How many of the publishers that were asked answer, and how the day went, in a sentence.
fn summary(feeds: &[Feed]) -> String {
    let all = || feeds.iter().flat_map(|feed| &feed.sources);
    let asked = all().filter(|source| source.state != SourceState::Idle).count();
    if asked == 0 {
        return "No source has been asked yet.".to_owned();
    }
    let answer = all().filter(|source| source.state == SourceState::Ok).count();
    let who = if answer == asked {
        "Whoever is asked answers".to_owned()
    } else {
        format!("{answer} of {asked} that were asked answer")
    };
    let (tries, failed) = all()
        .fold((0, 0), |(tries, failed), source| (tries + source.day.tries(), failed + source.day.failed));
    match (tries, failed) {
        (0, _) => format!("{who}; nobody was asked in the last 24 hours."),
        (tries, failed) => format!(
            "{who}. Last 24 hours: {}, {} of them without an answer.",
            counted(tries, "question"),
            if failed == 0 { "none".to_owned() } else { count(failed) },
        ),
    }
}

fn group(group: Group, feeds: &[&Feed], setting: Setting) -> AnyView {
    let (id, title, line) = group.words();
    let feeds: Vec<_> = feeds.iter().map(|one| feed(one, setting)).collect();
    view! {
        <section class="card panel whole group" aria-labelledby=id>
            <header class="card-head">
                <div><h2 id=id>{title}</h2><p class="nickname">{line}</p></div>
            </header>
            <p class="standing-columns" aria-hidden="true">
                <span>"Publisher"</span><span>"Last 24 hours"</span><span>"Answered"</span><span>"Took"</span><span>"Tries"</span><span>"Host"</span>
            </p>
            {feeds}
        </section>
    }
    .into_any()
}

fn feed(feed: &Feed, setting: Setting) -> AnyView {
    let (title, brings) = names(feed);
    let next = feed.next_at.map(|at| match at {
        at if at <= setting.now => "due now".to_owned(),
        at => format!("next {}", format::clock(at, setting.now, setting.zone)),
    });
    let in_use = feed
        .in_use
        .as_ref()
        .filter(|_| feed.sources.len() > 1)
        .map(|name| format!("{} in use", words::source(name)));
    let line =
        [Some(rhythm(feed.rhythm_s)), next, in_use].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let rows: Vec<_> = feed.sources.iter().map(|source| standing(feed, source, setting)).collect();
    view! {
        <section class="feed" id=format!("feed-{}", feed.name)>
            <header>
                <h3>{title}</h3>
                <p class="muted">{line}</p>
                {(!brings.is_empty()).then(|| view! { <p class="brings">{brings}</p> })}
            </header>
            <ol class="standings">{rows}</ol>
        </section>
    }
    .into_any()
}

/// What a feed is called, and what else depends on it.
fn names(feed: &Feed) -> (&'static str, String) {
    if let Some((first, others)) = feed.series.split_first() {
        let others: Vec<_> = others.iter().map(|series| series.definition().name).collect();
        let also = if others.is_empty() { String::new() } else { format!("also for {}", others.join(", ")) };
        return (first.definition().name, also);
    }
    let (title, brings) = match feed.name.as_str() {
        "radar" => ("Prediction markets", "events, odds and volumes"),
        "calendar" => ("Releases of the week", "times, forecasts and previous figures"),
        "calendar.fed" => ("Fed schedule", "decisions, minutes, Beige Book"),
        "calendar.bea" => ("BEA schedule", "GDP, income, prices of consumption, trade"),
        "calendar.bls" => ("BLS schedule", "prices, jobs"),
        "releases" => ("Released figures", "the actual of a release, asked for from its second on"),
        _ => ("Further", ""),
    };
    (title, brings.to_owned())
}

fn rhythm(seconds: Option<u64>) -> String {
    match seconds {
        None => "asked when a figure is due".to_owned(),
        Some(60) => "every minute".to_owned(),
        Some(3_600) => "every hour".to_owned(),
        Some(86_400) => "every day".to_owned(),
        Some(s) if s < 3_600 => format!("every {} minutes", s / 60),
        Some(s) => format!("every {} hours", s / 3_600),
    }
}

fn standing(feed: &Feed, source: &Standing, setting: Setting) -> AnyView {
    let used = feed.in_use.as_deref() == Some(&source.name);
    let first = feed.sources.first().is_some_and(|first| first.name == source.name);
    let class = match source.state {
        SourceState::Ok => "ok",
        SourceState::Failing => "failing",
        SourceState::Idle => "idle",
    };
    let word = match (source.state, used) {
        (SourceState::Failing, _) => "does not answer",
        (_, true) => "in use",
        (SourceState::Idle, _) if first => "not asked yet",
        (SourceState::Idle, _) => "not needed yet",
        (SourceState::Ok, _) => "stands by",
    };
    let answered = match source.last_success_at {
        Some(at) => {
            let text = format!("{} ago", format::age((setting.now - at).num_seconds()));
            view! { <span data-at=at.timestamp() data-after=" ago">{text}</span> }.into_any()
        }
        None => "never".into_any(),
    };
    let median = source.day.median_ms.map(|ms| view! { <small>{format!("median {}", took(ms))}</small> });
    let day = &source.day;
    let hosts: Vec<_> = source
        .hosts
        .iter()
        .map(|host| {
            let words = match host.breaker {
                Breaker::Closed => "breaker closed".to_owned(),
                Breaker::Open => "breaker open: one try a minute".to_owned(),
                Breaker::Waiting { until } => {
                    format!("asked for patience until {}", format::clock(until, setting.now, setting.zone))
                }
            };
            let class = if host.breaker == Breaker::Closed { "closed" } else { "open" };
            view! { <span class=class>{host.name.clone()} " " <small>{words}</small></span> }
        })
        .collect();
    let again = (source.consecutive_failures > 1)
        .then(|| format!(" ({} times in a row)", count(source.consecutive_failures)));
    let why = source.error.as_ref().map(|error| view! { <p class="why">{error.clone()} {again}</p> });
    view! {
        <li class=format!("standing {class}")>
            <p class="who">
                <span class="dot" aria-hidden="true"></span>
                <span class="source-name">{words::source(&source.name)}</span>
                " " <span class="role">{word}</span>
            </p>
            {strip(&source.name, day)}
            <dl>
                <div><dt>"Answered"</dt><dd>{answered}</dd></div>
                <div><dt>"Took"</dt><dd>{source.last_ms.map_or("—".to_owned(), took)} " " {median}</dd></div>
                <div><dt>"Tries in 24 hours"</dt><dd>{tries(source)} " " <small>{rest(source)}</small></dd></div>
                <div><dt>"Host"</dt><dd>{hosts}</dd></div>
            </dl>
            {why}
        </li>
    }
    .into_any()
}

fn tries(source: &Standing) -> String {
    match source.day.tries() {
        0 => "none".to_owned(),
        _ => format!("{} answered", count(source.day.answered)),
    }
}

fn rest(source: &Standing) -> String {
    let day = &source.day;
    let unchanged = (day.not_modified > 0).then(|| format!("{} unchanged", count(day.not_modified)));
    let failed = (day.failed > 0).then(|| format!("{} failed", count(day.failed)));
    [unchanged, failed].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn count(number: u32) -> String {
    format::number(f64::from(number), 0)
}

fn counted(number: u32, what: &str) -> String {
    format!("{} {what}{}", count(number), if number == 1 { "" } else { "s" })
}

/// A length of time: `210 ms`, `1.2 s`.
fn took(ms: u64) -> String {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a question that takes longer than the ages is cut off before"
    )]
    match ms {
        0..1_000 => format!("{ms} ms"),
        _ => format!("{} s", format::number(ms as f64 / 1_000.0, 1)),
    }
}

#[cfg(test)]
mod tests {
    use cockpit_domain::sources::Day;

    use super::*;

    fn source(name: &str, state: SourceState, answered: u32, failed: u32) -> Standing {
        Standing {
            name: name.to_owned(),
            state,
            last_attempt_at: None,
            last_success_at: None,
            consecutive_failures: 0,
            error: None,
            last_ms: None,
            day: Day { answered, failed, ..Day::default() },
            hosts: Vec::new(),
        }
    }

    fn feed_of(sources: Vec<Standing>) -> Feed {
        Feed {
            name: "radar".into(),
            series: vec![],
            rhythm_s: Some(300),
            next_at: None,
            in_use: None,
            sources,
        }
    }

    #[test]
    fn the_summary_counts_who_was_asked_and_what_came() {
        let (ok, failing, idle) = (SourceState::Ok, SourceState::Failing, SourceState::Idle);
        for (sources, told) in [
            (vec![source("a", idle, 0, 0)], "No source has been asked yet."),
            (
                vec![source("a", ok, 1_439, 0), source("b", idle, 0, 0)],
                "Whoever is asked answers. Last 24 hours: 1,439 questions, none of them without an answer.",
            ),
            (
                vec![source("a", ok, 1, 0), source("b", failing, 0, 2)],
                "1 of 2 that were asked answer. Last 24 hours: 3 questions, 2 of them without an answer.",
            ),
        ] {
            assert_eq!(summary(&[feed_of(sources)]), told);
        }
    }

    #[test]
    fn rhythms_and_lengths_are_told_in_one_unit() {
        for (seconds, told) in [
            (None, "asked when a figure is due"),
            (Some(60), "every minute"),
            (Some(300), "every 5 minutes"),
            (Some(3_600), "every hour"),
            (Some(21_600), "every 6 hours"),
            (Some(86_400), "every day"),
        ] {
            assert_eq!(rhythm(seconds), told);
        }
        assert_eq!((took(0), took(999), took(1_240)), ("0 ms".into(), "999 ms".into(), "1.2 s".into()));
    }
}
