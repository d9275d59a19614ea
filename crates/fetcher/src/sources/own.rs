//! What the operator asks for: any series of FRED, any coin of CoinGecko, a number in any JSON answer.

mod coin;
mod fred;
mod json;

use chrono::{DateTime, Utc};
use cockpit_domain::series::OwnId;
use cockpit_domain::{Moment, SeriesId, Value};
use cockpit_http::{Answer, Request};

pub use self::coin::{CoinHistory, CoinPrice};
pub use self::fred::FredAny;
pub use self::json::JsonNumber;
use crate::source::{ParseError, Reading, Source};

/// What somebody says, as readings of the operator's series.
#[derive(Debug)]
pub struct Of<S> {
    id: OwnId,
    source: S,
}

impl<S: Source<Vec<(Moment, Value)>>> Of<S> {
    /// Of this series.
    pub const fn new(id: OwnId, source: S) -> Self {
        Self { id, source }
    }
}

impl<S: Source<Vec<(Moment, Value)>>> Source for Of<S> {
    fn name(&self) -> &'static str {
        self.source.name()
    }

    fn requests(&self, now: DateTime<Utc>) -> Vec<Request> {
        self.source.requests(now)
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let series = SeriesId::Own(self.id);
        let told = self.source.parse(answers)?.into_iter();
        Ok(told.map(|(observed_at, value)| Reading { series, observed_at, value }).collect())
    }
}
