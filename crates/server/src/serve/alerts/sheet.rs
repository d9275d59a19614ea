//! The logs as CSV, for a sheet.

use cockpit_domain::SeriesId;
use cockpit_domain::rules::{Decision, Quantity};
use cockpit_notifier::render::Options;
use cockpit_notifier::render::card::headline;
use cockpit_notifier::tell::tell;
use cockpit_store::{LoggedAlert, LoggedDecision};

use super::api::seconds;

pub(super) fn alerts(alerts: &[LoggedAlert], options: &Options) -> String {
    let rows = alerts.iter().map(|alert| {
        let series = alert.rule.series().map_or("", SeriesId::as_str).to_owned();
        let headline = headline(&tell(alert, None), options);
        row(&[
            alert.id.0.to_string(),
            seconds(alert.at),
            alert.rule.kind().as_str().to_owned(),
            alert.rule.to_string(),
            series,
            alert.severity.as_str().to_owned(),
            headline,
            alert.cause.clone(),
        ])
    });
    "id,at,kind,rule,series,severity,headline,cause\n".to_owned() + &rows.collect::<String>()
}

pub(super) fn decisions(decisions: &[&LoggedDecision]) -> String {
    let rows = decisions.iter().map(|logged| {
        let Decision {
            at,
            rule,
            outcome,
            reason,
            series,
            subject,
            from,
            to,
            change,
            threshold,
            severity,
            ..
        } = &logged.decision;
        let number = |number: &Option<f64>| number.map_or(String::new(), |number| number.to_string());
        row(&[
            seconds(*at),
            rule.to_string(),
            series.map_or("", SeriesId::as_str).to_owned(),
            subject.clone().unwrap_or_default(),
            outcome.as_str().to_owned(),
            reason.as_str().to_owned(),
            reason.words().to_owned(),
            quantity(from.as_ref()),
            quantity(to.as_ref()),
            number(change),
            number(threshold),
            severity.as_str().to_owned(),
            logged.event.map_or(String::new(), |id| id.0.to_string()),
        ])
    });
    "at,rule,series,subject,decision,reason,why,from,to,change,threshold,severity,alert\n".to_owned()
        + &rows.collect::<String>()
}

fn quantity(quantity: Option<&Quantity>) -> String {
    match quantity {
        None => String::new(),
        Some(Quantity::Number(number)) => number.to_string(),
        Some(Quantity::Word(word)) => word.clone(),
    }
}

fn row(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    cells.join(",") + "\n"
}

/// Quoted where it must be. What a sheet would take for a formula, but no number, gets a quote before it.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    let guarded = if formula { format!("'{text}") } else { text.to_owned() };
    if guarded.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_never_a_formula() {
        for (text, told) in [
            ("plain", "plain"),
            ("-1.5", "-1.5"),
            ("a, b", "\"a, b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("-2+3", "'-2+3"),
        ] {
            assert_eq!(cell(text), told);
        }
        assert_eq!(row(&["a".to_owned(), String::new(), "b".to_owned()]), "a,,b\n");
    }
}
