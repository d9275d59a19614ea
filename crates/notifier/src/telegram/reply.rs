//! What the Bot API answers, read with as few demands as possible.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

/// No wait that Telegram names is obeyed for longer.
const WAIT_MAX: TimeDelta = TimeDelta::hours(24);

/// The fields we look at. Everything else may change as it likes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reply {
    /// Whether it says yes; none when it says neither.
    pub ok: Option<bool>,
    pub result: Value,
    pub error_code: Option<u16>,
    pub description: String,
    pub retry_after_s: Option<u64>,
    pub migrate_to_chat_id: Option<i64>,
}

impl Reply {
    /// Reads a body; what is no JSON object is an empty reply.
    pub(super) fn read(body: &[u8]) -> Self {
        let Ok(Value::Object(mut fields)) = serde_json::from_slice(body) else { return Self::default() };
        let parameters = fields.get("parameters").cloned().unwrap_or_default();
        Self {
            ok: fields.get("ok").and_then(Value::as_bool),
            error_code: fields
                .get("error_code")
                .and_then(Value::as_u64)
                .and_then(|code| code.try_into().ok()),
            description: fields.get("description").and_then(Value::as_str).unwrap_or_default().to_owned(),
            retry_after_s: parameters.get("retry_after").and_then(Value::as_u64),
            migrate_to_chat_id: parameters.get("migrate_to_chat_id").and_then(Value::as_i64),
            result: fields.remove("result").unwrap_or_default(),
        }
    }

    pub(super) fn message_id(&self) -> Option<i64> {
        self.result.get("message_id").and_then(Value::as_i64)
    }

    /// When the bot may speak again.
    pub(super) fn retry_at(&self, header: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
        let wait = |seconds: u64| {
            TimeDelta::try_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
                .unwrap_or(WAIT_MAX)
                .min(WAIT_MAX)
        };
        // Without a word of when, a pause that is long enough to be one.
        self.retry_after_s
            .map(|seconds| now + wait(seconds))
            .or(header)
            .unwrap_or(now + TimeDelta::seconds(30))
    }
}
