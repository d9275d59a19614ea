//! What the end of a conversation means for the mail, the address and the channel.

use chrono::{DateTime, TimeDelta, Utc};

use super::conversation::{Cause, Failure, Step};
use crate::outcome::{Outcome, Reason, Scope};

/// A wrong password is not tried more often: providers lock accounts for less.
const LOGIN_AGAIN_AFTER: TimeDelta = TimeDelta::minutes(15);
/// A spent quota returns with the hours.
const QUOTA_AGAIN_AFTER: TimeDelta = TimeDelta::hours(1);
/// What else is wrong with the server as a whole is looked at again so often.
const PROBE_AFTER: TimeDelta = TimeDelta::minutes(1);

/// Enhanced status codes (RFC 3463) that speak of the address itself.
const NO_SUCH_USER: [&str; 8] = ["5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4"];

/// Judges.
pub(super) fn outcome(failure: &Failure, now: DateTime<Utc>) -> Outcome {
    let paused =
        |after, word, words: &str| Outcome::Paused { until: now + after, reason: Reason::said(word, words) };
    match (&failure.cause, failure.step) {
        (Cause::NoTls, _) => {
            paused(PROBE_AFTER, "tls_required", "the server does not offer TLS; nothing was sent")
        }
        (Cause::NoUnicode, _) => {
            Outcome::dead(Reason::said("no_unicode", "the server takes no such address"))
        }
        (Cause::Said { code, words }, step) => said(*code, words, step, now),
        // After the last dot the server may have the mail, whatever became of its answer.
        (Cause::Lost(words), Step::Text) => Outcome::Ambiguous { reason: Reason::said("no_answer", words) },
        // No way to log in that both sides know, for instance.
        (Cause::Lost(words), Step::Login) => Outcome::Retry {
            not_before: None,
            scope: Scope::Channel,
            reason: Reason::said("login_failed", words),
        },
        (
            Cause::Lost(words),
            Step::Greeting | Step::Encryption | Step::Sender | Step::Recipient | Step::Data,
        ) => Outcome::Retry {
            not_before: None,
            scope: Scope::Channel,
            reason: Reason::said("unreachable", words),
        },
    }
}

fn said(code: u16, words: &str, step: Step, now: DateTime<Utc>) -> Outcome {
    let reason = |word| Reason::said(word, format!("{code} {words}"));
    let paused = |after, word| Outcome::Paused { until: now + after, reason: reason(word) };
    if is_quota(words) {
        return paused(QUOTA_AGAIN_AFTER, "quota");
    }
    match (code, step) {
        // The password, or that one is wanted at all.
        (530 | 534 | 535 | 538, _) | (500.., Step::Login) => paused(LOGIN_AGAIN_AFTER, "login_refused"),
        // The server as a whole, not this mail.
        (..500, Step::Greeting | Step::Encryption | Step::Login) | (421, _) => {
            Outcome::Retry { not_before: None, scope: Scope::Channel, reason: reason("server_busy") }
        }
        (_, Step::Greeting | Step::Encryption) => paused(PROBE_AFTER, "server_refuses"),
        (..500, _) => Outcome::retry(reason("deferred")),
        (552 | 523, _) => Outcome::dead(reason("too_large")),
        (_, Step::Sender) => paused(PROBE_AFTER, "sender_refused"),
        (_, Step::Recipient) if words.to_ascii_lowercase().contains("relay") => {
            paused(PROBE_AFTER, "relay_refused")
        }
        (_, Step::Recipient | Step::Data)
            if enhanced(words).is_some_and(|code| NO_SUCH_USER.contains(&code)) =>
        {
            Outcome::gone(reason("no_such_user"))
        }
        _ => Outcome::dead(reason("refused")),
    }
}

/// The enhanced status code that leads the words, such as `5.1.1`.
fn enhanced(words: &str) -> Option<&str> {
    let first = words.split_whitespace().next()?;
    let parts = first.split('.').count() == 3;
    (parts && first.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')).then_some(first)
}

/// Whether it is a day's or an hour's quota of ours that is spent, which says nothing about the address. A full mailbox is
/// `x.2.2` and another's quota.
fn is_quota(words: &str) -> bool {
    let lower = words.to_ascii_lowercase();
    let ours = ["daily", "sending quota", "sending limit", "user sending", "messages per", "hourly"];
    match enhanced(words) {
        Some("5.4.5" | "4.4.5") => true,
        Some(code) if code.ends_with(".2.2") => false,
        _ => {
            ours.iter().any(|word| lower.contains(word))
                && (lower.contains("limit") || lower.contains("quota"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(step: Step, code: u16, words: &str) -> Outcome {
        outcome(&Failure { step, cause: Cause::Said { code, words: words.to_owned() } }, DateTime::UNIX_EPOCH)
    }

    /// Outcome and word, for a table.
    fn short(outcome: &Outcome) -> (&'static str, &'static str) {
        match outcome {
            Outcome::Retry { scope: Scope::Row, reason, .. } => ("retry row", reason.word),
            Outcome::Retry { reason, .. } => ("retry channel", reason.word),
            Outcome::Ambiguous { reason } => ("ambiguous", reason.word),
            Outcome::Dead { reason, recipient_gone: true } => ("gone", reason.word),
            Outcome::Dead { reason, .. } => ("dead", reason.word),
            Outcome::Paused { reason, .. } => ("paused", reason.word),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_answer_has_its_meaning_at_its_step() {
        for (step, code, words, expected) in [
            (Step::Greeting, 554, "5.7.1 No SMTP service here", ("paused", "server_refuses")),
            (Step::Greeting, 421, "too many connections", ("retry channel", "server_busy")),
            (Step::Login, 535, "5.7.8 Username and Password not accepted", ("paused", "login_refused")),
            (Step::Login, 454, "4.7.0 Temporary authentication failure", ("retry channel", "server_busy")),
            (Step::Sender, 530, "5.7.0 Authentication required", ("paused", "login_refused")),
            (Step::Sender, 553, "5.7.1 sender not owned by user", ("paused", "sender_refused")),
            (Step::Sender, 552, "5.3.4 too large", ("dead", "too_large")),
            (Step::Recipient, 450, "4.2.0 greylisted", ("retry row", "deferred")),
            (Step::Recipient, 452, "4.2.2 mailbox full", ("retry row", "deferred")),
            (Step::Recipient, 451, "4.3.0 try later", ("retry row", "deferred")),
            (Step::Recipient, 421, "4.7.0 try later", ("retry channel", "server_busy")),
            (Step::Recipient, 550, "5.1.1 no such user", ("gone", "no_such_user")),
            (Step::Recipient, 550, "5.4.5 Daily user sending limit exceeded", ("paused", "quota")),
            (Step::Text, 550, "5.4.5 Daily sending quota exceeded", ("paused", "quota")),
            (Step::Recipient, 552, "5.2.2 The mailbox is over its daily quota", ("dead", "too_large")),
            (Step::Recipient, 554, "5.7.1 Relay access denied", ("paused", "relay_refused")),
            (Step::Recipient, 550, "5.7.1 blocked by policy", ("dead", "refused")),
            (Step::Text, 554, "5.6.0 rejected as spam", ("dead", "refused")),
            (Step::Text, 451, "4.3.0 try later", ("retry row", "deferred")),
        ] {
            assert_eq!(short(&judged(step, code, words)), expected, "{code} {words}");
        }
    }

    #[test]
    fn what_was_lost_after_the_dot_may_have_arrived_and_before_it_not() {
        for step in [
            Step::Greeting,
            Step::Encryption,
            Step::Login,
            Step::Sender,
            Step::Recipient,
            Step::Data,
            Step::Text,
        ] {
            let lost = outcome(
                &Failure { step, cause: Cause::Lost("incomplete response".into()) },
                DateTime::UNIX_EPOCH,
            );
            assert_eq!(matches!(lost, Outcome::Ambiguous { .. }), step == Step::Text, "{step:?}");
        }
    }
}
