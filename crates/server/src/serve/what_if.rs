//! `GET /api/v1/replay`: when a rule would have fired over the stored history, for the sliders.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use cockpit_domain::rules::{Installed, Preset, Rule, RuleSpec};
use serde_json::json;

use super::api::{Problem, fresh_json};
use super::past;
use super::routes::App;

/// `GET /api/v1/replay?rule=btc.change.24h&threshold=2.5`: when the rule would have fired in the last 90 days. What is not
/// given is as the installation has it, for whoever has this `preset` (everybody's when absent). The confirmation counts stored values, which are fewer than polls.
pub(super) async fn replay(State(app): State<App>, uri: Uri) -> Result<Response, Problem> {
    let rule = rule(uri.query().unwrap_or_default(), &app.snapshots.current().installed)?;
    let series = rule
        .id()
        .series()
        .ok_or_else(|| Problem::bad("rule", "is not about a series, so there is no history to replay"))?;
    let now = app.clock.now();
    let since = past::since(now);
    let points = app.installation.pasts.of(&app.store, series, now).await;
    let (points, shown) = (points.map_err(|error| Problem::ours(&error))?, rule.clone());
    let fired = tokio::task::spawn_blocking(move || past::fired(&shown, &points, now)).await;
    let fired: Vec<String> = fired
        .map_err(|error| Problem::ours(&error))?
        .into_iter()
        .map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
        .collect();
    Ok(fresh_json(json!({
        "rule": RuleSpec::from(rule), "series": series.as_str(), "from": since.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "days": past::DAYS, "count": fired.len(), "fired": fired,
    })))
}

/// The rule in force with what the query says otherwise; what makes no rule is refused by its name.
fn rule(query: &str, installed: &Installed) -> Result<Rule, Problem> {
    let asked = |name: &str| {
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    };
    let id = asked("rule").ok_or_else(|| Problem::bad("rule", "must be given, such as btc.change.24h"))?;
    let preset = match asked("preset") {
        Some(word) => Preset::ALL
            .into_iter()
            .find(|preset| preset.as_str() == word)
            .ok_or_else(|| Problem::bad("preset", "must be calm, balanced or sensitive"))?,
        None => installed.preset,
    };
    let known = installed.rules(preset).into_iter().find(|rule| rule.id().to_string() == id);
    let number = |name: &str| -> Result<Option<f64>, Problem> {
        let text = asked(name);
        let parsed = text.as_ref().map(|text| text.parse::<f64>().ok().filter(|number| number.is_finite()));
        match parsed {
            Some(None) => Err(Problem::bad(name, "must be a number")),
            other => Ok(other.flatten()),
        }
    };
    let refused = |error| Problem::bad("rule", &format!("is refused: {error}"));
    let threshold = number("threshold")?;
    let mut spec: RuleSpec = match (known, threshold) {
        (Some(rule), Some(threshold)) => {
            rule.with_threshold(threshold).map_err(refused)?.switched(true).into()
        }
        (Some(rule), None) => rule.switched(true).into(),
        // A level of one's own choice is in no preset.
        (None, _) => serde_json::from_value(json!({"rule": id, "threshold": threshold}))
            .map_err(|_| Problem::bad("rule", "is no rule"))?,
    };
    if let Some(hysteresis) = number("hysteresis")? {
        spec.hysteresis = hysteresis;
    }
    if let Some(cooldown) = asked("cooldown") {
        spec.cooldown =
            cooldown.parse().map_err(|_| Problem::bad("cooldown", "must be a time such as 4h"))?;
    }
    if let Some(direction) = asked("direction") {
        spec.direction = serde_json::from_value(json!(direction))
            .map_err(|_| Problem::bad("direction", "must be both, up or down"))?;
    }
    Rule::new(&spec).map_err(refused)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn what_is_not_given_is_as_in_the_preset_and_nonsense_is_refused() {
        let installed = Installed::default();
        let query = "rule=btc.change.24h&threshold=2.5&cooldown=1h&direction=down";
        let rule = rule(query, &installed).unwrap();
        assert_eq!((rule.threshold(), rule.cooldown()), (Some(2.5), TimeDelta::hours(1)));
        for query in [
            "",
            "rule=doge.drift",
            "rule=btc.drift&threshold=x",
            "rule=btc.drift&threshold=-1",
            "rule=btc.drift&cooldown=soon",
            "rule=btc.drift&direction=left",
            "rule=btc.drift&preset=loud",
        ] {
            assert!(super::rule(query, &installed).is_err(), "{query}");
        }
        let own = Preset::Balanced.rules()[4].with_threshold(9.0).unwrap();
        let installed = Installed::new(Preset::Sensitive, vec![own]);
        let threshold = |query| super::rule(query, &installed).unwrap().threshold();
        assert_eq!(threshold("rule=btc.drift"), Some(9.0), "the installation's own");
        assert_eq!(threshold("rule=btc.change.15m"), Some(1.0), "everybody's preset");
        assert_eq!(threshold("rule=btc.change.15m&preset=calm"), Some(4.0));
    }
}
