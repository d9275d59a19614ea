//! How Risk On and Risk Off are told.

use leptos::prelude::*;

use super::dialog::Over;
use super::form::{Line, button, foot, form, segments};
use super::view::{RegimeView, VoteForm};

const ACTIONS: &str = "/settings/regime";
const FORM: &str = "regime";
const MODELS: [(&str, &str); 2] = [("votes", "Weighted votes"), ("classic", "Classic")];

pub(super) fn section(view: &RegimeView, over: Over<'_>) -> AnyView {
    let known = [over.back(), ("revision", view.revision.clone())];
    let now = view.now.clone().map(|now| {
        view! { <p class="lead">"With what is saved: " <strong>{now}</strong> ". Changes hold at once; the past is told anew." </p> }
    });
    let votes: Vec<_> = view.votes.iter().map(vote).collect();
    let enter = Line {
        hint: "Risk On from this score, Risk Off from its negative; 0.01 to 1.",
        ..Line::number(FORM, "enter", "Takes a side from", "score")
    };
    let confirmations = Line {
        hint: "So many in a row before another answer counts, 1 to 30.",
        keys: Some("numeric"),
        ..Line::number(FORM, "confirmations", "Confirmed by", "days")
    };
    let known_weight = Line {
        hint: "With less of the weight known, the answer is Unknown.",
        ..Line::number(FORM, "known_weight_min_pct", "Needs at least", "%")
    };
    let content = view! {
        {now}
        {segments(FORM, "model", "Model", &MODELS, &view.model.value, view.model.error.as_deref())}
        <p class="hint">"Classic is the rule of the earlier system: a yield below 4.0 % and liquidity above $5,000 bn is Risk On, everything else Risk Off. The numbers below are of the votes."</p>
        <fieldset class="vote-forms">
            <legend>"Votes"</legend>
            {votes}
        </fieldset>
        <div class="columns">
            {enter.view(&view.enter)}
            {confirmations.view(&view.confirmations)}
            {known_weight.view(&view.known_weight_min_pct)}
        </div>
        {foot("Saved numbers hold at once.", "Save", None)}
    };
    let reset = view.own.then(|| {
        view! { <div class="apart">{button(&format!("{ACTIONS}/reset"), "quiet", &known, "Back to the defaults", None)}</div> }
    });
    view! {
        {form(&format!("{ACTIONS}/save"), "fields", &known, content.into_any())}
        {reset}
    }
    .into_any()
}

fn vote(vote: &VoteForm) -> AnyView {
    let series = &vote.series;
    let name = |what: &str| format!("{what}.{series}");
    let (weight, days, band) = (name("weight"), name("days"), name("band"));
    view! {
        <div class="vote-form" role="group" aria-label=vote.title.clone()>
            <p><strong>{vote.title.clone()}</strong> <span class="muted">{vote.words.clone()}</span></p>
            {Line { keys: Some("numeric"), ..Line::number(FORM, &weight, "Weight", "of 10") }.view(&vote.weight)}
            {Line { keys: Some("numeric"), ..Line::number(FORM, &days, "Window", "days") }.view(&vote.days)}
            {Line::number(FORM, &band, "Silent within ±", &vote.unit).view(&vote.band)}
        </div>
    }
    .into_any()
}
