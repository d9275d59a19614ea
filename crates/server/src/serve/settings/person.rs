//! What belongs to one person, as a form holds it: for the operator's form, the personal page and the API alike.

use chrono_tz::Tz;
use cockpit_frontend::settings::view::{Field, Person};
use cockpit_notifier::Numbers;
use cockpit_store::{Profile, QuietHours, Subscriber, SubscriberState, Usual};

use super::posted::{Posted, checked};

/// Of a name, as the store keeps it.
const NAME_BYTES_MAX: usize = 200;
const MINUTES_OF_HOUR: u16 = 60;

/// The fields, each as it was entered.
pub(super) struct Fields {
    pub(super) name: Field,
    pub(super) time_zone: Field,
    pub(super) locale: Field,
    pub(super) quiet_from: Field,
    pub(super) quiet_until: Field,
    pub(super) digest_hour: Field,
}

/// What they say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said {
    name: String,
    time_zone: Tz,
    locale: String,
    quiet_hours: Option<QuietHours>,
    digest_hour: Option<u8>,
}

impl Said {
    /// The profile with this in the place of what it had.
    pub(super) fn of(self, profile: Profile) -> Profile {
        let Self { name, time_zone, locale, quiet_hours, digest_hour } = self;
        Profile { name, time_zone: time_zone.name().to_owned(), locale, quiet_hours, digest_hour, ..profile }
    }
}

impl Fields {
    /// Of somebody new, with what is usual here.
    pub(super) fn new(zone: Tz, usual: Usual) -> Self {
        let [quiet_from, quiet_until] = quiet_fields(usual.quiet_hours);
        Self {
            name: Field::default(),
            time_zone: Field::new(zone.name()),
            locale: Field::new("en"),
            quiet_from,
            quiet_until,
            digest_hour: Field::new(usual.digest_hour.map(|hour| hour.to_string()).unwrap_or_default()),
        }
    }

    /// As it is saved.
    pub(super) fn of(profile: &Profile) -> Self {
        let [quiet_from, quiet_until] = quiet_fields(profile.quiet_hours);
        Self {
            name: Field::new(&profile.name),
            time_zone: Field::new(&profile.time_zone),
            locale: Field::new(&profile.locale),
            quiet_from,
            quiet_until,
            digest_hour: Field::new(profile.digest_hour.map(|hour| hour.to_string()).unwrap_or_default()),
        }
    }

    /// As it was entered.
    pub(super) fn read(posted: &Posted) -> Self {
        Self {
            name: posted.line("name"),
            time_zone: posted.line("time_zone"),
            locale: posted.line("locale"),
            quiet_from: posted.line("quiet_from"),
            quiet_until: posted.line("quiet_until"),
            digest_hour: posted.line("digest_hour"),
        }
    }

    /// What they say, or `None` with what is wrong at each field.
    pub(super) fn checked(&mut self) -> Option<Said> {
        let name = checked(&mut self.name, name);
        let time_zone = checked(&mut self.time_zone, zone);
        let locale = checked(&mut self.locale, locale);
        let digest_hour = checked(&mut self.digest_hour, hour);
        let quiet_hours = quiet_hours(&mut self.quiet_from, &mut self.quiet_until);
        Some(Said {
            name: name?,
            time_zone: time_zone?,
            locale: locale?,
            quiet_hours: quiet_hours.ok()?,
            digest_hour: digest_hour?,
        })
    }

    /// How numbers can be written, by what is posted: with what somebody has already.
    pub(super) fn locales(&self) -> Vec<(String, String)> {
        let known =
            ["en", "de", "fr"].map(|code| (code.to_owned(), format!("{}: {}", language(code), sample(code))));
        let now = &self.locale.value;
        let other = (locale(now).is_ok() && known.iter().all(|(code, _)| code != now))
            .then(|| (now.clone(), format!("{now}: {}", sample(now))));
        known.into_iter().chain(other).collect()
    }
}

/// Both times, as they are entered.
pub(super) fn quiet_fields(quiet: Option<QuietHours>) -> [Field; 2] {
    let time = |minutes: u16| format!("{:02}:{:02}", minutes / MINUTES_OF_HOUR, minutes % MINUTES_OF_HOUR);
    let field = |minutes: Option<u16>| Field::new(minutes.map(time).unwrap_or_default());
    [field(quiet.map(|quiet| quiet.from_min)), field(quiet.map(|quiet| quiet.until_min))]
}

fn language(code: &str) -> &'static str {
    match code {
        "de" => "German",
        "fr" => "French",
        _ => "English",
    }
}

/// A number, as somebody of this language reads it.
fn sample(code: &str) -> String {
    cockpit_notifier::render::words::number(1_234.5, 1, Numbers::of_language(code))
}

fn name(text: &str) -> Result<String, String> {
    match text.len() {
        0 => Err("is empty; give up to 200 characters".to_owned()),
        1..=NAME_BYTES_MAX => Ok(text.to_owned()),
        bytes => Err(format!("takes {bytes} bytes; {NAME_BYTES_MAX} at most")),
    }
}

fn zone(text: &str) -> Result<Tz, String> {
    text.parse().map_err(|_| "must be a zone's name, such as Europe/Berlin".to_owned())
}

fn locale(text: &str) -> Result<String, String> {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if plain && (2..=35).contains(&text.len()) {
        Ok(text.to_owned())
    } else {
        Err("must be one of the list, such as en".to_owned())
    }
}

/// It is said at its field what is wrong.
pub(super) struct Refused;

/// When messages wait: both times or none.
pub(super) fn quiet_hours(from: &mut Field, until: &mut Field) -> Result<Option<QuietHours>, Refused> {
    let (begin, end) = (checked(from, time), checked(until, time));
    match (begin.ok_or(Refused)?, end.ok_or(Refused)?) {
        (None, None) => Ok(None),
        (Some(from_min), Some(until_min)) if from_min != until_min => {
            Ok(Some(QuietHours { from_min, until_min }))
        }
        (Some(_), Some(_)) => {
            until.error = Some("must be another time than when they begin".to_owned());
            Err(Refused)
        }
        (None, Some(_)) => {
            from.error = Some("is empty; give both times, or none".to_owned());
            Err(Refused)
        }
        (Some(_), None) => {
            until.error = Some("is empty; give both times, or none".to_owned());
            Err(Refused)
        }
    }
}

/// Minutes of the day; `None` when it is empty. Some browsers add seconds.
fn time(text: &str) -> Result<Option<u16>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let minutes = || {
        let mut parts = text.split(':').map(|part| part.parse::<u16>().ok().filter(|_| part.len() <= 2));
        let (hour, minute) = (parts.next()??, parts.next()??);
        (hour < 24 && minute < MINUTES_OF_HOUR).then_some(hour * MINUTES_OF_HOUR + minute)
    };
    minutes().map(Some).ok_or_else(|| "must be a time such as 22:00".to_owned())
}

pub(super) fn hour(text: &str) -> Result<Option<u8>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let hour = text.parse::<u8>().ok().filter(|hour| *hour < 24);
    hour.map(Some).ok_or_else(|| "must be an hour from 0 to 23".to_owned())
}

/// Whether somebody is told anything, as it is shown.
pub(super) fn standing(known: &Subscriber, muted_until: Option<chrono::DateTime<chrono::Utc>>) -> Person {
    match (known.profile.state, muted_until) {
        (SubscriberState::Active, Some(until)) => Person::Muted(until),
        (SubscriberState::Active, None) => Person::Active,
        (SubscriberState::Paused, _) => Person::Paused,
        (SubscriberState::Pending, _) => Person::Pending,
        (SubscriberState::Left, _) => Person::Left,
        (SubscriberState::Blocked, _) => Person::Blocked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Fields {
        let zone = Fields::new(Tz::Europe__Berlin, Usual::default());
        Fields {
            name: Field::new("Ann"),
            quiet_from: Field::new("22:00"),
            quiet_until: Field::new("07:00:00"),
            ..zone
        }
    }

    #[test]
    fn what_is_entered_is_what_is_said() {
        let quiet_hours = Some(QuietHours { from_min: 1_320, until_min: 420 });
        let (name, locale) = ("Ann".to_owned(), "en".to_owned());
        let said = Said { name, time_zone: Tz::Europe__Berlin, locale, quiet_hours, digest_hour: None };
        assert_eq!(good().checked(), Some(said));
    }

    #[test]
    fn every_field_says_what_is_wrong_with_it() {
        type Choose = fn(&mut Fields) -> &mut Field;
        let cases: [(Choose, &str); 13] = [
            (|fields| &mut fields.name, ""),
            (|fields| &mut fields.time_zone, ""),
            (|fields| &mut fields.time_zone, "Mars/Base"),
            (|fields| &mut fields.time_zone, "../etc"),
            (|fields| &mut fields.locale, "klingon!"),
            (|fields| &mut fields.locale, ""),
            (|fields| &mut fields.digest_hour, "24"),
            (|fields| &mut fields.digest_hour, "-1"),
            (|fields| &mut fields.digest_hour, "7.5"),
            (|fields| &mut fields.quiet_from, "24:00"),
            (|fields| &mut fields.quiet_until, "7"),
            (|fields| &mut fields.quiet_until, "22:00"),
            (|fields| &mut fields.quiet_until, ""),
        ];
        for (field, text) in cases {
            let mut fields = good();
            field(&mut fields).value = text.to_owned();
            assert_eq!(fields.checked(), None, "{text:?}");
            assert!(field(&mut fields).error.is_some(), "{text:?}");
        }
        let mut fields = good();
        fields.name.value = "ä".repeat(101);
        assert_eq!(fields.checked(), None);
        assert_eq!(fields.name.error.as_deref(), Some("takes 202 bytes; 200 at most"));
    }

    #[test]
    fn what_somebody_has_can_be_chosen_again() {
        let mut fields = good();
        assert_eq!(fields.locales().len(), 3);
        fields.locale = Field::new("de-AT");
        assert_eq!(fields.locales().last().unwrap(), &("de-AT".to_owned(), "de-AT: 1.234,5".to_owned()));
        fields.locale = Field::new("<b>");
        assert_eq!(fields.locales().len(), 3);
    }
}
