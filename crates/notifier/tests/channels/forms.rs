//! Every kind of message in every form, as it was last looked at.

use std::fmt::Write as _;

use cockpit_notifier::Message;
use cockpit_notifier::render::{Card, discord, html, ntfy, slack, telegram, text, webhook};

use crate::samples::{all, envelope};

const MANAGE: [(&str, &str); 1] = [("Unsubscribe", "https://cockpit.example/unsubscribe/abc")];

fn pretty(json: &serde_json::Value) -> String {
    serde_json::to_string_pretty(json).unwrap()
}

fn forms(message: &Message) -> Vec<(&'static str, String)> {
    let card = envelope("0198c", "42", message.clone()).card();
    vec![
        ("subject", card.subject()),
        ("telegram", telegram::render(&card).parts.join("\n=====\n")),
        ("text", text::render(&card, &MANAGE)),
        ("html", html::render(&card, true, &MANAGE)),
        ("webhook", pretty(&webhook::render("0198c", message, &card))),
        ("discord", pretty(&discord::render(&card))),
        ("slack", pretty(&slack::render(&card))),
        ("ntfy", pretty(&ntfy::render("topic", message, &card))),
    ]
}

#[test]
fn every_kind_reads_well_in_every_form() {
    for (name, message) in all() {
        let mut page = String::new();
        for (form, text) in forms(&message) {
            let _ = writeln!(page, "######## {form}\n{text}\n");
        }
        insta::assert_snapshot!(name, page);
    }
}

#[test]
fn every_kind_survives_the_store() {
    for (name, message) in all() {
        let json = serde_json::to_string(&message).unwrap();
        assert_eq!(serde_json::from_str::<Message>(&json).unwrap(), message, "{name}");
        assert!(json.contains(&format!("\"kind\":\"{}\"", message.about.kind())), "{json}");
    }
}

#[test]
fn a_title_full_of_markup_is_text_everywhere() {
    let (_, hostile) = all().into_iter().find(|(name, _)| *name == "hostile").unwrap();
    for (form, rendered) in forms(&hostile) {
        let lower = rendered.to_ascii_lowercase();
        assert!(!lower.contains("\nbcc:") && !lower.contains('\r'), "{form}: {rendered}");
        if matches!(form, "telegram" | "html") {
            for tag in ["<b>fed", "<img src=x", "</script", "<!channel"] {
                assert!(!lower.contains(tag), "{form}: {rendered}");
            }
        }
        if form == "discord" {
            assert!(lower.contains("\\\\@everyone") && lower.contains("\"parse\": []"), "{rendered}");
        }
        // Slack reads markup in the fallback and in the last block only, and in those nothing is a stranger's markup.
        if form == "slack" {
            let fallback = lower.lines().find(|line| line.trim_start().starts_with("\"text\": \"")).unwrap();
            assert!(!fallback.contains("<!channel>"), "{fallback}");
        }
    }
}

#[test]
fn numbers_and_times_are_those_of_the_reader() {
    let mut envelope = envelope("1", "42", crate::samples::change());
    envelope.options.numbers = cockpit_notifier::Numbers::of_language("de-AT");
    envelope.possible_repeat = true;
    let text = text::render(&Card::of(&envelope.message, &envelope.options, true), &[]);
    assert!(text.contains("$88.740 (24 Nov, 15:45 CET)") && text.contains("+2,1%"), "{text}");
    assert!(text.lines().nth(1) == Some("(possible repeat)"), "{text}");
}
