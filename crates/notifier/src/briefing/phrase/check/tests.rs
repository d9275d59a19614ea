use proptest::prelude::*;

use super::*;
use crate::briefing::{compose, sample};
use crate::render::Options;

fn composed() -> Briefing {
    let texts = [
        "Risk Off since 17 Nov, score −0.50. Against it: 10Y up 34 bp in 63 days.",
        "Net liquidity $5,824.8 bn (old, as of 18 Nov), −0.4% in 7 days. Bitcoin $86,915, +2.1% in 24 h, change in 7 days not known.",
        "Consumer Confidence today, 14:30 CET. Largest move of odds: “Will they sell half of it?” <1%, −14 pp in 24 h.",
    ];
    let bullets = HEADINGS.into_iter().zip(texts);
    Briefing {
        day: "2026-11-24".parse().unwrap(),
        bullets: bullets
            .map(|(heading, text)| Bullet { heading: heading.to_owned(), text: text.to_owned() })
            .collect(),
        phrased_by: None,
    }
}

const GOOD: [&str; 3] = [
    "The regime has been Risk Off since 17 Nov with a score of -0.5, as the 10Y yield is up 34 basis points in 63 days.",
    "Net liquidity stood at $5,824.8bn (old, as of 18 Nov), −0.4 % in 7 days; Bitcoin is at $86915, a gain of +2.1% in 24 hours, and its change in 7 days is not known.",
    "Consumer Confidence comes today at 14:30 CET. “Will they sell half of it?” moved most, to <1% after −14 pp in 24 h.",
];

/// The good answer with one line put otherwise.
fn with(line: usize, text: &str) -> Result<Vec<Bullet>, Unfit> {
    let mut lines = GOOD.map(str::to_owned);
    lines[line] = text.to_owned();
    check_lines(&lines)
}

fn check_lines(texts: &[String]) -> Result<Vec<Bullet>, Unfit> {
    let lines: Vec<String> =
        HEADINGS.iter().zip(texts).map(|(heading, text)| format!("{heading}: {text}")).collect();
    check(&lines.join("\n"), &composed())
}

#[test]
fn the_same_facts_in_other_words_are_taken() {
    let bullets = with(0, GOOD[0]).unwrap();
    assert_eq!(bullets.iter().map(|bullet| bullet.text.as_str()).collect::<Vec<_>>(), GOOD);
    let dashed = format!("- Regime: {}\n\n• Flows: {}\n* Watchlist: {}\n", GOOD[0], GOOD[1], GOOD[2]);
    assert_eq!(check(&dashed, &composed()).unwrap(), bullets);
}

#[test]
fn the_composed_text_itself_passes_whatever_the_day() {
    for dashboard in [sample::dashboard(), sample::empty(), sample::old()] {
        let briefing = compose(&dashboard, "2026-11-24".parse().unwrap(), &Options::default());
        let lines: Vec<_> =
            briefing.bullets.iter().map(|bullet| format!("{}: {}", bullet.heading, bullet.text)).collect();
        check(&lines.join("\n"), &briefing).unwrap();
    }
}

#[test]
fn what_is_not_three_bullets_under_their_headings_is_refused() {
    for answer in ["", "Regime: all is well and quiet today.", "I cannot help with that.\nSorry.\nReally."] {
        assert!(check(answer, &composed()).is_err(), "{answer}");
    }
    let swapped = format!("Flows: {}\nRegime: {}\nWatchlist: {}", GOOD[1], GOOD[0], GOOD[2]);
    assert_eq!(check(&swapped, &composed()), Err(Unfit::Heading("Regime")));
    let more =
        format!("Regime: {}\nFlows: {}\nWatchlist: {}\nP.S. Have a nice day.", GOOD[0], GOOD[1], GOOD[2]);
    assert_eq!(check(&more, &composed()), Err(Unfit::Lines(4)));
}

#[test]
fn a_number_that_is_not_among_the_facts_is_refused_however_it_is_written() {
    for text in [
        // Another number, another sign, another unit, another place, one more, one less.
        GOOD[0].replace("34", "43"),
        GOOD[0].replace("-0.5", "+0.5"),
        GOOD[0].replace("-0.5", "0.5"),
        GOOD[0].replace("basis points", "%"),
        GOOD[0].replace("34 basis points in 63 days", "63 basis points in 34 days"),
        GOOD[0].replace(" in 63 days", ""),
        format!("{} Odds are 90%.", GOOD[0]),
        // In words, in other digits.
        format!("{} That is twice what it was.", GOOD[0]),
        format!("{} It takes ten more.", GOOD[0]),
        format!("{} A million more.", GOOD[0]),
        format!("{} It takes ٣ more.", GOOD[0]),
        format!("{} It takes ⅔ more.", GOOD[0]),
    ] {
        assert!(with(0, &text).is_err(), "{text}");
    }
}

#[test]
fn a_word_may_not_turn_a_sign_around() {
    let turned = GOOD[1].replace("a gain of +2.1%", "which lost +2.1%");
    assert_eq!(with(1, &turned), Err(Unfit::Direction { heading: "Flows", word: "lost".to_owned() }));
}

#[test]
fn what_is_old_or_missing_stays_so() {
    for (gone, phrase) in [
        ("(old, as of 18 Nov)", "18 Nov"),
        ("(old, as of 18 Nov)", "(as was told on 18 Nov)"),
        ("is not known", "was flat"),
    ] {
        assert!(with(1, &GOOD[1].replace(gone, phrase)).is_err(), "{phrase}");
    }
}

#[test]
fn the_regime_is_the_one_that_holds() {
    assert!(with(0, &GOOD[0].replace("Risk Off", "Risk On")).is_err());
    assert!(with(0, &GOOD[0].replace("Risk Off", "Risk Off, soon Risk-on,")).is_err());
}

#[test]
fn markup_links_and_letters_that_look_like_ours_are_refused() {
    for addition in [
        "<b>Look</b>",
        "*now*",
        "[here](https://evil.example)",
        "See https://evil.example/x",
        "See evil.example today",
        "See t.me/x",
        "Write to me@evil.example",
        "#bitcoin",
        "`rm`",
        "@everyone",
        "вuy",
        "\u{202e}evil",
        "a\u{200b}b",
        "🚀",
    ] {
        assert!(
            matches!(with(0, &format!("{} {addition}", GOOD[0])), Err(Unfit::Markup { .. })),
            "{addition}"
        );
    }
}

#[test]
fn advice_is_refused_unless_it_is_a_markets_title() {
    for addition in
        ["Time to buy.", "SELL everything.", "You should hedge.", "A good entry for a long position."]
    {
        let refused = with(0, &format!("{} {addition}", GOOD[0]));
        assert!(matches!(refused, Err(Unfit::Advice { .. })), "{addition}: {refused:?}");
    }
    assert!(with(2, GOOD[2]).is_ok(), "the title speaks of selling half");
}

#[test]
fn a_bullet_is_neither_empty_nor_endless() {
    assert!(matches!(with(0, "17 Nov."), Err(Unfit::Length { .. })));
    let endless = format!("{}{}", GOOD[0], " and so on".repeat(60));
    assert!(matches!(with(0, &endless), Err(Unfit::Length { .. })));
}

proptest! {
    #[test]
    fn whatever_is_taken_has_the_facts_numbers_and_nothing_to_click(
        texts in proptest::collection::vec("\\PC{0,40}( 17 Nov [-−]0[.]50? 10Y 34 bp 63 days)?\\PC{0,20}", 3)
    ) {
        let answer = format!("Regime: {}\nFlows: {}\nWatchlist: {}", texts[0], GOOD[1], GOOD[2]);
        if let Ok(bullets) = check(&answer, &composed()) {
            prop_assert_eq!(figures(&bullets[0].text).len(), 5);
            prop_assert!(!bullets[0].text.contains(['<', '>', '[', '@', '`', '*']), "{}", bullets[0].text);
        }
    }
}
