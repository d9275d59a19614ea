//! Chats that show us the door, let us in again, or get another number.

use cockpit_store::{Channel, StoreError, Subscriber, SubscriberState};

use super::Bot;
use crate::telegram::Address;

impl Bot {
    /// Somebody blocked the bot or threw it out, or took that back.
    pub(super) async fn membership(&self, chat: i64, member: bool) -> Result<(), StoreError> {
        for subscriber in self.of_chat(chat).await? {
            let state = match (subscriber.profile.state, member) {
                // Whoever is paused or waits to be confirmed stays so: a door that opens again must not make them active.
                (SubscriberState::Active, false) => SubscriberState::Blocked,
                (SubscriberState::Blocked, true) => SubscriberState::Active,
                _ => continue,
            };
            tracing::info!(
                subscriber = subscriber.id.0,
                state = state.as_str(),
                "a chat shut or opened its door"
            );
            self.change(subscriber.id, |profile| profile.state = state).await?;
        }
        Ok(())
    }

    /// A group became a supergroup.
    pub(super) async fn moved(&self, from: i64, to: i64) -> Result<(), StoreError> {
        for subscriber in self.of_chat(from).await? {
            let address = subscriber.profile.address.expose();
            let topic = address.split_once('/').and_then(|(_, topic)| topic.parse().ok());
            let new = cockpit_store::Address::new(Address::of(to, topic).to_string());
            if let Some(there) = self.0.store.subscriber_at(Channel::Telegram, new.expose()).await?
                && there.id != subscriber.id
            {
                // The new chat has its own subscription already; the old one can never be reached again.
                self.change(subscriber.id, |profile| profile.state = SubscriberState::Blocked).await?;
                continue;
            }
            tracing::info!(subscriber = subscriber.id.0, "a group has another number now");
            self.change(subscriber.id, |profile| profile.address = new.clone()).await?;
        }
        Ok(())
    }

    /// The subscribers that are this chat or one of its topics.
    async fn of_chat(&self, chat: i64) -> Result<Vec<Subscriber>, StoreError> {
        let chat = chat.to_string();
        let mut all = self.0.store.subscribers().await?;
        all.retain(|subscriber| {
            let profile = &subscriber.profile;
            let address = Address::parse(profile.address.expose());
            profile.channel == Channel::Telegram && address.is_some_and(|address| address.chat() == chat)
        });
        Ok(all)
    }
}
