//! The order of the dashboard's cards in one browser: a cookie, which an address may overrule.

use axum::extract::Form;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::Response;
use cockpit_frontend::arrange::{Arrangement, Step};
use serde::Deserialize;

use super::style::kept;
use crate::access::see_other;

/// As long as a browser keeps the choice.
const YEAR_S: u32 = 31_536_000;
const COOKIE_NAME: &str = "cards";

/// What a button of the arrangement posts.
#[derive(Debug, Deserialize)]
pub(super) struct Pressed {
    /// The arrangement that was shown.
    #[serde(default)]
    cards: String,
    /// Which card.
    #[serde(default)]
    card: String,
    /// What with it: `up`, `down`, `turn`; or `reset`, `keep`.
    r#do: String,
}

/// `POST /arrange`.
pub(super) async fn arrange(Form(pressed): Form<Pressed>) -> Response {
    let mut arrangement = Arrangement::parse(&pressed.cards);
    let place = match (pressed.r#do.as_str(), Step::from_word(&pressed.r#do)) {
        ("reset", _) => {
            arrangement = Arrangement::default();
            "/?view=arrange".to_owned()
        }
        (word, Some(step)) => {
            arrangement.step(&pressed.card, step);
            // Only the id of a card is all letters and lines, so nothing else gets into the address.
            let known = arrangement.0.iter().flatten().find(|card| card.id == pressed.card);
            known.map_or("/?view=arrange".to_owned(), |card| format!("/?view=arrange&at={}.{word}", card.id))
        }
        _ => "/".to_owned(),
    };
    let age_s = if arrangement.is_usual() { 0 } else { YEAR_S };
    let cookie = format!("{COOKIE_NAME}={}; Path=/; Max-Age={age_s}; SameSite=Lax", arrangement.text());
    let mut response = see_other(&place);
    // It is letters and signs of ours.
    if let Ok(line) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(SET_COOKIE, line);
    }
    response
}

/// What the address says, else the cookie, else everybody's.
pub(super) fn asked(uri: &Uri, headers: &HeaderMap) -> Arrangement {
    let query = uri.query().unwrap_or_default();
    let address = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == COOKIE_NAME);
    let cookie = || kept(headers, COOKIE_NAME).map(str::to_owned);
    let text = address.map(|(_, text)| text.into_owned()).or_else(cookie);
    text.as_deref().map_or_else(Arrangement::default, Arrangement::parse)
}

/// Which button was pressed last, so that it has the focus again.
pub(super) fn at(uri: &Uri) -> Option<(String, String)> {
    let query = uri.query().unwrap_or_default();
    let (_, at) = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "at")?;
    at.split_once('.').map(|(card, word)| (card.to_owned(), word.to_owned()))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use axum::http::header::{COOKIE, LOCATION};

    use super::*;

    async fn press(cards: &str, card: &str, word: &str) -> (String, String) {
        let pressed = Pressed { cards: cards.to_owned(), card: card.to_owned(), r#do: word.to_owned() };
        let response = arrange(Form(pressed)).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let header = |name| response.headers()[name].to_str().unwrap().to_owned();
        (header(SET_COOKIE), header(LOCATION))
    }

    #[tokio::test]
    async fn a_step_is_kept_and_leads_back_to_its_button() {
        let (cookie, place) = press("", "btc", "down").await;
        assert!(
            cookie.starts_with("cards=us10y.net_liquidity.radar.legend~stablecoin_mcap.btc."),
            "{cookie}"
        );
        assert!(cookie.contains("Max-Age=31536000"), "{cookie}");
        assert_eq!(place, "/?view=arrange&at=btc.down");
        let (cookie, place) = press(cookie[6..].split(';').next().unwrap(), "btc", "reset").await;
        assert!(cookie.contains("Max-Age=0") && place == "/?view=arrange", "{cookie} {place}");
        let (cookie, place) = press("btc\r\nx: y", "\r\nevil", "up").await;
        assert!(!cookie.contains("evil") && place == "/?view=arrange", "{cookie} {place}");
    }

    #[test]
    fn the_address_goes_before_the_cookie() {
        let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_static("a=b; cards=-btc"))]);
        let first = |uri: &'static str| asked(&Uri::from_static(uri), &headers).0[0][0];
        assert!(first("/").hidden && first("/").id == "btc");
        assert_eq!(first("/?cards=calendar").id, "calendar");
    }
}
