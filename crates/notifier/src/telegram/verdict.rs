//! What an answer of the Bot API means for a message.

use chrono::{DateTime, TimeDelta, Utc};

use super::reply::Reply;
use crate::outcome::{Outcome, Reason, Remark, Scope};

/// What an answer means, where our next step depends on more than the outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is in the chat.
    Arrived { message_id: Option<i64>, remark: Option<Remark> },
    /// The markup could not be read: without markup it may be.
    Unreadable(Reason),
    /// It is not wanted as it is; a picture may be what is wrong.
    Refused(Reason),
}

/// A revoked token is tried again this often.
const PROBE_AFTER: TimeDelta = TimeDelta::minutes(1);

/// Words with which Telegram says that nothing will ever arrive there. Only those known for sure: a 403 in other words ends
/// one row, not a recipient.
const GONE: [(u16, &str, &str); 12] = [
    (403, "bot was blocked by the user", "blocked"),
    (403, "user is deactivated", "deactivated"),
    (403, "bot was kicked", "kicked"),
    (403, "bot is not a member", "kicked"),
    (403, "the group chat was deleted", "deleted"),
    (403, "bot can't initiate conversation", "never_started"),
    (400, "chat not found", "chat_not_found"),
    (400, "user not found", "chat_not_found"),
    (400, "peer_id_invalid", "chat_not_found"),
    (400, "group chat was deactivated", "deactivated"),
    (400, "message thread not found", "topic_not_found"),
    (400, "topic_deleted", "topic_not_found"),
];

/// Judges an answer. `header` is the answer's own `Retry-After`.
pub(super) fn verdict(
    status: u16,
    body: &[u8],
    header: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Verdict, Outcome> {
    let reply = Reply::read(body);
    if (200..300).contains(&status) && reply.ok != Some(false) {
        // A yes that cannot be read is a yes: the status says that the message was taken.
        let remark = (reply.ok.is_none() || reply.message_id().is_none()).then_some(Remark::UnreadableAnswer);
        return Ok(Verdict::Arrived { message_id: reply.message_id(), remark });
    }
    let code = reply.error_code.unwrap_or(status);
    let reason = |word| Reason::said(word, &reply.description);
    if let Some(chat) = reply.migrate_to_chat_id {
        return Err(Outcome::Moved { to: chat.to_string() });
    }
    let lower = reply.description.to_ascii_lowercase();
    if let Some((_, _, word)) = GONE.iter().find(|(of, words, _)| *of == code && lower.contains(words)) {
        return Err(Outcome::gone(reason(word)));
    }
    match code {
        429 | 420 => Err(Outcome::Retry {
            not_before: Some(reply.retry_at(header, now)),
            scope: Scope::Channel,
            reason: reason("rate_limited"),
        }),
        // An unknown token is answered with "Not Found", a revoked one with "Unauthorized".
        401 | 404 if reply.ok.is_some() => {
            Err(Outcome::Paused { until: now + PROBE_AFTER, reason: reason("token_refused") })
        }
        400 if lower.contains("can't parse entities") => Ok(Verdict::Unreadable(reason("unreadable"))),
        400 | 413 => Ok(Verdict::Refused(reason("bad_request"))),
        403 => Err(Outcome::dead(reason("forbidden"))),
        // Somebody else asks for the news of this bot, or a webhook takes it.
        409 => Err(Outcome::retry(reason("conflict"))),
        // Whatever stands between us and Telegram says this, in HTML or not at all.
        _ => Err(Outcome::retry(Reason::said("provider_failed", format!("{code} {}", reply.description)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(status: u16, body: &str) -> Result<Verdict, Outcome> {
        verdict(status, body.as_bytes(), None, DateTime::UNIX_EPOCH)
    }

    fn refusal(code: u16, description: &str) -> Result<Verdict, Outcome> {
        let body = serde_json::json!({"ok": false, "error_code": code, "description": description});
        judged(code, &body.to_string())
    }

    #[test]
    fn a_yes_is_a_yes_whatever_else_it_says() {
        for (body, message_id, remark) in [
            (r#"{"ok":true,"result":{"message_id":7,"chat":{"type":"of next year"}}}"#, Some(7), None),
            (r#"{"ok":true,"result":true}"#, None, Some(Remark::UnreadableAnswer)),
            ("<html>", None, Some(Remark::UnreadableAnswer)),
            ("", None, Some(Remark::UnreadableAnswer)),
        ] {
            assert_eq!(judged(200, body), Ok(Verdict::Arrived { message_id, remark }), "{body}");
        }
    }

    #[test]
    fn waits_longer_than_sixteen_bits_are_obeyed_and_capped_at_a_day() {
        for (seconds, expected_s) in [(35, 35), (70_000, 70_000), (86_400, 86_400), (u64::MAX, 86_400)] {
            let body = format!(
                r#"{{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{{"retry_after":{seconds}}}}}"#
            );
            let Err(Outcome::Retry { not_before, scope: Scope::Channel, .. }) = judged(429, &body) else {
                panic!("{seconds}")
            };
            assert_eq!(not_before, Some(DateTime::UNIX_EPOCH + TimeDelta::seconds(expected_s)));
        }
        assert!(matches!(judged(429, "slow down"), Err(Outcome::Retry { not_before: Some(_), .. })));
    }

    #[test]
    fn only_known_words_end_a_recipient() {
        for (code, words, gone) in [
            (403, "Forbidden: bot was blocked by the user", true),
            (403, "Forbidden: user is deactivated", true),
            (403, "Forbidden: bot was kicked from the supergroup chat", true),
            (403, "Forbidden: something new", false),
            (400, "Bad Request: chat not found", true),
        ] {
            let Err(Outcome::Dead { recipient_gone, .. }) = refusal(code, words) else { panic!("{words}") };
            assert_eq!(recipient_gone, gone, "{words}");
        }
    }

    #[test]
    fn each_other_refusal_has_its_own_next_step() {
        assert!(matches!(refusal(400, "Bad Request: can't parse entities: <b"), Ok(Verdict::Unreadable(_))));
        assert!(matches!(refusal(400, "Bad Request: message is too long"), Ok(Verdict::Refused(_))));
        assert!(matches!(refusal(401, "Unauthorized"), Err(Outcome::Paused { .. })));
        assert!(matches!(refusal(404, "Not Found"), Err(Outcome::Paused { .. })));
        assert!(matches!(judged(404, "<html>"), Err(Outcome::Retry { scope: Scope::Row, .. })));
        assert!(matches!(judged(502, "<html>502</html>"), Err(Outcome::Retry { scope: Scope::Row, .. })));
        assert!(matches!(judged(200, r#"{"ok":false,"error_code":500}"#), Err(Outcome::Retry { .. })));
        let moved = r#"{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001}}"#;
        assert_eq!(judged(400, moved), Err(Outcome::Moved { to: "-1001".to_owned() }));
    }
}
