//! The prediction-market panel. It shows nothing until a source of events is connected.

use leptos::prelude::*;

use crate::panels::frame::{empty, frame};

pub(crate) fn radar() -> impl IntoView {
    let content = empty(
        "No prediction-market source is connected yet.",
        "Odds will appear here with their change, volume, source and age.",
    );
    frame("radar", "Smart Money Radar", "Prediction markets, by 24-hour volume".to_owned(), content)
}
