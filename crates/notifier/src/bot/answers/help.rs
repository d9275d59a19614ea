use crate::bot::command::OFFERED;
use crate::bot::html::text;

/// What the bot understands. A stranger learns how to get in.
pub(in crate::bot) fn help(known: bool) -> String {
    let mut lines = vec!["This is what I understand:".to_owned()];
    lines.extend(OFFERED.iter().map(|(name, what)| format!("/{name} {}", text(what))));
    if !known {
        lines.extend([String::new(), "This chat gets no alerts yet; /start tells how to get in.".to_owned()]);
    }
    lines.join("\n")
}
