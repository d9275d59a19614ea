//! One rule, being changed.

use axum::extract::State;
use cockpit_domain::rules::{Direction, Installed, Rule, RuleError, RuleId, RuleSpec, Severity, Span};
use cockpit_frontend::settings::view::{Conflict, ConflictLine, Field, RuleForm, Section};

use super::{installed, note, put, revision, with};
use crate::access::Operator;
use crate::serve::api::Problem;
use crate::serve::routes::App;
use crate::serve::settings::entered::{number, span, whole};
use crate::serve::settings::posted::checked;
use crate::serve::settings::thresholds::view::whole_words;
use crate::serve::settings::thresholds::wanted::between;
use crate::serve::settings::{Answer, Posted};

const DIRECTIONS: [Direction; 3] = [Direction::Both, Direction::Up, Direction::Down];
const SEVERITIES: [Severity; 3] = [Severity::Info, Severity::Warning, Severity::Critical];
/// Most polls that can be asked to agree.
const CONFIRM_MAX: u16 = 10;

/// A rule as it is.
pub(super) fn form(installed: &Installed, rule: &Rule) -> RuleForm {
    RuleForm {
        rule: rule.id().to_string(),
        revision: revision(installed, rule.id()),
        words: whole_words(rule),
        on: rule.enabled(),
        threshold: rule.threshold().map(|number| Field::new(number.to_string())),
        unit: rule.unit().to_owned(),
        direction: rule.has_direction().then(|| Field::new(rule.direction().as_str())),
        cooldown: Field::new(Span::new(rule.cooldown()).to_string()),
        hysteresis: Field::new(rule.hysteresis().to_string()),
        confirm: Field::new(rule.confirm().to_string()),
        severity: Field::new(rule.severity().as_str()),
        is_level: matches!(rule.id(), RuleId::Level(..)),
        own: installed.own(rule.id()).is_some(),
    }
}

/// `POST /settings/rules/save`.
pub(super) async fn save(
    State(app): State<App>,
    operator: Operator,
    posted: Posted,
) -> Result<Answer, Problem> {
    let id: RuleId = posted.text("rule").parse().map_err(|_| Problem::bad("rule", "is no rule"))?;
    let seen = installed(&app).await?;
    let Some(known) = seen.rule(&id) else {
        let words = "This rule is not there any more: somebody removed it meanwhile.";
        return Ok(Answer::impossible(&posted, with(&app, &seen, |_| ()).await?, words));
    };
    let mut entered = entered(&seen, &known, &posted);
    let rule = read(&known, &mut entered);
    if posted.text("revision") != entered.revision {
        return crossed(&app, &seen, &known, entered, &posted).await;
    }
    let Some(rule) = rule else {
        return Ok(Answer::refused(&posted, with(&app, &seen, |view| view.open = Some(entered)).await?));
    };
    if rule == known {
        return Ok(Answer::done(&posted, Section::Rules, "saved"));
    }
    // A level is of the installation's own, whatever it is.
    let kept = seen.kept(rule);
    if put(&app, seen, id.clone(), kept).await? {
        note(&app, operator, format!("rule {id}: {}", differences(&form_words(&known), &entered))).await;
        return Ok(Answer::done(&posted, Section::Rules, "saved"));
    }
    let now = installed(&app).await?;
    let known = now.rule(&id).unwrap_or(known);
    let again = self::entered(&now, &known, &posted);
    crossed(&app, &now, &known, again, &posted).await
}

/// What was entered, at the revision of now.
fn entered(installed: &Installed, known: &Rule, posted: &Posted) -> RuleForm {
    let form = form(installed, known);
    RuleForm {
        on: posted.is_chosen("on"),
        threshold: form.threshold.is_some().then(|| posted.line("threshold")),
        direction: form.direction.is_some().then(|| posted.line("direction")),
        cooldown: posted.line("cooldown"),
        hysteresis: posted.line("hysteresis"),
        confirm: posted.line("confirm"),
        severity: posted.line("severity"),
        ..form
    }
}

/// The rule that was entered; `None` with what is wrong at each field.
fn read(known: &Rule, entered: &mut RuleForm) -> Option<Rule> {
    let threshold = entered.threshold.as_mut().map(|field| checked(field, number));
    let direction = entered
        .direction
        .as_mut()
        .map(|field| checked(field, |word| one_of(word, &DIRECTIONS, Direction::as_str, "both, up or down")));
    let cooldown = checked(&mut entered.cooldown, span);
    let hysteresis = checked(&mut entered.hysteresis, number);
    let confirm = checked(&mut entered.confirm, |text| whole(text, 1, CONFIRM_MAX, "polls"));
    let severity = checked(&mut entered.severity, |word| {
        one_of(word, &SEVERITIES, Severity::as_str, "info, warning or critical")
    });
    let spec = RuleSpec {
        rule: known.id().to_string(),
        threshold: match threshold {
            Some(number) => Some(number?),
            None => None,
        },
        direction: direction.unwrap_or(Some(known.direction()))?,
        cooldown: cooldown?,
        hysteresis: hysteresis?,
        confirm: u8::try_from(confirm?).ok()?,
        severity: severity?,
        enabled: entered.on,
    };
    match Rule::new(&spec) {
        Ok(rule) => Some(rule),
        Err(error) => {
            refuse(entered, &error);
            None
        }
    }
}

fn one_of<T: Copy>(word: &str, all: &[T], name: fn(T) -> &'static str, words: &str) -> Result<T, String> {
    let found = all.iter().copied().find(|one| name(*one) == word);
    found.ok_or_else(|| format!("must be {words}"))
}

/// Says at its field why the rule is none.
fn refuse(entered: &mut RuleForm, error: &RuleError) {
    let (field, words) = match error {
        RuleError::Hysteresis { below, unit, .. } => (
            &mut entered.hysteresis,
            format!("must be 0 or more, and less than {} {unit}", cockpit_frontend::format::shortest(*below)),
        ),
        RuleError::Cooldown(..) => {
            (&mut entered.cooldown, "must be at most 30d; switch the rule off instead".to_owned())
        }
        RuleError::Threshold { low, high, unit, .. } => match &mut entered.threshold {
            Some(field) => (field, between(*low, *high, unit)),
            None => (&mut entered.confirm, error.to_string()),
        },
        // The number of polls was looked at before, and the rule is one that there is.
        other => (&mut entered.confirm, other.to_string()),
    };
    field.error = Some(words);
}

/// Somebody else was faster.
async fn crossed(
    app: &App,
    now: &Installed,
    known: &Rule,
    entered: RuleForm,
    posted: &Posted,
) -> Result<Answer, Problem> {
    let theirs = form(now, known);
    let lines = fields(&theirs).into_iter().zip(fields(&entered)).filter(|(theirs, ours)| theirs.1 != ours.1);
    let lines =
        lines.map(|((label, theirs), (_, ours))| ConflictLine { label: label.to_owned(), theirs, ours });
    let conflict = Conflict { lines: lines.collect() };
    let body = with(app, now, |view| view.open = Some(entered)).await?;
    Ok(Answer::conflict(posted, body, conflict))
}

/// Every field, by what it is called.
fn fields(form: &RuleForm) -> Vec<(&'static str, String)> {
    let value = |field: &Option<Field>| field.as_ref().map(|field| field.value.clone()).unwrap_or_default();
    vec![
        ("On", if form.on { "yes" } else { "no" }.to_owned()),
        ("Threshold", value(&form.threshold)),
        ("Direction", value(&form.direction)),
        ("Pause after an alert", form.cooldown.value.clone()),
        ("Come back by", form.hysteresis.value.clone()),
        ("Confirmations", form.confirm.value.clone()),
        ("How much it matters", form.severity.value.clone()),
    ]
}

fn form_words(rule: &Rule) -> RuleForm {
    form(&Installed::default(), rule)
}

/// For the audit: what became another.
fn differences(before: &RuleForm, after: &RuleForm) -> String {
    let pairs = fields(before).into_iter().zip(fields(after)).filter(|(before, after)| before.1 != after.1);
    let words =
        pairs.map(|((label, before), (_, after))| format!("{} {before} to {after}", label.to_lowercase()));
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use cockpit_domain::rules::Preset;
    use proptest::prelude::*;

    use super::*;

    fn quarter() -> Rule {
        Preset::Balanced.rules().swap_remove(0)
    }

    fn entered(name: &str, text: &str) -> RuleForm {
        let mut form = form_words(&quarter());
        let field = Field::new(text);
        match name {
            "threshold" => form.threshold = Some(field),
            "direction" => form.direction = Some(field),
            "cooldown" => form.cooldown = field,
            "hysteresis" => form.hysteresis = field,
            "confirm" => form.confirm = field,
            _ => form.severity = field,
        }
        form
    }

    fn errors(form: &RuleForm) -> Vec<(&'static str, String)> {
        let optional = |field: &Option<Field>| field.as_ref().and_then(|field| field.error.clone());
        [
            ("threshold", optional(&form.threshold)),
            ("direction", optional(&form.direction)),
            ("cooldown", form.cooldown.error.clone()),
            ("hysteresis", form.hysteresis.error.clone()),
            ("confirm", form.confirm.error.clone()),
            ("severity", form.severity.error.clone()),
        ]
        .into_iter()
        .filter_map(|(name, error)| Some((name, error?)))
        .collect()
    }

    #[test]
    fn what_does_not_hold_is_said_at_its_field() {
        for (name, text, words) in [
            ("threshold", "NaN", "is no number"),
            ("threshold", "-2", "must be 0.001 to 1,000 %"),
            ("threshold", "0", "must be 0.001 to 1,000 %"),
            ("threshold", "1e308", "is no number"),
            ("threshold", "", "is empty"),
            ("direction", "left", "must be both, up or down"),
            ("cooldown", "0.5h", "is no length of time"),
            ("cooldown", "-1h", "is no length of time"),
            ("cooldown", "31d", "must be at most 30d"),
            ("hysteresis", "2", "must be 0 or more, and less than 2 %"),
            ("hysteresis", "-0.1", "must be 0 or more"),
            ("confirm", "0", "must be a whole number from 1 to 10"),
            ("confirm", "11", "must be a whole number from 1 to 10"),
            ("severity", "loud", "must be info, warning or critical"),
        ] {
            let mut form = entered(name, text);
            assert_eq!(read(&quarter(), &mut form), None, "{name}={text}");
            let said = errors(&form);
            assert_eq!(said.len(), 1, "{said:?}");
            assert!(said[0].0 == name && said[0].1.contains(words), "{name}={text}: {said:?}");
        }
        assert_eq!(read(&quarter(), &mut form_words(&quarter())), Some(quarter()));
    }

    proptest! {
        #[test]
        fn whatever_is_entered_is_a_rule_that_holds_or_words_at_a_field(
            field in prop::sample::select(vec!["threshold", "cooldown", "hysteresis", "confirm", "severity"]),
            text in prop_oneof![".{0,30}", any::<f64>().prop_map(|number| number.to_string()), "[0-9]{1,12}[smhd]"],
        ) {
            let mut form = entered(field, &text);
            match read(&quarter(), &mut form) {
                Some(rule) => {
                    let number = rule.threshold().unwrap();
                    prop_assert!((0.001..=1_000.0).contains(&number) && rule.hysteresis() < number);
                    prop_assert!(rule.hysteresis() >= 0.0 && (1..=10).contains(&rule.confirm()));
                    prop_assert!(rule.cooldown() <= chrono::TimeDelta::days(30));
                    prop_assert!(errors(&form).is_empty());
                }
                None => prop_assert!(!errors(&form).is_empty()),
            }
        }
    }
}
