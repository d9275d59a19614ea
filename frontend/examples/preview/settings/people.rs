//! Made-up people in every state that a person can be in.

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::rules::Preset;
use cockpit_frontend::settings::view::{
    Channel, ChannelRow, Delivery, Field, Invite, MeView, Notice, Person, Probe, Qr, SubscriberForm,
    SubscriberOpen, SubscriberRow, SubscribersView,
};

use super::thresholds;

pub(super) fn nobody() -> SubscribersView {
    let lacking = |channel, problem: &str| ChannelRow { channel, problem: Some(problem.to_owned()) };
    SubscribersView {
        channels: vec![
            lacking(Channel::Telegram, "needs TELEGRAM_BOT_TOKEN in the environment"),
            lacking(Channel::Email, "needs SMTP_HOST and SMTP_FROM in the environment"),
        ],
        ..SubscribersView::default()
    }
}

pub(super) fn subscribers(now: DateTime<Utc>) -> SubscribersView {
    let ago = |minutes| now - TimeDelta::minutes(minutes);
    let row = |id, name: &str, channel, address: &str, delivery| SubscriberRow {
        id,
        revision: 0,
        name: name.to_owned(),
        channel,
        address: address.to_owned(),
        state: Person::Active,
        is_operator: id == 1,
        delivery,
        test: None,
    };
    let night = Delivery::Held(2, now + TimeDelta::minutes(722));
    let refused = Delivery::Failed("no such user".to_owned(), ago(4_000));
    let retrying = Delivery::Retrying("503 from the server".to_owned(), now + TimeDelta::minutes(4));
    let arrived = Some(Probe::Arrived("message 4711 accepted".to_owned()));
    SubscribersView {
        people: vec![
            SubscriberRow {
                test: arrived,
                ..row(1, "Desk", Channel::Telegram, "12••••789", Delivery::Sent(ago(2)))
            },
            row(2, "Office", Channel::Email, "o•••@example.org", Delivery::Sent(ago(2))),
            row(3, "Night phone", Channel::Telegram, "98••••321", night),
            row(4, "Old address", Channel::Email, "x•••@example.net", refused),
            SubscriberRow {
                state: Person::Paused,
                ..row(
                    5,
                    "<img src=x> & a name that is far too long for its line in the list",
                    Channel::Slack,
                    "https://hooks.slack.com/••••",
                    Delivery::None,
                )
            },
            SubscriberRow {
                state: Person::Pending,
                ..row(6, "Newcomer", Channel::Email, "n•••@example.com", Delivery::None)
            },
            row(7, "Trading bot", Channel::Webhook, "https://bot.example.org/••••", retrying),
        ],
        channels: vec![ChannelRow {
            channel: Channel::Email,
            problem: Some("rests until 20:04: the mail server says 421".to_owned()),
        }],
        can_invite: true,
        ..SubscribersView::default()
    }
}

pub(super) fn opened(open: Option<SubscriberOpen>, now: DateTime<Utc>) -> SubscribersView {
    SubscribersView { open, ..subscribers(now) }
}

pub(super) fn invited(now: DateTime<Utc>) -> SubscribersView {
    let size = 33;
    let dark = (0..size * size).map(|place| (place * place / 7 + place / size) % 3 == 0).collect();
    let invite = Invite {
        url: "https://t.me/cockpit_sample_bot?start=Zm9vYmFyYmF6".to_owned(),
        qr: Qr { size, dark },
        expires_at: now + TimeDelta::days(7),
    };
    SubscribersView { invite: Some(invite), ..subscribers(now) }
}

fn locales() -> Vec<(String, String)> {
    let locale = |id: &str, words: &str| (id.to_owned(), words.to_owned());
    vec![locale("en", "English: 1,234.5"), locale("de", "German: 1.234,5"), locale("fr", "French: 1 234,5")]
}

pub(super) fn form(id: Option<i64>, refused: bool) -> SubscriberForm {
    let (name, address) = if refused {
        (
            Field::refused("", "is empty; give a name of up to 200 characters"),
            Field::refused("office@", "is no e-mail address; it looks like name@example.org"),
        )
    } else {
        (Field::new(id.map_or("", |_| "Office")), Field::new(id.map_or("", |_| "office@example.org")))
    };
    SubscriberForm {
        id,
        revision: 3,
        channel: Channel::Email,
        name,
        address,
        preset: Preset::Balanced,
        time_zone: Field::new("Europe/Berlin"),
        locale: Field::new("de"),
        locales: locales(),
        quiet_from: Field::new("22:00"),
        quiet_until: Field::new("07:00"),
        digest_hour: Field::new("8"),
        is_operator: false,
        own: false,
        personal_url: id.map(|_| "https://cockpit.example.org/me/AbCdEf0123456789".to_owned()),
    }
}

/// The personal page.
pub(crate) fn me(state: &str, now: DateTime<Utc>) -> MeView {
    MeView {
        path: "/me/AbCdEf0123456789".to_owned(),
        notice: (state == "saved")
            .then(|| Notice { words: "Saved. It holds from now on.".to_owned(), ..Notice::default() }),
        conflict: None,
        revision: 3,
        channel: Channel::Telegram,
        address: "12••••789".to_owned(),
        state: match state {
            "paused" => Person::Paused,
            "muted" => Person::Muted(now + TimeDelta::hours(3)),
            _ => Person::Active,
        },
        name: Field::new("Ada"),
        time_zone: Field::new("Europe/Berlin"),
        locale: Field::new("de"),
        locales: locales(),
        quiet_from: Field::new("22:00"),
        quiet_until: Field::new("07:00"),
        digest_hour: Field::new("8"),
        thresholds: thresholds::view(false, now),
        leaving: state == "leaving",
    }
}
