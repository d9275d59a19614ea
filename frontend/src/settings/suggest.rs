//! What is missing.

use leptos::prelude::*;

use super::dialog::Over;
use super::form::{Line, area, button, foot, form};
use super::view::{SuggestView, Suggestion};
use crate::format;
use crate::parts::outward::outward;

const ACTIONS: &str = "/settings/suggest";
const FORM: &str = "suggest";

pub(super) fn section(view: &SuggestView, over: Over<'_>) -> AnyView {
    let words = match &view.repository {
        Some(repository) => {
            format!("Opens an issue at GitHub, in {repository}, where everybody can read it.")
        }
        None => "Is kept here, for you to come back to.".to_owned(),
    };
    let metric = Line {
        hint: "Such as the MOVE index, or open interest in Bitcoin futures.",
        characters_max: 120,
        required: true,
        ..Line::new(FORM, "metric", "Metric")
    };
    let link = Line {
        kind: "url",
        hint: "https; may be left empty.",
        characters_max: 500,
        ..Line::new(FORM, "link", "Where it is published")
    };
    let content = view! {
        <p class="lead">{words}</p>
        {metric.view(&view.metric)}
        {area(FORM, "why", "Why", "What it would tell that nothing here does.", 1_000, &view.why)}
        {link.view(&view.link)}
        {foot("", "Suggest it", None)}
    };
    let kept: Vec<_> = view.kept.iter().map(|kept| row(kept, over)).collect();
    let kept = (!kept.is_empty()).then(|| {
        view! {
            <section class="part" aria-labelledby="kept-heading">
                <h3 id="kept-heading">"Kept here"</h3>
                <ul class="held">{kept}</ul>
            </section>
        }
    });
    view! {
        {form(&format!("{ACTIONS}/send"), "fields one", &[over.back()], content.into_any())}
        {kept}
    }
    .into_any()
}

fn row(kept: &Suggestion, over: Over<'_>) -> AnyView {
    let hidden = [over.back(), ("id", kept.id.to_string())];
    let when = format::clock(kept.at, over.setting.now, over.setting.zone);
    let link = kept.link.clone().map(|link| view! { " " {outward("published here", &link)} });
    view! {
        <li>
            <div>
                <p><strong>{kept.metric.clone()}</strong> " " <span class="muted">{when}</span></p>
                <p class="muted">{kept.why.clone()} {link}</p>
            </div>
            {button(&format!("{ACTIONS}/remove"), "quiet", &hidden, "Done", Some(format!("Done with {}", kept.metric)))}
        </li>
    }
    .into_any()
}
