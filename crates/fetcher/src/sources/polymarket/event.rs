//! An event and its markets, field by field.

use cockpit_domain::Usd;
use cockpit_domain::radar::{Event, Market, Outcome, Probability, Token};
use serde_json::Value;

use crate::source::ParseError;
use crate::sources::json::Field;
use crate::sources::words;

/// Markets of one event; the largest real ones have a few hundred.
const MARKETS_MAX: usize = 1_000;
const TAGS_MAX: usize = 100;

/// Reads one event of a list.
pub(super) fn event(row: &Field<'_>) -> Result<Event, ParseError> {
    let markets = rows(row.get("markets"), MARKETS_MAX, market)?;
    let tags = rows(row.get("tags"), TAGS_MAX, |tag| slug(&tag.get("slug")))?;
    Ok(Event {
        id: name(&row.get("id"))?,
        slug: slug(&row.get("slug"))?,
        title: title(&row.get("title"))?,
        exclusive: flag(&row.get("negRisk"))?,
        closed: flag(&row.get("closed"))?,
        ends_at: optional(&row.get("endDate"), Field::instant)?,
        volume_24h: optional(&row.get("volume24hr"), usd)?.unwrap_or(Usd::from_dollars(0)),
        volume: optional(&row.get("volume"), usd)?,
        tags,
        markets,
    })
}

/// Reads a market that stands alone in a list, as an event of one market.
pub(super) fn event_of_market(row: &Field<'_>) -> Result<Event, ParseError> {
    let market = market(row)?;
    let parent = row.get("events").index(0);
    let of_parent = |key: &str| Some(parent.get(key)).filter(|field| !field.is_none());
    Ok(Event {
        id: of_parent("id").map_or_else(|| Ok(market.id.clone()), |id| name(&id))?,
        slug: of_parent("slug").map_or_else(|| Ok(market.slug.clone()), |field| slug(&field))?,
        title: of_parent("title").map_or_else(|| Ok(market.question.clone()), |field| title(&field))?,
        exclusive: flag(&row.get("negRisk"))?,
        closed: flag(&row.get("closed"))?,
        ends_at: market.ends_at,
        volume_24h: market.volume_24h,
        volume: market.volume,
        tags: Vec::new(),
        markets: vec![market],
    })
}

fn market(row: &Field<'_>) -> Result<Market, ParseError> {
    // A legacy market may lack a question of its own.
    let question = row.get("question");
    let open = flag_or(&row.get("active"), true)?
        && !flag(&row.get("closed"))?
        && !flag(&row.get("archived"))?
        && flag_or(&row.get("acceptingOrders"), true)?;
    // The contract's name stands for a number that is not given.
    let id = if row.get("id").is_none() { name(&row.get("conditionId"))? } else { name(&row.get("id"))? };
    Ok(Market {
        // No page of ours leads to it: an odd one is not worth an event.
        slug: slug(&row.get("slug")).unwrap_or_else(|_| id.clone()),
        id,
        question: title(&question)?,
        label: optional(&row.get("groupItemTitle"), |field| Ok(words::some(field.text()?)))?.flatten(),
        outcomes: outcomes(row)?,
        best_bid: optional(&row.get("bestBid"), probability)?,
        best_ask: optional(&row.get("bestAsk"), probability)?,
        volume_24h: optional(&row.get("volume24hr"), usd)?.unwrap_or(Usd::from_dollars(0)),
        volume: either(row, ["volumeNum", "volume"])?,
        liquidity: either(row, ["liquidityNum", "liquidity"])?,
        ends_at: optional(&row.get("endDate"), Field::instant)?,
        open,
        placeholder: flag(&row.get("negRiskOther"))?,
    })
}

/// Labels, prices and tokens are three lists inside of texts; index n of each belongs to one outcome.
fn outcomes(row: &Field<'_>) -> Result<Vec<Outcome>, ParseError> {
    let labels = texts(&row.get("outcomes"))?.unwrap_or_default();
    let prices = texts(&row.get("outcomePrices"))?;
    let tokens = texts(&row.get("clobTokenIds"))?;
    for (key, list) in [("outcomePrices", &prices), ("clobTokenIds", &tokens)] {
        if list.as_ref().is_some_and(|list| list.len() != labels.len()) {
            return Err(row.get(key).unexpected("as many entries as outcomes"));
        }
    }
    let outcome = |(index, label): (usize, String)| {
        let price = prices.as_ref().and_then(|prices| prices.get(index));
        let price = price.map(|text| {
            let share = text.trim().parse::<f64>().ok().and_then(Probability::new);
            share.ok_or_else(|| row.get("outcomePrices").unexpected("prices from 0 to 1"))
        });
        let token = tokens.as_ref().and_then(|tokens| tokens.get(index)).filter(|token| !token.is_empty());
        let token = token.map(|digits| {
            Token::new(digits.as_str()).ok_or_else(|| row.get("clobTokenIds").unexpected("decimal tokens"))
        });
        Ok(Outcome { label: words::plain(&label), price: price.transpose()?, token: token.transpose()? })
    };
    labels.into_iter().enumerate().map(outcome).collect()
}

/// A list of texts that is itself a text, `"[\"Yes\", \"No\"]"`, or just a list.
fn texts(field: &Field<'_>) -> Result<Option<Vec<String>>, ParseError> {
    if field.is_none() {
        return Ok(None);
    }
    let list: Option<Vec<Value>> = match field.text() {
        Ok(text) => serde_json::from_str(text).ok(),
        Err(_) => field.list().cloned(),
    };
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let texts = list.and_then(|list| list.iter().map(text).collect::<Option<Vec<String>>>());
    texts.map(Some).ok_or_else(|| field.unexpected("a list of texts"))
}

/// A number of theirs, as text.
fn name(field: &Field<'_>) -> Result<String, ParseError> {
    let text = match field.text() {
        Ok(text) => text.to_owned(),
        Err(_) => format!("{}", field.not_negative()?),
    };
    let plain = (1..=80).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if plain { Ok(text) } else { Err(field.unexpected("an id")) }
}

/// A part of an address: it becomes part of a link, so it may hold nothing that could lead elsewhere.
fn slug(field: &Field<'_>) -> Result<String, ParseError> {
    let text = field.text()?;
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let names = text.bytes().any(|byte| byte.is_ascii_alphanumeric());
    if (1..=300).contains(&text.len()) && text.bytes().all(safe) && names {
        Ok(text.to_owned())
    } else {
        Err(field.unexpected("a slug of letters, digits and hyphens"))
    }
}

fn title(field: &Field<'_>) -> Result<String, ParseError> {
    words::some(field.text()?).ok_or_else(|| field.unexpected("a title"))
}

fn usd(field: &Field<'_>) -> Result<Usd, ParseError> {
    let dollars = field.not_negative()?;
    Usd::from_millions(dollars / 1e6).ok_or_else(|| field.unexpected("an amount of dollars"))
}

fn probability(field: &Field<'_>) -> Result<Probability, ParseError> {
    Probability::new(field.number()?).ok_or_else(|| field.unexpected("a price from 0 to 1"))
}

fn flag(field: &Field<'_>) -> Result<bool, ParseError> {
    flag_or(field, false)
}

fn flag_or(field: &Field<'_>, absent: bool) -> Result<bool, ParseError> {
    if field.is_none() { Ok(absent) } else { field.flag() }
}

fn optional<'a, T>(
    field: &Field<'a>,
    read: impl Fn(&Field<'a>) -> Result<T, ParseError>,
) -> Result<Option<T>, ParseError> {
    if field.is_none() { Ok(None) } else { read(field).map(Some) }
}

/// The rows of an array, which may be absent.
fn rows<T>(
    list: Field<'_>,
    at_most: usize,
    read: impl Fn(&Field<'_>) -> Result<T, ParseError>,
) -> Result<Vec<T>, ParseError> {
    if list.is_none() { Ok(Vec::new()) } else { list.rows()?.take(at_most).map(|row| read(&row)).collect() }
}

fn either(row: &Field<'_>, keys: [&str; 2]) -> Result<Option<Usd>, ParseError> {
    for key in keys {
        if let Some(found) = optional(&row.get(key), usd)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
