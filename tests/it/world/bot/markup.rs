//! Telegram's HTML, read as strictly as Telegram does: what it would refuse is refused here.

const TAGS: [&str; 16] = [
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "s",
    "strike",
    "del",
    "span",
    "tg-spoiler",
    "a",
    "code",
    "pre",
    "blockquote",
    "tg-emoji",
];

/// The text without markup, or what is wrong with it.
pub(crate) fn read(html: &str) -> Result<String, String> {
    let mut text = String::with_capacity(html.len());
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(place) = rest.find(['<', '&']) {
        text.push_str(&rest[..place]);
        rest = &rest[place..];
        if let Some(after) = rest.strip_prefix('&') {
            let (character, length) = entity(after);
            text.push(character);
            rest = &after[length..];
            continue;
        }
        let end = rest
            .find('>')
            .ok_or_else(|| format!("Unclosed start tag at byte offset {}", html.len() - rest.len()))?;
        let tag = &rest[1..end];
        match tag.strip_prefix('/') {
            Some(name) if open.pop() == Some(name) => {}
            Some(name) => return Err(format!("Unmatched end tag \"{name}\"")),
            None => {
                let name = tag.split_whitespace().next().unwrap_or_default();
                if !TAGS.contains(&name) {
                    return Err(format!("Unsupported start tag \"{name}\""));
                }
                open.push(name);
            }
        }
        rest = &rest[end + 1..];
    }
    text.push_str(rest);
    if let Some(name) = open.pop() {
        return Err(format!("Can't find end tag corresponding to start tag \"{name}\""));
    }
    Ok(text)
}

/// The character behind an ampersand, and how long its name was; an unknown name leaves the ampersand.
fn entity(after: &str) -> (char, usize) {
    let known = [("lt;", '<'), ("gt;", '>'), ("amp;", '&'), ("quot;", '"')];
    if let Some((name, character)) = known.into_iter().find(|(name, _)| after.starts_with(name)) {
        return (character, name.len());
    }
    let number = after.strip_prefix('#').and_then(|rest| rest.split_once(';')).map(|(number, _)| number);
    let character = number.and_then(|number| number.parse().ok()).and_then(char::from_u32);
    character.zip(number).map_or(('&', 0), |(character, number)| (character, number.len() + 2))
}
