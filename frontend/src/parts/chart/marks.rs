//! What happened while the course took its way: alerts on the line, releases at its foot, turns of the regime as lines
//! from top to bottom and as a strip under it. Each kind can be hidden by its box in the legend.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use cockpit_domain::regime::State;
use leptos::prelude::*;

use super::{Layer, Span, percent};
use crate::parts::ribbon::state_class;
use crate::views::metric::{Marks, ReleaseMark};

/// Alerts, on the line.
pub(super) fn alerts(marks: &Marks, layer: &Layer<'_>, span: Span) -> AnyView {
    let signs: Vec<_> = marks
        .alerts
        .iter()
        .filter_map(|alert| {
            let x = span.place(alert.at.timestamp())?;
            let y = layer.value_at(alert.at.timestamp()).map_or("50%".to_owned(), |value| layer.top_of(value));
            Some((x, y, format!("Alert, {}", alert.words), alert.severity.as_str()))
        })
        .map(|(x, y, words, severity)| {
            view! { <svg x=x y=y class=severity><path d="M0-6.5 5.5 0 0 6.5-5.5 0Z"><title>{words}</title></path></svg> }
        })
        .collect();
    view! { <g class="mark-alerts">{signs}</g> }.into_any()
}

/// Releases, at the foot.
pub(super) fn releases(marks: &Marks, span: Span) -> AnyView {
    let signs: Vec<_> = marks
        .releases
        .iter()
        .filter_map(|release| Some((span.place(release.at.timestamp())?, release_words(release))))
        .map(|(x, words)| {
            view! { <svg x=x y="100%"><path d="M0-10 4.5-1.5-4.5-1.5Z"><title>{words}</title></path></svg> }
        })
        .collect();
    view! { <g class="mark-releases">{signs}</g> }.into_any()
}

/// `CPI m/m: 0.3%, expected 0.2%`.
pub(crate) fn release_words(release: &ReleaseMark) -> String {
    let expected = release.forecast.as_ref().map(|forecast| format!(", expected {forecast}"));
    format!("{}: {}{}", release.name, release.actual, expected.unwrap_or_default())
}

/// Turns of the regime within the span, with the state before each.
pub(crate) fn turned(marks: &Marks, span: Span) -> Vec<(NaiveDate, State, State)> {
    let pairs = marks.regime.iter().zip(marks.regime.iter().skip(1));
    let turns = pairs.map(|((_, before), (day, after))| (*day, *before, *after));
    turns.filter(|(day, ..)| (span.from..=span.to).contains(&midnight(*day))).collect()
}

/// Turns, from top to bottom.
pub(super) fn turns(marks: &Marks, span: Span) -> AnyView {
    let lines: Vec<_> = turned(marks, span)
        .into_iter()
        .filter_map(|(day, before, after)| {
            let words = format!("{}: {} to {}", day.format("%-d %b %Y"), before.words(), after.words());
            Some((span.place(midnight(day).timestamp())?, words))
        })
        .map(|(x, words)| view! { <line x1=x.clone() x2=x y1="0" y2="100%"><title>{words}</title></line> })
        .collect();
    view! { <g class="mark-regime">{lines}</g> }.into_any()
}

/// The regime as a strip on the chart's scale of time.
pub(super) fn ribbon(marks: &Marks, span: Span) -> AnyView {
    let ends = marks.regime.iter().skip(1).map(|(day, _)| midnight(*day)).chain([span.to]);
    let bars: Vec<_> = marks
        .regime
        .iter()
        .zip(ends)
        .filter_map(|((day, state), until)| {
            let (from, until) = (midnight(*day).max(span.from), until.min(span.to));
            (from < until).then(|| (span.share(from.timestamp()), span.share(until.timestamp()), *day, *state))
        })
        .map(|(from, until, day, state)| {
            let words = format!("{} from {}", state.words(), day.format("%-d %b %Y"));
            view! { <rect class=state_class(state) x=percent(from) width=percent(until - from) height="6"><title>{words}</title></rect> }
        })
        .collect();
    view! { <svg class="ribbon mark-regime" width="100%" height="6" role="img" aria-label="Regime over the same time">{bars}</svg> }
        .into_any()
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// Which sign means what, each with a box that hides it.
pub(crate) fn legend(marks: &Marks, span: Span, bundled: bool) -> AnyView {
    let within = |at: &DateTime<Utc>| (span.from..=span.to).contains(at);
    let alerts = marks.alerts.iter().filter(|alert| within(&alert.at)).count();
    let releases = marks.releases.iter().filter(|release| within(&release.at)).count();
    let turns = turned(marks, span).len();
    let kinds = [
        ("alerts", count(alerts, "alert", "alerts"), "M0-6.5 5.5 0 0 6.5-5.5 0Z"),
        ("releases", count(releases, "release", "releases"), "M0-5.5 4.5 3-4.5 3Z"),
        ("regime", count(turns, "turn of the regime", "turns of the regime"), "M0-7V7"),
    ];
    let boxes = kinds.map(|(kind, words, sign)| {
        view! {
            <label>
                <input type="checkbox" checked data-show=kind autocomplete="off"/>
                <svg class=format!("mark-{kind}") viewBox="-8 -8 16 16" width="14" height="14" aria-hidden="true"><path d=sign></path></svg>
                {words}
            </label>
        }
    });
    let bundled = bundled.then(|| {
        view! {
            <span class="of-bundle-words">
                <svg viewBox="0 0 24 8" width="24" height="8" aria-hidden="true"><path class="line of-bundle" d="M0 4h24"></path></svg>
                "bundled with the program"
            </span>
        }
    });
    view! {
        <fieldset class="marks-legend">
            <legend class="hidden">"Marks"</legend>
            {boxes.collect_view()}
            {bundled}
        </fieldset>
    }
    .into_any()
}

fn count(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
