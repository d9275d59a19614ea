//! What the keyboard and the command palette can do. One list for the keys, the palette and the documentation.

/// Something that can be asked for by a key or by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command {
    /// Its keys, one after the other: `g d`; empty for none.
    pub key: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What happens.
    pub does: Does,
}

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Goes to a page.
    Go(&'static str),
    /// Presses what this selector finds; nothing on pages that have it not.
    Press(&'static str),
    /// Takes the next theme.
    Theme,
    /// Opens the palette.
    Palette,
    /// Tells the keys.
    Keys,
}

const fn command(key: &'static str, name: &'static str, does: Does) -> Command {
    Command { key, name, does }
}

/// Every command, in the order of the palette.
pub const COMMANDS: &[Command] = &[
    command("g d", "Dashboard", Does::Go("/")),
    command("g r", "Radar", Does::Go("/radar")),
    command("g c", "Calendar", Does::Go("/calendar")),
    command("g m", "Regime", Does::Go("/regime")),
    command("g a", "Alerts", Does::Go("/alerts")),
    command("g s", "Sources", Does::Go("/sources")),
    command("g h", "Docs", Does::Go("/docs")),
    command("", "Docs: Indicators", Does::Go("/docs/indicators")),
    command("", "Docs: Operating rules", Does::Go("/docs/operating")),
    command("", "Docs: The rules in force", Does::Go("/docs/rules")),
    command("", "Docs: Set up Telegram", Does::Go("/docs/telegram")),
    command("", "Docs: Set up e-mail", Does::Go("/docs/mail")),
    command("", "Docs: Questions", Does::Go("/docs/faq")),
    command("r", "Refresh", Does::Press("[data-refresh]:not([hidden])")),
    command("t", "Next theme: system, dark, light", Does::Theme),
    command("w", "Wall mode", Does::Go("/?view=wall")),
    command("e", "Arrange cards", Does::Go("/?view=arrange")),
    command(",", "Settings", Does::Press("#open-settings")),
    command("", "Calendar feed for calendar programs", Does::Go("/calendar.ics")),
    command("/", "Command palette", Does::Palette),
    command("?", "All keys", Does::Keys),
];

/// Keys with what they do, for people.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    COMMANDS.iter().filter(|command| !command.key.is_empty()).map(|command| (command.key, command.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_stands_for_two_things_nor_hides_another() {
        let keys: Vec<&str> = all().map(|(key, _)| key).collect();
        for (place, key) in keys.iter().enumerate() {
            assert!(!keys[place + 1..].contains(key), "{key} twice");
            assert!(!keys.iter().any(|other| other != key && other.starts_with(&format!("{key} "))), "{key}");
            let letters: Vec<char> = key.split(' ').flat_map(str::chars).collect();
            assert!(letters.len() <= 2 && key.split(' ').all(|part| part.len() == 1), "{key}");
        }
    }
}
