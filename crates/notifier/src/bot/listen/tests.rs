use cockpit_store::{Access, Store};
use tempfile::TempDir;

use super::*;
use crate::briefing::sample;
use crate::outcome::{Reason, Scope};

fn refused() -> Outcome {
    Outcome::Paused { until: sample::now() + TimeDelta::minutes(1), reason: Reason::word("token_refused") }
}

fn unreachable() -> Outcome {
    Outcome::Retry { not_before: None, scope: Scope::Channel, reason: Reason::word("unreachable") }
}

async fn store() -> (Store, TempDir) {
    let folder = TempDir::new().unwrap();
    let store = Store::open(&folder.path().join("cockpit.db"), Access::Exclusive).await.unwrap();
    (store, folder)
}

#[tokio::test]
async fn a_pause_for_a_refused_token_ends_when_it_is_accepted_again() {
    let (store, _folder) = store().await;
    let (bot, mut failures) = (sample::bot(&store), Failures::default());
    for seconds in [60, 120] {
        assert_eq!(bot.failed(&refused(), &mut failures).await.as_secs(), seconds);
        let until = store.channel_pauses().await.unwrap()[0].until;
        assert_eq!(until, sample::now() + TimeDelta::seconds(seconds.cast_signed()));
    }
    bot.well(&mut failures).await;
    assert!(store.channel_pauses().await.unwrap().is_empty());
    assert_eq!(bot.failed(&unreachable(), &mut failures).await.as_secs(), 1, "it counts from the beginning");
}

#[tokio::test]
async fn a_pause_that_somebody_else_made_is_left_to_them() {
    let (store, _folder) = store().await;
    let (bot, mut failures) = (sample::bot(&store), Failures::default());
    let until = sample::now() + TimeDelta::minutes(5);
    store.pause_channel(Channel::Telegram, sample::now(), until, "unreachable").await.unwrap();
    bot.failed(&unreachable(), &mut failures).await;
    bot.well(&mut failures).await;
    assert_eq!(store.channel_pauses().await.unwrap().len(), 1);
}
