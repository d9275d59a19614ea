//! The regime in one strip: the last year as a ribbon, and under it the votes, each with its number.

use chrono::{DateTime, Utc};
use cockpit_domain::dashboard::Regime;
use cockpit_domain::regime::{ModelKind, Vote};
use leptos::prelude::*;

use crate::format::regime::sentence;
use crate::format::{self, words};
use crate::parts::ribbon::{ribbon, state_class, stretches};
use crate::parts::table::wide;

/// The ribbon and the votes.
pub(crate) fn regime(regime: &Regime, now: DateTime<Utc>) -> impl IntoView + use<> {
    let today = now.date_naive();
    let votes: Vec<_> = regime.votes.iter().map(vote).collect();
    let votes = if votes.is_empty() {
        view! { <p class="no-votes">"No votes yet. The regime is settled from five series once their history is in."</p> }
            .into_any()
    } else {
        view! { <ul class="votes">{votes}</ul> }.into_any()
    };
    view! {
        <section class="regime" aria-label="Regime">
            {ribbon(&stretches(&regime.ribbon, today), today).into_any()}
            {votes}
        </section>
    }
}

fn vote_class(vote: &Vote) -> &'static str {
    match vote.vote {
        Some(1) => "supports",
        Some(-1) => "against",
        Some(_) => "neutral",
        None => "unknown",
    }
}

fn band(vote: &Vote) -> String {
    format!("±{} {}", format::shortest(vote.band), vote.unit.symbol())
}

fn vote(vote: &Vote) -> impl IntoView + use<> {
    view! {
        <li class=vote_class(vote) title=vote.reason.clone()>
            <span class="vote-name">{words::vote_name(vote.series)}</span>
            <span class="vote-value">{words::measured(vote)}</span>
            <span class="vote-says">
                <span>{words::vote(vote.vote)}</span>
                " "
                <span>{format!("band {}", band(vote))}</span>
            </span>
        </li>
    }
}

/// The badge; opened, it explains the answer.
pub(crate) fn badge(regime: &Regime) -> impl IntoView + use<> {
    let state = regime.state;
    let since = regime.since.map(|day| format!("{} since {}. ", state.words(), day.format("%-d %b %Y")));
    let score = regime.score.map(|score| {
        let known = format::number(regime.known_weight * 100.0, 0);
        format!("Score {} on {known} % of the weight. ", format::signed(score, 2))
    });
    let rows: Vec<_> = regime.votes.iter().map(row).collect();
    let table = (!rows.is_empty()).then(|| {
        view! {
            {wide("Votes", view! {
                <table>
                    <thead>
                        <tr><th scope="col">"Vote"</th><th scope="col">"Weight"</th><th scope="col">"Why"</th><th scope="col">"To the next vote"</th></tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            }.into_any())}
        }
    });
    let model = regime.model.parse::<ModelKind>().unwrap_or(ModelKind::Votes).model();
    view! {
        <details class="regime-badge">
            <summary class=format!("badge {}", state_class(state))>
                <span class="dot" aria-hidden="true"></span>
                <span class="hidden">"Regime: "</span>
                {state.words()}
            </summary>
            <div class="explained">
                <p>{since} {score} {words::flip(regime)} "."</p>
                {table}
                <p class="muted">{sentence(&model)} " " <a href="/regime">"Every turn and its reasons"</a></p>
            </div>
        </details>
    }
}

fn row(vote: &Vote) -> impl IntoView + use<> {
    let cast = vote.vote.map_or("unknown".to_owned(), |vote| format::signed(f64::from(vote), 0));
    let to_next = vote.to_next.map_or("—".to_owned(), |change| format::change(change, vote.unit));
    view! {
        <tr class=vote_class(vote)>
            <th scope="row"><span class="cast">{cast}</span> " " {words::vote_name(vote.series)}</th>
            <td>{vote.weight}</td>
            <td>{vote.reason.clone()}</td>
            <td>{to_next}</td>
        </tr>
    }
}
