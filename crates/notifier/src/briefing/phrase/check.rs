//! Whether a model's words say what the composed text says. Pure, and rather too strict than too kind: what is refused costs
//! nothing but style.

use super::super::compose::HEADINGS;
use super::figures::figures;
use crate::message::{Briefing, Bullet};
use crate::render::clean;

/// A bullet is no shorter than this and no longer, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 15..=690;
/// How many characters a phrased bullet may have beyond twice the composed one's.
const LONGER_BY: usize = 80;

/// Why a text is not used. Words of it are cut, for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Not three lines.
    #[error("it has {0} lines, not 3")]
    Lines(usize),
    /// A line under another heading.
    #[error("{0} has another heading")]
    Heading(&'static str),
    /// Too short or too long.
    #[error("{heading} has {characters} characters")]
    Length {
        /// Which line.
        heading: &'static str,
        /// Its length.
        characters: usize,
    },
    /// Markup, a link, or a letter of another alphabet.
    #[error("{heading} holds {found:?}")]
    Markup {
        /// Which line.
        heading: &'static str,
        /// What it was.
        found: String,
    },
    /// Other numbers than the facts, another order, or fewer of them.
    #[error("{0} has other numbers than the facts, or in another order")]
    Numbers(&'static str),
    /// A number in words that is not among the facts.
    #[error("{heading} says {word:?}, a number that is not among the facts")]
    NumberWord {
        /// Which line.
        heading: &'static str,
        /// The word.
        word: String,
    },
    /// A word that turns a number's sign around.
    #[error("{heading} says {word:?} of a number of the other sign")]
    Direction {
        /// Which line.
        heading: &'static str,
        /// The word.
        word: String,
    },
    /// Another state, or a gap in the facts that is not told any more.
    #[error("{heading} does not say {phrase:?} as the facts do")]
    Phrase {
        /// Which line.
        heading: &'static str,
        /// What is there and should not be, or the reverse.
        phrase: &'static str,
    },
    /// Advice.
    #[error("{heading} says {word:?}, which is advice")]
    Advice {
        /// Which line.
        heading: &'static str,
        /// The word.
        word: String,
    },
}

/// Must stand in both texts or in neither: the regime's names.
const STATES: [&str; 4] = ["risk on", "risk off", "neutral", "unknown"];
/// Must stay when they are there: gaps in the facts.
const GAPS: [&str; 9] = [
    "no value",
    "not known",
    "not available",
    "not settled",
    "no votes",
    "held for review",
    "bundled history",
    "old",
    "estimated",
];
/// Numbers that no figure shows.
const NUMBER_WORDS: &str = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen \
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds \
    thousands millions billions trillion dozen couple half third \
    thirds quarter quarters fifth tenth double doubled triple tripled twice";
/// Units behind a figure, numbers without one.
const MAGNITUDES: &str = "thousand million billion";
const ADVICE: &str = "buy buys buying bought sell sells selling sold invest investing investors accumulate recommend \
    recommended recommends should must advise advice consider hedge allocate overweight underweight bullish bearish long \
    short opportunity profit profits guarantee guaranteed target targets leverage entry exit position positions trade \
    portfolio expect predict";
const UP: &str = "up rose rises rising gained gains climbed higher increased grew jumped surged";
const DOWN: &str = "down fell falls falling lost loses dropped lower decreased shrank slid declined plunged";
/// Signs that plain sentences are made of, besides letters, digits and spaces.
const PLAIN: &str = ".,;:!?'\"()%$+-/&−–—…’“”±→·\u{202f}\u{a0}";

/// The phrased bullets, if they say what the composed ones say.
pub fn check(phrased: &str, composed: &Briefing) -> Result<Vec<Bullet>, Unfit> {
    let lines: Vec<&str> = phrased.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() != HEADINGS.len() || composed.bullets.len() != HEADINGS.len() {
        return Err(Unfit::Lines(lines.len()));
    }
    let both = HEADINGS.into_iter().zip(lines).zip(&composed.bullets);
    both.map(|((heading, line), fact)| bullet(heading, line, &fact.text)).collect()
}

fn bullet(heading: &'static str, line: &str, fact: &str) -> Result<Bullet, Unfit> {
    let line = line.trim_start_matches(['-', '*', '•', ' ']);
    let line = line.strip_prefix(heading).map(str::trim_start).and_then(|line| line.strip_prefix(':'));
    let text = line.ok_or(Unfit::Heading(heading))?.trim();
    let characters = text.chars().count();
    let longest = (2 * fact.chars().count() + LONGER_BY).min(*LENGTH.end());
    if !(*LENGTH.start()..=longest).contains(&characters) {
        return Err(Unfit::Length { heading, characters });
    }
    plain(heading, text, fact)?;
    numbers(heading, text, fact)?;
    phrases(heading, text, fact)?;
    words(heading, text, fact)?;
    Ok(Bullet { heading: heading.to_owned(), text: text.to_owned() })
}

/// No markup, no address, no letters that only look like ours.
fn plain(heading: &'static str, text: &str, fact: &str) -> Result<(), Unfit> {
    let count = |text: &str, wanted: char| text.chars().filter(|character| *character == wanted).count();
    let odd = text.chars().find(|character| {
        let usual = character.is_ascii_alphanumeric() || *character == ' ' || PLAIN.contains(*character);
        !usual && count(text, *character) > count(fact, *character)
    });
    if let Some(odd) = odd {
        return Err(Unfit::Markup { heading, found: odd.escape_default().to_string() });
    }
    // `t.me`, `evil.example`: programs make links of them by themselves.
    let address = text.split_whitespace().find(|word| {
        let letters =
            |part: &str, least: usize| part.chars().take_while(char::is_ascii_alphabetic).count() >= least;
        let dotted = word.split('.').zip(word.split('.').skip(1));
        let mut dotted =
            dotted.filter(|(before, after)| before.ends_with(char::is_alphanumeric) && letters(after, 2));
        word.contains("//") || dotted.next().is_some()
    });
    match address {
        Some(address) => Err(Unfit::Markup { heading, found: clean::line(address, 40) }),
        None => Ok(()),
    }
}

/// The same numbers in the same order: none left out, or what is old would become new.
fn numbers(heading: &'static str, text: &str, fact: &str) -> Result<(), Unfit> {
    let (said, known) = (figures(text), figures(fact));
    if said.len() != known.len() || !said.iter().zip(&known).all(|(said, known)| said.is(known)) {
        return Err(Unfit::Numbers(heading));
    }
    let characters: Vec<char> = text.chars().collect();
    let mut start = 0;
    for figure in &said {
        let before: String = characters[start..figure.at].iter().collect();
        let wrong = match figure.sign {
            Some('+') => DOWN,
            Some(_) => UP,
            None => "",
        };
        if let Some(word) = split(&before).find(|word| is_among(word, wrong)) {
            return Err(Unfit::Direction { heading, word });
        }
        start = figure.at;
    }
    Ok(())
}

fn phrases(heading: &'static str, text: &str, fact: &str) -> Result<(), Unfit> {
    // Word by word, so that `Risk-on` is Risk On and `told` is not old.
    let plain = |text: &str| format!(" {} ", split(text).collect::<Vec<_>>().join(" "));
    let (text, fact) = (plain(text), plain(fact));
    let count = |text: &str, phrase: &str| text.matches(&format!(" {phrase} ")).count();
    let state = STATES.into_iter().find(|state| (count(&text, state) > 0) != (count(&fact, state) > 0));
    let gap = GAPS.into_iter().find(|gap| count(&text, gap) < count(&fact, gap));
    match state.or(gap) {
        Some(phrase) => Err(Unfit::Phrase { heading, phrase }),
        None => Ok(()),
    }
}

/// What titles of markets say may be said again.
fn words(heading: &'static str, text: &str, fact: &str) -> Result<(), Unfit> {
    let known: Vec<String> = split(fact).collect();
    let alone = text.split_whitespace().zip(text.split_whitespace().skip(1)).find(|(before, word)| {
        !before.ends_with(|character: char| character.is_ascii_digit())
            && split(word).next().is_some_and(|word| is_among(&word, MAGNITUDES) && !known.contains(&word))
    });
    if let Some((_, word)) = alone {
        return Err(Unfit::NumberWord { heading, word: clean::line(word, 20) });
    }
    for word in split(text).filter(|word| !known.contains(word)) {
        if is_among(&word, NUMBER_WORDS) {
            return Err(Unfit::NumberWord { heading, word });
        }
        if is_among(&word, ADVICE) {
            return Err(Unfit::Advice { heading, word });
        }
    }
    Ok(())
}

fn is_among(word: &str, list: &str) -> bool {
    list.split_whitespace().any(|known| known == word)
}

fn split(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|character: char| !character.is_alphabetic()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase)
}

#[cfg(test)]
mod tests;
