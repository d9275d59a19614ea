//! JSON with a memory of where we are, so that an error names the field.

use std::fmt;
use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::Value;

use super::body::{number, text};
use crate::source::ParseError;

/// Reads a whole body. An error that the publisher wrapped into a success is told as its own words.
pub(crate) fn read(body: &[u8]) -> Result<Value, ParseError> {
    let value: Value = serde_json::from_str(text(body, "JSON")?).map_err(broken)?;
    upstream_error(&value).map_or(Ok(value), Err)
}

/// Reads a body of a given shape; fields that the shape does not name cost no memory.
pub(crate) fn read_as<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, ParseError> {
    serde_json::from_str(text(body, "JSON")?).map_err(|error| explain(body, &error))
}

/// Reads an array row by row, so that a long one is never in memory as a whole.
pub(crate) fn each_row<'a, T: Deserialize<'a>>(
    body: &'a [u8],
    take: impl FnMut(usize, T) -> Result<(), ParseError>,
) -> Result<(), ParseError> {
    let mut refused = None;
    let mut json = serde_json::Deserializer::from_str(text(body, "JSON")?);
    let read = json
        .deserialize_seq(Rows { take, refused: &mut refused, row: PhantomData })
        .and_then(|()| json.end());
    match (refused, read) {
        (Some(error), _) => Err(error),
        (None, Err(error)) => Err(explain(body, &error)),
        (None, Ok(())) => Ok(()),
    }
}

struct Rows<'r, F, T> {
    take: F,
    /// Serde's errors hold only text; ours leaves through here.
    refused: &'r mut Option<ParseError>,
    row: PhantomData<T>,
}

impl<'a, F, T> Visitor<'a> for Rows<'_, F, T>
where
    F: FnMut(usize, T) -> Result<(), ParseError>,
    T: Deserialize<'a>,
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'a>>(mut self, mut rows: A) -> Result<(), A::Error> {
        let mut index = 0;
        while let Some(row) = rows.next_element::<T>()? {
            if let Err(error) = (self.take)(index, row) {
                *self.refused = Some(error);
                return Err(A::Error::custom("row refused"));
            }
            index += 1;
        }
        Ok(())
    }
}

/// An unexpected shape may be an error in words.
fn explain(body: &[u8], error: &serde_json::Error) -> ParseError {
    if !error.is_data() {
        return broken(error);
    }
    read(body).err().unwrap_or_else(|| ParseError::unexpected("answer", "the known shape", error))
}

fn broken(error: impl std::borrow::Borrow<serde_json::Error>) -> ParseError {
    ParseError::unreadable("JSON", error.borrow())
}

/// Errors inside a success, in the forms of CoinGecko (`status`, `error`), FRED (`error_code`), Kraken (a list), and
/// everybody else (`message`).
pub(crate) fn upstream_error(value: &Value) -> Option<ParseError> {
    let status = value.get("status");
    let place = |name| status.and_then(|status| status.get(name)).or_else(|| value.get(name));
    let words = place("error_message").or_else(|| value.get("error")).or_else(|| value.get("message"))?;
    let message = match words {
        Value::String(message) if !message.is_empty() => message.clone(),
        Value::Array(messages) if !messages.is_empty() => {
            messages.iter().map(|message| message.as_str().unwrap_or("?")).collect::<Vec<_>>().join(", ")
        }
        Value::Object(_) => {
            words.get("message").and_then(Value::as_str).unwrap_or("an error without words").to_owned()
        }
        _ => return None,
    };
    let code = place("error_code").and_then(Value::as_i64);
    let permanent = code.is_some_and(|code| code != 429 && !(500..600).contains(&code));
    Some(ParseError::upstream(&message, permanent))
}

/// A place in an answer: its path, and what is there. A place under nothing is nothing.
#[derive(Clone, Debug)]
pub(crate) struct Field<'a> {
    path: String,
    value: Option<&'a Value>,
}

impl<'a> Field<'a> {
    pub(crate) const fn root(value: &'a Value) -> Self {
        Self { path: String::new(), value: Some(value) }
    }

    /// A place in a row that was read by itself.
    pub(crate) fn at(path: String, value: Option<&'a Value>) -> Self {
        Self { path, value }
    }

    pub(crate) fn get(&self, key: &str) -> Self {
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Self { path, value: self.value.and_then(|value| value.get(key)) }
    }

    pub(crate) fn index(&self, index: usize) -> Self {
        Self { path: format!("{}[{index}]", self.path), value: self.value.and_then(|value| value.get(index)) }
    }

    /// Whether nothing is here: absent, `null`, or `null` as text (Fiscal Data).
    pub(crate) fn is_none(&self) -> bool {
        self.value.is_none_or(|value| value.is_null() || value.as_str() == Some("null"))
    }

    pub(crate) fn missing(&self) -> ParseError {
        ParseError::missing(&self.path)
    }

    pub(crate) fn unexpected(&self, expected: &'static str) -> ParseError {
        let found = match self.value {
            None => return self.missing(),
            Some(Value::Array(_)) => "an array".to_owned(),
            Some(Value::Object(_)) => "an object".to_owned(),
            Some(scalar) => scalar.to_string(),
        };
        ParseError::unexpected(&self.path, expected, found)
    }

    /// A finite number, written as a number or as text.
    pub(crate) fn number(&self) -> Result<f64, ParseError> {
        match self.value {
            Some(Value::String(text)) => number(&self.path, text),
            Some(Value::Number(number)) => {
                number.as_f64().filter(|number| number.is_finite()).ok_or_else(|| self.unexpected("number"))
            }
            _ => Err(self.unexpected("number")),
        }
    }

    /// A number above zero.
    pub(crate) fn positive(&self) -> Result<f64, ParseError> {
        let number = self.number()?;
        if number > 0.0 { Ok(number) } else { Err(self.unexpected("number above zero")) }
    }

    /// A number, zero or above.
    pub(crate) fn not_negative(&self) -> Result<f64, ParseError> {
        let number = self.number()?;
        if number >= 0.0 { Ok(number) } else { Err(self.unexpected("number of zero or more")) }
    }

    pub(crate) fn text(&self) -> Result<&'a str, ParseError> {
        self.value.and_then(Value::as_str).ok_or_else(|| self.unexpected("text"))
    }

    pub(crate) fn flag(&self) -> Result<bool, ParseError> {
        self.value.and_then(Value::as_bool).ok_or_else(|| self.unexpected("true or false"))
    }

    /// The values of an array.
    pub(crate) fn list(&self) -> Option<&'a Vec<Value>> {
        self.value.and_then(Value::as_array)
    }

    /// A calendar day such as `2026-11-20`.
    pub(crate) fn day(&self) -> Result<NaiveDate, ParseError> {
        self.text()?.parse().map_err(|_| self.unexpected("date"))
    }

    /// An instant such as `2026-11-20T15:59:12.5Z`.
    pub(crate) fn instant(&self) -> Result<DateTime<Utc>, ParseError> {
        let parsed = DateTime::parse_from_rfc3339(self.text()?);
        parsed.map(|at| at.to_utc()).map_err(|_| self.unexpected("time"))
    }

    /// An instant in seconds since 1970, written as a number or as text.
    pub(crate) fn seconds(&self) -> Result<DateTime<Utc>, ParseError> {
        let seconds = match self.value {
            Some(Value::String(text)) => text.parse().ok(),
            Some(Value::Number(number)) => number.as_i64(),
            _ => None,
        };
        let at = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        at.ok_or_else(|| self.unexpected("time in seconds"))
    }

    /// An instant in milliseconds since 1970; CoinGecko writes them as numbers.
    pub(crate) fn milliseconds(&self) -> Result<DateTime<Utc>, ParseError> {
        let milliseconds = self.value.and_then(Value::as_i64);
        let at = milliseconds.and_then(DateTime::from_timestamp_millis);
        at.ok_or_else(|| self.unexpected("time in milliseconds"))
    }

    pub(crate) fn rows(self) -> Result<impl ExactSizeIterator<Item = Self>, ParseError> {
        let rows = self.value.and_then(Value::as_array).ok_or_else(|| self.unexpected("array"))?;
        Ok((0..rows.len()).map(move |index| self.index(index)))
    }

    pub(crate) fn entries(self) -> Result<impl Iterator<Item = Self>, ParseError> {
        let map = self.value.and_then(Value::as_object).ok_or_else(|| self.unexpected("object"))?;
        Ok(map.keys().map(move |key| self.get(key)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_error_names_the_deepest_place_that_was_looked_for() {
        let body = json!({"data": {"market_cap_percentage": {"btc": 56.6}, "total": null, "list": ["a"]}});
        let data = Field::root(&body).get("data");
        let words = |error: Result<f64, ParseError>| error.unwrap_err().to_string();
        assert_eq!(
            words(data.get("market_cap_percentage").get("usdt").number()),
            "data.market_cap_percentage.usdt: missing"
        );
        assert_eq!(words(data.get("total").number()), "data.total: number expected, found null");
        assert_eq!(words(data.get("list").index(0).number()), "data.list[0]: number expected, found \"a\"");
        assert_eq!(words(data.get("gone").get("usd").number()), "data.gone.usd: missing");
    }

    #[test]
    fn a_number_may_come_as_text_but_must_be_one() {
        let body = json!(["4.17", 4.17, "NaN", "1e400", "-1", true, ""]);
        let at = |index| Field::root(&body).index(index);
        assert_eq!((at(0).number(), at(1).number()), (Ok(4.17), Ok(4.17)));
        for index in [2, 3, 5, 6, 7] {
            assert!(at(index).number().is_err(), "{index}");
        }
        assert!(at(4).positive().is_err() && at(4).not_negative().is_err());
        assert!(read(b"[1e400]").is_err());
    }

    #[test]
    fn errors_inside_a_success_are_told_in_their_own_words() {
        for (body, words, permanent) in [
            (r#"{"status":{"error_code":429,"error_message":"Too fast."}}"#, "Too fast.", false),
            (r#"{"error":"coin not found"}"#, "coin not found", false),
            (r#"{"error":["EQuery:Unknown asset pair"]}"#, "EQuery:Unknown asset pair", false),
            (
                r#"{"error_code":400,"error_message":"api_key is not registered."}"#,
                "api_key is not registered.",
                true,
            ),
            (r#"{"message":"NotFound"}"#, "NotFound", false),
        ] {
            assert_eq!(
                read(body.as_bytes()),
                Err(ParseError::Upstream { message: words.to_owned(), permanent })
            );
        }
        assert!(read(br#"{"error":[],"result":{}}"#).is_ok());
    }

    #[test]
    fn rows_are_read_one_by_one_and_the_first_bad_one_ends_it() {
        let mut seen = Vec::new();
        let result = each_row(b"[1, 2, 3, 4]", |index, row: i64| {
            seen.push(row);
            if row == 3 { Err(ParseError::missing(&format!("[{index}].tvl"))) } else { Ok(()) }
        });
        assert_eq!((result, seen), (Err(ParseError::missing("[2].tvl")), vec![1, 2, 3]));
        assert!(each_row(b"[1, 2", |_, _: i64| Ok(())).unwrap_err().is_transient());
        assert!(each_row(b"[1] 2", |_, _: i64| Ok(())).is_err());
    }
}
