//! `/login`, `/setup`, `/logout`, `/password`: a letter each, which works without JavaScript.

use axum::extract::{Form, Query, State};
use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use cockpit_frontend::render::{Field, Form as Fields, Input};
use cockpit_store::AuditKind;
use serde::Deserialize;

use super::login::Refusal;
use super::operator::{Operator, Peer, see_other};
use super::password::{LENGTH_MIN, Password};
use super::{Access, next};
use crate::serve::{App, Look, Problem, letter};

/// `?next=/radar`.
#[derive(Default, Deserialize)]
pub(crate) struct Way {
    #[serde(default)]
    next: String,
}

impl Way {
    fn place(&self) -> &str {
        next::local(&self.next).unwrap_or("/")
    }
}

/// What the login posts.
#[derive(Deserialize)]
pub(crate) struct LoginForm {
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// What the first start posts.
#[derive(Deserialize)]
pub(crate) struct SetupForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    password: String,
}

/// What the way out posts.
#[derive(Deserialize)]
pub(crate) struct LogoutForm {
    #[serde(default)]
    everywhere: String,
}

/// What a change of the password posts.
#[derive(Deserialize)]
pub(crate) struct PasswordForm {
    #[serde(default)]
    current: String,
    #[serde(default)]
    new: String,
}

/// `GET /login?next=/radar`.
pub(crate) async fn login(
    State(app): State<App>,
    look: Look,
    Query(way): Query<Way>,
    operator: Option<Operator>,
) -> Result<Response, Problem> {
    if operator.is_some() {
        return Ok(see_other(way.place()));
    }
    if !app.access.is_set_up().await.map_err(|error| Problem::ours(&error))? {
        return Ok(see_other("/setup"));
    }
    Ok(ask_password(&app, &look, way.place(), None))
}

/// `POST /login`.
pub(crate) async fn log_in(
    State(app): State<App>,
    look: Look,
    Peer(from): Peer,
    headers: HeaderMap,
    Form(form): Form<LoginForm>,
) -> Result<Response, Problem> {
    let LoginForm { password, next } = form;
    let place = next::local(&next).unwrap_or("/");
    let kept = app.access.store.operator_password().await.map_err(|error| Problem::ours(&error))?;
    let Some(kept) = kept else { return Ok(see_other("/setup")) };
    if let Some(words) = app.access.cannot_keep_cookie(&headers) {
        return Ok(letter(&app, &look, StatusCode::BAD_REQUEST, "Log in", &words, None));
    }
    Ok(match app.access.log_in(password.into(), kept, from, &headers).await {
        Ok(token) => app.access.welcome(&token, place),
        Err(refusal) => ask_password(&app, &look, place, Some(&refusal)),
    })
}

fn ask_password(app: &App, look: &Look, place: &str, refusal: Option<&Refusal>) -> Response {
    let fields = [Field::hidden("next", place), Field::new("password", "Password", Input::Password)];
    let words = "Settings and subscribers are the operator's.";
    answer(app, look, "Log in", words, ("/login", &fields, "Log in"), refusal, "password")
}

/// `GET /setup`: until there is an operator.
pub(crate) async fn setup(State(app): State<App>, look: Look) -> Result<Response, Problem> {
    if app.access.is_set_up().await.map_err(|error| Problem::ours(&error))? {
        return Ok(see_other("/login"));
    }
    Ok(ask_first_password(&app, &look, None))
}

/// `POST /setup`.
pub(crate) async fn set_up(
    State(app): State<App>,
    look: Look,
    Peer(from): Peer,
    headers: HeaderMap,
    Form(form): Form<SetupForm>,
) -> Response {
    if let Some(words) = app.access.cannot_keep_cookie(&headers) {
        return letter(&app, &look, StatusCode::BAD_REQUEST, "Welcome", &words, None);
    }
    match app.access.set_up(&form.code, form.password.into(), from, &headers).await {
        Ok(token) => app.access.welcome(&token, "/"),
        Err(Refusal::SetUpAlready) => {
            let words = "The operator's password has been set. To set another one without knowing it, start the \
                program with COCKPIT_ADMIN_PASSWORD.";
            let status = StatusCode::FORBIDDEN;
            letter(&app, &look, status, "This cockpit has an operator", words, None)
        }
        Err(refusal) => ask_first_password(&app, &look, Some(&refusal)),
    }
}

fn ask_first_password(app: &App, look: &Look, refusal: Option<&Refusal>) -> Response {
    let password = Field::new("password", "New password", Input::NewPassword);
    let fields = [
        Field::new("code", "Code from the program's log", Input::Text),
        Field { length_min: LENGTH_MIN, ..password },
    ];
    let words = format!(
        "Choose the operator's password: {LENGTH_MIN} characters or more. It opens settings and subscribers.\n\nThat it is \
         you who installed this, the code says. The program has written it into its log."
    );
    let form = ("/setup", &fields[..], "Set the password");
    answer(app, look, "Welcome", &words, form, refusal, "code")
}

/// `GET /logout`.
pub(crate) async fn logout(State(app): State<App>, look: Look) -> Response {
    let everywhere = Field::new("everywhere", "In every browser, not only in this one", Input::Choice);
    let fields = [Field { value: "yes", ..everywhere }];
    let words = "The market pages stay as they are; settings ask for the password again.";
    answer(&app, &look, "Log out", words, ("/logout", &fields, "Log out"), None, "")
}

/// `POST /logout`.
pub(crate) async fn log_out(
    State(app): State<App>,
    operator: Operator,
    Form(form): Form<LogoutForm>,
) -> Result<Response, Problem> {
    app.access.end_sessions(&operator, form.everywhere == "yes").await?;
    Ok(app.access.farewell("/"))
}

/// `GET /password`.
pub(crate) async fn password(State(app): State<App>, look: Look) -> Response {
    if app.access.password_is_given {
        let words =
            "The password is set by COCKPIT_ADMIN_PASSWORD. Change it there, and start the program again.";
        return letter(&app, &look, StatusCode::OK, "Password", words, None);
    }
    ask_new_password(&app, &look, None)
}

/// `POST /password`.
pub(crate) async fn change_password(
    State(app): State<App>,
    look: Look,
    operator: Operator,
    Form(form): Form<PasswordForm>,
) -> Response {
    if app.access.password_is_given {
        return Problem::status(StatusCode::FORBIDDEN, "the password is set by COCKPIT_ADMIN_PASSWORD")
            .into_response();
    }
    let (current, new): (Password, Password) = (form.current.into(), form.new.into());
    match app.access.change_password(current, new, &operator).await {
        Ok(()) => app.access.farewell("/login"),
        Err(refusal) => ask_new_password(&app, &look, Some(&refusal)),
    }
}

fn ask_new_password(app: &App, look: &Look, refusal: Option<&Refusal>) -> Response {
    let new = Field::new("new", "New password", Input::NewPassword);
    let fields =
        [Field::new("current", "Password now", Input::Password), Field { length_min: LENGTH_MIN, ..new }];
    let words = "A new password ends every session, this one too.";
    answer(app, look, "Password", words, ("/password", &fields, "Change the password"), refusal, "password")
}

fn answer(
    app: &App,
    look: &Look,
    heading: &str,
    words: &str,
    (action, fields, button): (&str, &[Field<'_>], &str),
    refusal: Option<&Refusal>,
    what: &str,
) -> Response {
    let problem = refusal.map(|refusal| refusal.words(what));
    let form = Fields { action, fields, button, problem: problem.as_deref() };
    let status = refusal.map_or(StatusCode::OK, Refusal::status);
    let mut response = letter(app, look, status, heading, words, Some(&form));
    if let Some(refusal) = refusal {
        refusal.mark(response.headers_mut());
    }
    response
}

impl Access {
    /// Why a browser would throw our cookie away, so that logging in would lead nowhere: the public address is https, but
    /// the page came over http.
    fn cannot_keep_cookie(&self, headers: &HeaderMap) -> Option<String> {
        let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok())?;
        let host = origin.strip_prefix("http://")?;
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
        // What comes from this machine counts as safe.
        let is_local = ["localhost", "127.0.0.1", "[::1]"].contains(&host);
        let public = self.public.as_deref().filter(|_| self.cookie.is_secure() && !is_local)?;
        Some(format!("Over http the browser would not stay logged in. Log in at {public}/login."))
    }

    /// Ends the operator's session, or all.
    pub(super) async fn end_sessions(&self, operator: &Operator, everywhere: bool) -> Result<(), Problem> {
        let ended = if everywhere {
            self.store
                .end_all_sessions()
                .await
                .map(|ended| format!("logged out everywhere: {ended} sessions"))
        } else {
            self.store.end_session(operator.session).await.map(|_| "logged out".to_owned())
        };
        let words = ended.map_err(|error| Problem::ours(&error))?;
        self.note(AuditKind::Logout, operator.address, words).await;
        Ok(())
    }
}
