//! The order of the dashboard's cards in one browser, and which of them are hidden.

/// Every card with its name, in its own column.
const COLUMNS: [&[(&str, &str)]; 3] = [
    &[
        ("us10y", "US 10Y Treasury Yield"),
        ("net_liquidity", "Fed Net Liquidity"),
        ("radar", "Smart Money Radar"),
        ("legend", "Reading the panel"),
    ],
    &[
        ("btc", "Bitcoin Price"),
        ("stablecoin_mcap", "Stablecoin Market Cap"),
        ("usdt_dominance", "USDT Dominance"),
        ("sources", "Sources"),
        ("alerts", "Alerts"),
        ("past", "Past regimes"),
    ],
    &[("rwa_tvl", "RWA TVL"), ("calendar", "Catalyst Calendar")],
];
/// Longer texts are nobody's arrangement.
const LENGTH_MAX: usize = 1_000;

/// A card in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Its id, such as `btc`.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Whether it is left out.
    pub hidden: bool,
}

/// What can be done with a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One place up, from the first place into the column before.
    Up,
    /// One place down, from the last place into the column after.
    Down,
    /// Left out, or shown again.
    Turn,
}

impl Step {
    /// Every step with its word.
    pub const ALL: [(Self, &'static str); 3] = [(Self::Up, "up"), (Self::Down, "down"), (Self::Turn, "turn")];

    /// The step of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == word).map(|(step, _)| step)
    }
}

/// Three columns of cards; every card is in one of them, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrangement(pub [Vec<Placed>; 3]);

impl Default for Arrangement {
    fn default() -> Self {
        Self(
            COLUMNS
                .map(|column| column.iter().map(|(id, name)| Placed { id, name, hidden: false }).collect()),
        )
    }
}

impl Arrangement {
    /// From its text form, `us10y.-radar~btc~rwa_tvl`: columns parted by `~`, cards by `.`, a hidden one after `-`. What is not
    /// known is passed over, and what is not named stands at the end of its own column: a card of a newer version is seen.
    pub fn parse(text: &str) -> Self {
        let text = if text.len() > LENGTH_MAX { "" } else { text };
        let mut left = Self::default().0;
        let mut columns: [Vec<Placed>; 3] = Default::default();
        for (column, words) in columns.iter_mut().zip(text.split('~')) {
            for word in words.split('.') {
                let (hidden, id) = word.strip_prefix('-').map_or((false, word), |id| (true, id));
                let place = left
                    .iter()
                    .enumerate()
                    .find_map(|(from, cards)| Some((from, cards.iter().position(|card| card.id == id)?)));
                if let Some((from, place)) = place {
                    column.push(Placed { hidden, ..left[from].remove(place) });
                }
            }
        }
        for (column, rest) in columns.iter_mut().zip(left) {
            column.extend(rest);
        }
        Self(columns)
    }

    /// Its text form: letters that need no escape in a cookie or an address.
    pub fn text(&self) -> String {
        let word = |card: &Placed| format!("{}{}", if card.hidden { "-" } else { "" }, card.id);
        let column = |cards: &Vec<Placed>| cards.iter().map(word).collect::<Vec<_>>().join(".");
        self.0.iter().map(column).collect::<Vec<_>>().join("~")
    }

    /// Whether it is as everybody's.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// Takes a step with a card; nothing where there is no such card or no further place.
    pub fn step(&mut self, id: &str, step: Step) {
        let find = |cards: &Vec<Placed>| cards.iter().position(|card| card.id == id);
        let Some((column, place)) =
            self.0.iter().enumerate().find_map(|(at, cards)| Some((at, find(cards)?)))
        else {
            return;
        };
        match step {
            Step::Turn => self.0[column][place].hidden ^= true,
            Step::Up if place > 0 => self.0[column].swap(place, place - 1),
            Step::Up if column > 0 => {
                let card = self.0[column].remove(place);
                self.0[column - 1].push(card);
            }
            Step::Down if place + 1 < self.0[column].len() => self.0[column].swap(place, place + 1),
            Step::Down if column + 1 < self.0.len() => {
                let card = self.0[column].remove(place);
                self.0[column + 1].insert(0, card);
            }
            Step::Up | Step::Down => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(arrangement: &Arrangement) -> Vec<&'static str> {
        let mut ids: Vec<_> = arrangement.0.iter().flatten().map(|card| card.id).collect();
        ids.sort_unstable();
        ids
    }

    #[test]
    fn an_arrangement_reads_its_own_text() {
        let mut arrangement = Arrangement::default();
        arrangement.step("radar", Step::Turn);
        arrangement.step("btc", Step::Down);
        assert_eq!(Arrangement::parse(&arrangement.text()), arrangement);
        assert!(arrangement.text().contains("net_liquidity.-radar.legend~stablecoin_mcap.btc."));
        assert!(
            Arrangement::parse("").is_usual()
                && Arrangement::parse(&Arrangement::default().text()).is_usual()
        );
    }

    #[test]
    fn every_card_is_there_once_whatever_the_text_says() {
        let all = ids(&Arrangement::default());
        for text in [
            "btc.btc~btc",
            "x~y~z~q",
            "-btc",
            "~~~",
            "....",
            "<script>",
            &"a".repeat(5_000),
            "-",
            "calendar~us10y.-nothing",
        ] {
            assert_eq!(ids(&Arrangement::parse(text)), all, "{text}");
        }
        assert_eq!(Arrangement::parse("calendar").0[0][0].id, "calendar");
        assert!(Arrangement::parse("-btc").0[0][0].hidden);
    }

    #[test]
    fn steps_go_through_the_columns_and_stop_at_the_ends() {
        let mut arrangement = Arrangement::default();
        let place = |arrangement: &Arrangement, id: &str| {
            arrangement
                .0
                .iter()
                .enumerate()
                .find_map(|(column, cards)| Some((column, cards.iter().position(|card| card.id == id)?)))
        };
        arrangement.step("us10y", Step::Up);
        assert_eq!(place(&arrangement, "us10y"), Some((0, 0)));
        arrangement.step("btc", Step::Up);
        assert_eq!(place(&arrangement, "btc"), Some((0, 4)), "into the column before, at its end");
        arrangement.step("btc", Step::Down);
        assert_eq!(place(&arrangement, "btc"), Some((1, 0)));
        arrangement.step("calendar", Step::Down);
        assert_eq!(place(&arrangement, "calendar"), Some((2, 1)));
        arrangement.step("nothing", Step::Up);
        assert_eq!(ids(&arrangement), ids(&Arrangement::default()));
    }
}
