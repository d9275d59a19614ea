//! `/api/v1/subscribers`: the same list and the same forms, for programs of the operator. Addresses are masked here, too.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use cockpit_frontend::settings::view::{Delivery, Person};
use cockpit_store::SubscriberId;
use serde_json::{Map, Value, json};

use super::posted::Posted;
use super::subscribers::{Entered, Saved, add, channel, people, remove, save};
use crate::access::Operator;
use crate::serve::api::{Problem, fresh_json};
use crate::serve::routes::App;

/// `GET /api/v1/subscribers`: everybody, in the order in which they came.
pub(in crate::serve) async fn list(State(app): State<App>, _: Operator) -> Result<Response, Problem> {
    let people: Vec<_> = people(&app)
        .await?
        .into_iter()
        .map(|person| {
            let (state, until) = state(person.state);
            json!({"id": person.id, "revision": person.revision, "name": person.name,
                "channel": person.channel.as_str(), "address": person.address, "state": state, "until": until,
                "operator": person.is_operator, "delivery": delivery(person.delivery)})
        })
        .collect();
    Ok(fresh_json(json!({"subscribers": people})))
}

/// `POST /api/v1/subscribers` with the form's fields as JSON: `{"channel": "telegram", "address": "123", "name": "Ann"}`.
/// 201 with the number, or 422 with what is wrong by field.
pub(in crate::serve) async fn create(
    State(app): State<App>,
    operator: Operator,
    body: Result<Json<Map<String, Value>>, JsonRejection>,
) -> Result<Response, Problem> {
    let posted = posted(body, Map::new())?;
    let mut entered = Entered::read(&posted, channel(&posted)?)?;
    let Some(id) = add(&app, &operator, &mut entered).await? else { return Ok(wrong(&entered)) };
    Ok((StatusCode::CREATED, fresh_json(json!({"id": id.0, "revision": 0}))).into_response())
}

/// `PATCH /api/v1/subscribers/{id}` with `revision` and the fields that change. 409 when somebody else changed them since.
pub(in crate::serve) async fn change(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<i64>,
    body: Result<Json<Map<String, Value>>, JsonRejection>,
) -> Result<Response, Problem> {
    let known = app.store.subscriber(SubscriberId(id)).await?.ok_or_else(nobody)?;
    let posted = posted(body, Entered::of(&known).values())?;
    let mut entered = Entered::read(&posted, Entered::of(&known).channel())?.at(posted.number("revision")?);
    Ok(match save(&app, &operator, known, &mut entered).await? {
        Saved::Done => fresh_json(json!({"id": id, "asked_to_confirm": false})),
        Saved::Asked => fresh_json(json!({"id": id, "asked_to_confirm": true})),
        Saved::Refused => wrong(&entered),
        Saved::Changed(theirs, _) => {
            let words = "somebody else changed them meanwhile; read them again";
            let body = json!({"error": words, "field": "revision", "revision": theirs.revision});
            (StatusCode::CONFLICT, fresh_json(body)).into_response()
        }
    })
}

/// `DELETE /api/v1/subscribers/{id}`: with everything about them. For an hour it can be taken back in the settings.
pub(in crate::serve) async fn delete(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let known = app.store.subscriber(SubscriberId(id)).await?.ok_or_else(nobody)?;
    if remove(&app, &operator, known.id, known.revision).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(Problem::status(StatusCode::CONFLICT, "somebody else changed them just now; try again"))
    }
}

fn nobody() -> Problem {
    Problem::status(StatusCode::NOT_FOUND, "there is no such subscriber")
}

/// What is wrong, by field; each continues the field's name.
fn wrong(entered: &Entered) -> Response {
    let body = json!({"error": "some fields are refused", "fields": entered.errors()});
    (StatusCode::UNPROCESSABLE_ENTITY, fresh_json(body)).into_response()
}

/// The body as a form, over what is there already. Numbers and yes or no are taken as well as text.
fn posted(
    body: Result<Json<Map<String, Value>>, JsonRejection>,
    mut fields: Map<String, Value>,
) -> Result<Posted, Problem> {
    let Json(given) = body.map_err(|refusal| Problem::status(refusal.status(), &refusal.body_text()))?;
    fields.extend(given);
    let text = |(name, value): (String, Value)| match value {
        Value::String(text) => Some(Ok((name, text))),
        Value::Number(number) => Some(Ok((name, number.to_string()))),
        Value::Bool(true) => Some(Ok((name, "yes".to_owned()))),
        Value::Bool(false) | Value::Null => None,
        Value::Array(_) | Value::Object(_) => {
            Some(Err(Problem::bad(&name, "must be text, a number, or true or false")))
        }
    };
    Ok(Posted::of(fields.into_iter().filter_map(text).collect::<Result<_, _>>()?))
}

fn state(person: Person) -> (&'static str, Option<String>) {
    match person {
        Person::Active => ("active", None),
        Person::Muted(until) => ("muted", Some(words(until))),
        Person::Paused => ("paused", None),
        Person::Pending => ("pending", None),
        Person::Left => ("left", None),
        Person::Blocked => ("blocked", None),
    }
}

/// What became of the last message.
fn delivery(delivery: Delivery) -> Value {
    match delivery {
        Delivery::None => json!({"state": "none"}),
        Delivery::Sent(at) => json!({"state": "sent", "at": words(at)}),
        Delivery::Held(count, until) => json!({"state": "held", "count": count, "until": words(until)}),
        Delivery::Waiting(count) => json!({"state": "waiting", "count": count}),
        Delivery::Retrying(reason, at) => json!({"state": "retrying", "reason": reason, "at": words(at)}),
        Delivery::Failed(reason, at) => json!({"state": "failed", "reason": reason, "at": words(at)}),
        Delivery::Unknown(at) => json!({"state": "unknown", "at": words(at)}),
    }
}

fn words(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
