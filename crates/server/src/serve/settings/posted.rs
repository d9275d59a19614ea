//! What a form sent: its fields in their order, each as it was entered.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use cockpit_frontend::settings::view::Field;
use cockpit_notifier::render::clean::is_invisible;

use super::asked::beneath;
use crate::serve::api::Problem;
use crate::serve::routes::App;
use crate::serve::style::Style;

const FORM: &str = "application/x-www-form-urlencoded";

/// A form. What people enter does not print.
pub(in crate::serve) struct Posted {
    /// How things look in the browser that sent it.
    pub(super) style: Style,
    fields: Vec<(String, String)>,
}

impl FromRequest<App> for Posted {
    type Rejection = Response;

    /// At most as long as the path allows (413); of a form's kind (415); in UTF-8 (400).
    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
        if !kind.trim().eq_ignore_ascii_case(FORM) {
            let words = "the form must be sent as application/x-www-form-urlencoded";
            return Err(Problem::status(StatusCode::UNSUPPORTED_MEDIA_TYPE, words).into_response());
        }
        let style = Style::of(request.uri(), request.headers());
        let body = Bytes::from_request(request, app).await.map_err(IntoResponse::into_response)?;
        let fields = fields(&body).ok_or_else(|| Problem::bad("form", "is not UTF-8").into_response())?;
        Ok(Self { style, fields })
    }
}

impl Posted {
    /// What a program sent instead of a form.
    pub(super) fn of(fields: Vec<(String, String)>) -> Self {
        Self { style: Style::default(), fields }
    }

    /// The page beneath.
    pub(super) fn back(&self) -> String {
        beneath(self.text("back"))
    }

    /// The first value under this name; empty when there is none.
    pub(in crate::serve) fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Every value under this name, such as those of check boxes.
    pub(in crate::serve) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether a check box was chosen.
    pub(in crate::serve) fn is_chosen(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    /// A number that travels unseen, such as `id` or `revision`.
    pub(in crate::serve) fn number(&self, name: &str) -> Result<i64, Problem> {
        self.text(name).trim().parse().map_err(|_| Problem::bad(name, "must be a number"))
    }

    /// One line as it was entered, without what surrounds it; refused where it holds what cannot be seen.
    pub(in crate::serve) fn line(&self, name: &str) -> Field {
        let text = self.text(name).trim();
        if unseen(text, false) { Field::refused(text, UNSEEN) } else { Field::new(text) }
    }

    /// As [`Posted::line`], of several lines.
    pub(in crate::serve) fn lines(&self, name: &str) -> Field {
        let text = self.text(name).replace("\r\n", "\n");
        let text = text.trim();
        if unseen(text, true) { Field::refused(text, UNSEEN) } else { Field::new(text) }
    }
}

/// Continues what the field is called.
const UNSEEN: &str = "holds characters that cannot be seen; type it anew";

/// Whether a text holds control characters, or marks that are invisible or turn the direction of writing.
fn unseen(text: &str, of_lines: bool) -> bool {
    text.chars().any(|character| match character {
        '\n' => !of_lines,
        '\u{2028}' | '\u{2029}' => true,
        other => other.is_control() || is_invisible(other),
    })
}

/// Asks of a field what `rule` asks: what it found, or `None` with the error at the field. One that is refused already stays
/// as it is.
pub(in crate::serve) fn checked<T>(
    field: &mut Field,
    rule: impl FnOnce(&str) -> Result<T, String>,
) -> Option<T> {
    if field.error.is_some() {
        return None;
    }
    match rule(&field.value) {
        Ok(found) => Some(found),
        Err(words) => {
            field.error = Some(words);
            None
        }
    }
}

/// The pairs of a form; `None` when a name or a value is not UTF-8.
fn fields(body: &[u8]) -> Option<Vec<(String, String)>> {
    let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let value = pair.get(at + 1..).unwrap_or_default();
            Some((decoded(&pair[..at])?, decoded(value)?))
        })
        .collect()
}

/// The parser of the `url` crate would put a mark in the place of what is no UTF-8.
fn decoded(text: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let hex = |at: usize| after.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        rest = after;
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).ok()?);
                rest = &after[2..];
            }
            (b'+', ..) => bytes.push(b' '),
            (other, ..) => bytes.push(*other),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use cockpit_frontend::render::Theme;
    use cockpit_frontend::settings::view::Density;

    use super::*;

    fn posted(body: &str) -> Posted {
        let style = Style { theme: Theme::System, density: Density::Compact };
        Posted { style, fields: fields(body.as_bytes()).unwrap() }
    }

    #[test]
    fn a_form_is_read_as_browsers_write_it() {
        let form =
            posted("name=Ann+B%C3%B6ll&on=a&on=b&empty=&flag&x=%&y=%4&&=z&back=%2Fradar%3Fsettings%3Drules");
        assert_eq!((form.text("name"), form.text("empty"), form.text("none")), ("Ann Böll", "", ""));
        assert_eq!((form.text("x"), form.text("y"), form.text("flag")), ("%", "%4", ""));
        assert_eq!(form.all("on").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(form.back(), "/radar");
        for bad in ["name=%ff", "%c3=x", "name=\u{ff}%80"] {
            assert!(fields(bad.as_bytes()).is_none(), "{bad}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_refused_at_its_field() {
        for bad in [
            "a%0D%0Ab",
            "a%00b",
            "%E2%80%AEab",
            "a%E2%80%8Bb",
            "a%EF%BB%BFb",
            "a%C2%ADb",
            "a%E2%80%A8b",
            "a%09b",
        ] {
            let form = posted(&format!("name={bad}"));
            assert_eq!(form.line("name").error.as_deref(), Some(UNSEEN), "{bad}");
        }
        let form = posted("name=+Zo%C3%AB+%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7+&why=a%0D%0Ab%0Ac");
        assert_eq!(form.line("name"), Field::new("Zoë 👩\u{200d}👧"));
        assert_eq!(form.lines("why"), Field::new("a\nb\nc"));
        assert!(form.line("why").error.is_some());
    }

    #[test]
    fn a_refused_field_is_not_asked_again() {
        let mut field = Field::refused("x", "is bad");
        assert_eq!(checked(&mut field, |_| Ok(1)), None);
        let mut field = Field::new("7");
        assert_eq!(checked(&mut field, |text| text.parse::<u8>().map_err(|_| "no".to_owned())), Some(7));
        assert_eq!(checked(&mut field, |_| Err::<u8, _>("must be 8".to_owned())), None);
        assert_eq!(field.error.as_deref(), Some("must be 8"));
    }
}
