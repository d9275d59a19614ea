//! Charts of the last alerts: a thousand recipients of one alert look at a handful of pictures.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use chrono_tz::Tz;
use cockpit_store::{AlertId, Store};
use tokio::sync::OnceCell;

use crate::chart;
use crate::message::Message;
use crate::render::{Numbers, Options};

/// Pictures that are kept: some 30 kB each.
const KEPT_MAX: usize = 48;

/// What a picture depends on.
type Name = (AlertId, Tz, Numbers);
type Picture = Arc<OnceCell<Option<Arc<[u8]>>>>;

/// Pictures by what they depend on, the newest last.
#[derive(Debug, Default)]
pub(super) struct Charts(Mutex<VecDeque<(Name, Picture)>>);

impl Charts {
    /// The chart of an alert as this recipient reads it. A picture that cannot be drawn is no reason to keep the words.
    pub(super) async fn of(
        &self,
        store: &Store,
        alert: AlertId,
        message: &Message,
        options: &Options,
    ) -> Option<Vec<u8>> {
        if !chart::has_chart(message) {
            return None;
        }
        let picture = self.place((alert, options.zone, options.numbers));
        let drawn = picture
            .get_or_init(|| async {
                let drawn = chart::of(store, message, options).await.unwrap_or_else(|error| {
                    tracing::warn!(%error, "a chart could not be drawn");
                    None
                });
                drawn.map(Arc::from)
            })
            .await;
        drawn.as_ref().map(|png| png.to_vec())
    }

    fn place(&self, name: Name) -> Picture {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, picture)) = kept.iter().find(|(known, _)| *known == name) {
            return Arc::clone(picture);
        }
        if kept.len() >= KEPT_MAX {
            kept.pop_front();
        }
        let picture = Picture::default();
        kept.push_back((name, Arc::clone(&picture)));
        picture
    }
}
