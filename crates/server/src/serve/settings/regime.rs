//! How Risk On and Risk Off are told: the model and the numbers of its votes.

use axum::extract::State;
use axum::routing::post;
use cockpit_domain::change::ChangeUnit;
use cockpit_domain::regime::spec::{DAYS_MAX, WEIGHT_MAX};
use cockpit_domain::regime::{Measure, Model, ModelKind, ModelSpec, VoteRule, VoteSpec};
use cockpit_frontend::format::{self, words};
use cockpit_frontend::settings::view::{Body, Conflict, ConflictLine, Field, RegimeView, Section, VoteForm};
use cockpit_store::{AuditKind, Revised};

use super::entered::{number, whole};
use super::posted::checked;
use super::{Answer, Asked, Posted, Shown, audit, notice};
use crate::access::{Class, Operator, Routes};
use crate::serve::api::Problem;
use crate::serve::routes::App;

/// Most evaluations that can be asked to agree.
const CONFIRMATIONS_MAX: u16 = cockpit_domain::regime::spec::CONFIRMATIONS_MAX as u16;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(Class::Operator, "/settings/regime/save", post(save)).add(
        Class::Operator,
        "/settings/regime/reset",
        post(reset),
    )
}

pub(super) async fn shown(app: &App, asked: &Asked) -> Result<Shown, Problem> {
    let done = match asked.done() {
        Some("saved") => Some(notice("Saved. The regime is told with these numbers, its past too.")),
        Some("reset") => Some(notice("The regime is told with the default numbers again.")),
        _ => None,
    };
    Ok(Shown::new(Body::Regime(view(app, &chosen(app).await?)), done))
}

/// The model that was chosen; as the program was started where none was.
async fn chosen(app: &App) -> Result<Revised<Option<ModelSpec>>, Problem> {
    app.store.regime_model().await.map_err(|error| Problem::ours(&error))
}

fn spec(app: &App, chosen: &Revised<Option<ModelSpec>>) -> ModelSpec {
    chosen.value.clone().unwrap_or_else(|| ModelSpec::of(app.config.regime))
}

fn view(app: &App, chosen: &Revised<Option<ModelSpec>>) -> RegimeView {
    let regime = app.snapshots.dashboard(app.clock.now()).regime;
    let score = regime.score.map(|score| format!(", score {}", format::signed(score, 2))).unwrap_or_default();
    RegimeView {
        own: chosen.value.is_some(),
        now: Some(format!("{}{score}", regime.state.words())),
        ..fields(&spec(app, chosen), chosen.revision)
    }
}

/// A model as fields.
fn fields(spec: &ModelSpec, revision: i64) -> RegimeView {
    let votes = Model::default().votes.into_iter().zip(&spec.votes).map(|(rule, vote)| VoteForm {
        series: vote.series.clone(),
        title: words::vote_name(rule.series).to_owned(),
        words: looks_at(&rule),
        weight: Field::new(vote.weight.to_string()),
        band: Field::new(vote.band.to_string()),
        days: Field::new(vote.days.to_string()),
        unit: unit(&rule).symbol().to_owned(),
    });
    RegimeView {
        revision: revision.to_string(),
        model: Field::new(spec.model.as_str()),
        votes: votes.collect(),
        enter: Field::new(spec.enter.to_string()),
        known_weight_min_pct: Field::new(percent(spec.known_weight_min).to_string()),
        confirmations: Field::new(spec.confirmations.to_string()),
        own: false,
        now: None,
    }
}

/// A share in percent, as it was entered.
fn percent(share: f64) -> f64 {
    (share * 1e6).round() / 1e4
}

fn looks_at(rule: &VoteRule) -> String {
    match (rule.measure, rule.inverse) {
        (Measure::AgainstMean { .. }, _) => "against its mean; above supports risk".to_owned(),
        (_, true) => "change; a rise weighs on risk".to_owned(),
        (_, false) => "change; a rise supports risk".to_owned(),
    }
}

const fn unit(rule: &VoteRule) -> ChangeUnit {
    match rule.measure {
        Measure::Change { unit, .. } | Measure::Level { unit, .. } => unit,
        Measure::AgainstMean { .. } => ChangeUnit::Percent,
    }
}

/// `POST /settings/regime/save`.
async fn save(State(app): State<App>, operator: Operator, posted: Posted) -> Result<Answer, Problem> {
    let known = chosen(&app).await?;
    let before = spec(&app, &known);
    let (mut entered, wanted) = read(&posted, &before);
    (entered.revision, entered.own) = (known.revision.to_string(), known.value.is_some());
    entered.now = view(&app, &known).now;
    if posted.text("revision") != entered.revision {
        return Ok(crossed(&posted, &before, entered, known.revision));
    }
    let Some(wanted) = wanted else { return Ok(Answer::refused(&posted, Body::Regime(entered))) };
    if wanted == before {
        return Ok(Answer::done(&posted, Section::Regime, "saved"));
    }
    let kept = (wanted != ModelSpec::of(app.config.regime)).then_some(wanted);
    if !put(&app, known.revision, kept).await? {
        let known = chosen(&app).await?;
        entered.revision = known.revision.to_string();
        return Ok(crossed(&posted, &spec(&app, &known), entered, known.revision));
    }
    let changed = differences(&fields(&before, 0), &entered);
    let words: Vec<String> =
        changed.iter().map(|line| format!("{} {} to {}", line.label, line.theirs, line.ours)).collect();
    note(&app, operator, format!("regime: {}", words.join(", "))).await;
    Ok(Answer::done(&posted, Section::Regime, "saved"))
}

/// `POST /settings/regime/reset`.
async fn reset(State(app): State<App>, operator: Operator, posted: Posted) -> Result<Answer, Problem> {
    let known = chosen(&app).await?;
    if known.value.is_none() {
        return Ok(Answer::done(&posted, Section::Regime, "reset"));
    }
    let same = posted.text("revision") == known.revision.to_string();
    if same && put(&app, known.revision, None).await? {
        note(&app, operator, "regime: back to the defaults".to_owned()).await;
        return Ok(Answer::done(&posted, Section::Regime, "reset"));
    }
    let words = "Somebody else changed the regime's numbers meanwhile. These are theirs.";
    let now = chosen(&app).await?;
    Ok(Answer::impossible(&posted, Body::Regime(view(&app, &now)), words))
}

/// Saves, and tells the regime anew at once.
async fn put(app: &App, revision: i64, model: Option<ModelSpec>) -> Result<bool, Problem> {
    let saved = app.store.save_regime_model(revision, model, app.clock.now()).await;
    let saved = saved.map_err(|error| Problem::ours(&error))?.is_some();
    if saved {
        app.snapshots.renew().await;
    }
    Ok(saved)
}

async fn note(app: &App, operator: Operator, words: String) {
    audit(app, AuditKind::Settings, Some(operator.address), words).await;
}

/// What was entered, and the model it makes; `None` with what is wrong at each field.
fn read(posted: &Posted, before: &ModelSpec) -> (RegimeView, Option<ModelSpec>) {
    let mut entered = fields(before, 0);
    entered.model = posted.line("model");
    entered.enter = posted.line("enter");
    entered.known_weight_min_pct = posted.line("known_weight_min_pct");
    entered.confirmations = posted.line("confirmations");
    for vote in &mut entered.votes {
        vote.weight = posted.line(&format!("weight.{}", vote.series));
        vote.days = posted.line(&format!("days.{}", vote.series));
        vote.band = posted.line(&format!("band.{}", vote.series));
    }
    let wanted = wanted(&mut entered);
    (entered, wanted)
}

fn wanted(entered: &mut RegimeView) -> Option<ModelSpec> {
    let model = checked(&mut entered.model, |word| {
        word.parse::<ModelKind>().map_err(|_| "must be votes or classic".to_owned())
    });
    let votes: Vec<Option<VoteSpec>> = entered
        .votes
        .iter_mut()
        .map(|vote| {
            let weight = checked(&mut vote.weight, |text| whole(text, 0, WEIGHT_MAX.into(), ""));
            let days = checked(&mut vote.days, |text| whole(text, 1, DAYS_MAX, "days"));
            let band = checked(&mut vote.band, number);
            let (weight, days, band) = (u8::try_from(weight?).ok()?, days?, band?);
            Some(VoteSpec { series: vote.series.clone(), weight, days, band })
        })
        .collect();
    let enter = checked(&mut entered.enter, number);
    let known = checked(&mut entered.known_weight_min_pct, number);
    let confirmations = checked(&mut entered.confirmations, |text| whole(text, 1, CONFIRMATIONS_MAX, "days"));
    let spec = ModelSpec {
        model: model?,
        votes: votes.into_iter().collect::<Option<_>>()?,
        enter: enter?,
        known_weight_min: (known? * 1e4).round() / 1e6,
        confirmations: u8::try_from(confirmations?).ok()?,
    };
    let problems = spec.problems();
    for problem in &problems {
        if let Some(field) = field(entered, &problem.field) {
            field.error = Some(problem.words.clone());
        }
    }
    problems.is_empty().then_some(spec)
}

fn field<'a>(entered: &'a mut RegimeView, name: &str) -> Option<&'a mut Field> {
    match name {
        "enter" => Some(&mut entered.enter),
        "known_weight_min_pct" => Some(&mut entered.known_weight_min_pct),
        "confirmations" => Some(&mut entered.confirmations),
        other => {
            let (what, series) = other.split_once('.')?;
            let vote = entered.votes.iter_mut().find(|vote| vote.series == series)?;
            match what {
                "weight" => Some(&mut vote.weight),
                "days" => Some(&mut vote.days),
                _ => Some(&mut vote.band),
            }
        }
    }
}

fn crossed(posted: &Posted, theirs: &ModelSpec, entered: RegimeView, revision: i64) -> Answer {
    let lines = differences(&fields(theirs, revision), &entered);
    Answer::conflict(posted, Body::Regime(entered), Conflict { lines })
}

fn differences(theirs: &RegimeView, ours: &RegimeView) -> Vec<ConflictLine> {
    let named = |view: &RegimeView| {
        let mut all = vec![("Model".to_owned(), view.model.value.clone())];
        for vote in &view.votes {
            all.push((format!("{}: weight", vote.title), vote.weight.value.clone()));
            all.push((format!("{}: window", vote.title), vote.days.value.clone()));
            all.push((format!("{}: band", vote.title), vote.band.value.clone()));
        }
        all.push(("Takes a side from".to_owned(), view.enter.value.clone()));
        all.push(("Confirmed by".to_owned(), view.confirmations.value.clone()));
        all.push(("Needs at least".to_owned(), view.known_weight_min_pct.value.clone()));
        all
    };
    let pairs = named(theirs).into_iter().zip(named(ours)).filter(|(theirs, ours)| theirs.1 != ours.1);
    pairs.map(|((label, theirs), (_, ours))| ConflictLine { label, theirs, ours }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_shown_is_what_is_saved_and_what_does_not_hold_is_said_at_its_field() {
        for kind in [ModelKind::Votes, ModelKind::Classic] {
            let spec = ModelSpec::of(kind);
            assert_eq!(wanted(&mut fields(&spec, 0)), Some(spec));
        }
        let refused = |change: fn(&mut RegimeView)| {
            let mut view = fields(&ModelSpec::of(ModelKind::Votes), 0);
            change(&mut view);
            assert_eq!(wanted(&mut view), None);
            view
        };
        let view = refused(|view| {
            view.votes[0].band = Field::new("NaN");
            view.votes[1].days = Field::new("0");
            view.votes[2].weight = Field::new("-1");
            view.enter = Field::new("1e308");
        });
        assert!(view.votes[0].band.error.is_some() && view.votes[1].days.error.is_some());
        assert!(view.votes[2].weight.error.is_some() && view.enter.error.is_some());
        let view = refused(|view| view.enter = Field::new("0"));
        assert_eq!(view.enter.error.as_deref(), Some("must be 0.01 to 1"));
        let view = refused(|view| view.known_weight_min_pct = Field::new("100.1"));
        assert_eq!(view.known_weight_min_pct.error.as_deref(), Some("must be 0 to 100 %"));
        let view = refused(|view| view.votes.iter_mut().for_each(|vote| vote.weight = Field::new("0")));
        assert!(view.votes[0].weight.error.is_some());
        let view = refused(|view| view.model = Field::new("moon"));
        assert_eq!(view.model.error.as_deref(), Some("must be votes or classic"));
    }

    proptest! {
        #[test]
        fn whatever_is_entered_is_a_model_or_words_at_a_field(
            band in prop_oneof![".{0,20}", any::<f64>().prop_map(|number| number.to_string())],
            enter in prop_oneof![".{0,20}", any::<f64>().prop_map(|number| number.to_string())],
            share in -50.0..150.0_f64,
        ) {
            let mut view = fields(&ModelSpec::of(ModelKind::Votes), 0);
            (view.votes[0].band, view.enter) = (Field::new(band), Field::new(enter));
            view.known_weight_min_pct = Field::new(share.to_string());
            if let Some(spec) = wanted(&mut view) {
                prop_assert!(spec.model().is_some());
            } else {
                let fields = [&view.votes[0].band, &view.enter, &view.known_weight_min_pct];
                prop_assert!(fields.iter().any(|field| field.error.is_some()));
            }
        }
    }
}
