//! From bytes to text and rows.

use csv::{ReaderBuilder, StringRecord};

use crate::source::ParseError;

/// The body as text, without a byte-order mark. Web pages, archives and nothing are told apart by name, because all
/// three come with status 200.
pub(crate) fn text<'a>(body: &'a [u8], expected: &'static str) -> Result<&'a str, ParseError> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let found = match body.trim_ascii_start() {
        [] => "an empty body",
        [b'<', ..] => "a web page",
        [b'P', b'K', ..] => "a ZIP file",
        _ => {
            return std::str::from_utf8(body)
                .map_err(|_| ParseError::unreadable(expected, "bytes that are not UTF-8"));
        }
    };
    Err(ParseError::unreadable(expected, found))
}

/// The rows of a CSV body, the header first; all have the same number of columns.
pub(crate) fn csv_rows(text: &str) -> Result<Vec<StringRecord>, ParseError> {
    let mut reader = ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().collect::<Result<_, _>>().map_err(|error| ParseError::unreadable("CSV", error))
}

/// A number in text. `NaN`, infinities and what does not fit into a number are refused.
pub(crate) fn number(field: &str, text: &str) -> Result<f64, ParseError> {
    let parsed = text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    parsed.ok_or_else(|| ParseError::unexpected(field, "number", format_args!("{text:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_finite_numbers_are_numbers() {
        for text in ["NaN", "nan", "inf", "-Infinity", "1e400", "", ".", "1,000", "0x10", "4.1 %"] {
            assert!(number("value", text).is_err(), "{text}");
        }
        assert_eq!(number("value", " 4.6900000000\r"), Ok(4.69));
    }
}
