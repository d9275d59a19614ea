//! What stands on the page when something goes wrong: a page in the style of the others for whoever looks at it, JSON for programs.

use std::any::Any;

use axum::http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::api::{Problem, Said};
use super::{page, settings};

/// What came of a panic in a handler. The panic itself is in the log; its words may hold anything and go nowhere else.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
pub(super) fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a word");
    tracing::error!(panic = words, "an answer broke down");
    Problem::status(StatusCode::INTERNAL_SERVER_ERROR, "this answer broke down; the others are well")
        .into_response()
}

/// Whether a page is expected: a person with a browser, not a program.
fn wants_page(uri: &Uri, headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    !uri.path().starts_with("/api/") && accept.contains("text/html")
}

/// An answer that failed, in the form that whoever asked can read.
pub(super) fn shown(response: Response, uri: &Uri, headers: &HeaderMap) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let said = response.extensions().get::<Said>().map(|said| said.0.clone());
    let bare = !response.headers().contains_key(CONTENT_TYPE);
    // A form's answer is put under its page further out.
    if settings::awaits_its_page(&response) {
        return response;
    }
    // What has a body of its own that is no problem of ours says what it has to say.
    if said.is_none() && !bare {
        return response;
    }
    let words = said.unwrap_or_else(|| usual(status).to_owned());
    let mut shown = if wants_page(uri, headers) {
        page::trouble(status, title(status), &sentence(&words), uri, headers)
    } else if bare {
        Problem::status(status, &words).into_response()
    } else {
        return response;
    };
    // Such as when to ask again, and what may be asked instead.
    for (name, value) in response.headers() {
        if !shown.headers().contains_key(name) && ![CONTENT_LENGTH, CONTENT_ENCODING].contains(name) {
            shown.headers_mut().append(name, value.clone());
        }
    }
    shown
}

const fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "This address does not work",
        StatusCode::FORBIDDEN => "Not from here",
        StatusCode::NOT_FOUND => "Not found",
        StatusCode::METHOD_NOT_ALLOWED => "Not in this way",
        StatusCode::PAYLOAD_TOO_LARGE => "Too much",
        StatusCode::TOO_MANY_REQUESTS => "Too often",
        StatusCode::SERVICE_UNAVAILABLE => "Not now",
        _ if status.as_u16() < 500 => "This did not work",
        _ => "Something broke",
    }
}

const fn usual(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "there is nothing at this address",
        StatusCode::METHOD_NOT_ALLOWED => "this address does not answer to that method",
        StatusCode::PAYLOAD_TOO_LARGE => "what was sent is larger than anything that can be meant",
        StatusCode::SERVICE_UNAVAILABLE => "the answer took too long and was given up; try again in a moment",
        _ if status.as_u16() < 500 => "the request cannot be answered",
        _ => "the answer failed; the log says why",
    }
}

/// With a capital and a full stop.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let stop = if words.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_a_sentence() {
        assert_eq!(sentence("impact must be high"), "Impact must be high.");
        assert_eq!(sentence("Über uns."), "Über uns.");
        assert_eq!(sentence(""), ".");
    }
}
