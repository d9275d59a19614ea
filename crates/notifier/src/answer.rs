//! What an answer over HTTP means where a provider has no rules of its own: webhooks of every kind.

use cockpit_http::{HttpError, Post, Receipt, Secret, Sender};
use url::Url;

use crate::outcome::{Outcome, Reason, Scope};

/// Sends, and judges by the status alone. `gone` are the statuses with which this provider says that an address is no more.
pub(crate) async fn post(http: &Sender, post: Post, gone: &[u16]) -> Result<Receipt, Outcome> {
    match http.post(post).await {
        Ok(receipt) if (200..300).contains(&receipt.status) => Ok(receipt),
        Ok(receipt) => Err(refused(&receipt, gone)),
        Err(error) => Err(unanswered(&error, Scope::Recipient)),
    }
}

/// What it means that no answer came.
pub(crate) fn unanswered(error: &HttpError, scope: Scope) -> Outcome {
    if error.may_have_arrived() {
        Outcome::Ambiguous { reason: Reason::said("no_answer", error) }
    } else if error.is_transient() {
        Outcome::Retry { not_before: error.retry_at(), scope, reason: Reason::said("unreachable", error) }
    } else {
        Outcome::dead(Reason::said("bad_address", error))
    }
}

fn refused(receipt: &Receipt, gone: &[u16]) -> Outcome {
    let said = String::from_utf8_lossy(&receipt.body);
    match receipt.status {
        429 | 503 => Outcome::Retry {
            not_before: receipt.retry_at,
            scope: Scope::Recipient,
            reason: Reason::said("rate_limited", format!("{}: {said}", receipt.status)),
        },
        408 | 425 | 500.. => {
            Outcome::retry(Reason::said("provider_failed", format!("{}: {said}", receipt.status)))
        }
        status if gone.contains(&status) => Outcome::gone(Reason::said("gone", said)),
        401 | 403 => Outcome::dead(Reason::said("forbidden", said)),
        300..=399 => Outcome::dead(Reason::word("redirected")),
        _ => Outcome::dead(Reason::said("bad_request", format!("{}: {said}", receipt.status))),
    }
}

/// The parts of an address whose path is a secret, as those of Discord and Slack are: what may be printed, and what not.
pub(crate) fn secret_path(address: &str) -> Option<(Url, Secret)> {
    let mut url: Url = address.parse().ok()?;
    let path = url.path().trim_start_matches('/').to_owned();
    url.set_path("/");
    url.set_fragment(None);
    Some((url, Secret::new(path)))
}

/// What the provider calls the message: a field `id` of its JSON, if it has one.
pub(crate) fn id(receipt: &Receipt) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(&receipt.body).ok()?;
    body.get("id")?.as_str().map(|id| id.chars().take(64).collect())
}
