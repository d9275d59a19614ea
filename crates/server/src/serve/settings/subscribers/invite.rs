//! A link with which somebody joins by the bot, and the same as a QR code.

use std::time::Duration;

use axum::extract::State;
use cockpit_frontend::settings::view::{Body, Invite, Qr};
use cockpit_notifier::telegram::Telegram;
use cockpit_store::AuditKind;
use qrcode::{Color, EcLevel, QrCode};

use super::{Answer, Operator, Posted, Why, section, undone};
use crate::commands::invite::Invitation;
use crate::serve::api::Problem;
use crate::serve::routes::App;

/// How long it is waited for Telegram to say the bot's name.
const PATIENCE: Duration = Duration::from_secs(7);

/// `POST /settings/subscribers/invite`: the link is shown this once.
pub(super) async fn invite(
    State(app): State<App>,
    operator: Operator,
    posted: Posted,
) -> Result<Answer, Problem> {
    let Some(token) = &app.config.delivery.telegram else {
        let words = "There is no bot to join: set TELEGRAM_BOT_TOKEN.".to_owned();
        return undone(&app, &posted, Why::Cannot(words)).await;
    };
    let bot = Telegram::new(app.sender.clone(), app.clock.clone(), token.expose());
    let Ok(Ok(me)) = tokio::time::timeout(PATIENCE, bot.me()).await else {
        let words = "Telegram could not be asked for the bot's name. Try again in a minute.".to_owned();
        return undone(&app, &posted, Why::Cannot(words)).await;
    };
    let invitation = Invitation::issue(&app.store, app.clock.now()).await?;
    app.access.note(AuditKind::Subscriber, operator.address, "an invitation was made").await;
    let url = invitation.link(&me.username);
    let qr = qr(&url).map_err(|error| Problem::ours(&error))?;
    let mut list = section(&app, None).await?;
    list.invite = Some(Invite { url, qr, expires_at: invitation.expires_at });
    Ok(Answer::shown(&posted, Body::Subscribers(list), None))
}

/// With room for a smudge: a phone reads it from a screen.
fn qr(text: &str) -> Result<Qr, qrcode::types::QrError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)?;
    let dark = code.to_colors().into_iter().map(|module| module == Color::Dark).collect();
    Ok(Qr { size: code.width(), dark })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_becomes_a_square_with_its_three_corners() {
        let text = format!("https://t.me/a_bot?start={}", "x".repeat(43));
        let Qr { size, dark } = qr(&text).unwrap();
        assert_eq!(dark.len(), size * size);
        // The outer ring of the finder patterns: seven dark modules along two sides of three corners.
        let at = |x: usize, y: usize| dark[y * size + x];
        for step in 0..7 {
            assert!(at(step, 0) && at(0, step) && at(size - 1 - step, 0) && at(0, size - 1 - step), "{step}");
        }
        assert!(
            !at(7, 0) && !at(0, 7) && at(size - 9, size - 9),
            "separators, and the alignment pattern's corner"
        );
    }
}
