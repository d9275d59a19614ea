//! `/regime`: every year as a ribbon, every turn with its reasons, what Bitcoin did afterwards, and the numbers in force.

use chrono::{Datelike, NaiveDate};
use cockpit_domain::dashboard::Regime;
use cockpit_domain::regime::{Model, Past, ScoreRow, State, Turn, Vote, VoteRule};
use leptos::prelude::*;

use crate::format::regime::{sentence, vote_rule};
use crate::format::{self, words};
use crate::panels::footer;
use crate::panels::header::{self, Place};
use crate::parts::ribbon::state_class;
use crate::parts::table::wide;
use crate::render::Setting;

/// Turns that are listed; the ribbons show them all.
const TURNS_MAX: usize = 30;

pub(crate) fn regime(regime: &Regime, past: &Past, model: &Model, setting: Setting) -> impl IntoView + use<> {
    let Setting { now, theme, updated_at, .. } = setting;
    let today = now.date_naive();
    let years = years(&regime.ribbon, today);
    let turns: Vec<_> = past.turns.iter().take(TURNS_MAX).map(turn).collect();
    let more = past.turns.len().saturating_sub(TURNS_MAX);
    let more = (more > 0).then(
        || view! { <p class="muted">{format!("{more} earlier turns are in the API, /api/v1/regime.")}</p> },
    );
    let states = [State::RiskOn, State::Neutral, State::RiskOff];
    let scores: Vec<_> = states.into_iter().map(|state| score(state, &past.score_card)).collect();
    let rules: Vec<_> = model.votes.iter().map(rule).collect();
    let first = regime.ribbon.first().map_or(String::new(), |(day, _)| day.format("%B %Y").to_string());
    view! {
        <a class="skip" href="#main">"To the regime"</a>
        {header::plain(Place::Regime, updated_at, now, theme)}
        <main id="main" class="page prose">
            <header class="page-head">
                <div>
                    <h1>"Regime"</h1>
                    <p class="nickname">{lead(regime)}</p>
                </div>
            </header>
            <section class="card panel whole">
                <h2>"Since " {first}</h2>
                <div class="years">{years}</div>
                <p class="muted">
                    "History from before this installation has no first-seen times: each figure counts as known one publication "
                    "lag after the day it speaks of. Later revisions do not change what was known."
                </p>
            </section>
            <section class="card panel">
                <h2>"How Bitcoin did afterwards"</h2>
                {wide("How Bitcoin did afterwards", view! { <table class="score-card">
                    <thead><tr><th scope="col">"After a regime began"</th><th scope="col">"7 days"</th><th scope="col">"30 days"</th><th scope="col">"90 days"</th></tr></thead>
                    <tbody>{scores}</tbody>
                </table> }.into_any())}
                <p class="muted">
                    "The middle change of Bitcoin after the days on which each regime began, how often it had risen, and how many "
                    "beginnings that counts. One stretch of history, in sample: it describes, it does not forecast."
                </p>
            </section>
            <section class="card panel">
                <h2>"The rules in force"</h2>
                <p>{sentence(model)}</p>
                {wide("The rules in force", view! { <table>
                    <thead><tr><th scope="col">"Series"</th><th scope="col">"Looks at"</th><th scope="col">"Supports risk"</th><th scope="col">"Weighs on risk"</th><th scope="col">"Weight"</th><th scope="col">"Oldest value"</th></tr></thead>
                    <tbody>{rules}</tbody>
                </table> }.into_any())}
            </section>
            <section class="card panel whole">
                <h2>"Turns and their reasons"</h2>
                <ol class="turns">{turns}</ol>
                {more}
            </section>
        </main>
        {footer::footer().into_any()}
    }
}

fn lead(regime: &Regime) -> String {
    let since = regime.since.map_or(String::new(), |day| format!(" since {}", day.format("%-d %B %Y")));
    let score = regime
        .score
        .map_or(String::new(), |score| format!(" Today's score is {}.", format::signed(score, 2)));
    let flip = words::flip(regime);
    let mut letters = flip.chars();
    let flip = letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect::<String>())
        .unwrap_or_default();
    format!("{}{since}.{score} {flip}.", regime.state.words())
}

/// One strip for each year, newest first, on one scale of days.
fn years(ribbon: &[(NaiveDate, State)], today: NaiveDate) -> Vec<impl IntoView + use<>> {
    let Some((first, _)) = ribbon.first() else { return Vec::new() };
    let start = |year: i32| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(today);
    let strip = |year: i32| {
        let (from, until) = (start(year).max(*first), start(year + 1).min(today));
        let place = |day: NaiveDate| format!("{:.2}%", (day - start(year)).num_days() as f64 / 3.66);
        let width = |days: i64| format!("{:.2}%", days as f64 / 3.66);
        let ends = ribbon.iter().skip(1).map(|(day, _)| *day).chain([today]);
        let mut said = Vec::new();
        let bars: Vec<_> = ribbon
            .iter()
            .zip(ends)
            .map(|((day, state), end)| ((*day).max(from), end.min(until), *state))
            .filter(|(day, end, _)| day < end)
            .map(|(day, end, state)| {
                said.push(format!("{} from {}", state.words(), day.format("%-d %b")));
                let words = format!("{} from {}", state.words(), day.format("%-d %b %Y"));
                view! { <rect class=state_class(state) x=place(day) width=width((end - day).num_days()) height="12"><title>{words}</title></rect> }
            })
            .collect();
        let label = format!("{year}: {}", said.join(", "));
        view! {
            <div class="year">
                <span class="year-name">{year}</span>
                <svg class="ribbon" width="100%" height="12" role="img" aria-label=label>{bars}</svg>
            </div>
        }
    };
    (first.year()..=today.year()).rev().map(strip).collect()
}

fn turn(turn: &Turn) -> impl IntoView + use<> {
    let reasons: Vec<_> = turn
        .votes
        .iter()
        .filter(|vote| vote.vote.is_some())
        .map(|vote: &Vote| {
            let cast = vote.vote.map_or(String::new(), |vote| format::signed(f64::from(vote), 0));
            view! { <li><span class="cast">{cast}</span> " " {vote.reason.clone()}</li> }
        })
        .collect();
    let score =
        turn.score.map_or("no score".to_owned(), |score| format!("score {}", format::signed(score, 2)));
    view! {
        <li>
            <details>
                <summary>
                    <span class=format!("square {}", state_class(turn.to)) aria-hidden="true"></span>
                    <span class="turn-day">{turn.day.format("%-d %b %Y").to_string()}</span>
                    <span>{format!("{} to {}", turn.from.words(), turn.to.words())}</span>
                    <span class="muted">{score}</span>
                </summary>
                <ul class="reasons">{reasons}</ul>
            </details>
        </li>
    }
}

fn score(state: State, rows: &[ScoreRow]) -> impl IntoView + use<> {
    let cells: Vec<_> = rows
        .iter()
        .filter(|row| row.state == state)
        .map(|row| {
            let words = match (row.median_pct, row.risen) {
                (Some(median), Some(risen)) => format!(
                    "{} %, up in {} of {}",
                    format::signed(median, 1),
                    format::number(risen * row.samples as f64, 0),
                    row.samples
                ),
                _ => "no sample yet".to_owned(),
            };
            view! { <td>{words}</td> }
        })
        .collect();
    view! {
        <tr>
            <th scope="row"><span class=format!("square {}", state_class(state)) aria-hidden="true"></span> " " {state.words()}</th>
            {cells}
        </tr>
    }
}

fn rule(rule: &VoteRule) -> impl IntoView + use<> {
    let (looks_at, supports, weighs) = vote_rule(rule);
    view! {
        <tr>
            <th scope="row">{words::vote_name(rule.series)}</th>
            <td>{looks_at}</td>
            <td>{supports}</td>
            <td>{weighs}</td>
            <td>{rule.weight}</td>
            <td>{format!("{} days", rule.age_days_max)}</td>
        </tr>
    }
}
