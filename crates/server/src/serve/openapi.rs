//! `GET /api/v1/openapi.json` and `cockpit openapi`: what programs may ask, in the form that their tools read. Kept by hand, and
//! held by a test to the paths that there are.

use serde_json::{Map, Value, json};

use super::api::fresh_json;
use axum::response::Response;

/// One path with one method: what it does, its parameters, and whom it is for.
struct Line {
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    /// Name, where it stands (`path`, `query` or `header`), what it takes.
    parameters: &'static [(&'static str, &'static str, &'static str)],
    /// The kind of its answer.
    answer: &'static str,
    operator: bool,
}

const JSON: &str = "application/json";
const SERIES: (&str, &str, &str) = ("id", "path", "a series, such as btc");
const SUBSCRIBER: (&str, &str, &str) = ("id", "path", "the subscriber's number");
const IMPACT: (&str, &str, &str) =
    ("impact", "query", "the lowest impact: high, medium (the default) or low");

const fn line(
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    parameters: &'static [(&'static str, &'static str, &'static str)],
) -> Line {
    Line { method, path, summary, parameters, answer: JSON, operator: false }
}

/// As [`line()`], with another kind of answer.
const fn text(path: &'static str, summary: &'static str, answer: &'static str) -> Line {
    Line { method: "get", path, summary, parameters: &[], answer, operator: false }
}

/// As [`line()`], for the operator alone.
const fn guarded(
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    parameters: &'static [(&'static str, &'static str, &'static str)],
) -> Line {
    Line { method, path, summary, parameters, answer: JSON, operator: true }
}

const LINES: &[Line] = &[
    line(
        "get",
        "/api/v1/decisions",
        "Every decision of the rules, newest first: fired, held or suppressed, and why.",
        &[],
    ),
    line("get", "/api/v1/alerts", "What was worth telling in the last hundred days, newest first.", &[]),
    guarded("get", "/api/v1/audit", "Logins, failed ones, and changes.", &[]),
    line("get", "/api/v1/calendar", "Releases of this week and the next three.", &[IMPACT]),
    line("get", "/api/v1/dashboard", "Everything on the dashboard.", &[]),
    line("get", "/api/v1/delivery", "Messages by their state, and channels that cannot deliver.", &[]),
    line("get", "/api/v1/metrics/{id}", "One series as it is shown.", &[SERIES]),
    line(
        "get",
        "/api/v1/metrics/{id}/history",
        "The course of a series.",
        &[
            SERIES,
            ("range", "query", "1d, 7d, 30d, 90d, 1y, 5y or max"),
            ("points", "query", "most points that are given"),
            ("format", "query", "json or csv"),
        ],
    ),
    line("get", "/api/v1/openapi.json", "This description.", &[]),
    line("get", "/api/v1/radar", "The wider list of prediction markets.", &[]),
    line("get", "/api/v1/refresh", "How the newest refresh stands; null when nobody asked for one.", &[]),
    line(
        "post",
        "/api/v1/refresh",
        "Asks every source whose own interval has passed; 429 within half a minute.",
        &[],
    ),
    line(
        "get",
        "/api/v1/regime",
        "The settled answer, its votes, every turn, and what Bitcoin did afterwards.",
        &[],
    ),
    line(
        "get",
        "/api/v1/replay",
        "When a rule would have fired in the last 90 days.",
        &[
            ("rule", "query", "a rule, such as btc.change.24h"),
            ("threshold", "query", "in the unit of the change"),
            ("cooldown", "query", "such as 4h"),
        ],
    ),
    guarded("get", "/api/v1/sessions", "Who is logged in.", &[]),
    guarded("delete", "/api/v1/sessions", "Ends all sessions.", &[]),
    guarded("delete", "/api/v1/sessions/{id}", "Ends one session.", &[("id", "path", "its number")]),
    guarded("get", "/api/v1/settings", "All settings as one document; its ETag is its revision.", &[]),
    guarded(
        "put",
        "/api/v1/settings",
        "Replaces all settings, or none when anything in them is wrong.",
        &[("If-Match", "header", "the ETag of the document that this one replaces")],
    ),
    line("get", "/api/v1/sources", "Every feed with its publishers, and how each stands.", &[]),
    guarded("get", "/api/v1/subscribers", "Everybody who is told.", &[]),
    guarded("post", "/api/v1/subscribers", "Adds somebody.", &[]),
    guarded("patch", "/api/v1/subscribers/{id}", "Changes somebody.", &[SUBSCRIBER]),
    guarded("delete", "/api/v1/subscribers/{id}", "Removes somebody.", &[SUBSCRIBER]),
    guarded(
        "post",
        "/api/v1/subscribers/{id}/test",
        "Sends a test message, and says what the provider answers.",
        &[SUBSCRIBER],
    ),
    Line {
        parameters: &[IMPACT],
        ..text("/calendar.ics", "The calendar for calendar programs.", "text/calendar")
    },
    text("/events", "Events while a page is open: snapshot, refresh.", "text/event-stream"),
    text("/healthz", "Whether the process answers.", "text/plain"),
    text("/metrics", "How the program is, for Prometheus.", "text/plain"),
    text("/readyz", "Whether the database can be written; 503 when not.", JSON),
];

/// The description as JSON.
pub(crate) fn description() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for line in LINES {
        let parameters: Vec<Value> = line
            .parameters
            .iter()
            .map(|(name, place, words)| {
                json!({"name": name, "in": place, "required": *place != "query", "description": words,
                    "schema": {"type": "string"}})
            })
            .collect();
        let security = if line.operator { json!([{"session": []}]) } else { json!([]) };
        let (status, words) = match (line.method, line.path) {
            ("post", "/api/v1/refresh") => ("202", "It is on its way."),
            _ => ("200", "As asked."),
        };
        let schema = if line.answer == JSON { json!({"type": "object"}) } else { json!({"type": "string"}) };
        let mut operation = json!({
            "summary": line.summary,
            "parameters": parameters,
            "security": security,
            "responses": {
                status: {"description": words, "content": {line.answer: {"schema": schema}}},
                "default": {"$ref": "#/components/responses/Problem"},
            },
        });
        if line.operator {
            operation["description"] = json!("For the operator alone.");
        }
        paths.entry(line.path).or_insert_with(|| json!({}))[line.method] = operation;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Strategic Cockpit",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Numbers with their unit, moment and source. Times are UTC, an absent number is null and never 0. \
                Unknown query keys are passed over, malformed known ones are refused with their name. What changes something \
                says where it comes from: send Origin or Sec-Fetch-Site.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "components": {
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "cockpit"}},
            "schemas": {
                "Problem": {
                    "type": "object",
                    "required": ["error", "field"],
                    "properties": {
                        "error": {"type": "string", "description": "What is wrong, in words."},
                        "field": {"type": ["string", "null"], "description": "The parameter that it is about."},
                    },
                },
            },
            "responses": {
                "Problem": {
                    "description": "It did not work, and why.",
                    "content": {JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                },
            },
        },
    })
}

/// `GET /api/v1/openapi.json`.
pub(super) async fn openapi() -> Response {
    fresh_json(description())
}
