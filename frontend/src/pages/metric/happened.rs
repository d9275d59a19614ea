//! The chart's marks as a list, for whoever would rather read, newest first.

use chrono::{DateTime, NaiveTime, Utc};
use cockpit_domain::Moment;
use leptos::prelude::*;

use crate::format;
use crate::parts::chart::{Span, release_words, turned};
use crate::render::Setting;
use crate::views::metric::MetricView;

/// Lines of the list; the chart has the others.
const LINES_MAX: usize = 40;

pub(super) fn happened(view: &MetricView, setting: Setting) -> AnyView {
    let span = Span { from: view.span.0, to: view.span.1 };
    let within = |at: DateTime<Utc>| (span.from..=span.to).contains(&at);
    let alerts = view.marks.alerts.iter().map(|alert| (alert.at, false, "Alert", alert.words.clone()));
    let releases =
        view.marks.releases.iter().map(|release| (release.at, false, "Release", release_words(release)));
    let turns = turned(&view.marks, span).into_iter().map(|(day, before, after)| {
        let words = format!("{} to {}", before.words(), after.words());
        (day.and_time(NaiveTime::MIN).and_utc(), true, "Regime", words)
    });
    let mut lines: Vec<_> = alerts.chain(releases).chain(turns).filter(|(at, ..)| within(*at)).collect();
    lines.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    let all = lines.len() + view.marks.left_out;
    let rows: Vec<_> = lines
        .into_iter()
        .take(LINES_MAX)
        .map(|(at, by_day, kind, words)| {
            let moment = if by_day { Moment::Day(at.date_naive()) } else { Moment::instant(at) };
            view! {
                <li>
                    <span class="mark-when">{format::moment(moment, setting.now, setting.zone)}</span>
                    <span class="mark-kind">{kind}</span>
                    <span>{words}</span>
                </li>
            }
        })
        .collect();
    let shown = rows.len();
    let content = if rows.is_empty() {
        view! { <p class="muted">"No alert, release or turn of the regime in this range."</p> }.into_any()
    } else {
        view! { <ol class="mark-list">{rows}</ol> }.into_any()
    };
    let more = (all > shown).then(|| {
        view! { <p class="muted">{format!("The newest {shown} of {all}. ")} <a href=format!("/alerts?series={}", view.series)>"Every alert"</a></p> }
    });
    view! {
        <section class="card panel" aria-labelledby="happened">
            <h2 id="happened">"What happened meanwhile"</h2>
            {content}
            {more}
        </section>
    }
    .into_any()
}
