//! What settings reach beyond the store.

use std::sync::Arc;

use cockpit_fetcher::catalogue::{Offer, offers};
use cockpit_fetcher::decide::Decider;
use cockpit_fetcher::feeds::Keys;

use super::past::Pasts;

/// The parts of the running program that settings change or tell about.
#[derive(Clone, Debug)]
pub(crate) struct Installation {
    /// Between whose evaluations rules and wishes are changed.
    pub decider: Decider,
    /// Who can be asked for what.
    pub offers: Arc<[Offer]>,
    /// What the sliders look back on.
    pub(super) pasts: Arc<Pasts>,
}

impl Installation {
    pub(crate) fn new(decider: Decider, keys: &Keys) -> Self {
        Self { decider, offers: offers(keys).into(), pasts: Arc::default() }
    }
}
