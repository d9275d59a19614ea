//! To whom, as it is typed.

use anyhow::{Context, anyhow};
use cockpit_store::Channel;

use super::To;
use crate::address;

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
        let kept = address::checked(channel, address);
        Ok((channel, kept.map_err(|words| anyhow!("--{}: {words}", channel.as_str()))?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_of_the_option() {
        let to = To { telegram: Some("-1001/7".to_owned()), ..To::default() };
        assert_eq!(to.checked().unwrap(), (Channel::Telegram, "-1001/7".to_owned()));
        let to = To { email: Some("ann".to_owned()), ..To::default() };
        assert_eq!(
            to.checked().unwrap_err().to_string(),
            "--email: must be one address, such as name@example.org"
        );
    }
}
