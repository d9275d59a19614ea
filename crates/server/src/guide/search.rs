//! Looking for words in the guide.

use std::cmp::Reverse;

use cockpit_frontend::guide::{Chapter, Found, Piece, Section};

/// Longest question that can be meant, in characters.
const QUERY_CHARS_MAX: usize = 100;
/// Sections that are told.
const FOUND_MAX: usize = 30;
/// Characters of a section that are shown around the first word found.
const AROUND: usize = 90;
/// What a word counts: in a section's title, in its chapter's, in its text.
const TITLE: u32 = 100;
const CHAPTER: u32 = 40;
const TEXT: u32 = 1;
/// More often than this a word in a text counts for nothing more.
const TIMES_MAX: usize = 9;

/// The sections that hold every word of the question; those with the words in their titles first.
pub(crate) fn search(chapters: &[Chapter], query: &str) -> Vec<Found> {
    let query: String = query.chars().take(QUERY_CHARS_MAX).collect();
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let sections = chapters.iter().flat_map(|chapter| {
        let lead = Section { title: chapter.title.clone(), text: chapter.lead.clone(), ..Section::default() };
        [lead].into_iter().chain(chapter.sections.iter().cloned()).map(move |section| (chapter, section))
    });
    let mut found: Vec<(u32, Found)> = sections
        .filter_map(|(chapter, section)| {
            let score = score(chapter, &section, &words)?;
            let (title, text) = (pieces(&section.title, &words), excerpt(&section.text, &words));
            let (slug, of, id) = (chapter.slug, chapter.title.clone(), section.id);
            Some((score, Found { slug, chapter: of, id, title, text }))
        })
        .collect();
    // The order of the chapters decides between equals.
    found.sort_by_key(|(score, _)| Reverse(*score));
    found.into_iter().map(|(_, found)| found).take(FOUND_MAX).collect()
}

/// `None` when a word is nowhere in the section or above it.
fn score(chapter: &Chapter, section: &Section, words: &[String]) -> Option<u32> {
    let (above, title, text) =
        (chapter.title.to_lowercase(), section.title.to_lowercase(), section.text.to_lowercase());
    let mut sum = 0;
    let mut here = false;
    for word in words {
        let (in_title, in_chapter) = (title.contains(word.as_str()), above.contains(word.as_str()));
        let times = text.matches(word.as_str()).take(TIMES_MAX).count();
        if !in_title && !in_chapter && times == 0 {
            return None;
        }
        here |= in_title || times > 0;
        let times = u32::try_from(times).unwrap_or_default();
        sum += u32::from(in_title) * TITLE + u32::from(in_chapter) * CHAPTER + times * TEXT;
    }
    // A chapter's title alone does not make all its sections answers.
    here.then_some(sum)
}

/// The text around the first word found, cut between words.
fn excerpt(text: &str, words: &[String]) -> Vec<Piece> {
    let lower = text.to_lowercase();
    // Some letters have another length in lower case; the beginning is as good then.
    let same = lower.len() == text.len();
    let first = words.iter().filter_map(|word| lower.find(word.as_str())).min().filter(|_| same).unwrap_or(0);
    let from = text[..first].char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let until = text[first..].char_indices().nth(2 * AROUND).map_or(text.len(), |(at, _)| first + at);
    let from = if from == 0 { 0 } else { text[from..first].find(' ').map_or(from, |at| from + at + 1) };
    let until = if until == text.len() {
        until
    } else {
        text[first..until].rfind(' ').map_or(until, |at| first + at)
    };
    let (before, after) = (if from == 0 { "" } else { "… " }, if until == text.len() { "" } else { " …" });
    pieces(&format!("{before}{}{after}", &text[from..until.max(from)]), words)
}

/// The text in pieces, those that were looked for marked.
fn pieces(text: &str, words: &[String]) -> Vec<Piece> {
    let lower = text.to_lowercase();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let same = lower.len() == text.len();
        let next = words
            .iter()
            .filter(|_| same)
            .filter_map(|word| Some((lower[at..].find(word.as_str())? + at, word.len())));
        let Some((from, length)) = next.min_by_key(|(from, length)| (*from, Reverse(*length))) else {
            pieces.push(Piece { text: text[at..].to_owned(), marked: false });
            break;
        };
        if from > at {
            pieces.push(Piece { text: text[at..from].to_owned(), marked: false });
        }
        pieces.push(Piece { text: text[from..from + length].to_owned(), marked: true });
        at = from + length;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chapter(slug: &'static str, title: &str, sections: &[(&str, &str)]) -> Chapter {
        let section = |(title, text): &(&str, &str)| Section {
            id: title.to_lowercase(),
            title: (*title).to_owned(),
            text: (*text).to_owned(),
            ..Section::default()
        };
        let sections = sections.iter().map(section).collect();
        Chapter { slug, title: title.to_owned(), sections, ..Chapter::default() }
    }

    fn told(found: &Found) -> String {
        let marked = |pieces: &[Piece]| -> String {
            pieces.iter().map(|p| if p.marked { format!("[{}]", p.text) } else { p.text.clone() }).collect()
        };
        format!("{}#{} {} | {}", found.slug, found.id, marked(&found.title), marked(&found.text))
    }

    #[test]
    fn titles_come_first_and_every_word_must_be_there() {
        let guide = [
            chapter("a", "Rules", &[("Alerts", "A cooldown and again a Cooldown."), ("Other", "Nothing.")]),
            chapter("b", "Words", &[("Cooldown", "How long a rule is silent.")]),
        ];
        let found: Vec<_> = search(&guide, "COOLDOWN").iter().map(told).collect();
        assert_eq!(
            found,
            [
                "b#cooldown [Cooldown] | How long a rule is silent.",
                "a#alerts Alerts | A [cooldown] and again a [Cooldown]."
            ]
        );
        assert_eq!(search(&guide, "cooldown silent").len(), 1);
        assert!(search(&guide, "cooldown doge").is_empty() && search(&guide, "  ").is_empty());
        assert_eq!(
            told(&search(&guide, "rules")[0]),
            "a# [Rules] | ",
            "the chapter itself, not all of its sections"
        );
    }

    #[test]
    fn an_excerpt_is_cut_between_words_around_what_was_found() {
        let text = format!("{} needle {}", "straw ".repeat(60), "hay ".repeat(90));
        let guide = [chapter("a", "A", &[("S", &text)])];
        let found = told(&search(&guide, "needle")[0]);
        assert!(
            found.contains("… straw straw") && found.contains("[needle] hay hay") && found.ends_with("hay …"),
            "{found}"
        );
        assert!(found.len() < 320, "{found}");
    }

    #[test]
    fn letters_that_change_their_length_break_nothing() {
        let guide = [chapter("a", "İstanbul", &[("İ", "İİİ needle — „ß“")])];
        assert_eq!(search(&guide, "needle").len(), 1);
        assert_eq!(search(&guide, "—").len(), 1);
    }
}
