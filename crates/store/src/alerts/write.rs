//! Observations and what follows from them, in one transaction.

use std::collections::BTreeMap;

use cockpit_domain::Observation;
use cockpit_domain::rules::Severity;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::decided::{AlertEvent, AlertId, Decided, DecisionRow, Told};
use super::{ROWS_PER_STATEMENT, decision, state};
use crate::observations::Append;
use crate::writer::Write;
use crate::{Store, StoreError};

/// The last number that was ever given, of rows that are gone, too.
const LAST_EVENT: &str = "select coalesce((select seq from sqlite_sequence where name = 'alert_event'), 0)";

/// The channel is the one the recipient has now, and who is not active any more is left out. What is muted waits like what
/// comes in quiet hours.
const ENQUEUE: &str = "insert into outbox (event_id, recipient_id, channel, kind, due_at, held, created_at)
    select ?1, subscriber.id, subscriber.channel, 'alert', max(?2, coalesce(muted.until, 0)),
        max(?2, coalesce(muted.until, 0)) > ?3, ?3
    from json_each(?4) as wanted cross join subscriber on subscriber.id = wanted.value
    left join (select subscriber_id, max(until) as until from mute where rule in ('*', ?5) group by subscriber_id)
        as muted on muted.subscriber_id = subscriber.id
    where subscriber.state = 'active'
    on conflict (event_id, recipient_id, channel) do nothing";

impl Store {
    /// Writes observations as [`Store::append`] does, what rules remember, the decisions, the alerts, and a row in the
    /// outbox for each recipient of each, in one transaction: all of it or nothing.
    pub async fn append_and_decide(
        &self,
        observations: Vec<Observation>,
        decided: Decided,
    ) -> Result<Told, StoreError> {
        let append = Append::new(observations)?;
        let there = decided.events.len();
        if let Some(row) = decided.decisions.iter().find(|row| row.event.is_some_and(|place| place >= there))
        {
            let rule = &row.decision.rule;
            let reason = format!("event: a decision of {rule} names an alert that is not there");
            return Err(StoreError::Refused(reason));
        }
        self.write(AppendAndDecide { append, decided }).await.map(|(told, _)| told)
    }
}

struct AppendAndDecide {
    append: Append,
    decided: Decided,
}

impl Write for AppendAndDecide {
    /// What was written, and whether rules decided anything.
    type Output = (Told, bool);

    async fn apply(self, db: &mut SqliteConnection) -> Result<(Told, bool), StoreError> {
        let Self { append, decided: Decided { at, states, decisions, events } } = self;
        let appended = append.apply(db).await?;
        let ids = insert_events(db, &events).await?;
        if !ids.is_empty() {
            crate::crash_at("alert.transaction");
        }
        insert_decisions(db, &decisions, &ids).await?;
        let mut enqueued = 0;
        for (event, id) in events.iter().zip(&ids) {
            enqueued += enqueue(db, event, *id).await?;
        }
        state::write(db, &states, at).await?;
        Ok((Told { appended, events: ids, enqueued }, !decisions.is_empty()))
    }

    fn shows((told, decided): &(Told, bool)) -> bool {
        Append::shows(&told.appended) || !told.events.is_empty() || *decided
    }
}

async fn insert_events(db: &mut SqliteConnection, events: &[AlertEvent]) -> Result<Vec<AlertId>, StoreError> {
    let (last,): (i64,) = sqlx::query_as(LAST_EVENT).fetch_one(&mut *db).await?;
    let numbered: Vec<(i64, &AlertEvent)> = (last + 1..).zip(events).collect();
    for chunk in numbered.chunks(ROWS_PER_STATEMENT) {
        let mut statement = QueryBuilder::<Sqlite>::new(
            "insert into alert_event (id, kind, rule, subject, severity, at, body, cause) ",
        );
        statement.push_values(chunk, |mut row, (id, event)| {
            row.push_bind(*id)
                .push_bind(event.rule.kind().as_str())
                .push_bind(event.rule.to_string())
                .push_bind(&event.subject)
                .push_bind(event.severity.as_str())
                .push_bind(event.at.timestamp())
                .push_bind(&event.body)
                .push_bind(&event.cause);
        });
        statement.build().persistent(false).execute(&mut *db).await?;
    }
    Ok(numbered.into_iter().map(|(id, _)| AlertId(id)).collect())
}

async fn insert_decisions(
    db: &mut SqliteConnection,
    decisions: &[DecisionRow],
    events: &[AlertId],
) -> Result<(), StoreError> {
    for chunk in decisions.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|row| decision::Columns::of(row, events));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let mut statement = QueryBuilder::<Sqlite>::new(decision::INSERT);
        statement.push_values(rows, |mut row, columns| columns.bind(&mut row));
        statement.build().persistent(false).execute(&mut *db).await?;
    }
    Ok(())
}

/// One statement for all who are told at the same moment: nearly always all of them.
async fn enqueue(db: &mut SqliteConnection, event: &AlertEvent, id: AlertId) -> Result<u64, StoreError> {
    let mut due = BTreeMap::<i64, Vec<i64>>::new();
    for recipient in &event.recipients {
        due.entry(recipient.due_at.timestamp()).or_default().push(recipient.subscriber.0);
    }
    let mut enqueued = 0;
    for (due_at, subscribers) in due {
        let subscribers: Vec<String> = subscribers.iter().map(i64::to_string).collect();
        let query = sqlx::query(ENQUEUE)
            .bind(id.0)
            .bind(due_at)
            .bind(event.at.timestamp())
            .bind(format!("[{}]", subscribers.join(",")))
            .bind(event.rule.to_string());
        enqueued += query.execute(&mut *db).await?.rows_affected();
    }
    Ok(enqueued)
}

pub(super) fn severity(word: &str) -> Result<Severity, StoreError> {
    let found = Severity::ALL.into_iter().find(|severity| severity.as_str() == word);
    found.ok_or_else(|| StoreError::unreadable("severity", word))
}
