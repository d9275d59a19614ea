//! What goes wrong on Telegram's side.

use serde_json::json;

use super::{Answer, no};

/// What a sending meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// 429: everybody waits for so many seconds.
    TooMany(u64),
    /// This code in these words, such as 403 and `Forbidden: bot was blocked by the user`.
    Refuses(u16, &'static str),
    /// The group has another number now.
    Moved(i64),
    /// No markup can be read, whatever it is; without markup all is well.
    Unreadable,
    /// A page of the machine in front.
    BadGateway,
    /// It is delivered, and the answer makes no sense.
    OddYes,
    /// It is delivered, and the connection drops before the answer.
    Drops,
    /// It is delivered, and no answer ever comes.
    Silent,
    /// The token is worth nothing any more: whatever is called.
    Unauthorized,
}

impl Mood {
    /// The answer with which nothing is delivered.
    pub(super) fn refusal(self) -> Option<Answer> {
        match self {
            Self::TooMany(seconds) => Some(too_many(seconds)),
            Self::Refuses(code, words) => Some(no(code, words)),
            Self::Moved(to) => Some(Answer::Json(
                400,
                json!({"ok": false, "error_code": 400, "description": "Bad Request: group chat was upgraded to a supergroup chat",
                    "parameters": {"migrate_to_chat_id": to}}),
            )),
            Self::Unreadable => {
                Some(no(400, "Bad Request: can't parse entities: Unsupported start tag at byte offset 0"))
            }
            Self::BadGateway => Some(Answer::Raw(502, "<html><body><h1>502 Bad Gateway</h1></body></html>")),
            Self::OddYes | Self::Drops | Self::Silent | Self::Unauthorized => None,
        }
    }

    /// The answer to what was delivered.
    pub(super) fn after(self) -> Answer {
        match self {
            Self::Drops => Answer::HangUp,
            Self::Silent => Answer::Silence,
            _ => Answer::Raw(
                200,
                r#"{"ok":true,"result":{"message_id":{"of":"tomorrow"},"chat":{"type":"of next year"}}}"#,
            ),
        }
    }
}

pub(super) fn too_many(seconds: u64) -> Answer {
    Answer::Json(
        429,
        json!({"ok": false, "error_code": 429, "description": format!("Too Many Requests: retry after {seconds}"),
            "parameters": {"retry_after": seconds}}),
    )
}

/// Moods by chat, and how often each still shows.
#[derive(Default)]
pub(super) struct Moods(Vec<(String, Mood, usize)>);

impl Moods {
    pub(super) fn add(&mut self, chat: &str, mood: Mood, times: usize) {
        self.0.push((chat.to_owned(), mood, times));
    }

    pub(super) fn are_unauthorized(&self) -> bool {
        self.0.iter().any(|(_, mood, _)| *mood == Mood::Unauthorized)
    }

    /// The first that this sending meets.
    pub(super) fn take(&mut self, chat: &str, html: bool) -> Option<Mood> {
        let met = |(of, mood, times): &&mut (String, Mood, usize)| {
            *times > 0 && (of.is_empty() || of == chat) && (html || *mood != Mood::Unreadable)
        };
        let (_, mood, times) = self.0.iter_mut().find(met)?;
        *times -= 1;
        Some(*mood)
    }
}
