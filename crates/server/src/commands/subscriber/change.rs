//! Pausing and silencing somebody, and telling them again.

use anyhow::{Context, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use cockpit_store::{Channel, Profile, Store, Subscriber, SubscriberId, SubscriberState};

use super::nobody;
use crate::commands::confirmation;
use crate::config::Config;

pub(super) async fn pause(store: &Store, id: i64) -> anyhow::Result<String> {
    set_state(store, id, SubscriberState::Paused).await?;
    Ok(format!(
        "{id} is told nothing until `cockpit subscriber resume {id}`; what comes meanwhile is not told later"
    ))
}

/// Whoever never confirmed their address, or left, is asked again: only they can say yes.
pub(super) async fn resume(
    config: &Config,
    store: &Store,
    id: i64,
    now: DateTime<Utc>,
) -> anyhow::Result<String> {
    let Profile { channel, state, .. } = known(store, id).await?.profile;
    if channel == Channel::Email && matches!(state, SubscriberState::Pending | SubscriberState::Left) {
        mail_is_possible(config)?;
        set_state(store, id, SubscriberState::Pending).await?;
        ask_to_confirm(config, store, SubscriberId(id), now).await?;
        return Ok(format!("a mail asks {id} to confirm; until then nothing else is sent"));
    }
    set_state(store, id, SubscriberState::Active).await?;
    store.unmute(SubscriberId(id), now).await?;
    Ok(format!("{id} is told again"))
}

pub(super) fn mail_is_possible(config: &Config) -> anyhow::Result<()> {
    ensure!(
        confirmation::is_possible(config),
        "the address cannot be confirmed by a mail: set COCKPIT_PUBLIC_URL and SMTP_HOST first, or say --own if it is your own"
    );
    Ok(())
}

pub(super) async fn ask_to_confirm(
    config: &Config,
    store: &Store,
    id: SubscriberId,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    ensure!(
        confirmation::send(config, store, id, now).await?,
        "three mails went to this address today already; try again tomorrow"
    );
    Ok(())
}

pub(super) async fn mute(
    store: &Store,
    id: i64,
    length: TimeDelta,
    now: DateTime<Utc>,
) -> anyhow::Result<String> {
    let (known, until) = (known(store, id).await?, now + length);
    store.mute(known.id, None, until).await?;
    Ok(format!(
        "{id} hears nothing until {} UTC, and then what came meanwhile in one message",
        until.format("%-d %b %H:%M")
    ))
}

async fn set_state(store: &Store, id: i64, state: SubscriberState) -> anyhow::Result<()> {
    loop {
        let known = known(store, id).await?;
        let profile = Profile { state, ..known.profile };
        // Somebody else may change them at the same time; then once more.
        if store.update_subscriber(known.id, known.revision, profile).await?.is_some() {
            return Ok(());
        }
    }
}

async fn known(store: &Store, id: i64) -> anyhow::Result<Subscriber> {
    store.subscriber(SubscriberId(id)).await?.with_context(|| nobody(id))
}

#[cfg(test)]
mod tests {
    use cockpit_store::Access;
    use tempfile::TempDir;

    use super::*;
    use crate::commands::subscriber::add::add;
    use crate::commands::subscriber::{AddArguments, PresetName, To};

    async fn house() -> (TempDir, Store, Config) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("cockpit.db"), Access::Exclusive).await.unwrap();
        let set = [
            ("COCKPIT_PUBLIC_URL", "https://c.example"),
            ("SMTP_HOST", "mail.example.org"),
            ("SMTP_FROM", "alerts@c.example"),
        ];
        let config = Config::read(set.map(|(name, value)| (name.into(), value.into())).into_iter(), None);
        (folder, store, config.unwrap())
    }

    async fn added(config: &Config, store: &Store, own: bool) -> anyhow::Result<String> {
        let to = To { email: Some("ann@x.org".to_owned()), ..To::default() };
        let arguments = AddArguments {
            to,
            name: None,
            preset: Some(PresetName::Balanced),
            time_zone: None,
            operator: false,
            own,
            quiet: None,
            briefing: None,
            thresholds: Vec::new(),
        };
        add(config, store, arguments).await
    }

    fn now() -> DateTime<Utc> {
        crate::clock::clock().now()
    }

    async fn state(store: &Store) -> SubscriberState {
        known(store, 1).await.unwrap().profile.state
    }

    #[tokio::test]
    async fn an_address_waits_for_its_owner_and_so_does_one_that_left() {
        let (_folder, store, config) = house().await;
        added(&config, &store, false).await.unwrap();
        assert_eq!(state(&store).await, SubscriberState::Pending);
        let mails = async || store.outbox_counts().await.unwrap().pending;
        assert_eq!(mails().await, 1);

        // The operator's word is not the owner's.
        resume(&config, &store, 1, now()).await.unwrap();
        assert_eq!((state(&store).await, mails().await), (SubscriberState::Pending, 2));
        store.leave(SubscriberId(1)).await.unwrap();
        assert_eq!(mails().await, 0);
        resume(&config, &store, 1, now()).await.unwrap();
        assert_eq!((state(&store).await, mails().await), (SubscriberState::Pending, 1));
    }

    #[tokio::test]
    async fn nobodys_mailbox_is_filled_with_questions() {
        let (_folder, store, config) = house().await;
        added(&config, &store, false).await.unwrap();
        for _ in 0..2 {
            resume(&config, &store, 1, now()).await.unwrap();
        }
        let refused = resume(&config, &store, 1, now()).await.unwrap_err();
        assert!(refused.to_string().contains("three mails"), "{refused}");
    }

    #[tokio::test]
    async fn where_no_mail_can_ask_only_ones_own_address_is_taken() {
        let (_folder, store, config) = house().await;
        for config in [
            Config { public_url: None, ..config.clone() },
            Config { delivery: Config::read([].into_iter(), None).unwrap().delivery, ..config },
        ] {
            let refused = added(&config, &store, false).await.unwrap_err().to_string();
            assert!(refused.contains("--own") && refused.contains("COCKPIT_PUBLIC_URL"), "{refused}");
        }
        assert!(store.subscribers().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn who_paused_or_is_muted_is_told_again() {
        let (_folder, store, config) = house().await;
        added(&config, &store, true).await.unwrap();
        pause(&store, 1).await.unwrap();
        assert_eq!(state(&store).await, SubscriberState::Paused);
        mute(&store, 1, TimeDelta::hours(4), now()).await.unwrap();
        assert_eq!(store.mutes(SubscriberId(1)).await.unwrap().len(), 1);
        resume(&config, &store, 1, now()).await.unwrap();
        assert_eq!(state(&store).await, SubscriberState::Active);
        assert!(store.mutes(SubscriberId(1)).await.unwrap().is_empty());
        assert!(pause(&store, 2).await.unwrap_err().to_string().contains("no subscriber 2"));
    }
}
