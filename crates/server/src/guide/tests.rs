use std::collections::HashSet;

use clap::CommandFactory;

use super::*;
use crate::commands::Cli;
use crate::config::is_variable;

fn guide() -> Arc<[Chapter]> {
    Guide::new(Vec::new()).chapters(&Model::default(), &Installed::default())
}

fn html(chapter: &Chapter) -> String {
    chapter.sections.iter().fold(chapter.lead_html.clone(), |html, section| html + &section.html)
}

/// What stands after `before` up to one of `until`, everywhere in a text.
fn all<'a>(text: &'a str, before: &'a str, until: &'a [char]) -> impl Iterator<Item = &'a str> {
    text.split(before).skip(1).map(move |rest| rest.split(until).next().unwrap_or_default())
}

#[test]
fn every_chapter_has_a_title_a_lead_and_no_name_that_was_not_replaced() {
    for chapter in guide().iter() {
        assert!(!chapter.title.is_empty() && !chapter.lead.is_empty(), "{}", chapter.slug);
        assert!(!chapter.sections.is_empty(), "{}", chapter.slug);
        let html = html(chapter);
        assert!(!html.contains("{{") && !html.contains("}}"), "{}: {html}", chapter.slug);
        assert!(!html.contains(" style="), "{}", chapter.slug);
    }
}

#[test]
fn anchors_are_there_once_and_links_within_the_guide_lead_somewhere() {
    let guide = guide();
    let mut places = HashSet::new();
    for chapter in guide.iter() {
        places.insert(format!("/docs/{}", chapter.slug));
        for section in &chapter.sections {
            assert!(!section.id.is_empty(), "{}: “{}” has no anchor", chapter.slug, section.title);
            assert!(places.insert(format!("/docs/{}#{}", chapter.slug, section.id)), "{} twice", section.id);
        }
    }
    for chapter in guide.iter() {
        let html = html(chapter);
        for link in all(&html, "href=\"", &['"']) {
            let whole =
                if link.starts_with('#') { format!("/docs/{}{link}", chapter.slug) } else { link.to_owned() };
            let known = !whole.starts_with("/docs/") || places.contains(&whole);
            assert!(known, "{}: {link} leads nowhere", chapter.slug);
            assert!(
                link.starts_with(['/', '#'])
                    || link.starts_with("https://")
                    || link.starts_with("http://127.0.0.1"),
                "{link}"
            );
        }
    }
}

#[test]
fn only_commands_that_there_are_and_variables_that_are_read_are_named() {
    let commands: Vec<String> =
        Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let mut told = HashSet::new();
    for (_, slug, text) in CHAPTERS {
        for command in all(text, "`cockpit ", &[' ', '`']) {
            assert!(
                command == "COMMAND"
                    || command.starts_with('-')
                    || commands.iter().any(|known| known == command),
                "{slug}: cockpit {command}"
            );
            told.insert(command);
        }
        for prefix in ["COCKPIT_", "SMTP_", "TELEGRAM_", "FRED_API", "COINGECKO_API"] {
            let is_name = |c: char| c.is_ascii_uppercase() || c == '_';
            for rest in text.split(prefix).skip(1) {
                let name: String = prefix.chars().chain(rest.chars().take_while(|c| is_name(*c))).collect();
                assert!(is_variable(&name), "{slug}: nothing reads {name}");
            }
        }
    }
    for command in &commands {
        assert!(told.contains(command.as_str()) || command == "help", "{command} is told nowhere");
    }
}

#[test]
fn every_indicator_has_a_section_in_words_and_every_other_series_its_facts() {
    let guide = guide();
    let chapter = guide.iter().find(|chapter| chapter.slug == "indicators").unwrap();
    for series in cockpit_domain::SeriesId::ALL {
        let section = chapter.sections.iter().find(|section| section.id == series.as_str());
        let section = section.unwrap_or_else(|| panic!("{series} is not told"));
        assert!(section.text.contains(series.definition().definition), "{series}: {}", section.text);
    }
    for series in cockpit_domain::SeriesId::INDICATORS {
        let section = chapter.sections.iter().find(|section| section.id == series.as_str()).unwrap();
        for part in ["What.", "Why it matters.", "How to read it.", "Traps."] {
            assert!(section.text.contains(part), "{series} lacks “{part}”");
        }
    }
}

#[test]
fn the_numbers_are_those_in_force() {
    let told = |model: &Model| {
        let chapters = Guide::new(Vec::new()).chapters(model, &Installed::default());
        html(chapters.iter().find(|chapter| chapter.slug == "regime").unwrap())
    };
    assert!(told(&Model::default()).contains("0.34 or more"));
    assert!(told(&Model { enter: 0.5, ..Model::default() }).contains("0.50 or more"));
    assert!(told(&Model::classic()).contains("This is the <em>classic</em> model"));
}

#[test]
fn a_search_finds_what_people_look_for_first() {
    let guide = guide();
    for (query, place) in [
        ("cooldown", "glossary#cooldown"),
        ("nginx", "proxy#nginx"),
        ("app password", "mail#gmail"),
        ("botfather", "telegram#botfather"),
        ("usdt dominance", "indicators#usdt_dominance"),
        ("restore", "backup#restore"),
    ] {
        let found = search(&guide, query);
        let first = found.first().unwrap_or_else(|| panic!("nothing for {query}"));
        let places: Vec<_> = found.iter().map(|one| format!("{}#{}", one.slug, one.id)).collect();
        assert!(places.iter().take(3).any(|one| one == place), "{query}: {places:?} {first:?}");
    }
}
