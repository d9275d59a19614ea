//! Where people are reached: what is an address, and how much of it is shown.

use cockpit_notifier::render::clean::is_invisible;
use cockpit_notifier::telegram::Address as TelegramAddress;
use cockpit_store::Channel;
use url::Url;

/// The longest that is kept.
const URL_BYTES_MAX: usize = 2_000;
/// RFC 5321: the longest address that can be delivered to.
const EMAIL_BYTES_MAX: usize = 254;

/// The address as it is kept, or what is wrong with it: words that continue what the field is called.
pub(crate) fn checked(channel: Channel, text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Err("is empty");
    }
    match channel {
        Channel::Telegram if TelegramAddress::parse(text).is_some() => Ok(text.to_owned()),
        Channel::Telegram => Err("must be a chat's number or name, such as 123456789, -1001234567890, \
             -1001234567890/7 for a topic, or @channel"),
        Channel::Email => email(text),
        Channel::Webhook | Channel::Ntfy | Channel::Discord | Channel::Slack => {
            let url = Url::parse(text).ok().filter(|url| url.scheme() == "https" && url.has_host());
            let plain = !text.chars().any(|c| c.is_control() || c.is_whitespace() || is_invisible(c));
            if url.is_some() && plain && text.len() <= URL_BYTES_MAX {
                Ok(text.to_owned())
            } else {
                Err("must be an https address")
            }
        }
    }
}

/// The domain in small letters, so that nobody is there twice.
fn email(text: &str) -> Result<String, &'static str> {
    if !is_email(text) {
        return Err("must be one address, such as name@example.org");
    }
    let (local, domain) = text.rsplit_once('@').unwrap_or((text, ""));
    let domain = domain.to_lowercase();
    // Nobody can read whose address that is: `xn--pple-43d.com` looks like another's in its own letters.
    if domain.split('.').any(|part| part.starts_with("xn--")) {
        return Err("must be written in its own letters, without xn--");
    }
    Ok(format!("{local}@{domain}"))
}

/// One address and nothing else: no line ends, no list, no display name.
fn is_email(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let plain =
        |c: char| !c.is_control() && !c.is_whitespace() && !is_invisible(c) && !"<>,;:\"()[]\\@".contains(c);
    address.len() <= EMAIL_BYTES_MAX
        && (1..=64).contains(&local.len())
        && local.chars().all(plain)
        && domain.contains('.')
        && domain.split('.').all(|part| {
            !part.is_empty()
                && part.chars().all(|c| c.is_alphanumeric() || c == '-')
                && !part.starts_with('-')
        })
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
        for good in ["123456789", "-1001234567890", "-1001234567890/7", "@channel_name"] {
            assert_eq!(checked(Channel::Telegram, &format!(" {good} ")).unwrap(), good);
        }
        for bad in ["", "0", "abc", "-1001234567890/", "1/x", "@", "https://t.me/x"] {
            assert!(checked(Channel::Telegram, bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn one_address_is_kept_once_and_in_letters_that_can_be_read() {
        assert_eq!(checked(Channel::Email, "Ann.B@Example.ORG").unwrap(), "Ann.B@example.org");
        assert_eq!(checked(Channel::Email, "a@b"), Err("must be one address, such as name@example.org"));
        for bad in ["a@xn--pple-43d.com", "a@mail.XN--pple-43d.com"] {
            assert!(checked(Channel::Email, bad).unwrap_err().contains("xn--"), "{bad}");
        }
    }

    #[test]
    fn what_is_posted_to_is_reached_over_https() {
        for good in ["https://ntfy.example/topic", "https://a.example:8443/x?y=z"] {
            assert_eq!(checked(Channel::Ntfy, good).unwrap(), good);
        }
        let long = format!("https://a.example/{}", "x".repeat(2_000));
        for bad in [
            "",
            "http://a.example",
            "ftp://a.example",
            "https://",
            "https://a.example/\u{202e}x",
            "https://a.b/x y",
            &long,
        ] {
            assert!(checked(Channel::Webhook, bad).is_err(), "{bad:?}");
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
            "a\u{200b}b@c.org",
            "a\u{202e}b@c.org",
            "a@-b.c",
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
