//! A profile as a form.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use cockpit_domain::rules::Preset;
use cockpit_frontend::settings::view::{Channel, ConflictLine, Field, SubscriberForm};
use cockpit_store::{Address, Profile, QuietHours, Subscriber, SubscriberId, SubscriberState, Usual};
use serde_json::{Map, Value, json};

use super::{shown, way};
use crate::address;
use crate::keys::{Purpose, under};
use crate::serve::api::Problem;
use crate::serve::routes::App;
use crate::serve::settings::person::Fields;
use crate::serve::settings::posted::{Posted, checked};

/// A form about one person, as it was entered.
pub(in crate::serve::settings) struct Entered {
    pub(super) id: Option<i64>,
    pub(super) revision: i64,
    channel: Channel,
    pub(super) address: Field,
    pub(super) own: bool,
    fields: Fields,
    preset: Preset,
    is_operator: bool,
}

impl Entered {
    /// Of somebody new, with what is usual here.
    pub(super) fn new(channel: Channel, zone: Tz, preset: Preset, usual: Usual) -> Self {
        Self {
            id: None,
            revision: 0,
            channel,
            address: Field::default(),
            own: false,
            fields: Fields::new(zone, usual),
            preset,
            is_operator: false,
        }
    }

    /// As it is saved.
    pub(in crate::serve::settings) fn of(known: &Subscriber) -> Self {
        let profile = &known.profile;
        Self {
            id: Some(known.id.0),
            revision: known.revision,
            channel: shown(profile.channel),
            address: Field::new(profile.address.expose()),
            own: false,
            fields: Fields::of(profile),
            preset: profile.preset,
            is_operator: profile.is_operator,
        }
    }

    /// As it was entered.
    pub(in crate::serve::settings) fn read(posted: &Posted, channel: Channel) -> Result<Self, Problem> {
        let preset = posted.text("preset");
        let preset = match preset {
            "" => Preset::default(),
            word => Preset::ALL
                .into_iter()
                .find(|preset| preset.as_str() == word)
                .ok_or_else(|| Problem::bad("preset", "must be calm, balanced or sensitive"))?,
        };
        Ok(Self {
            id: None,
            revision: 0,
            channel,
            address: posted.line("address"),
            own: posted.is_chosen("own"),
            fields: Fields::read(posted),
            preset,
            is_operator: posted.is_chosen("operator"),
        })
    }

    /// Which channel it is for.
    pub(in crate::serve::settings) const fn channel(&self) -> Channel {
        self.channel
    }

    /// The same, entered at this revision.
    pub(in crate::serve::settings) fn at(self, revision: i64) -> Self {
        Self { revision, ..self }
    }

    /// What it holds, by the fields' names.
    pub(in crate::serve::settings) fn values(&self) -> Map<String, Value> {
        let named = self.named().into_iter().map(|(name, field)| (name.to_owned(), json!(field.value)));
        let others = [("preset", json!(self.preset.as_str())), ("operator", json!(self.is_operator))];
        named.chain(others.map(|(name, value)| (name.to_owned(), value))).collect()
    }

    /// The profile that it says, in this state; `None` with what is wrong at each field.
    pub(in crate::serve::settings) fn checked(&mut self, state: SubscriberState) -> Option<Profile> {
        let way = way(self.channel);
        let address = checked(&mut self.address, |text| address::checked(way, text).map_err(str::to_owned));
        let said = self.fields.checked();
        let profile = Profile {
            name: String::new(),
            channel: way,
            address: Address::new(address?),
            time_zone: String::new(),
            locale: String::new(),
            is_operator: self.is_operator,
            preset: self.preset,
            state,
            quiet_hours: None,
            digest_hour: None,
        };
        Some(said?.of(profile))
    }

    /// What is wrong, by the fields' names.
    pub(in crate::serve::settings) fn errors(&self) -> BTreeMap<&'static str, &str> {
        self.named().into_iter().filter_map(|(name, field)| Some((name, field.error.as_deref()?))).collect()
    }

    fn named(&self) -> [(&'static str, &Field); 7] {
        let fields = &self.fields;
        [
            ("address", &self.address),
            ("name", &fields.name),
            ("time_zone", &fields.time_zone),
            ("locale", &fields.locale),
            ("quiet_from", &fields.quiet_from),
            ("quiet_until", &fields.quiet_until),
            ("digest_hour", &fields.digest_hour),
        ]
    }

    /// As it is shown.
    pub(super) fn form(self, app: &App) -> SubscriberForm {
        let locales = self.fields.locales();
        let personal_url = self.id.and_then(|id| personal_url(app, SubscriberId(id)));
        let Fields { name, time_zone, locale, quiet_from, quiet_until, digest_hour } = self.fields;
        SubscriberForm {
            id: self.id,
            revision: self.revision,
            channel: self.channel,
            name,
            address: self.address,
            preset: self.preset,
            time_zone,
            locale,
            locales,
            quiet_from,
            quiet_until,
            digest_hour,
            is_operator: self.is_operator,
            own: self.own,
            personal_url,
        }
    }
}

/// Where somebody changes their own wishes, where others can reach it.
fn personal_url(app: &App, id: SubscriberId) -> Option<String> {
    let base = app.config.public_url.as_ref()?;
    under(base, &["me", &app.keys.token(Purpose::Manage, id)]).map(String::from)
}

/// What differs between what is saved now and what was entered here.
pub(in crate::serve::settings) fn differences(theirs: &Profile, ours: &Profile) -> Vec<ConflictLine> {
    let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let hours = |hour: Option<u8>| hour.map_or_else(|| "none".to_owned(), |hour| format!("{hour:02}:00"));
    let of = |profile: &Profile| {
        [
            ("Name", profile.name.clone()),
            ("Address", profile.address.expose().to_owned()),
            ("Time zone", profile.time_zone.clone()),
            ("Numbers and days", profile.locale.clone()),
            ("Quiet hours", quiet(profile.quiet_hours)),
            ("Morning briefing", hours(profile.digest_hour)),
            ("How often", profile.preset.as_str().to_owned()),
            ("Operator", yes(profile.is_operator)),
        ]
    };
    let lines = of(theirs).into_iter().zip(of(ours));
    let differ = lines.filter(|((_, theirs), (_, ours))| theirs != ours);
    differ
        .map(|((label, theirs), (_, ours))| ConflictLine { label: label.to_owned(), theirs, ours })
        .collect()
}

fn quiet(hours: Option<QuietHours>) -> String {
    let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    hours.map_or_else(
        || "none".to_owned(),
        |hours| format!("{} to {}", time(hours.from_min), time(hours.until_min)),
    )
}
