//! From the text of a chapter to its sections.

use cockpit_frontend::guide::{Chapter, Section};
use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// The chapter in `text`: its first heading is its title, what stands before the second its lead.
pub(super) fn chapter(group: &'static str, slug: &'static str, text: &str) -> Chapter {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut chapter = Chapter { group, slug, ..Chapter::default() };
    let mut part: Part<'_> = Part::default();
    let mut heading: Option<Heading> = None;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                heading = Some(Heading { level, id: id.map(CowStr::into_string), title: String::new() });
            }
            Event::End(TagEnd::Heading(_)) => {
                let Some(heading) = heading.take() else { continue };
                part.close(&mut chapter);
                if heading.level == HeadingLevel::H1 {
                    chapter.title = heading.title;
                } else {
                    part.heading = Some(heading);
                }
            }
            Event::Text(words) | Event::Code(words) if heading.is_some() => {
                if let Some(heading) = &mut heading {
                    heading.title.push_str(&words);
                }
            }
            event => part.push(event),
        }
    }
    part.close(&mut chapter);
    chapter
}

struct Heading {
    level: HeadingLevel,
    id: Option<String>,
    title: String,
}

/// What stands between two headings.
#[derive(Default)]
struct Part<'a> {
    heading: Option<Heading>,
    events: Vec<Event<'a>>,
    text: String,
    /// How far its first paragraph goes.
    first: Option<usize>,
    /// Tables so far: each is a place that one can land on, and has a name of its own.
    tables: usize,
}

impl<'a> Part<'a> {
    fn push(&mut self, event: Event<'a>) {
        match event {
            // A table may be wider than the screen; it then moves alone. Alignment would be a style of its own.
            Event::Start(Tag::Table(columns)) => {
                self.tables += 1;
                let title = self.heading.as_ref().map_or("This chapter", |heading| heading.title.as_str());
                let label =
                    format!("{title}, table {}", self.tables).replace('"', "&quot;").replace('<', "&lt;");
                let frame =
                    format!("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{label}\">");
                self.events.push(Event::Html(frame.into()));
                self.events.push(Event::Start(Tag::Table(vec![Alignment::None; columns.len()])));
            }
            Event::End(TagEnd::Table) => {
                self.events.push(Event::End(TagEnd::Table));
                self.events.push(Event::Html(CowStr::Borrowed("</div>")));
            }
            // Nothing but text comes through as it stands.
            Event::Html(words) | Event::InlineHtml(words) => self.push(Event::Text(words)),
            event => {
                match &event {
                    Event::Text(words) | Event::Code(words) => self.text.push_str(words),
                    Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link) => {}
                    // Two cells are two words.
                    Event::SoftBreak | Event::HardBreak | Event::End(_) => self.text.push(' '),
                    _ => {}
                }
                if matches!(event, Event::End(TagEnd::Paragraph)) {
                    self.first.get_or_insert(self.text.len());
                }
                self.events.push(event);
            }
        }
    }

    /// Puts what there is into the chapter, and begins anew.
    fn close(&mut self, chapter: &mut Chapter) {
        let part = std::mem::take(self);
        let mut html = String::new();
        html::push_html(&mut html, part.events.into_iter());
        let text = part.text.split_whitespace().collect::<Vec<_>>().join(" ");
        match part.heading {
            None => {
                chapter.lead_html.push_str(&html);
                chapter.lead.push_str(&text);
                if let Some(first) = part.first.and_then(|end| part.text.get(..end)) {
                    chapter.about = first.split_whitespace().collect::<Vec<_>>().join(" ");
                }
            }
            Some(heading) => chapter.sections.push(Section {
                id: heading.id.unwrap_or_default(),
                title: heading.title,
                small: heading.level > HeadingLevel::H2,
                html,
                text,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chapter_has_a_title_a_lead_and_sections_with_their_anchors() {
        let chapter = chapter(
            "Begin",
            "x",
            "# One\n\nThe *lead*.\n\n| a |\n|---|\n| b |\n\n## Two `code` {#two}\n\nA [link](/docs).\nMore.\n\n### Three {#three}\n",
        );
        assert_eq!((chapter.title.as_str(), chapter.lead.as_str()), ("One", "The lead. a b"));
        assert_eq!(chapter.about, "The lead.");
        let [two, three] = &*chapter.sections else { panic!("{:?}", chapter.sections) };
        assert_eq!((two.id.as_str(), two.title.as_str(), two.small), ("two", "Two code", false));
        assert_eq!(two.text, "A link. More.");
        assert_eq!(two.html, "<p>A <a href=\"/docs\">link</a>.\nMore.</p>\n");
        assert!(three.small && three.html.is_empty());
    }

    #[test]
    fn nothing_of_the_text_is_markup_of_its_own() {
        let hostile = "# T\n\n<script>alert(1)</script>\n\n## S {#s}\n\n<img src=x onerror=alert(1)> a <b style=\"x\">c</b>\n\n| a | b |\n|--:|---|\n| 1 | <i>2</i> |\n";
        let chapter = chapter("Begin", "x", hostile);
        let html = chapter.lead_html + &chapter.sections[0].html;
        assert!(
            !html.contains("<script")
                && !html.contains("<img")
                && !html.contains("<b")
                && !html.contains("<i>")
        );
        assert!(
            html.contains("&lt;script&gt;") && html.contains("aria-label=\"S, table 1\"><table>"),
            "{html}"
        );
        let tags = html.split('<').filter_map(|part| Some(part.split_once('>')?.0));
        assert!(tags.into_iter().all(|tag| !tag.contains("style")), "{html}");
    }
}
