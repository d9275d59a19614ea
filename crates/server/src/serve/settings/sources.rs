//! Who is asked, how often and with which key; and values that wait for the operator's word.
//!
//! A value that is believed is stored as history: it is shown at once and raises no alert by itself, however late it comes.
//! What the next answer brings is judged against it, and told as usual.

use std::time::Duration;

use axum::extract::State;
use axum::routing::post;
use chrono::{DateTime, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::dashboard::SourceState;
use cockpit_fetcher::catalogue::{Brings, Offer};
use cockpit_fetcher::derive;
use cockpit_frontend::format;
use cockpit_frontend::settings::view::{Body, HeldRow, Key, Section, SourceRow, SourcesView};
use cockpit_store::{AuditKind, SourceState as Stored};

use super::{Answer, Asked, Posted, Shown, audit, notice};
use crate::access::{Class, Operator, Routes};
use crate::serve::api::Problem;
use crate::serve::routes::App;

/// What a key of one's own brings.
const FRED_GAIN: &str = "a second way to FRED, and figures the moment they are out";
const COINGECKO_GAIN: &str = "limits of your own, and its price is asked first";

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(Class::Operator, "/settings/sources/release", post(release)).add(
        Class::Operator,
        "/settings/sources/discard",
        post(discard),
    )
}

pub(super) async fn shown(app: &App, asked: &Asked) -> Result<Shown, Problem> {
    let done = match asked.done() {
        Some("released") => Some(notice("Believed: it is shown from now on.")),
        Some("discarded") => Some(notice("Discarded. When its source says it again, it waits here again.")),
        _ => None,
    };
    Ok(Shown::new(view(app).await?, done))
}

async fn view(app: &App) -> Result<Body, Problem> {
    let ours = |error| Problem::ours(&error);
    let states = app.store.source_states().await.map_err(ours)?;
    let held = app.store.held_all().await.map_err(ours)?;
    let held = held.into_iter().map(|held| HeldRow {
        series: held.series.as_str().to_owned(),
        title: held.series.definition().name.to_owned(),
        value: format::value_text(held.series, held.value.amount()),
        reason: held.reason,
        source: held.source,
        held_at: held.held_at,
    });
    Ok(Body::Sources(SourcesView { sources: rows(app, &states), held: held.collect() }))
}

/// One row for each publisher, by its name.
fn rows(app: &App, states: &[Stored]) -> Vec<SourceRow> {
    let mut names: Vec<&str> = app.installation.offers.iter().map(|offer| offer.source).collect();
    names.sort_unstable();
    names.dedup();
    let (fred, coingecko) = (app.config.fred_api_key.is_some(), app.config.coingecko_api_key.is_some());
    names
        .into_iter()
        .map(|name| {
            let offers: Vec<&Offer> =
                app.installation.offers.iter().filter(|offer| offer.source == name).collect();
            let mine: Vec<&Stored> = states.iter().filter(|state| state.source == name).collect();
            let key = match (name, fred, coingecko) {
                ("fredgraph", false, _) => absent("FRED_API_KEY", FRED_GAIN),
                ("fred_api", true, _) => Key::Set("FRED_API_KEY".to_owned()),
                ("coingecko", _, true) => Key::Set("COINGECKO_API_KEY".to_owned()),
                ("coingecko", _, false) => absent("COINGECKO_API_KEY", COINGECKO_GAIN),
                _ => Key::NotNeeded,
            };
            row(name, &offers, &mine, key)
        })
        .collect()
}

fn absent(variable: &str, gain: &str) -> Key {
    Key::Absent(variable.to_owned(), gain.to_owned())
}

fn row(name: &str, offers: &[&Offer], states: &[&Stored], key: Key) -> SourceRow {
    let failed =
        states.iter().filter(|state| state.error.is_some()).max_by_key(|state| state.last_attempt_at);
    let state = match (states.is_empty(), failed.is_some()) {
        (true, _) => SourceState::Idle,
        (false, true) => SourceState::Failing,
        (false, false) => SourceState::Ok,
    };
    // A stand-in is not due before those it stands in for have failed.
    let due = |state: &&&Stored| offers.iter().any(|offer| offer.job == state.feed && !offer.stands_in);
    SourceRow {
        name: name.to_owned(),
        brings: brings(offers),
        state,
        last_success_at: states.iter().filter_map(|state| state.last_success_at).max(),
        next_at: states.iter().filter(due).map(|state| state.next_at).min(),
        error: failed.and_then(|state| state.error.clone()),
        rhythm: rhythm(offers),
        key,
    }
}

/// `US 10Y Treasury Yield, Fed total assets`.
fn brings(offers: &[&Offer]) -> String {
    let mut words = Vec::<String>::new();
    for offer in offers {
        let of_offer: Vec<String> = match offer.brings {
            Brings::Series(series) => series.iter().map(|one| one.definition().name.to_owned()).collect(),
            Brings::Markets => vec!["prediction markets and their odds".to_owned()],
            Brings::Schedule => vec!["what is released when".to_owned()],
            Brings::Figures => vec!["figures of economic releases".to_owned()],
        };
        for one in of_offer {
            if !words.contains(&one) {
                words.push(one);
            }
        }
    }
    words.join(", ")
}

/// `every 5 min`; for who is asked only when others fail, that.
fn rhythm(offers: &[&Offer]) -> String {
    let regular: Vec<&&Offer> = offers.iter().filter(|offer| !offer.stands_in).collect();
    let steady = regular.iter().filter(|offer| offer.brings != Brings::Figures);
    match steady.map(|offer| offer.rhythm).min() {
        Some(rhythm) => every(rhythm),
        None if regular.is_empty() => "stands in when others fail".to_owned(),
        None => "when a figure is due".to_owned(),
    }
}

fn every(rhythm: Duration) -> String {
    match rhythm.as_secs() {
        60 => "every minute".to_owned(),
        3_600 => "every hour".to_owned(),
        86_400 => "every day".to_owned(),
        seconds if seconds % 3_600 == 0 => format!("every {} h", seconds / 3_600),
        seconds if seconds % 60 == 0 => format!("every {} min", seconds / 60),
        seconds => format!("every {seconds} s"),
    }
}

/// `POST /settings/sources/release`.
async fn release(State(app): State<App>, operator: Operator, posted: Posted) -> Result<Answer, Problem> {
    let (series, held_at) = which(&posted)?;
    let now = app.clock.now();
    let believed =
        app.store.release_held(series, held_at, now).await.map_err(|error| Problem::ours(&error))?;
    let Some(held) = believed else { return gone(&app, &posted).await };
    // A leg of net liquidity may be what was missing.
    derive::net_liquidity(&app.installation.decider, now).await.map_err(|error| Problem::ours(&error))?;
    app.snapshots.renew().await;
    note(&app, operator, "believed", series, held.value.amount(), &held.source).await;
    Ok(Answer::done(&posted, Section::Sources, "released"))
}

/// `POST /settings/sources/discard`.
async fn discard(State(app): State<App>, operator: Operator, posted: Posted) -> Result<Answer, Problem> {
    let (series, held_at) = which(&posted)?;
    let discarded = app.store.discard_held(series, held_at, app.clock.now()).await;
    let Some(held) = discarded.map_err(|error| Problem::ours(&error))? else {
        return gone(&app, &posted).await;
    };
    app.snapshots.renew().await;
    note(&app, operator, "discarded", series, held.value.amount(), &held.source).await;
    Ok(Answer::done(&posted, Section::Sources, "discarded"))
}

/// Of which value the operator speaks.
fn which(posted: &Posted) -> Result<(SeriesId, DateTime<Utc>), Problem> {
    let series = posted.text("series").parse().map_err(|_| Problem::bad("series", "is no series"))?;
    let held_at = DateTime::from_timestamp(posted.number("held_at")?, 0);
    Ok((series, held_at.ok_or_else(|| Problem::bad("held_at", "is no moment"))?))
}

/// It agreed with a later answer, gave way to another, or somebody else decided.
async fn gone(app: &App, posted: &Posted) -> Result<Answer, Problem> {
    let words = "This value does not wait any more. This is how it stands now.";
    Ok(Answer::impossible(posted, view(app).await?, words))
}

async fn note(app: &App, operator: Operator, what: &str, series: SeriesId, amount: f64, source: &str) {
    let value = format::value_text(series, amount);
    let words = format!("held value of {series}: {what} {value} of {source}");
    audit(app, AuditKind::Settings, Some(operator.address), words).await;
}

#[cfg(test)]
mod tests {
    use cockpit_fetcher::catalogue::offers;
    use cockpit_fetcher::feeds::Keys;

    use super::*;

    #[test]
    fn every_source_says_what_it_brings_and_how_often() {
        let offers = offers(&Keys::default());
        let of = |name: &str| {
            let mine: Vec<&Offer> = offers.iter().filter(|offer| offer.source == name).collect();
            (brings(&mine), rhythm(&mine))
        };
        let words = |brings: &str, rhythm: &str| (brings.to_owned(), rhythm.to_owned());
        assert_eq!(of("coinbase"), words("Bitcoin Price", "every minute"));
        assert_eq!(of("kraken"), words("Bitcoin Price", "stands in when others fail"));
        assert_eq!(of("bls"), words("what is released when", "every day"));
        assert_eq!(of("forexfactory").1, "every hour");
        assert_eq!(of("fredgraph").1, "every hour", "figures that are due are asked for beside that");
        for offer in &offers {
            assert!(!of(offer.source).0.is_empty(), "{}", offer.source);
        }
    }

    #[test]
    fn a_source_fails_when_its_newest_answer_for_anything_failed() {
        let at = |seconds: i64| DateTime::from_timestamp(1_766_534_400 + seconds, 0).unwrap();
        let stored = |feed: &str, error: Option<&str>| Stored {
            feed: feed.to_owned(),
            source: "kraken".to_owned(),
            last_attempt_at: at(10),
            last_success_at: error.is_none().then(|| at(10)),
            consecutive_failures: u32::from(error.is_some()),
            error: error.map(str::to_owned),
            took: Duration::from_millis(1),
            next_at: at(70),
        };
        let (good, bad) = (stored("btc", None), stored("other", Some("status 503")));
        let told = |states: &[&Stored]| row("kraken", &[], states, Key::NotNeeded);
        assert_eq!(told(&[]).state, SourceState::Idle);
        assert_eq!((told(&[&good]).state, told(&[&good]).next_at), (SourceState::Ok, None));
        let failing = told(&[&good, &bad]);
        assert_eq!((failing.state, failing.error.as_deref()), (SourceState::Failing, Some("status 503")));
        assert_eq!(failing.last_success_at, Some(at(10)));
    }
}
