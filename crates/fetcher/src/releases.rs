//! The calendar's rounds: what each publisher says will be released when, and the figures that came.

use std::time::Duration;

use crate::run::{Fetcher, Round};

/// Name in the fetch log of the figures that came.
pub(crate) const FIGURES_JOB: &str = "releases";
/// How often it is looked whether a figure is due.
pub(crate) const FIGURES_RHYTHM: Duration = Duration::from_secs(60);

/// Who says what is released when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Publisher {
    /// The weekly file, with forecasts.
    ForexFactory,
    /// The Fed: decisions, minutes, Beige Book.
    FederalReserve,
    /// GDP, income and prices of consumption, trade.
    Bea,
    /// Prices, jobs.
    Bls,
}

impl Publisher {
    pub(crate) const ALL: [Self; 4] = [Self::ForexFactory, Self::FederalReserve, Self::Bea, Self::Bls];

    /// Name in the fetch log.
    pub(crate) const fn job(self) -> &'static str {
        match self {
            Self::ForexFactory => "calendar",
            Self::FederalReserve => "calendar.fed",
            Self::Bea => "calendar.bea",
            Self::Bls => "calendar.bls",
        }
    }

    /// Name of the source.
    pub(crate) const fn source_name(self) -> &'static str {
        match self {
            Self::ForexFactory => "forexfactory",
            Self::FederalReserve => "federalreserve",
            Self::Bea => "bea",
            Self::Bls => "bls",
        }
    }

    /// Nobody publishes limits; the weekly file is said to answer two downloads in five minutes, careful users ask
    /// hourly at most. Official schedules change a few times a year.
    pub(crate) const fn rhythm(self) -> Duration {
        let hours = match self {
            Self::ForexFactory => 1,
            Self::FederalReserve | Self::Bea => 6,
            Self::Bls => 24,
        };
        Duration::from_secs(hours * 3_600)
    }
}

impl Fetcher {
    pub(crate) async fn schedule_round(&self, publisher: Publisher, _failures: u32) -> Round {
        Round { job: publisher.job(), asked: Vec::new(), succeeded: true }
    }

    pub(crate) async fn figures_round(&self, _failures: u32) -> Round {
        Round { job: FIGURES_JOB, asked: Vec::new(), succeeded: true }
    }
}
