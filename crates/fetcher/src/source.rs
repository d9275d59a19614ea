//! One upstream question: which requests, and what their answers mean.
//!
//! A source neither sends nor reads a clock. What it needs of an answer it demands exactly, what it does not need it
//! does not look at, and what it cannot read is a [`ParseError`] that names the field.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, Days, NaiveDate, Utc};
use cockpit_domain::rwa::Unbelievable;
use cockpit_domain::{Moment, SeriesId, Value};
use cockpit_http::{Answer, Request};
use url::Url;

/// One upstream question. Both functions are pure. `Told` is what its answer says: values of series, or else markets or
/// a schedule.
pub trait Source<Told = Vec<Reading>>: Send + Sync + fmt::Debug {
    /// The publisher, as shown and as named in the fetch log.
    fn name(&self) -> &'static str;

    /// What is asked at `now`, in this order; all must be answered.
    fn requests(&self, now: DateTime<Utc>) -> Vec<Request>;

    /// What the answers say: one per request, in the same order.
    fn parse(&self, answers: &[Answer]) -> Result<Told, ParseError>;
}

/// A value as a publisher gave it, in the unit of its series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Which series.
    pub series: SeriesId,
    /// What the value speaks of.
    pub observed_at: Moment,
    /// The value.
    pub value: Value,
}

/// Why an answer could not be read. The texts are short, hold no address and no key.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ParseError {
    /// The body is not in the format promised, or not whole.
    #[error("{expected} expected, found {found}")]
    Unreadable {
        /// The format.
        expected: &'static str,
        /// What came instead.
        found: String,
    },
    /// A field that is needed is not there.
    #[error("{field}: missing")]
    Missing {
        /// Its path.
        field: String,
    },
    /// A field holds something else than it should.
    #[error("{field}: {expected} expected, found {found}")]
    Unexpected {
        /// Its path.
        field: String,
        /// What it should hold.
        expected: Cow<'static, str>,
        /// What it holds.
        found: String,
    },
    /// The answer has the right shape, and not one value.
    #[error("no value in {rows} rows")]
    NoValue {
        /// Rows without a value.
        rows: usize,
    },
    /// The publisher answered with an error of its own.
    #[error("the publisher says: {message}")]
    Upstream {
        /// Its words.
        message: String,
        /// Whether it will say the same again: a wrong key, an unknown series.
        permanent: bool,
    },
    /// The sum over tokenised assets is not believed.
    #[error(transparent)]
    Unbelievable(#[from] Unbelievable),
}

/// Longest piece of an answer that an error quotes, in characters.
const QUOTE_CHARS_MAX: usize = 160;
/// Longer words are addresses, keys (FRED's have 32 characters, CoinGecko's 27) or noise.
const WORD_CHARS_MAX: usize = 26;

impl ParseError {
    /// Whether the same question may bring a readable answer without a change of ours.
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::Unreadable { .. } | Self::NoValue { .. } => true,
            Self::Upstream { permanent, .. } => !*permanent,
            Self::Missing { .. } | Self::Unexpected { .. } | Self::Unbelievable(_) => false,
        }
    }

    pub(crate) fn unreadable(expected: &'static str, found: impl fmt::Display) -> Self {
        Self::Unreadable { expected, found: quote(&found.to_string()) }
    }

    pub(crate) fn missing(field: &str) -> Self {
        Self::Missing { field: field.chars().take(QUOTE_CHARS_MAX).collect() }
    }

    pub(crate) fn unexpected(
        field: &str,
        expected: impl Into<Cow<'static, str>>,
        found: impl fmt::Display,
    ) -> Self {
        let field = field.chars().take(QUOTE_CHARS_MAX).collect();
        Self::Unexpected { field, expected: expected.into(), found: quote(&found.to_string()) }
    }

    pub(crate) fn upstream(message: &str, permanent: bool) -> Self {
        Self::Upstream { message: quote(message), permanent }
    }
}

/// A publisher's words, made fit for a log and a page: one line, no addresses, nothing that could be a key, bounded.
fn quote(text: &str) -> String {
    let mut quoted = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !quoted.is_empty() {
            quoted.push(' ');
        }
        let printable = !word.contains("://") && word.chars().count() <= WORD_CHARS_MAX;
        quoted.push_str(if printable { word } else { "…" });
        if quoted.chars().count() > QUOTE_CHARS_MAX {
            return quoted.chars().take(QUOTE_CHARS_MAX).chain(['…']).collect();
        }
    }
    quoted
}

/// The address of a request, from literals, dates and numbers.
pub(crate) fn address(text: &str) -> Url {
    Url::parse(text)
        .expect("every source has a test that makes its requests, and no outside text goes into them")
}

/// The day this many days before `now`.
pub(crate) fn days_before(now: DateTime<Utc>, days: u32) -> NaiveDate {
    now.date_naive().checked_sub_days(Days::new(days.into())).unwrap_or(NaiveDate::MIN)
}

/// The answer to the `index`th request.
pub(crate) fn nth(answers: &[Answer], index: usize) -> Result<&Answer, ParseError> {
    answers.get(index).ok_or_else(|| ParseError::missing(&format!("answer {}", index + 1)))
}

#[cfg(test)]
pub(crate) mod testing {
    use std::time::Duration;

    use super::*;

    pub(crate) fn now() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    /// Parses bodies that all came at [`now`].
    pub(crate) fn parse<T>(source: &dyn Source<T>, bodies: &[&str]) -> Result<T, ParseError> {
        let answer = |body: &&str| Answer {
            body: body.as_bytes().to_vec(),
            content_type: None,
            received_at: now(),
            took: Duration::ZERO,
        };
        let answers: Vec<Answer> = bodies.iter().map(answer).collect();
        source.parse(&answers)
    }

    /// The values as (moment, amount), for comparing.
    pub(crate) fn told(source: &dyn Source, bodies: &[&str]) -> Vec<(String, f64)> {
        let readings = parse(source, bodies).unwrap();
        for reading in &readings {
            assert_eq!(reading.value.unit(), reading.series.unit());
            assert_eq!(reading.observed_at.kind(), reading.series.definition().moments);
        }
        readings.iter().map(|reading| (reading.observed_at.to_string(), reading.value.amount())).collect()
    }

    /// Why the bodies are refused.
    pub(crate) fn refusal<T: fmt::Debug>(source: &dyn Source<T>, bodies: &[&str]) -> String {
        match parse(source, bodies) {
            Ok(told) => panic!("accepted {bodies:?} as {told:?}"),
            Err(error) => {
                let text = error.to_string();
                assert!(text.chars().count() < 400 && !text.contains("://"), "{text}");
                text
            }
        }
    }

    /// Each change of `good` (replace the first text by the second) is refused with words that hold the third.
    pub(crate) fn refuses_changes<T: fmt::Debug>(
        source: &dyn Source<T>,
        good: &str,
        changes: &[(&str, &str, &str)],
    ) {
        for (from, to, words) in changes {
            assert!(good.contains(from), "the fixture does not hold {from}");
            let refusal = refusal(source, &[&good.replace(from, to)]);
            assert!(refusal.contains(words), "{from} -> {to}: {refusal}");
        }
    }

    /// Bodies that are no answer at all, whatever the source.
    pub(crate) fn refuses_what_is_no_answer<T: fmt::Debug>(source: &dyn Source<T>, good: &str) {
        let cut = &good[..good.len() * 2 / 3];
        let page = "<!DOCTYPE html><html><body>Just a moment…</body></html>";
        for body in
            ["", " \n", "null", "{}", "17", "\"ok\"", page, cut, "\u{feff}", "PK\u{3}\u{4}rest", "[[[[[["]
        {
            refusal(source, &[body]);
        }
        refusal(source, &[]);
        let deep = "[".repeat(100_000);
        refusal(source, &[&deep]);
        let words = refusal(
            source,
            &[r#"{"status":{"error_code":429,"error_message":"You've exceeded the Rate Limit."}}"#],
        );
        assert!(
            words.contains("exceeded") || words.contains("CSV expected") || words.contains("header"),
            "{words}"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_text_is_one_short_line_without_addresses_and_keys() {
        let text =
            "Bad\nRequest.\u{0} Read https://a.example/?api_key=x for 0123456789abcdef0123456789abcdef";
        assert_eq!(quote(text), "Bad Request. Read … for …");
        assert!(quote(&"ab ".repeat(10_000)).chars().count() <= QUOTE_CHARS_MAX + 1);
    }

    #[test]
    fn a_changed_shape_is_permanent_and_a_cut_body_is_not() {
        assert!(!ParseError::missing("data.usd").is_transient());
        assert!(ParseError::unreadable("JSON", "an empty body").is_transient());
        assert!(!ParseError::upstream("The series does not exist.", true).is_transient());
    }
}
