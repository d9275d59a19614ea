//! One sending: the recipient's words, links and picture, one attempt, and what became of it.

use std::sync::Arc;
use std::time::Duration;

use cockpit_store::{Channel as Way, crash_at};
use tokio::time::timeout;

use super::House;
use super::parcel::Parcel;
use crate::channel::Channel;
use crate::outcome::{Outcome, Reason};
use crate::render::{Numbers, Options};

/// Every channel has its own deadline, the longest of them 60 s. One that forgets it must not keep its place for ever.
const DEADLINE: Duration = Duration::from_secs(90);

/// A sending that came down.
#[derive(Debug)]
pub(super) struct Landed {
    pub(super) parcel: Parcel,
    pub(super) outcome: Outcome,
}

pub(super) async fn fly(house: Arc<House>, way: Way, channel: Arc<dyn Channel>, parcel: Parcel) -> Landed {
    let mut envelope = parcel.envelope();
    let profile = &parcel.to.profile;
    envelope.options = Options {
        zone: profile.time_zone.parse().unwrap_or_default(),
        numbers: Numbers::of_language(&profile.locale),
        public_url: house.public_url.clone(),
    };
    envelope.unsubscribe = house.links.unsubscribe(parcel.to.id);
    envelope.manage = house.links.manage(parcel.to.id);
    envelope.secret = (way == Way::Webhook).then(|| house.links.webhook_key(parcel.to.id));
    if let (Some(alert), true) = (parcel.alert, channel.takes_pictures()) {
        let message = &parcel.message;
        envelope.picture = house.charts.of(&house.store, alert, message, &envelope.options).await;
    }
    let sent = timeout(DEADLINE, channel.deliver(&envelope)).await;
    // The provider may have it; nobody else knows yet.
    crash_at("relay.written");
    let outcome = sent.unwrap_or_else(|_| Outcome::Ambiguous { reason: Reason::word("deadline") });
    Landed { parcel, outcome }
}
