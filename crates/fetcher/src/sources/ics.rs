//! Reading events of an iCalendar file (RFC 5545), line by line.
//!
//! The `icalendar` crate writes our own feed; its parser is not used for files of others, because it goes one call
//! deeper for every nested component: a few kilobytes of `BEGIN:A` overflow the stack, which ends the program.

use std::collections::BTreeMap;

use super::body::text;
use crate::source::ParseError;

const FORMAT: &str = "iCalendar";

/// One event's properties, by name; of several with one name the first.
pub(super) type Event = BTreeMap<String, Property>;

/// A property's value and its parameters, such as `;TZID=US-Eastern`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Property {
    parameters: String,
    /// As written, escaped.
    pub(super) value: String,
}

impl Property {
    /// A parameter's value.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let parameters = self.parameters.split(';').filter_map(|parameter| parameter.split_once('='));
        let mut values = parameters.filter(|(key, _)| key.eq_ignore_ascii_case(name));
        values.next().map(|(_, value)| value.trim_matches('"'))
    }

    /// The value as words: `\,` `\;` `\\` and `\n` undone.
    pub(super) fn words(&self) -> String {
        let (mut words, mut chars) = (String::new(), self.value.chars());
        while let Some(c) = chars.next() {
            words.extend(match c {
                '\\' => chars.next().map(|escaped| if matches!(escaped, 'n' | 'N') { ' ' } else { escaped }),
                _ => Some(c),
            });
        }
        words
    }
}

/// Every event of a whole file.
pub(super) fn events(body: &[u8]) -> Result<Vec<Event>, ParseError> {
    let lines = unfold(text(body, FORMAT)?);
    if !lines.first().is_some_and(|line| line.eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
        return Err(ParseError::unreadable(FORMAT, lines.first().map_or("nothing", String::as_str)));
    }
    let (mut events, mut open) = (Vec::new(), Vec::<String>::new());
    for (index, line) in lines.iter().enumerate() {
        let (name, parameters, value) = split(line).ok_or_else(|| ParseError::unreadable(FORMAT, line))?;
        match name.as_str() {
            "BEGIN" => {
                if index > 0 && open.is_empty() {
                    return Err(ParseError::unreadable(FORMAT, "more after its end"));
                }
                open.push(value.to_ascii_uppercase());
                if value.eq_ignore_ascii_case("VEVENT") {
                    events.push(Event::new());
                }
            }
            "END" => {
                let begun = open.pop();
                if begun.is_none_or(|begun| !begun.eq_ignore_ascii_case(value)) {
                    return Err(ParseError::unreadable(FORMAT, line));
                }
            }
            // Properties of the file, of its time zone and of alarms are not read.
            _ if open.last().is_some_and(|begun| begun == "VEVENT") => {
                let property = Property { parameters: parameters.to_owned(), value: value.to_owned() };
                if let Some(event) = events.last_mut() {
                    event.entry(name).or_insert(property);
                }
            }
            _ => {}
        }
    }
    if open.is_empty() { Ok(events) } else { Err(ParseError::unreadable(FORMAT, "a file that is cut off")) }
}

/// The lines, those that go on with a space or a tab joined; empty ones left out.
fn unfold(text: &str) -> Vec<String> {
    let mut lines = Vec::<String>::new();
    for line in text.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some(last)) => last.push_str(more),
            _ if line.trim().is_empty() => {}
            _ => lines.push(line.trim_end_matches('\r').to_owned()),
        }
    }
    lines
}

/// Name in capitals, parameters, value.
fn split(line: &str) -> Option<(String, &str, &str)> {
    let mut quoted = false;
    let colon = line.find(|c| {
        quoted ^= c == '"';
        c == ':' && !quoted
    })?;
    let (head, value) = (&line[..colon], &line[colon + 1..]);
    let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
    (!name.is_empty()).then(|| (name.to_ascii_uppercase(), parameters, value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(inside: &str) -> Vec<u8> {
        format!("BEGIN:VCALENDAR\r\n{inside}\r\nEND:VCALENDAR").into_bytes()
    }

    #[test]
    fn folded_lines_escapes_and_quoted_parameters_are_undone() {
        let body = calendar(
            "BEGIN:VEVENT\r\nDTSTART;X=\"a:b\";TZID=US-East\r\n ern:2026\r\n\t1210\r\nSUMMARY:One\\, two\\; \\\\ three\\nfour\r\nEND:VEVENT",
        );
        let events = events(&body).unwrap();
        let start = &events[0]["DTSTART"];
        assert_eq!((start.value.as_str(), start.parameter("tzid")), ("20261210", Some("US-Eastern")));
        assert_eq!(events[0]["SUMMARY"].words(), "One, two; \\ three four");
    }

    #[test]
    fn properties_of_an_alarm_inside_an_event_are_not_the_events() {
        let body =
            calendar("BEGIN:VEVENT\nBEGIN:VALARM\nSUMMARY:Alarm\nEND:VALARM\nSUMMARY:Event\nEND:VEVENT");
        assert_eq!(events(&body).unwrap()[0]["SUMMARY"].value, "Event");
    }

    #[test]
    fn a_file_that_is_cut_crossed_or_deep_is_refused() {
        let deep = "BEGIN:A\n".repeat(200_000);
        for (body, words) in [
            (&b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT"[..], "cut off"),
            (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT", "END:VCALENDAR"),
            (b"BEGIN:VEVENT\nEND:VEVENT", "BEGIN:VEVENT"),
            (b"BEGIN:VCALENDAR\nEND:VCALENDAR\nBEGIN:VEVENT\nEND:VEVENT", "more after its end"),
            (b"BEGIN:VCALENDAR\nno colon\nEND:VCALENDAR", "no colon"),
            (format!("BEGIN:VCALENDAR\n{deep}").as_bytes(), "cut off"),
        ] {
            let error = events(body).unwrap_err().to_string();
            assert!(error.starts_with("iCalendar expected") && error.contains(words), "{error}");
        }
    }
}
