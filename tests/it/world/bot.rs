//! Telegram's Bot API as far as the program uses it: it keeps its limits, reads its markup, has its moods, and remembers
//! what it was given and when.

#[path = "bot/limits.rs"]
pub(crate) mod limits;
#[path = "bot/markup.rs"]
pub(crate) mod markup;
#[path = "bot/mood.rs"]
mod mood;
#[path = "bot/parameters.rs"]
mod parameters;

use std::sync::Mutex;
use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::sync::Notify;

use self::limits::Limits;
pub(crate) use self::mood::Mood;
use self::mood::Moods;
use self::parameters::Parameters;

/// The token that the world knows.
pub(crate) const TOKEN: &str = "123456:canary-of-the-bot";
/// No question for news is kept waiting for longer: the program's deadlines are short in tests.
const POLL_MAX: Duration = Duration::from_secs(1);
const TEXT_UNITS_MAX: usize = 4_096;
const CAPTION_UNITS_MAX: usize = 1_024;

/// A message that came into a chat.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) at: Instant,
    pub(crate) id: i64,
    pub(crate) chat: String,
    pub(crate) topic: Option<i64>,
    /// As people see it: without markup.
    pub(crate) text: String,
    pub(crate) photo: bool,
    /// Whether the markup was read.
    pub(crate) html: bool,
    /// What buttons say, and what they do.
    pub(crate) buttons: Vec<(String, String)>,
}

impl Message {
    pub(crate) fn is_marked(&self) -> bool {
        self.text.contains("(possible repeat)")
    }
}

/// A call, and the status it was answered with; 0 for no answer.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) at: Instant,
    pub(crate) method: String,
    pub(crate) chat: String,
    pub(crate) parameters: Value,
    pub(crate) status: u16,
}

/// The bot's side of Telegram.
#[derive(Default)]
pub(crate) struct Bot {
    state: Mutex<State>,
    news: Notify,
}

#[derive(Default)]
struct State {
    messages: Vec<Message>,
    calls: Vec<Call>,
    updates: Vec<Value>,
    update_id: i64,
    polls: u64,
    moods: Moods,
    limits: Limits,
    delay: Duration,
}

/// What becomes of a call.
enum Answer {
    Json(u16, Value),
    Raw(u16, &'static str),
    /// The connection closes without a word.
    HangUp,
    /// Nothing ever comes.
    Silence,
}

/// Marks a response in whose place the connection is closed.
#[derive(Clone)]
pub(crate) struct HangUp;

impl Bot {
    /// Every message that came into a chat, in order.
    pub(crate) fn messages(&self) -> Vec<Message> {
        self.state.lock().unwrap().messages.clone()
    }

    /// Those of one chat.
    pub(crate) fn told(&self, chat: &str) -> Vec<Message> {
        self.state.lock().unwrap().messages.iter().filter(|message| message.chat == chat).cloned().collect()
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.state.lock().unwrap().messages.len()
    }

    /// Every call but questions for news, in order.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.state.lock().unwrap().calls.clone()
    }

    /// Calls that would put something into a chat.
    pub(crate) fn sendings(&self) -> Vec<Call> {
        self.calls().into_iter().filter(|call| call.method.starts_with("send")).collect()
    }

    /// The next so many sendings to `chat` (any, when it is empty) meet this.
    pub(crate) fn mood(&self, chat: &str, mood: Mood, times: usize) {
        self.state.lock().unwrap().moods.add(chat, mood, times);
    }

    /// All is well again.
    pub(crate) fn cheer_up(&self) {
        self.state.lock().unwrap().moods = Moods::default();
    }

    /// A second is shorter by this: for tests that share the machine with others.
    pub(crate) fn forgive(&self, lateness: Duration) {
        self.state.lock().unwrap().limits.forgiven = lateness;
    }

    /// Every answer takes this long.
    pub(crate) fn slow(&self, delay: Duration) {
        self.state.lock().unwrap().delay = delay;
    }

    /// Something happened that the program is to hear of; its number is given here.
    pub(crate) fn happens(&self, mut update: Value) {
        let mut state = self.state.lock().unwrap();
        state.update_id += 1;
        update["update_id"] = json!(state.update_id);
        state.updates.push(update);
        drop(state);
        self.news.notify_waiters();
    }

    /// Somebody writes to the bot in private.
    pub(crate) fn says(&self, from: i64, text: &str) {
        self.happens(json!({"message": {
            "message_id": 1, "date": 0, "text": text,
            "chat": {"id": from, "type": "private", "first_name": "Ann"},
            "from": {"id": from, "is_bot": false, "first_name": "Ann", "language_code": "en"},
        }}));
    }

    /// Somebody presses a button under a message.
    pub(crate) fn presses(&self, from: i64, message: &Message, data: &str) {
        self.happens(json!({"callback_query": {
            "id": format!("query-{}-{data}", message.id), "chat_instance": "1", "data": data,
            "from": {"id": from, "is_bot": false, "first_name": "Ann", "language_code": "en"},
            "message": {"message_id": message.id, "date": 0, "chat": {"id": from, "type": "private"}},
        }}));
    }

    pub(super) async fn answer(&self, path: &str, request: Request) -> Response {
        let at = Instant::now();
        let parameters = Parameters::of(request).await;
        let (token, method) =
            path.strip_prefix("bot").and_then(|path| path.split_once('/')).unwrap_or_default();
        if method == "getUpdates" {
            return self.news(token, &parameters).await.into_response();
        }
        // What was read is there, whatever becomes of the connection from here on.
        let (answer, delay) = {
            let mut state = self.state.lock().unwrap();
            let answer = state.take(token, method, &parameters, at);
            state.calls.push(Call {
                at,
                method: method.to_owned(),
                chat: parameters.chat(),
                parameters: parameters.0,
                status: answer.status(),
            });
            (answer, state.delay)
        };
        // Telegram's own slowness, not a wait of the test.
        tokio::time::sleep(delay).await;
        if matches!(answer, Answer::Silence) {
            std::future::pending::<()>().await;
        }
        answer.into_response()
    }

    /// Updates from `offset` on; those before it are gone. A second question at the same time ends the first.
    async fn news(&self, token: &str, parameters: &Parameters) -> Answer {
        let offset = parameters.0["offset"].as_i64().unwrap_or(0);
        let wait = Duration::from_secs(parameters.0["timeout"].as_u64().unwrap_or(0)).min(POLL_MAX);
        let until = tokio::time::Instant::now() + wait;
        let mine = {
            let mut state = self.state.lock().unwrap();
            if token != TOKEN || state.moods.are_unauthorized() {
                return no(401, "Unauthorized");
            }
            state.updates.retain(|update| update["update_id"].as_i64() >= Some(offset));
            state.polls += 1;
            state.polls
        };
        self.news.notify_waiters();
        loop {
            let happened = self.news.notified();
            let (updates, polls) = {
                let state = self.state.lock().unwrap();
                (state.updates.clone(), state.polls)
            };
            if polls != mine {
                return no(409, "Conflict: terminated by other getUpdates request");
            }
            let some = !updates.is_empty();
            if some || tokio::time::timeout_at(until, happened).await.is_err() {
                return Answer::Json(200, json!({"ok": true, "result": updates}));
            }
        }
    }
}

impl State {
    fn take(&mut self, token: &str, method: &str, parameters: &Parameters, at: Instant) -> Answer {
        if token != TOKEN || self.moods.are_unauthorized() {
            return no(401, "Unauthorized");
        }
        match method {
            "sendMessage" | "sendPhoto" => self.send(method == "sendPhoto", parameters, at),
            "getMe" => yes(
                &json!({"id": 123_456, "is_bot": true, "first_name": "Cockpit", "username": "cockpit_test_bot"}),
            ),
            "answerCallbackQuery" | "setMyCommands" | "deleteWebhook" | "sendChatAction" => yes(&json!(true)),
            "editMessageReplyMarkup" | "editMessageText" => {
                yes(&json!({"message_id": parameters.0["message_id"]}))
            }
            _ => no(404, "Not Found"),
        }
    }

    fn send(&mut self, photo: bool, parameters: &Parameters, at: Instant) -> Answer {
        let chat = parameters.chat();
        if chat.is_empty() {
            return no(400, "Bad Request: chat_id is empty");
        }
        let html = parameters.0["parse_mode"] == "HTML";
        let mood = self.moods.take(&chat, html);
        if let Some(answer) = mood.and_then(Mood::refusal) {
            return answer;
        }
        if let Err(seconds) = self.limits.take(&chat, at) {
            return mood::too_many(seconds);
        }
        let given = parameters.0[if photo { "caption" } else { "text" }].as_str().unwrap_or_default();
        let text = if html { markup::read(given) } else { Ok(given.to_owned()) };
        let text = match text {
            Ok(text) => text,
            Err(wrong) => return no(400, &format!("Bad Request: can't parse entities: {wrong}")),
        };
        let units = text.encode_utf16().count();
        match photo {
            true if units > CAPTION_UNITS_MAX => return no(400, "Bad Request: message caption is too long"),
            true if parameters.0["photo"].is_null() => {
                return no(400, "Bad Request: there is no photo in the request");
            }
            false if units > TEXT_UNITS_MAX => return no(400, "Bad Request: message is too long"),
            false if text.trim().is_empty() => return no(400, "Bad Request: message text is empty"),
            _ => {}
        }
        let buttons = match parameters.buttons() {
            Ok(buttons) => buttons,
            Err(wrong) => return no(400, &format!("Bad Request: {wrong}")),
        };
        let id = i64::try_from(self.messages.len()).unwrap() + 1_000;
        let topic = parameters.0["message_thread_id"].as_i64();
        self.messages.push(Message {
            at,
            id,
            chat: chat.clone(),
            topic,
            text: text.clone(),
            photo,
            html,
            buttons,
        });
        let kind = if chat.starts_with('-') { "supergroup" } else { "private" };
        let result = json!({"message_id": id, "date": 0, "chat": {"id": chat.parse::<i64>().ok(), "type": kind}, "text": text});
        mood.map_or_else(|| yes(&result), Mood::after)
    }
}

fn yes(result: &Value) -> Answer {
    Answer::Json(200, json!({"ok": true, "result": result}))
}

fn no(code: u16, description: &str) -> Answer {
    Answer::Json(code, json!({"ok": false, "error_code": code, "description": description}))
}

impl Answer {
    const fn status(&self) -> u16 {
        match self {
            Self::Json(status, _) | Self::Raw(status, _) => *status,
            Self::HangUp | Self::Silence => 0,
        }
    }

    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status()).unwrap_or_default();
        match self {
            Self::Json(_, json) => (status, json.to_string()).into_response(),
            Self::Raw(_, body) => (status, body).into_response(),
            Self::HangUp | Self::Silence => {
                let mut response = status.into_response();
                response.extensions_mut().insert(HangUp);
                response
            }
        }
    }
}
