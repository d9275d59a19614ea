//! What the client's own errors mean, in words that hold no address.

use std::error::Error;

use crate::address::REFUSED;
use crate::error::HttpError;

/// No cause is quoted at greater length: part of it may be a stranger's text, such as the names in a certificate.
const CHARACTERS_MAX: usize = 200;

pub(crate) fn classify(error: &reqwest::Error) -> HttpError {
    let words = words(error);
    if words == REFUSED {
        HttpError::ForbiddenAddress
    } else if error.is_builder() {
        HttpError::Malformed(words)
    } else if error.is_connect() {
        HttpError::Connect(words)
    } else {
        HttpError::Transport(words)
    }
}

/// The innermost cause. reqwest's own text is left out because it ends with the address, which can hold a key.
pub(crate) fn words(error: &reqwest::Error) -> String {
    let Some(mut cause) = error.source() else {
        return if error.is_decode() { "the body could not be decoded" } else { "no further cause" }
            .to_owned();
    };
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let one_line = |character: char| if character.is_control() { ' ' } else { character };
    let text = cause.to_string();
    // The system's number for it says nothing that its words do not.
    let text = text.split(" (os error").next().unwrap_or_default();
    text.chars().map(one_line).take(CHARACTERS_MAX).collect()
}
