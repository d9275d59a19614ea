//! Buttons under a message, and what they say back.

use frankenstein::types::{InlineKeyboardButton, InlineKeyboardMarkup};

use crate::channel::{Button, Press};
use crate::render::clean;

/// Telegram takes this much from a button.
const DATA_BYTES_MAX: usize = 64;

/// What the buttons of an alert say back, with the alert's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Nothing of this rule for four hours.
    Mute,
    /// Only moves larger than this one.
    Above,
    /// The chart.
    Chart,
    /// It was useful.
    Useful,
    /// It was not.
    NotUseful,
}

impl Wish {
    const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Mute, "mute", "🔕 Mute 4 h"),
        (Self::Above, "above", "Only larger moves"),
        (Self::Chart, "chart", "📈 Chart"),
        (Self::Useful, "good", "👍"),
        (Self::NotUseful, "bad", "👎"),
    ];

    /// The wish and the alert of a button's data.
    pub fn parse(data: &str) -> Option<(Self, &str)> {
        let (word, alert) = data.split_once(':')?;
        let (wish, ..) = Self::ALL.into_iter().find(|(_, known, _)| *known == word)?;
        Some((wish, alert))
    }
}

/// The buttons of an alert. `measured` alerts have a threshold that can be raised and a chart.
pub fn of_alert(alert: &str, measured: bool) -> Vec<Vec<Button>> {
    let button = |wish: Wish| {
        Wish::ALL.into_iter().find(|(known, ..)| *known == wish).map(|(_, word, words)| Button {
            words: words.to_owned(),
            press: Press::Data(format!("{word}:{alert}")),
        })
    };
    let first: &[Wish] = if measured { &[Wish::Mute, Wish::Above, Wish::Chart] } else { &[Wish::Mute] };
    let rows = [first, &[Wish::Useful, Wish::NotUseful]];
    rows.into_iter().map(|row| row.iter().copied().filter_map(button).collect()).collect()
}

/// As the Bot API takes them; what it would refuse is left out, for a button is no reason to lose a message.
pub(super) fn inline(rows: &[Vec<Button>]) -> Option<InlineKeyboardMarkup> {
    let rows: Vec<Vec<_>> = rows
        .iter()
        .map(|row| row.iter().filter_map(button).collect())
        .filter(|row: &Vec<_>| !row.is_empty())
        .collect();
    (!rows.is_empty()).then(|| InlineKeyboardMarkup::builder().inline_keyboard(rows).build())
}

fn button(button: &Button) -> Option<InlineKeyboardButton> {
    let words = clean::line(&button.words, 40);
    let (data, address) = match &button.press {
        Press::Data(data) => ((1..=DATA_BYTES_MAX).contains(&data.len()).then(|| data.clone()), None),
        Press::Open(url) => (None, clean::link(url.as_str()).map(String::from)),
    };
    let useful = !words.is_empty() && (data.is_some() || address.is_some());
    useful.then(|| {
        InlineKeyboardButton::builder().text(words).maybe_callback_data(data).maybe_url(address).build()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_button_of_an_alert_says_back_what_it_was_pressed_for() {
        let wishes: Vec<_> = of_alert("0198c", true)
            .into_iter()
            .flatten()
            .map(|button| match button.press {
                Press::Data(data) => {
                    Wish::parse(&data).map(|(wish, alert)| (wish, alert.to_owned())).unwrap()
                }
                Press::Open(_) => panic!("no page"),
            })
            .collect();
        let expected = [Wish::Mute, Wish::Above, Wish::Chart, Wish::Useful, Wish::NotUseful];
        assert_eq!(wishes, expected.map(|wish| (wish, "0198c".to_owned())));
    }

    #[test]
    fn a_button_that_would_be_refused_is_left_out() {
        let of = |press| vec![vec![Button { words: "x".to_owned(), press }]];
        assert_eq!(inline(&of(Press::Data("x".repeat(65)))), None);
        assert_eq!(inline(&of(Press::Open("http://127.0.0.1/".parse().unwrap()))), None);
        assert!(inline(&of(Press::Data("x".repeat(64)))).is_some());
    }
}
