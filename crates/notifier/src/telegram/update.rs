//! What people say to the bot, as far as we listen.

use serde_json::Value;

use super::Address;

/// Something that happened. What we do not listen to is an update without [`Update::said`]: its number counts all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// Its number; the next question asks for the one after.
    pub id: i64,
    /// What was said.
    pub said: Option<Said>,
}

/// What was said to the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A text, such as `/start abc`.
    Text {
        /// Where, with its topic: answers go there.
        at: Address,
        /// By whom.
        from: Person,
        /// At most 4,096 characters of anything.
        text: String,
        /// Whether others read along.
        in_group: bool,
    },
    /// A button was pressed.
    Pressed {
        /// To be answered within seconds, or the button keeps turning.
        query: String,
        /// Where the message is, if it still is.
        at: Option<Address>,
        /// Which message it is.
        message_id: Option<i64>,
        /// By whom.
        from: Person,
        /// What the button says.
        data: String,
    },
    /// A group became a supergroup: messages go to the new chat.
    Moved {
        /// The old chat.
        from: i64,
        /// The new one.
        to: i64,
    },
    /// The bot was let in or shown the door.
    Membership {
        /// Of which chat.
        chat: i64,
        /// Whether it can speak there now.
        member: bool,
    },
}

/// Somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Telegram's number for them.
    pub id: i64,
    /// What they call themselves: other people's words.
    pub name: String,
    /// The language of their program, such as `de`.
    pub language: Option<String>,
}

impl Update {
    /// `None` when it has no number.
    pub(super) fn read(update: &Value) -> Option<Self> {
        let id = update.get("update_id")?.as_i64()?;
        Some(Self { id, said: said(update) })
    }
}

fn said(update: &Value) -> Option<Said> {
    if let Some(message) = update.get("message") {
        if let Some(to) = number(message, "/migrate_to_chat_id") {
            return Some(Said::Moved { from: number(message, "/chat/id")?, to });
        }
        return Some(Said::Text {
            at: address(message)?,
            from: person(message.get("from")?)?,
            text: text(message, "/text")?,
            in_group: text(message, "/chat/type").as_deref() != Some("private"),
        });
    }
    if let Some(query) = update.get("callback_query") {
        return Some(Said::Pressed {
            query: text(query, "/id")?,
            at: query.get("message").and_then(address),
            message_id: number(query, "/message/message_id"),
            from: person(query.get("from")?)?,
            data: text(query, "/data")?,
        });
    }
    let change = update.get("my_chat_member")?;
    let status = text(change, "/new_chat_member/status")?;
    let member = matches!(status.as_str(), "member" | "administrator" | "creator" | "restricted");
    Some(Said::Membership { chat: number(change, "/chat/id")?, member })
}

fn address(message: &Value) -> Option<Address> {
    // A reply in an ordinary group also names a thread; only in a forum is it a place to speak.
    let topical = message.get("is_topic_message").and_then(Value::as_bool) == Some(true);
    let topic =
        number(message, "/message_thread_id").filter(|_| topical).and_then(|topic| topic.try_into().ok());
    Some(Address::of(number(message, "/chat/id")?, topic))
}

fn person(from: &Value) -> Option<Person> {
    let name = text(from, "/first_name").or_else(|| text(from, "/username")).unwrap_or_default();
    let name = crate::render::clean::line(&name, 64);
    Some(Person { id: number(from, "/id")?, name, language: text(from, "/language_code") })
}

fn number(value: &Value, pointer: &str) -> Option<i64> {
    value.pointer(pointer)?.as_i64()
}

fn text(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer)?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(update: &Value) -> Option<Said> {
        Update::read(update).unwrap().said
    }

    #[test]
    fn commands_presses_moves_and_goodbyes_are_understood() {
        let from = json!({"id": 42, "first_name": "A\u{202e}nn", "language_code": "de", "is_bot": false});
        let message = json!({"message_id": 1, "chat": {"id": -5, "type": "supergroup"}, "from": from, "text": "/start abc",
            "message_thread_id": 7, "is_topic_message": true});
        let Some(Said::Text { at, from: person, text, in_group: true }) =
            read(&json!({"update_id": 1, "message": message}))
        else {
            panic!("no text")
        };
        assert_eq!(
            (at.to_string(), person.name.as_str(), text.as_str()),
            ("-5/7".to_owned(), "Ann", "/start abc")
        );
        let pressed = json!({"update_id": 2, "callback_query": {"id": "9", "from": from, "data": "mute:1",
            "message": {"message_id": 3, "chat": {"id": 42, "type": "private"}}}});
        assert!(matches!(read(&pressed), Some(Said::Pressed { message_id: Some(3), .. })));
        let moved = json!({"update_id": 3, "message": {"chat": {"id": -5}, "migrate_to_chat_id": -1005}});
        assert_eq!(read(&moved), Some(Said::Moved { from: -5, to: -1005 }));
        let left = json!({"update_id": 4, "my_chat_member": {"chat": {"id": 42}, "new_chat_member": {"status": "kicked"}}});
        assert_eq!(read(&left), Some(Said::Membership { chat: 42, member: false }));
    }

    #[test]
    fn what_we_do_not_listen_to_still_counts() {
        let strange = json!({"update_id": 5, "message": {"chat": "of another kind"}});
        assert_eq!(Update::read(&strange), Some(Update { id: 5, said: None }));
        assert_eq!(Update::read(&json!({"poll": 1})), None);
    }
}
