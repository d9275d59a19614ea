//! One question before an indicator is kept: what it says now, or why it says nothing.

use std::time::Duration;

use chrono::TimeDelta;
use cockpit_domain::indicator::{Indicator, Spring};
use cockpit_domain::series::Cadence;
use cockpit_domain::{Moment, Value};
use cockpit_http::{Answer, Clock, HttpError, Limits, Reply, Request, Sender};

use crate::feeds::Keys;
use crate::source::{ParseError, Source};
use crate::sources::own::{CoinPrice, FredAny, JsonNumber};

/// Somebody waits for the answer, and no answer of ours takes longer than ten seconds.
const PATIENCE: Duration = Duration::from_secs(8);
/// Long enough to see how often FRED says something new.
const FRED_DAYS: u32 = 2_000;
/// The newest neighbours from which that is told.
const NEIGHBOURS: usize = 24;

/// What an indicator says now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// The day or instant it speaks of.
    pub moment: Moment,
    /// The value.
    pub value: Value,
    /// How often it says something new, where the answer shows it.
    pub cadence: Option<Cadence>,
}

/// Why it says nothing that can be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TrialError {
    /// FRED or CoinGecko do not know it.
    #[error("{0} knows nothing of this id; it stands at the end of the address of its page there")]
    Unknown(&'static str),
    /// The host does not know the address.
    #[error("the host says that there is nothing at this address (status {0})")]
    Nothing(u16),
    /// The host wants to know who asks.
    #[error("the host refuses to answer (status {0}); it may want a key in the address")]
    Refused(u16),
    /// The address leads elsewhere.
    #[error(
        "the address leads to another one (status {0}), which is not followed; enter the one it leads to"
    )]
    Redirect(u16),
    /// The name of the host leads into a private network.
    #[error("the host's name leads to an address inside a private network, which is refused")]
    Private,
    /// It takes too long.
    #[error("no whole answer within {} seconds", PATIENCE.as_secs())]
    Slow,
    /// The answer is too large.
    #[error("the answer is larger than {} KiB", .0 / 1_024)]
    TooLarge(usize),
    /// It was not answered.
    #[error("it was not answered: {0}")]
    Http(HttpError),
    /// The answer holds no number there.
    #[error("{0}")]
    Parse(#[from] ParseError),
}

/// Asks once. Clones share what is known of hosts with everything else that is sent.
#[derive(Clone, Debug)]
pub struct Trials {
    sender: Sender,
    clock: Clock,
    keys: Keys,
}

impl Trials {
    /// With these parts.
    pub const fn new(sender: Sender, clock: Clock, keys: Keys) -> Self {
        Self { sender, clock, keys }
    }

    /// Sends one question now.
    pub async fn ask(&self, indicator: &Indicator) -> Result<Trial, TrialError> {
        let unit = indicator.unit();
        let source: Box<dyn Source<Vec<(Moment, Value)>>> = match indicator.spring() {
            Spring::Fred(id, _) => match &self.keys.fred {
                Some(key) => Box::new(FredAny::with_key(id, unit, FRED_DAYS, key.clone())),
                None => Box::new(FredAny::keyless(id, unit, FRED_DAYS)),
            },
            Spring::CoinGecko(coin) => Box::new(CoinPrice::new(coin, self.keys.coingecko())),
            Spring::Json(address, path) => Box::new(JsonNumber::new(address, path.clone(), unit)),
        };
        let asked = tokio::time::timeout(PATIENCE, self.answers(source.requests(self.clock.now()))).await;
        let answers = asked.map_err(|_| TrialError::Slow)?.map_err(|error| explain(indicator, error))?;
        let told = source.parse(&answers).map_err(|error| match (indicator.spring(), &error) {
            // A coin that CoinGecko does not know is left out of its answer without a word.
            (Spring::CoinGecko(_), ParseError::Missing { .. }) => TrialError::Unknown("CoinGecko"),
            _ => error.into(),
        })?;
        let newest = told.iter().max_by_key(|(moment, _)| moment.timestamp());
        let (moment, value) = *newest.ok_or(ParseError::NoValue { rows: 0 })?;
        let cadence = matches!(indicator.spring(), Spring::Fred(..)).then(|| cadence(&told));
        Ok(Trial { moment, value, cadence })
    }

    async fn answers(&self, requests: Vec<Request>) -> Result<Vec<Answer>, HttpError> {
        let mut answers = Vec::new();
        for request in requests {
            // Unconditional: what has not changed since somebody asked is asked for all the same.
            let limits = Limits { total: PATIENCE, tries: 1, ..request.limits_of() };
            match self.sender.send(&request.limits(limits).conditional(false)).await? {
                Reply::Fresh(answer) => answers.push(answer),
                Reply::NotModified { .. } => return Err(HttpError::UnaskedNotModified),
            }
        }
        Ok(answers)
    }
}

/// By the usual distance of the newest values.
fn cadence(told: &[(Moment, Value)]) -> Cadence {
    let mut days: Vec<_> = told.iter().map(|(moment, _)| moment.day()).collect();
    days.sort_unstable();
    let newest = days.get(days.len().saturating_sub(NEIGHBOURS)..).unwrap_or_default();
    let mut distances: Vec<TimeDelta> =
        newest.windows(2).filter_map(|pair| Some(*pair.get(1)? - *pair.first()?)).collect();
    distances.sort_unstable();
    // One value in years says that there is one in years.
    distances.get(distances.len() / 2).map_or(Cadence::Yearly, |usual| Cadence::of_days(usual.num_days()))
}

fn explain(indicator: &Indicator, error: HttpError) -> TrialError {
    match (indicator.spring(), error) {
        (Spring::Fred(..), HttpError::Status(400 | 404)) => TrialError::Unknown("FRED"),
        (Spring::CoinGecko(_), HttpError::Status(404)) => TrialError::Unknown("CoinGecko"),
        (_, HttpError::Status(status @ (404 | 410))) => TrialError::Nothing(status),
        (_, HttpError::Status(status @ 401..=403)) => TrialError::Refused(status),
        (_, HttpError::Redirect(status)) => TrialError::Redirect(status),
        (_, HttpError::ForbiddenAddress) => TrialError::Private,
        (_, HttpError::Deadline { .. }) => TrialError::Slow,
        (_, HttpError::TooLarge { bytes_max }) => TrialError::TooLarge(bytes_max),
        (_, error) => TrialError::Http(error),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};
    use cockpit_domain::Unit;

    use super::*;

    #[test]
    fn how_often_fred_says_something_new_is_told_by_its_newest_values() {
        for (step, expected) in [
            (1, Cadence::Daily),
            (7, Cadence::Weekly),
            (31, Cadence::Monthly),
            (91, Cadence::Quarterly),
            (365, Cadence::Yearly),
        ] {
            let first = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
            let value = Value::new(1.0, Unit::Number).unwrap();
            let told: Vec<_> =
                (0..5_u64).map(|index| (Moment::Day(first + Days::new(index * step)), value)).collect();
            assert_eq!(cadence(&told), expected);
            assert_eq!(cadence(&told[..1]), Cadence::Yearly);
        }
    }
}
