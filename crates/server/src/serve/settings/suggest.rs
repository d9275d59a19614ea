//! What is missed: an issue at GitHub where a repository is set, else kept here.

use axum::extract::State;
use axum::routing::post;
use cockpit_frontend::settings::view::{Body, Section, SuggestView, Suggestion};
use cockpit_store::{AuditKind, Suggested};
use url::Url;

use super::posted::checked;
use super::{Answer, Asked, Posted, Shown, notice};
use crate::access::{Class, Operator, Routes};
use crate::serve::api::Problem;
use crate::serve::routes::App;

const METRIC_CHARS_MAX: usize = 120;
const WHY_CHARS_MAX: usize = 1_000;
const LINK_BYTES_MAX: usize = 500;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(Class::Operator, "/settings/suggest/send", post(send)).add(
        Class::Operator,
        "/settings/suggest/remove",
        post(remove),
    )
}

pub(super) async fn view(app: &App, asked: &Asked) -> Result<Shown, Problem> {
    let told = match (asked.done(), asked.number("of")) {
        (Some("opened"), Some(number)) if number > 0 => {
            Some(notice(format!("It is issue {number} at GitHub.")))
        }
        (Some("opened"), _) => Some(notice("It is an issue at GitHub.")),
        (Some("kept"), _) => Some(notice("It is kept here.")),
        (Some("removed"), _) => Some(notice("Done with it.")),
        _ => None,
    };
    Ok(Shown::new(body(app, SuggestView::default()).await?, told))
}

/// `POST /settings/suggest/send`. It is kept before GitHub is asked, so that nothing that happens there loses it.
async fn send(State(app): State<App>, operator: Operator, posted: Posted) -> Result<Answer, Problem> {
    let mut entered = SuggestView {
        metric: posted.line("metric"),
        why: posted.lines("why"),
        link: posted.line("link"),
        ..SuggestView::default()
    };
    let Some(suggested) = read(&mut entered) else {
        return Ok(Answer::refused(&posted, body(&app, entered).await?));
    };
    let ours = |error: cockpit_store::StoreError| Problem::ours(&error);
    let id = app.store.keep_suggestion(suggested.clone(), app.clock.now()).await.map_err(ours)?;
    let Some(github) = &app.config.github else {
        app.access.note(AuditKind::Settings, operator.address, "a metric was suggested, and kept").await;
        return Ok(Answer::done(&posted, Section::Suggest, "kept"));
    };
    match github.open(&app.sender, &suggested).await {
        Ok(number) => {
            app.store.remove_suggestion(id).await.map_err(ours)?;
            app.access.note(AuditKind::Settings, operator.address, "a metric was suggested at GitHub").await;
            Ok(Answer::done_with(
                &posted,
                Section::Suggest,
                "opened",
                i64::try_from(number).unwrap_or_default(),
            ))
        }
        Err(error) => {
            tracing::warn!(%error, "a suggestion could not be sent to GitHub");
            let words = format!("{error}. It is kept here instead.");
            app.access.note(AuditKind::Settings, operator.address, "a metric was suggested, and kept").await;
            Ok(Answer::impossible(&posted, body(&app, SuggestView::default()).await?, words))
        }
    }
}

/// `POST /settings/suggest/remove`.
async fn remove(State(app): State<App>, _: Operator, posted: Posted) -> Result<Answer, Problem> {
    app.store.remove_suggestion(posted.number("id")?).await.map_err(|error| Problem::ours(&error))?;
    Ok(Answer::done(&posted, Section::Suggest, "removed"))
}

/// What was entered; `None` where something is wrong, and the fields say what.
fn read(entered: &mut SuggestView) -> Option<Suggested> {
    let metric = checked(&mut entered.metric, |text| match text.chars().count() {
        1..=METRIC_CHARS_MAX => Ok(text.to_owned()),
        0 => Err(format!("is empty; give up to {METRIC_CHARS_MAX} characters")),
        _ => Err(format!("is longer than {METRIC_CHARS_MAX} characters")),
    });
    let why = checked(&mut entered.why, |text| {
        if text.chars().count() > WHY_CHARS_MAX {
            return Err(format!("is longer than {WHY_CHARS_MAX} characters"));
        }
        Ok(text.to_owned())
    });
    let link = checked(&mut entered.link, |text| {
        let is_web = Url::parse(text).is_ok_and(|url| url.scheme() == "https" && url.has_host());
        match text {
            "" => Ok(None),
            text if is_web && text.len() <= LINK_BYTES_MAX => Ok(Some(text.to_owned())),
            _ => Err(format!("must be an https address of up to {LINK_BYTES_MAX} bytes, or empty")),
        }
    });
    Some(Suggested { metric: metric?, why: why?, link: link? })
}

async fn body(app: &App, entered: SuggestView) -> Result<Body, Problem> {
    let kept = app.store.suggestions().await.map_err(|error| Problem::ours(&error))?;
    let kept = kept.into_iter().map(|kept| Suggestion {
        id: kept.id,
        metric: kept.suggested.metric,
        why: kept.suggested.why,
        link: kept.suggested.link,
        at: kept.at,
    });
    let repository = app.config.github.as_ref().map(|github| github.repository.clone());
    Ok(Body::Suggest(SuggestView { repository, kept: kept.collect(), ..entered }))
}

#[cfg(test)]
mod tests {
    use cockpit_frontend::settings::view::Field;

    use super::*;

    fn entered(metric: &str, link: &str) -> SuggestView {
        SuggestView { metric: Field::new(metric), link: Field::new(link), ..SuggestView::default() }
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field_all_at_once() {
        let mut bad = SuggestView { why: Field::new("x".repeat(1_001)), ..entered("", "http://x.example/") };
        assert_eq!(read(&mut bad), None);
        for field in [&bad.metric, &bad.why, &bad.link] {
            assert!(field.error.is_some());
        }
        assert_eq!(read(&mut entered("MOVE", "")).unwrap().link, None);
        assert!(read(&mut entered("MOVE", "https://x.example/a")).unwrap().link.is_some());
        assert_eq!(read(&mut entered("MOVE", "javascript:alert(1)")), None);
    }
}
