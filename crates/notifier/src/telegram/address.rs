//! Where a message goes: a chat, and perhaps a topic within it.

use std::fmt;

use frankenstein::types::ChatId;

/// A chat as it is stored: `123`, `-100123`, `@name`, and `-100123/7` for a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    chat: String,
    topic: Option<i32>,
}

impl Address {
    /// `None` for what can be no chat.
    pub fn parse(text: &str) -> Option<Self> {
        let (chat, topic) = match text.split_once('/') {
            Some((chat, topic)) => (chat, Some(topic.parse::<i32>().ok().filter(|topic| *topic > 0)?)),
            None => (text, None),
        };
        let name = |name: &str| {
            (1..=64).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        let known = chat.strip_prefix('@').map_or_else(|| chat.parse::<i64>().is_ok_and(|id| id != 0), name);
        known.then(|| Self { chat: chat.to_owned(), topic })
    }

    /// Of this chat, in this topic.
    pub fn of(chat: i64, topic: Option<i32>) -> Self {
        Self { chat: chat.to_string(), topic }
    }

    /// The chat without its topic, as limits of rate count it.
    pub fn chat(&self) -> &str {
        &self.chat
    }

    pub(super) fn chat_id(&self) -> ChatId {
        match self.chat.parse() {
            Ok(id) => ChatId::Integer(id),
            Err(_) => ChatId::String(self.chat.clone()),
        }
    }

    pub(super) const fn topic(&self) -> Option<i32> {
        self.topic
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.topic {
            Some(topic) => write!(f, "{}/{topic}", self.chat),
            None => f.write_str(&self.chat),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chats_groups_names_and_topics_are_addresses_and_nothing_else_is() {
        for text in ["42", "-1001234567890", "@my_channel", "-1001234567890/7"] {
            assert_eq!(Address::parse(text).map(|address| address.to_string()).as_deref(), Some(text));
        }
        for text in ["", "0", "abc", "@", "@a b", "42/", "42/x", "42/-1", "42/7/8", "99999999999999999999"] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }
}
