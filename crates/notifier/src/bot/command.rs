//! What people may ask for. Pure.

/// What Telegram offers to people who type a slash, with what it does.
pub(super) const OFFERED: [(&str, &str); 10] = [
    ("status", "The six indicators and the regime"),
    ("regime", "Risk On or Risk Off, and why"),
    ("radar", "Prediction markets"),
    ("calendar", "What is released when"),
    ("thresholds", "From which size on you are told, and how to change it"),
    ("mute", "Silence for a while, such as /mute 4h"),
    ("unmute", "Ends the silence"),
    ("stop", "No more messages"),
    ("start", "Join with an invite, or come back"),
    ("help", "What the bot understands"),
];

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// With the token of an invite, or to come back.
    Start(Option<String>),
    Status,
    Regime,
    Radar,
    Calendar,
    /// With what to change, word by word.
    Thresholds(Vec<String>),
    /// With how long.
    Mute(Option<String>),
    Unmute,
    Stop,
    Help,
    /// Something else with a slash.
    Unknown,
}

/// A text, as the bot of this name reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// A command; whether it names this bot.
    Command(Command, bool),
    /// A command for another bot.
    NotOurs,
    /// No command.
    Words,
}

pub(super) fn read(text: &str, username: &str) -> Heard {
    let mut words = text.split_whitespace();
    let Some(first) = words.next().and_then(|first| first.strip_prefix('/')) else { return Heard::Words };
    let (name, bot) = first.split_once('@').map_or((first, None), |(name, bot)| (name, Some(bot)));
    if bot.is_some_and(|bot| !bot.eq_ignore_ascii_case(username)) {
        return Heard::NotOurs;
    }
    let rest: Vec<String> = words.map(str::to_owned).collect();
    let command = match name.to_ascii_lowercase().as_str() {
        "start" => Command::Start(rest.into_iter().next()),
        "status" => Command::Status,
        "regime" => Command::Regime,
        "radar" => Command::Radar,
        "calendar" => Command::Calendar,
        "thresholds" => Command::Thresholds(rest),
        // `/mute 4 h` is what people write.
        "mute" => Command::Mute((!rest.is_empty()).then(|| rest.concat())),
        "unmute" => Command::Unmute,
        "stop" => Command::Stop,
        "help" => Command::Help,
        _ => Command::Unknown,
    };
    Heard::Command(command, bot.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_with_their_words_and_for_this_bot_only() {
        let ours = |command| Heard::Command(command, true);
        let anybodys = |command| Heard::Command(command, false);
        for (text, heard) in [
            ("/status", anybodys(Command::Status)),
            ("  /STATUS@Cockpit_Bot  ", ours(Command::Status)),
            ("/status@other_bot", Heard::NotOurs),
            ("/start", anybodys(Command::Start(None))),
            ("/start abc def", anybodys(Command::Start(Some("abc".to_owned())))),
            ("/mute 4 h", anybodys(Command::Mute(Some("4h".to_owned())))),
            ("/mute", anybodys(Command::Mute(None))),
            (
                "/thresholds btc.drift 3",
                anybodys(Command::Thresholds(vec!["btc.drift".to_owned(), "3".to_owned()])),
            ),
            ("/", anybodys(Command::Unknown)),
            ("/nonsense@cockpit_bot", ours(Command::Unknown)),
            ("hello /status", Heard::Words),
            ("", Heard::Words),
        ] {
            assert_eq!(read(text, "cockpit_bot"), heard, "{text:?}");
        }
    }

    #[test]
    fn every_command_that_is_offered_is_understood() {
        for (name, description) in OFFERED {
            let heard = read(&format!("/{name}"), "x");
            assert!(!matches!(heard, Heard::Command(Command::Unknown, _) | Heard::Words), "{name}");
            assert!((3..=256).contains(&description.len()));
        }
    }
}
