//! Where people are reached: what is an address, and how much of it is shown.

use anyhow::{Context, ensure};
use cockpit_notifier::telegram::Address as TelegramAddress;
use cockpit_store::Channel;
use url::Url;

use super::To;

/// RFC 5321: the longest address that can be delivered to.
const EMAIL_BYTES_MAX: usize = 254;

impl To {
    /// The one channel that is named, and its address.
    pub(super) fn checked(&self) -> anyhow::Result<(Channel, String)> {
        let given = [
            (Channel::Telegram, &self.telegram),
            (Channel::Email, &self.email),
            (Channel::Webhook, &self.webhook),
            (Channel::Ntfy, &self.ntfy),
            (Channel::Discord, &self.discord),
            (Channel::Slack, &self.slack),
        ];
        let found = given.into_iter().find_map(|(channel, address)| Some((channel, address.as_ref()?)));
        let (channel, address) = found.context("name one channel, such as --telegram 123456789")?;
        let address = address.trim().to_owned();
        match channel {
            Channel::Telegram => {
                ensure!(
                    TelegramAddress::parse(&address).is_some(),
                    "--telegram: must be a chat's number or name, such as 123456789, -1001234567890, -1001234567890/7 for a \
                     topic, or @channel"
                );
            }
            Channel::Email => {
                ensure!(is_email(&address), "--email: must be one address, such as name@example.org");
            }
            Channel::Webhook | Channel::Ntfy | Channel::Discord | Channel::Slack => {
                let url = Url::parse(&address).ok().filter(|url| url.scheme() == "https" && url.has_host());
                ensure!(url.is_some(), "--{}: must be an https address", channel.as_str());
            }
        }
        Ok((channel, address))
    }
}

/// One address and nothing else: no line ends, no list, no display name.
pub(crate) fn is_email(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && !"<>,;:\"()[]\\@".contains(c);
    address.len() <= EMAIL_BYTES_MAX
        && (1..=64).contains(&local.len())
        && local.chars().all(plain)
        && domain.contains('.')
        && domain
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-'))
}

/// Enough to know whose it is, and no more.
pub(crate) fn masked(channel: Channel, address: &str) -> String {
    match channel {
        Channel::Email => {
            let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
            format!("{}…@{domain}", local.chars().take(1).collect::<String>())
        }
        Channel::Telegram => {
            let digits: Vec<char> = address.chars().collect();
            format!("…{}", digits.iter().skip(digits.len().saturating_sub(3)).collect::<String>())
        }
        _ => Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chat_may_be_a_person_a_group_a_topic_or_a_channel() {
        let to = |address: &str| To { telegram: Some(address.to_owned()), ..To::default() };
        for good in ["123456789", "-1001234567890", "-1001234567890/7", "@channel_name"] {
            assert_eq!(to(good).checked().unwrap(), (Channel::Telegram, good.to_owned()));
        }
        for bad in ["", "0", "abc", "-1001234567890/", "1/x", "@", "https://t.me/x"] {
            assert!(to(bad).checked().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn one_plain_address_is_one_address() {
        for good in ["name@example.org", "a.b+c@mail.example.co.uk", "ü@exämple.org"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "name",
            "@example.org",
            "name@",
            "name@host",
            "a@b.c, d@e.f",
            "a b@c.d",
            "a\r\n@b.c",
            "Name <a@b.c>",
            "a@b..c",
        ] {
            assert!(!is_email(bad), "{bad:?}");
        }
        assert!(!is_email(&format!("{}@example.org", "x".repeat(300))));
    }

    #[test]
    fn what_is_shown_of_an_address_does_not_give_it_away() {
        assert_eq!(masked(Channel::Email, "secret.name@example.org"), "s…@example.org");
        assert_eq!(masked(Channel::Telegram, "123456789"), "…789");
        assert_eq!(
            masked(Channel::Discord, "https://discord.example/api/webhooks/1/token"),
            "discord.example"
        );
    }
}
