//! `GET /api/v1/replay`: when a rule would have fired over the stored history, for the sliders.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use chrono::TimeDelta;
use cockpit_domain::rules::{Preset, Rule, RuleSpec, would_fire};
use cockpit_domain::{Moment, SeriesId};
use serde_json::json;

use super::api::{Problem, fresh_json};
use super::routes::App;

/// How far back the sliders look.
const DAYS: i64 = 90;
/// How much earlier the history begins, so that the first day has a base.
const BASE_DAYS: i64 = 9;

/// `GET /api/v1/replay?rule=btc.change.24h&threshold=2.5`: when the rule would have fired in the last 90 days. What is not
/// given is as in the preset `balanced`. The confirmation counts stored values, which are fewer than polls.
pub(super) async fn replay(State(app): State<App>, uri: Uri) -> Result<Response, Problem> {
    let rule = rule(uri.query().unwrap_or_default())?;
    let series = rule
        .id()
        .series()
        .ok_or_else(|| Problem::bad("rule", "is not about a series, so there is no history to replay"))?;
    let now = app.clock.now();
    let since = now - TimeDelta::days(DAYS);
    let points = points(&app, series, since - TimeDelta::days(BASE_DAYS)).await?;
    let shown = rule.clone();
    let fired = tokio::task::spawn_blocking(move || would_fire(&shown, &points)).await.unwrap_or_default();
    let fired: Vec<String> = fired
        .into_iter()
        .filter(|at| *at >= since)
        .map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
        .collect();
    Ok(fresh_json(json!({
        "rule": RuleSpec::from(rule), "series": series.as_str(), "from": since.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "days": DAYS, "count": fired.len(), "fired": fired,
    })))
}

async fn points(
    app: &App,
    series: SeriesId,
    from: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<cockpit_domain::Point>, Problem> {
    let moments = series.definition().moments;
    let moment = |at: chrono::DateTime<chrono::Utc>| {
        Moment::from_timestamp(moments, at.timestamp()).unwrap_or(Moment::instant(at))
    };
    let points = app.store.points(series, moment(from), moment(app.clock.now())).await;
    points.map_err(|error| Problem::ours(&error))
}

/// The preset's rule with what the query says otherwise; what makes no rule is refused by its name.
fn rule(query: &str) -> Result<Rule, Problem> {
    let asked = |name: &str| {
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    };
    let id = asked("rule").ok_or_else(|| Problem::bad("rule", "must be given, such as btc.change.24h"))?;
    let known = Preset::Balanced.rules().into_iter().find(|rule| rule.id().to_string() == id);
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
    use super::*;

    #[test]
    fn what_is_not_given_is_as_in_the_preset_and_nonsense_is_refused() {
        let rule = rule("rule=btc.change.24h&threshold=2.5&cooldown=1h&direction=down").unwrap();
        assert_eq!((rule.threshold(), rule.cooldown()), (Some(2.5), TimeDelta::hours(1)));
        for query in [
            "",
            "rule=doge.drift",
            "rule=btc.drift&threshold=x",
            "rule=btc.drift&threshold=-1",
            "rule=btc.drift&cooldown=soon",
            "rule=btc.drift&direction=left",
        ] {
            assert!(super::rule(query).is_err(), "{query}");
        }
    }
}
