//! The bot's other calls: listening, answering presses, and who it is.

use std::time::Duration;

use cockpit_http::Receipt;
use frankenstein::methods::{
    AnswerCallbackQueryParams, EditMessageReplyMarkupParams, GetUpdatesParams, SetMyCommandsParams,
};
use frankenstein::types::{AllowedUpdate, BotCommand};
use serde::Serialize;
use serde_json::Value;

use super::keyboard::inline;
use super::reply::Reply;
use super::update::Update;
use super::verdict::{Verdict, verdict};
use super::{Address, Telegram, bad_address, sent};
use crate::channel::Button;
use crate::outcome::{Outcome, Reason};

const TOTAL: Duration = Duration::from_secs(10);
/// Updates taken at once.
const UPDATES_MAX: u32 = 100;

/// Who the bot is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// Telegram's number for it.
    pub id: i64,
    /// Its name, as in `https://t.me/name?start=…`.
    pub username: String,
}

impl Telegram {
    /// Who the bot is: shows that the token works.
    pub async fn me(&self) -> Result<Me, Outcome> {
        let result = self.ask("getMe", &serde_json::json!({}), TOTAL).await?;
        let id = result.get("id").and_then(Value::as_i64);
        let username = result.get("username").and_then(Value::as_str);
        match (id, username) {
            (Some(id), Some(username)) => Ok(Me { id, username: username.to_owned() }),
            _ => Err(Outcome::retry(Reason::word("unreadable_answer"))),
        }
    }

    /// Waits up to `wait` for something to happen from update `offset` on, and says which number to ask for next. Updates
    /// before `offset` are gone for good with this call.
    pub async fn updates(
        &self,
        offset: Option<i64>,
        wait: Duration,
    ) -> Result<(Vec<Update>, Option<i64>), Outcome> {
        let parameters = GetUpdatesParams::builder()
            .maybe_offset(offset)
            .limit(UPDATES_MAX)
            .timeout(u32::try_from(wait.as_secs()).unwrap_or(50).min(50))
            .allowed_updates(vec![
                AllowedUpdate::Message,
                AllowedUpdate::CallbackQuery,
                AllowedUpdate::MyChatMember,
            ])
            .build();
        let result = self.ask("getUpdates", &parameters, wait + TOTAL).await?;
        let Value::Array(updates) = result else {
            return Err(Outcome::retry(Reason::word("unreadable_answer")));
        };
        let updates: Vec<Update> = updates.iter().filter_map(Update::read).collect();
        let next = updates.iter().map(|update| update.id + 1).max().or(offset);
        Ok((updates, next))
    }

    /// Sends one picture with a text of Telegram's HTML under it, as an answer to somebody.
    pub async fn show(&self, address: &str, png: &[u8], caption: &str) -> Outcome {
        let Some(to) = Address::parse(address) else { return bad_address() };
        match self.send_photo(&to, png, caption, &[]).await {
            Ok(Verdict::Arrived { message_id, remark }) => sent(message_id, remark),
            Ok(Verdict::Refused(reason) | Verdict::Unreadable(reason)) => Outcome::dead(reason),
            Err(outcome) => outcome,
        }
    }

    /// Says that a press was understood; `words` show for a moment.
    pub async fn answer_press(&self, query: &str, words: &str) -> Result<(), Outcome> {
        let words = crate::render::clean::line(words, 190);
        let parameters = AnswerCallbackQueryParams::builder().callback_query_id(query).text(words).build();
        self.ask("answerCallbackQuery", &parameters, TOTAL).await.map(|_| ())
    }

    /// Puts other buttons under a message, or none.
    pub async fn change_buttons(
        &self,
        at: &Address,
        message_id: i64,
        buttons: &[Vec<Button>],
    ) -> Result<(), Outcome> {
        let Ok(message_id) = i32::try_from(message_id) else {
            return Err(Outcome::dead(Reason::word("bad_message_id")));
        };
        let parameters = EditMessageReplyMarkupParams::builder()
            .chat_id(at.chat_id())
            .message_id(message_id)
            .maybe_reply_markup(inline(buttons))
            .build();
        self.ask("editMessageReplyMarkup", &parameters, TOTAL).await.map(|_| ())
    }

    /// The commands that Telegram offers to people, with what they do.
    pub async fn offer_commands(&self, commands: &[(&str, &str)]) -> Result<(), Outcome> {
        let commands = commands
            .iter()
            .map(|(command, description)| {
                BotCommand::builder().command(*command).description(*description).build()
            })
            .collect();
        let parameters = SetMyCommandsParams::builder().commands(commands).build();
        self.ask("setMyCommands", &parameters, TOTAL).await.map(|_| ())
    }

    async fn ask<T: Serialize + Sync>(
        &self,
        method: &str,
        parameters: &T,
        total: Duration,
    ) -> Result<Value, Outcome> {
        let receipt: Receipt = self.call(method, parameters, total).await?;
        match verdict(receipt.status, &receipt.body, receipt.retry_at, self.0.clock.now())? {
            Verdict::Arrived { .. } => Ok(Reply::read(&receipt.body).result),
            Verdict::Unreadable(reason) | Verdict::Refused(reason) => Err(Outcome::dead(reason)),
        }
    }
}
