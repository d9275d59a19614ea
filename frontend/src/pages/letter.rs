//! A small page with a few words and at most one form: confirming, leaving, logging in, a link that has run out.

use leptos::prelude::*;

use crate::panels::header::mark;
use crate::render::{Field, Form, Input};

/// The name under which password managers keep the operator's password.
const OPERATOR: &str = "operator";

pub(crate) fn letter(heading: &str, words: &str, form: Option<&Form<'_>>) -> impl IntoView + use<> {
    let words = words.split("\n\n").map(|paragraph| view! { <p>{paragraph.to_owned()}</p> }).collect_view();
    view! {
        <main class="letter" id="main">
            <a class="brand" href="/">{mark()} " " <span class="name">"Strategic Cockpit"</span></a>
            <section class="card sheet">
                <h1>{heading.to_owned()}</h1>
                {words}
                {form.map(fields)}
            </section>
        </main>
    }
}

fn fields(form: &Form<'_>) -> AnyView {
    let problem = form.problem.map(|problem| {
        view! { <p class="problem" id="problem" role="alert">{problem.to_owned()}</p> }
    });
    let asks_password =
        form.fields.iter().any(|field| matches!(field.input, Input::Password | Input::NewPassword));
    let first = form.fields.iter().position(|field| field.label.is_some());
    let rows: Vec<_> = form
        .fields
        .iter()
        .enumerate()
        .map(|(place, field)| row(field, Some(place) == first, form.problem.is_some()))
        .collect();
    view! {
        <form method="post" action=form.action.to_owned() class="letter-form">
            {problem}
            {asks_password.then(|| view! {
                <input class="hidden" type="text" name="username" value=OPERATOR autocomplete="username"
                    tabindex="-1" aria-hidden="true" readonly/>
            })}
            {rows}
            <button type="submit" class="primary">{form.button.to_owned()}</button>
        </form>
    }
    .into_any()
}

fn row(field: &Field<'_>, first: bool, refused: bool) -> AnyView {
    let name = field.name.to_owned();
    let Some(label) = field.label.map(str::to_owned) else {
        return view! { <input type="hidden" name=name value=field.value.to_owned()/> }.into_any();
    };
    let id = format!("field-{name}");
    if field.input == Input::Choice {
        return view! {
            <label class="choice">
                <input type="checkbox" name=name value=field.value.to_owned()/> " " {label}
            </label>
        }
        .into_any();
    }
    let (kind, complete) = match field.input {
        Input::Password => ("password", "current-password"),
        Input::NewPassword => ("password", "new-password"),
        Input::Text | Input::Choice => ("text", "off"),
    };
    let least = (field.input == Input::NewPassword).then_some(field.length_min);
    view! {
        <p class="field">
            <label for=id.clone()>{label}</label>
            <input id=id type=kind name=name value=field.value.to_owned() autocomplete=complete minlength=least
                autocapitalize="none" spellcheck="false" required autofocus=first
                aria-describedby=refused.then_some("problem")/>
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use chrono_tz::Tz;

    use crate::render::{Assets, Field, Form, Frame, Input, Theme, letter};
    use crate::settings::view::Density;

    fn page(heading: &str, words: &str, form: Option<&Form<'_>>) -> String {
        let assets = Assets { prefix: "/pkg/ab12cd" };
        let (now, time_zone, theme) = (DateTime::UNIX_EPOCH, Tz::UTC, Theme::System);
        letter(
            &Frame {
                now,
                time_zone,
                theme,
                density: Density::default(),
                updated_at: None,
                assets,
                nonce: "once",
                settings: None,
            },
            heading,
            words,
            form,
        )
    }

    #[test]
    fn words_from_outside_are_text_wherever_they_stand() {
        const HOSTILE: &str = "\"><script>alert(1)</script>";
        let field = Field { value: HOSTILE, ..Field::new(HOSTILE, HOSTILE, Input::Text) };
        let fields = [Field::hidden("next", HOSTILE), field];
        let form = Form { action: HOSTILE, fields: &fields, button: HOSTILE, problem: Some(HOSTILE) };
        let html = page(HOSTILE, HOSTILE, Some(&form));
        assert!(!html.contains("<script>alert") && !html.contains("\"\">"), "{html}");
        assert!(html.matches("&lt;script&gt;").count() >= 6, "{html}");
    }

    #[test]
    fn a_form_can_be_filled_in_by_a_password_manager_and_says_what_was_wrong() {
        let fields = [Field::hidden("next", "/radar"), Field::new("password", "Password", Input::Password)];
        let form = Form { action: "/login", fields: &fields, button: "Log in", problem: Some("Wrong.") };
        let html = page("Log in", "One.\n\nTwo.", Some(&form));
        for words in [
            "<p>One.</p><p>Two.</p>",
            "method=\"post\" action=\"/login\"",
            "role=\"alert\" class=\"problem\">Wrong.",
            "autocomplete=\"username\"",
            "autocomplete=\"current-password\"",
            "<label for=\"field-password\">Password</label>",
            "aria-describedby=\"problem\"",
            "<input type=\"hidden\" name=\"next\" value=\"/radar\"",
            "name=\"referrer\" content=\"same-origin\"",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
        assert_eq!(html.matches("autofocus").count(), 1);
    }

    #[test]
    fn a_letter_without_a_form_asks_for_nothing() {
        let html = page("This link has run out", "Ask for a new one.", None);
        assert!(!html.contains("<form") && !html.contains("<input"), "{html}");
        assert_eq!(html.matches("<h1").count(), 1);
    }
}
