//! What outcomes cost over time.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use cockpit_domain::radar::{Odds, Probability, Token};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use crate::observations::instant;
use crate::writer::Write;
use crate::{Store, StoreError};

/// The source whose rows are the publisher's history.
const HISTORY: &str = "clob";

/// Rows of one statement: few enough for SQLite's limit of 32,766 parameters.
const ROWS_PER_STATEMENT: usize = 500;

/// The most that is told of one outcome, and the most when many are asked for: the newest.
const ODDS_MAX: i64 = 50_000;
const ODDS_OF_MANY_MAX: i64 = 2_500;

const NAME: &str = "insert into odds_token (token) select value from json_each(?) where true
    on conflict (token) do nothing";

pub(super) const NUMBERS: &str =
    "select token, id from odds_token where token in (select value from json_each(?))";

const MARK_HISTORY: &str = "update odds_token set has_history = 1
    where has_history = 0 and token in (select value from json_each(?))";

pub(super) const OF_ONE: &str = "select observed_at, probability, spread, source from odds
    where token_id = (select id from odds_token where token = ?) and observed_at between ? and ?
    order by observed_at desc limit ?";

/// For each outcome a seek to the moment of the row that is as many rows back as are wanted, then a walk from there.
pub(super) const OF_MANY: &str = "select wanted.value as token, observed_at, probability, spread, source
    from json_each(?1) as wanted
    cross join odds_token on odds_token.token = wanted.value
    cross join odds on odds.token_id = odds_token.id and odds.observed_at >= max(?2, coalesce(
        (select newer.observed_at from odds as newer where newer.token_id = odds_token.id
            order by newer.observed_at desc limit 1 offset ?3), ?2))";

/// The first and the last row are a seek each.
pub(super) const KNOWN: &str = "select token from odds_token where token in (select value from json_each(?))
    and (has_history = 1
        or (select max(observed_at) from odds where odds.token_id = odds_token.id)
         - (select min(observed_at) from odds where odds.token_id = odds_token.id) > 86400)";

#[derive(sqlx::FromRow)]
struct OddsRow {
    observed_at: i64,
    /// Never null by the schema; but the driver would read a damaged row's null as 0.
    probability: Option<f64>,
    spread: Option<f64>,
    source: String,
}

impl OddsRow {
    fn odds(self, token: &Token) -> Result<Odds, StoreError> {
        Ok(Odds {
            token: token.clone(),
            observed_at: instant(self.observed_at)?,
            probability: probability(self.probability)?,
            spread: self.spread.map(|spread| probability(Some(spread))).transpose()?,
            source: self.source,
        })
    }
}

#[derive(sqlx::FromRow)]
struct TokenOddsRow {
    token: String,
    #[sqlx(flatten)]
    odds: OddsRow,
}

fn probability(share: Option<f64>) -> Result<Probability, StoreError> {
    share.and_then(Probability::new).ok_or_else(|| StoreError::unreadable("probability", share))
}

fn token(digits: &str) -> Result<Token, StoreError> {
    Token::new(digits).ok_or_else(|| StoreError::unreadable("token", digits))
}

/// A JSON list; tokens are digits, so there is nothing to escape.
fn list<'a>(tokens: impl IntoIterator<Item = &'a Token>) -> String {
    let quoted: Vec<String> = tokens.into_iter().map(|token| format!("\"{token}\"")).collect();
    format!("[{}]", quoted.join(","))
}

impl Store {
    /// Writes odds in one transaction, and says how many are new: what is known of an outcome at a second stays.
    pub async fn append_odds(&self, odds: Vec<Odds>) -> Result<u64, StoreError> {
        if odds.is_empty() {
            return Ok(0);
        }
        self.write(Append(odds)).await
    }

    /// Odds of one outcome from `since` to `until`, both included, oldest first; of more than 50,000 the newest.
    pub async fn odds(
        &self,
        token: &Token,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<Odds>, StoreError> {
        let query = sqlx::query_as::<_, OddsRow>(OF_ONE)
            .bind(token.as_str())
            .bind(since.timestamp())
            .bind(until.timestamp())
            .bind(ODDS_MAX);
        let rows = self.read(query.fetch_all(&self.reads)).await?;
        rows.into_iter().rev().map(|row| row.odds(token)).collect()
    }

    /// Odds of many outcomes at or after `since`, each oldest first; of more than 2,500 of one outcome the newest.
    /// Outcomes without any are absent.
    pub async fn odds_since(
        &self,
        tokens: &[Token],
        since: DateTime<Utc>,
    ) -> Result<HashMap<Token, Vec<Odds>>, StoreError> {
        let wanted: BTreeSet<&Token> = tokens.iter().collect();
        let query = sqlx::query_as::<_, TokenOddsRow>(OF_MANY)
            .bind(list(wanted))
            .bind(since.timestamp())
            .bind(ODDS_OF_MANY_MAX - 1);
        let mut found: HashMap<Token, Vec<Odds>> = HashMap::new();
        for row in self.read(query.fetch_all(&self.reads)).await? {
            let odds = row.odds.odds(&token(&row.token)?)?;
            found.entry(odds.token.clone()).or_default().push(odds);
        }
        for odds in found.values_mut() {
            odds.sort_by_key(|odds| odds.observed_at);
        }
        Ok(found)
    }

    /// Those of `tokens` whose past is known: the publisher's history is in (odds whose source is `clob`), or our own rows
    /// reach over more than a day.
    pub async fn odds_tokens_known(&self, tokens: &[Token]) -> Result<HashSet<Token>, StoreError> {
        let query = sqlx::query_as::<_, (String,)>(KNOWN).bind(list(tokens));
        let rows = self.read(query.fetch_all(&self.reads)).await?;
        rows.into_iter().map(|(digits,)| token(&digits)).collect()
    }
}

struct Append(Vec<Odds>);

impl Write for Append {
    /// How many are new.
    type Output = u64;

    async fn apply(self, db: &mut SqliteConnection) -> Result<u64, StoreError> {
        let mut odds = self.0;
        // Neighbours in the file are written together. Stable: of one moment the caller's first counts.
        odds.sort_by(|a, b| {
            (&a.token, a.observed_at.timestamp()).cmp(&(&b.token, b.observed_at.timestamp()))
        });
        let tokens: BTreeSet<&Token> = odds.iter().map(|odds| &odds.token).collect();
        let history: BTreeSet<&Token> =
            odds.iter().filter(|odds| odds.source == HISTORY).map(|odds| &odds.token).collect();
        let tokens = list(tokens);
        sqlx::query(NAME).bind(&tokens).execute(&mut *db).await?;
        let numbers: Vec<(String, i64)> = sqlx::query_as(NUMBERS).bind(&tokens).fetch_all(&mut *db).await?;
        let numbers: HashMap<String, i64> = numbers.into_iter().collect();
        let mut new = 0;
        for chunk in odds.chunks(ROWS_PER_STATEMENT) {
            new += insert(db, chunk, &numbers).await?;
        }
        if !history.is_empty() {
            sqlx::query(MARK_HISTORY).bind(list(history)).execute(db).await?;
        }
        Ok(new)
    }

    fn shows(new: &u64) -> bool {
        *new > 0
    }
}

async fn insert(
    db: &mut SqliteConnection,
    chunk: &[Odds],
    numbers: &HashMap<String, i64>,
) -> Result<u64, StoreError> {
    let mut statement =
        QueryBuilder::<Sqlite>::new("insert into odds (token_id, observed_at, probability, spread, source) ");
    statement.push_values(chunk, |mut row, odds| {
        // Each has one by now; without one the schema refuses the row.
        row.push_bind(numbers.get(odds.token.as_str()).copied())
            .push_bind(odds.observed_at.timestamp())
            .push_bind(odds.probability.share())
            .push_bind(odds.spread.map(Probability::share))
            .push_bind(&odds.source);
    });
    // Not `insert or ignore`: that would swallow what breaks a rule of the schema, too.
    statement.push(" on conflict (token_id, observed_at) do nothing");
    // As many texts as there are lengths: not worth a place among the statements that are kept.
    Ok(statement.build().persistent(false).execute(db).await?.rows_affected())
}
