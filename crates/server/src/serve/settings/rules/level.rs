//! A level to watch.

use axum::extract::State;
use cockpit_domain::SeriesId;
use cockpit_domain::rules::{Direction, Installed, LEVELS_MAX, Rule, RuleId, RuleSpec, Severity};
use cockpit_frontend::format;
use cockpit_frontend::settings::view::{LevelForm, Section};

use super::{installed, note, put, with};
use crate::access::Operator;
use crate::serve::api::Problem;
use crate::serve::routes::App;
use crate::serve::settings::entered::{number, stamp};
use crate::serve::settings::posted::checked;
use crate::serve::settings::thresholds::view::whole_words;
use crate::serve::settings::thresholds::wanted::between;
use crate::serve::settings::{Answer, Posted};

/// Changes when levels come or go: a level that is there already is then seen before a second one is made.
pub(super) fn revision(installed: &Installed) -> String {
    stamp(&format!("{:?}", installed.all_own()))
}

/// What has a value, and what it is now.
pub(super) async fn choices(app: &App) -> Result<Vec<(String, String, String, String)>, Problem> {
    let mut choices = Vec::new();
    for series in SeriesId::known() {
        let latest = app.store.latest(series).await.map_err(|error| Problem::ours(&error))?;
        if let Some(latest) = latest {
            let now = format::value_text(series, latest.value.amount());
            let (name, unit) = (series.definition().name, series.unit().symbol());
            choices.push((series.as_str().to_owned(), name.to_owned(), unit.to_owned(), now));
        }
    }
    Ok(choices)
}

/// `POST /settings/rules/level`. A level stands for itself: nothing of anybody's is overwritten by it.
pub(super) async fn add(
    State(app): State<App>,
    operator: Operator,
    posted: Posted,
) -> Result<Answer, Problem> {
    for _ in 0..3 {
        let seen = installed(&app).await?;
        let mut entered = LevelForm {
            revision: revision(&seen),
            choices: choices(&app).await?,
            series: posted.line("series"),
            level: posted.line("level"),
            direction: posted.line("direction"),
        };
        let Some(rule) = read(&seen, &mut entered) else {
            return Ok(Answer::refused(&posted, with(&app, &seen, |view| view.level = entered).await?));
        };
        let words = format!("level {}: {}", rule.id(), whole_words(&rule));
        if put(&app, seen, rule.id().clone(), Some(rule)).await? {
            note(&app, operator, words).await;
            return Ok(Answer::done(&posted, Section::Rules, "level"));
        }
    }
    let now = installed(&app).await?;
    let words = "Somebody else is changing the rules right now. Please try again.";
    Ok(Answer::impossible(&posted, with(&app, &now, |_| ()).await?, words))
}

/// The rule that was entered; `None` with what is wrong at each field.
fn read(installed: &Installed, entered: &mut LevelForm) -> Option<Rule> {
    let series = checked(&mut entered.series, |id| {
        id.parse::<SeriesId>().map_err(|_| "must be one of the list".to_owned())
    });
    let level = checked(&mut entered.level, number);
    let direction = checked(&mut entered.direction, |word| match word {
        "both" => Ok(Direction::Both),
        "up" => Ok(Direction::Up),
        "down" => Ok(Direction::Down),
        _ => Err("must be both, up or down".to_owned()),
    });
    let (series, level, direction) = (series?, level?, direction?);
    let (low, high) = series.definition().range;
    if !(low..=high).contains(&level) {
        entered.level.error = Some(between(low, high, series.unit().symbol()));
        return None;
    }
    let levels = || installed.all_own().iter().filter(|rule| matches!(rule.id(), RuleId::Level(..)));
    let same = |rule: &&Rule| {
        rule.id().series() == Some(series) && rule.threshold() == Some(level) && rule.direction() == direction
    };
    if levels().any(|rule| same(&rule)) {
        entered.level.error = Some("is watched already".to_owned());
        return None;
    }
    if levels().count() >= LEVELS_MAX {
        entered.level.error =
            Some(format!("is one too many: there are {LEVELS_MAX} already; remove one first"));
        return None;
    }
    let spec = RuleSpec {
        rule: name(installed, series, level),
        threshold: Some(level),
        direction,
        cooldown: "1h".parse().ok()?,
        hysteresis: hysteresis(level),
        confirm: 2,
        severity: Severity::Warning,
        enabled: true,
    };
    match Rule::new(&spec) {
        Ok(rule) => Some(rule),
        Err(error) => {
            entered.level.error = Some(format!("makes no rule: {error}"));
            None
        }
    }
}

/// A two-hundredth of the level, so that a value that trembles on it does not speak each time it passes.
fn hysteresis(level: f64) -> f64 {
    let share = (level.abs() / 200.0 * 1e3).round() / 1e3;
    if share < level.abs() { share } else { 0.0 }
}

/// `btc.level.100k`, and a number behind it where that is taken.
fn name(installed: &Installed, series: SeriesId, level: f64) -> String {
    let plain = match level.abs() {
        thousands if thousands >= 1_000.0 && thousands % 1_000.0 == 0.0 => {
            format!("{}k", thousands / 1_000.0)
        }
        other => other.to_string().replace('.', "_"),
    };
    let sign = if level < 0.0 { "minus_" } else { "" };
    let plain: String = format!("{sign}{plain}").chars().take(24).collect();
    let free = |name: &String| {
        let id = name.parse::<RuleId>();
        id.is_ok_and(|id| installed.own(&id).is_none())
    };
    let first = format!("{series}.level.{plain}");
    let others = (2..=LEVELS_MAX + 2).map(|number| format!("{first}-{number}"));
    std::iter::once(first.clone()).chain(others).find(free).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use cockpit_frontend::settings::view::Field;

    use super::*;

    fn entered(series: &str, level: &str, direction: &str) -> LevelForm {
        LevelForm {
            series: Field::new(series),
            level: Field::new(level),
            direction: Field::new(direction),
            ..LevelForm::default()
        }
    }

    #[test]
    fn a_level_is_named_by_its_number_and_never_takes_anothers_place() {
        let mut installed = Installed::default();
        for (level, direction, id) in [
            ("100000", "up", "btc.level.100k"),
            ("100000", "down", "btc.level.100k-2"),
            ("86,915.5", "both", "btc.level.86915_5"),
        ] {
            let rule = read(&installed, &mut entered("btc", level, direction)).unwrap();
            assert_eq!(rule.id().to_string(), id);
            let own = installed.all_own().iter().cloned().chain([rule]).collect();
            installed = Installed::new(installed.preset, own);
        }
        let rule = read(&installed, &mut entered("us10y", "-0.5", "both")).unwrap();
        assert_eq!((rule.id().to_string().as_str(), rule.hysteresis()), ("us10y.level.minus_0_5", 0.003));
        let mut again = entered("btc", "100000", "up");
        assert!(read(&installed, &mut again).is_none());
        assert_eq!(again.level.error.as_deref(), Some("is watched already"));
    }

    #[test]
    fn what_makes_no_level_is_said_at_its_field() {
        for (form, words) in [
            (entered("btc", "NaN", "up"), "is no number"),
            (entered("btc", "-1", "up"), "must be 200 to 5,000,000 $"),
            (entered("btc", "0", "up"), "must be 200 to 5,000,000 $"),
            (entered("btc", "1e308", "up"), "is no number"),
            (entered("btc", "100,000", "up"), "could be 100000 or 100.000"),
        ] {
            let mut form = form;
            assert_eq!(read(&Installed::default(), &mut form), None);
            assert!(form.level.error.as_deref().is_some_and(|error| error.contains(words)), "{form:?}");
        }
        let mut form = entered("doge", "1", "sideways");
        assert_eq!(read(&Installed::default(), &mut form), None);
        assert!(form.series.error.is_some() && form.direction.error.is_some());
    }
}
