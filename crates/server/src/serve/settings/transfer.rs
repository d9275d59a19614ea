//! Settings as one file: out, a look at what it would change, and back in.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use cockpit_frontend::settings::view::{Body, Conflict, ConflictLine, Preview, Section, TransferView};
use cockpit_store::{AuditKind, SetUp};

use super::{Answer, Asked, Posted, Shown, document, notice};
use crate::access::{Class, Operator, Routes};
use crate::serve::api::Problem;
use crate::serve::routes::App;
use crate::transfer::{BYTES_MAX, differences, holds, read, revision};

/// A form writes three bytes for each that is not plain.
const FORM_BYTES_MAX: usize = 3 * BYTES_MAX + 64 * 1_024;

pub(super) fn routes(routes: Routes) -> Routes {
    let large = DefaultBodyLimit::max;
    routes
        .add(Class::Operator, "/settings/transfer/export", get(download))
        .add(
            Class::Operator,
            "/settings/transfer/preview",
            post(preview).layer(large(BYTES_MAX + 64 * 1_024)),
        )
        .add(Class::Operator, "/settings/transfer/import", post(import).layer(large(FORM_BYTES_MAX)))
}

pub(super) async fn view(app: &App, asked: &Asked) -> Result<Shown, Problem> {
    let known = known(app).await?;
    let told = asked.done().filter(|word| *word == "imported");
    let told = told.map(|_| notice("Imported. Everything is as the file says, from now on."));
    Ok(Shown::new(body(&known, None, None), told))
}

/// `GET /settings/transfer/export`.
async fn download(State(app): State<App>, operator: Operator) -> Result<Response, Problem> {
    let name = format!("attachment; filename=\"cockpit-settings-{}.json\"", app.clock.now().date_naive());
    let mut response = document::show(State(app), operator).await?;
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// `POST /settings/transfer/preview`: nothing changes yet.
async fn preview(State(app): State<App>, _: Operator, mut form: Multipart) -> Result<Answer, Problem> {
    let (mut fields, mut file) = (Vec::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        match field.name() {
            Some("file") => file = bytes(field).await?,
            Some("back") => {
                let back = String::from_utf8_lossy(&bytes(field).await?).into_owned();
                fields.push(("back".to_owned(), back));
            }
            _ => {}
        }
    }
    let posted = Posted::of(fields);
    let known = known(&app).await?;
    let refused = |words: String| Answer::refused(&posted, body(&known, Some(words), None));
    if file.is_empty() {
        return Ok(refused("There is no file; choose the one that an export gave.".to_owned()));
    }
    let Ok(text) = String::from_utf8(file) else {
        return Ok(refused("The file is not UTF-8; choose the one that an export gave.".to_owned()));
    };
    match read(&text, &known) {
        Ok(then) => {
            let lines = differences(&known.setup, &then);
            let preview = Preview { content: text, revision: revision(&known.setup), lines };
            Ok(Answer::shown(&posted, body(&known, None, Some(preview)), None))
        }
        Err(problems) => Ok(refused(all(&problems))),
    }
}

/// `POST /settings/transfer/import`: what was looked at, if nobody changed anything meanwhile.
async fn import(State(app): State<App>, operator: Operator, posted: Posted) -> Result<Answer, Problem> {
    // A form ends its lines in its own way.
    let text = posted.text("content").replace("\r\n", "\n");
    let mut known = known(&app).await?;
    if revision(&known.setup) == posted.text("revision") {
        let then = match read(&text, &known) {
            Ok(then) => then,
            Err(problems) => return Ok(Answer::refused(&posted, body(&known, Some(all(&problems)), None))),
        };
        let words = format!("settings imported: {}", holds(&then));
        let imported = app.store.replace_setup(known, then, app.clock.now()).await;
        if imported.map_err(|error| Problem::ours(&error))? {
            app.access.note(AuditKind::Settings, operator.address, words).await;
            return Ok(Answer::done(&posted, Section::Transfer, "imported"));
        }
        known = self::known(&app).await?;
    }
    let preview = match read(&text, &known) {
        Ok(then) => {
            let lines = differences(&known.setup, &then);
            Preview { content: text, revision: revision(&known.setup), lines }
        }
        Err(problems) => return Ok(Answer::refused(&posted, body(&known, Some(all(&problems)), None))),
    };
    let lines = preview.lines.iter().map(|line| ConflictLine {
        label: line.what.clone(),
        theirs: line.from.clone().unwrap_or_else(|| "not there".to_owned()),
        ours: line.to.clone().unwrap_or_else(|| "not there".to_owned()),
    });
    let conflict = Conflict { lines: lines.collect() };
    Ok(Answer::conflict(&posted, body(&known, None, Some(preview)), conflict))
}

pub(super) async fn known(app: &App) -> Result<SetUp, Problem> {
    app.store.setup().await.map_err(|error| Problem::ours(&error))
}

fn body(known: &SetUp, problem: Option<String>, preview: Option<Preview>) -> Body {
    Body::Transfer(TransferView { holds: holds(&known.setup), problem, preview })
}

fn all(problems: &[String]) -> String {
    format!("The file cannot be taken, and nothing was changed. {}.", problems.join(". "))
}

async fn bytes(field: Field<'_>) -> Result<Vec<u8>, Problem> {
    Ok(field.bytes().await.map_err(|error| broken(&error))?.to_vec())
}

/// Too large, or not whole.
fn broken(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let words = format!("the file is longer than {} KiB", BYTES_MAX / 1_024);
        return Problem::status(StatusCode::PAYLOAD_TOO_LARGE, &words);
    }
    Problem::bad("file", "did not arrive whole; send it again")
}
