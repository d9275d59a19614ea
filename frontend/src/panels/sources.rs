//! Who answers, and who does not.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::dashboard::{Source, SourceState};
use leptos::prelude::*;

use crate::format::{self, words};
use crate::panels::frame::{empty, frame};

pub(crate) fn sources(sources: &[Source], now: DateTime<Utc>, zone: Tz) -> impl IntoView + use<> {
    let rows: Vec<_> = sources.iter().map(|source| row(source, now, zone)).collect();
    let content = if rows.is_empty() {
        empty("No source has been asked yet.", "Each will appear here with its last answer.")
    } else {
        view! { <ul class="sources">{rows}</ul> }.into_any()
    };
    frame("sources", "Sources", summary(sources), content)
}

fn summary(sources: &[Source]) -> String {
    let count = |state| sources.iter().filter(|source| source.state == state).count();
    match (sources.len(), count(SourceState::Ok)) {
        (0, _) => "Who is asked, and who answers".to_owned(),
        (all, answering) if all == answering => format!("All {all} answer"),
        (all, answering) => format!("{answering} of {all} answer"),
    }
}

fn row(source: &Source, now: DateTime<Utc>, zone: Tz) -> impl IntoView + use<> {
    let (class, word) = match source.state {
        SourceState::Ok => ("ok", "answers"),
        SourceState::Failing => ("failing", "does not answer"),
        SourceState::Idle => ("idle", "not asked yet"),
    };
    let answered = source.last_success_at.map(|at| {
        let text = format::age((now - at).num_seconds());
        view! { <span class="ticks" data-at=at.timestamp()>{text}</span> }
    });
    let never = (answered.is_none() && source.state != SourceState::Idle).then_some("never");
    let next = source.next_at.map(|at| match at {
        at if at <= now => "due now".to_owned(),
        at => format!("next {}", format::clock(at, now, zone)),
    });
    let why = if source.state == SourceState::Idle { Some(word.to_owned()) } else { source.error.clone() };
    let between = (why.is_some() && next.is_some()).then_some(" · ");
    view! {
        <li class=class>
            <span class="dot" aria-hidden="true"></span>
            <span class="source-name">{words::source(&source.name)}</span>
            <span class="hidden">{format!(" {word}, ")}</span>
            <span class="source-age">{answered} {never}</span>
            <span class="source-rest">{why} {between} <span class="next">{next}</span></span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_who_answers() {
        let source = |state| Source {
            name: "kraken".into(),
            state,
            last_success_at: None,
            next_at: None,
            error: None,
        };
        let (ok, failing) = (source(SourceState::Ok), source(SourceState::Failing));
        assert_eq!(summary(&[]), "Who is asked, and who answers");
        assert_eq!(summary(&[ok.clone(), ok.clone()]), "All 2 answer");
        assert_eq!(summary(&[ok, failing, source(SourceState::Idle)]), "1 of 3 answer");
    }
}
