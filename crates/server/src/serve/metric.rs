//! `/metric/{id}`: a series' own page, and under the same name with `.png` its picture.

mod gather;
mod picture;
mod words;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use chrono::{DateTime, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::chart::Range;
use cockpit_frontend::render::{self, Frame};
use cockpit_store::StoreError;

pub(super) use self::picture::PictureOf;
use super::api::Problem;
use super::cut::Cut;
use super::history::parse_range;
use super::page::{self, Look, frame, html};
use super::routes::App;
use super::style::Style;

/// The table has no more pages than this.
const PAGE_MAX: usize = 100;

/// What a page was rendered for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    series: SeriesId,
    query: Query,
    style: Style,
    version: u64,
    second: i64,
}

/// What the address says; unknown keys are ignored, known ones must be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Query {
    /// The one that suits the series when it says nothing.
    range: Option<Range>,
    with: Option<SeriesId>,
    page: usize,
}

impl Query {
    fn parse(series: SeriesId, query: &str) -> Result<Self, Problem> {
        let mut found = Self { range: None, with: None, page: 1 };
        let mut seen = Vec::new();
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if !["range", "with", "page"].contains(&key.as_ref()) {
                continue;
            }
            if seen.contains(&key) {
                return Err(Problem::bad(&key, "is given more than once"));
            }
            match key.as_ref() {
                "range" => found.range = Some(parse_range(&value)?),
                // A list from which nothing was chosen sends nothing.
                "with" if value.is_empty() => {}
                "with" => found.with = Some(second(series, &value)?),
                _ => found.page = page_number(&value)?,
            }
            seen.push(key);
        }
        Ok(found)
    }
}

fn second(series: SeriesId, value: &str) -> Result<SeriesId, Problem> {
    let with = value.parse().ok().filter(|with| *with != series);
    with.ok_or_else(|| Problem::bad("with", "must be the id of another series, such as btc"))
}

fn page_number(value: &str) -> Result<usize, Problem> {
    let page = value.parse().ok().filter(|page| (1..=PAGE_MAX).contains(page));
    page.ok_or_else(|| Problem::bad("page", &format!("must be a whole number from 1 to {PAGE_MAX}")))
}

/// `GET /metric/{id}?range=90d&with=btc&page=1`, and `GET /metric/{id}.png`.
pub(super) async fn page(
    State(app): State<App>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    look: Look,
) -> Result<Response, Problem> {
    if let Some(id) = id.strip_suffix(".png") {
        return picture::answer(&app, id).await;
    }
    let Ok(series) = id.parse::<SeriesId>() else { return Ok(page::not_found(uri, headers).await) };
    let query = Query::parse(series, uri.query().unwrap_or_default())?;
    let now = app.clock.now();
    if look.over.is_some() {
        let page = rendered(&app, series, query, &look, now).await.map_err(|error| Problem::ours(&error))?;
        return Ok(html(StatusCode::OK, page, &look.nonce));
    }
    let version = app.snapshots.current().version;
    let asked = Asked { series, query, style: look.style, version, second: now.timestamp() };
    let page = app.pages.with_parameters.get(asked, async {
        let slot = Look::of_all(look.style);
        let page = rendered(&app, series, query, &slot, now).await?;
        Ok::<_, StoreError>(Cut::at(page, &slot.nonce))
    });
    let page = page.await.map_err(|error| Problem::ours(&error))?;
    Ok(html(StatusCode::OK, page.with(&look.nonce), &look.nonce))
}

async fn rendered(
    app: &App,
    series: SeriesId,
    query: Query,
    look: &Look,
    now: DateTime<Utc>,
) -> Result<String, StoreError> {
    let view = gather::view(app, series, query, now).await?;
    let frame = Frame { now, settings: look.settings(), ..frame(app, look) };
    Ok(render::metric(&view, &frame))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Result<Query, Problem> {
        Query::parse(SeriesId::Us10y, text)
    }

    #[test]
    fn the_address_says_the_range_the_second_series_and_the_page_of_the_table() {
        let found = query("range=1y&with=btc&page=3&utm=x").unwrap();
        assert_eq!(found, Query { range: Some(Range::Year), with: Some(SeriesId::Btc), page: 3 });
        assert_eq!(query("with=").unwrap(), Query { range: None, with: None, page: 1 });
        for wrong in
            ["range=2y", "with=us10y", "with=doge", "page=0", "page=x", "range=1y&range=1y", "with=&with="]
        {
            assert!(query(wrong).is_err(), "{wrong}");
        }
    }
}
