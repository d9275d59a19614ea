//! Adding somebody.

use axum::extract::State;
use cockpit_frontend::settings::view::{Body, Channel, Notice, SubscriberOpen};
use cockpit_store::{Channel as Way, StoreError, Subscriber, SubscriberId, SubscriberState};

use super::{Answer, Entered, Operator, Posted, SECTION, is_mail, note, section};
use crate::commands::confirmation;
use crate::serve::api::Problem;
use crate::serve::routes::App;

/// `POST /settings/subscribers/add`.
pub(super) async fn add(
    State(app): State<App>,
    operator: Operator,
    posted: Posted,
) -> Result<Answer, Problem> {
    let mut entered = Entered::read(&posted, channel(&posted)?)?;
    if let Some(id) = put(&app, &operator, &mut entered).await? {
        return Ok(Answer::done_with(&posted, SECTION, "added", id.0));
    }
    let open = SubscriberOpen::Add(entered.form(&app));
    Ok(Answer::refused(&posted, Body::Subscribers(section(&app, Some(open)).await?)))
}

/// The channel that travels with a form.
pub(in crate::serve::settings) fn channel(posted: &Posted) -> Result<Channel, Problem> {
    let words = "must be telegram, email, webhook, ntfy, discord or slack";
    Channel::from_word(posted.text("channel")).ok_or_else(|| Problem::bad("channel", words))
}

/// Adds whom the form describes; `None` with what is wrong at each field. A typed e-mail address is asked first, unless it
/// is the operator's own.
pub(in crate::serve::settings) async fn put(
    app: &App,
    operator: &Operator,
    entered: &mut Entered,
) -> Result<Option<SubscriberId>, Problem> {
    let confirmed = entered.channel() != Channel::Email || entered.own;
    let state = if confirmed { SubscriberState::Active } else { SubscriberState::Pending };
    let Some(profile) = entered.checked(state) else { return Ok(None) };
    if !confirmed && !confirmation::is_possible(&app.config) {
        entered.address.error = Some(NO_MAIL.to_owned());
        return Ok(None);
    }
    if let Some(there) = app.store.subscriber_at(profile.channel, profile.address.expose()).await? {
        entered.address.error = Some(taken(&there));
        return Ok(None);
    }
    let now = app.clock.now();
    let id = match app.store.add_subscriber(profile, now).await {
        Ok(id) => id,
        // Two at the same time with the same address.
        Err(StoreError::Refused(_)) => {
            entered.address.error = Some("was added by somebody else just now".to_owned());
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    note(app, operator, id, "added").await;
    if !confirmed {
        ask(app, id).await?;
    }
    Ok(Some(id))
}

/// Why an address cannot be asked.
pub(super) const NO_MAIL: &str =
    "cannot be asked to confirm: set COCKPIT_PUBLIC_URL and SMTP_HOST, or tick that it is yours";

/// Whose an address is.
pub(super) fn taken(there: &Subscriber) -> String {
    format!("is {}'s already", there.profile.name)
}

/// Sends the mail that asks to confirm; `false` when three went there within a day already.
pub(super) async fn ask(app: &App, id: SubscriberId) -> Result<bool, Problem> {
    let asked = confirmation::send(&app.config, &app.store, id, app.clock.now()).await;
    asked.map_err(|error| Problem::ours(error.as_ref()))
}

/// What was done, in words. A webhook's key is shown with it.
pub(super) fn told(app: &App, known: &Subscriber) -> Notice {
    let name = &known.profile.name;
    let words = if is_mail(known) && known.profile.state == SubscriberState::Pending {
        format!("{name} is added. A mail asks them to confirm the address; until then nothing else is sent.")
    } else {
        format!("{name} is added, and told from now on. A test shows whether messages arrive.")
    };
    let secret = (known.profile.channel == Way::Webhook).then(|| app.keys.webhook(known.id));
    Notice { words, secret, ..Notice::default() }
}
