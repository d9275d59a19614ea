//! What narrows the log: a form that asks by its address.

use cockpit_domain::SeriesId;
use cockpit_domain::rules::{Outcome, RuleKind, Severity};
use leptos::prelude::*;

use crate::format::rules;
use crate::views::alerts::Asked;

pub(super) fn filter(asked: &Asked) -> AnyView {
    let series = SeriesId::known().map(|series| (series.as_str(), series.definition().name));
    let kinds = RuleKind::ALL.iter().map(|kind| (kind.as_str(), rules::kind(*kind)));
    let severities = Severity::ALL.iter().map(|severity| (severity.as_str(), severity.as_str()));
    let outcomes = Outcome::ALL.iter().map(|outcome| (outcome.as_str(), outcome.as_str()));
    let outcome = asked
        .decisions
        .then(|| choice("outcome", "Outcome", "any outcome", outcomes, asked.outcome.map(Outcome::as_str)));
    let show = asked.decisions.then(|| view! { <input type="hidden" name="show" value="decisions"/> });
    let clear = asked.narrows().then(|| {
        let href = Asked { decisions: asked.decisions, ..Asked::default() }.address();
        view! { <a class="clear" href=href>"Show all"</a> }
    });
    view! {
        <form class="log-filter" method="get" action="/alerts" aria-label="Filter">
            {show}
            {choice("series", "Series", "any series", series, asked.series.map(SeriesId::as_str))}
            {choice("kind", "Kind", "any kind", kinds, asked.kind.map(RuleKind::as_str))}
            {outcome}
            {choice("severity", "Severity", "any severity", severities, asked.severity.map(Severity::as_str))}
            {moment("from", "From", asked.from.as_deref())}
            {moment("until", "Until", asked.until.as_deref())}
            <button type="submit" class="quiet-button">"Filter"</button>
            {clear}
        </form>
    }
    .into_any()
}

fn choice<'a>(
    name: &'static str,
    label: &'static str,
    any: &'static str,
    values: impl Iterator<Item = (&'a str, &'a str)>,
    chosen: Option<&str>,
) -> AnyView {
    let options: Vec<_> = values
        .map(|(value, words)| {
            view! { <option value=value.to_owned() selected=chosen == Some(value)>{words.to_owned()}</option> }
        })
        .collect();
    view! {
        <label><span>{label}</span><select name=name><option value="">{any}</option>{options}</select></label>
    }
    .into_any()
}

fn moment(name: &'static str, label: &'static str, entered: Option<&str>) -> AnyView {
    let entered = entered.unwrap_or_default().to_owned();
    // A moment to the second is not a date; whoever wrote one into the address sees it again.
    let kind = if entered.is_empty() || entered.len() == 10 { "date" } else { "text" };
    view! { <label><span>{label}</span><input type=kind name=name value=entered/></label> }.into_any()
}
