//! The pieces of forms: each field with its label, its hint, and what is wrong with it bound to it.

use leptos::prelude::*;

use super::view::Field;

/// A form that is posted. What travels unseen is named first.
pub(crate) fn form(
    action: &str,
    class: &'static str,
    hidden: &[(&'static str, String)],
    content: AnyView,
) -> AnyView {
    view! {
        // What is wrong is said at each field by the server, in its words.
        <form method="post" action=action.to_owned() class=class novalidate>
            {unseen(hidden)}
            {content}
        </form>
    }
    .into_any()
}

/// Fields that travel unseen.
pub(crate) fn unseen(hidden: &[(&'static str, String)]) -> Vec<AnyView> {
    let one = |(name, value): &(&'static str, String)| {
        view! { <input type="hidden" name=*name value=value.clone()/> }.into_any()
    };
    hidden.iter().map(one).collect()
}

/// A form of one button. `label` is what it does and to whom, where its words alone do not say.
pub(crate) fn button(
    action: &str,
    class: &'static str,
    hidden: &[(&'static str, String)],
    words: &'static str,
    label: Option<String>,
) -> AnyView {
    view! {
        <form method="post" action=action.to_owned() class="one-button">
            {unseen(hidden)}
            <button type="submit" class=class aria-label=label>{words}</button>
        </form>
    }
    .into_any()
}

/// A line to write in.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    /// The form's word: ids begin with it.
    pub(crate) form: &'a str,
    pub(crate) name: &'a str,
    pub(crate) label: &'a str,
    pub(crate) hint: &'a str,
    /// Stands behind it.
    pub(crate) unit: &'a str,
    pub(crate) kind: &'a str,
    /// Which keys a phone shows.
    pub(crate) keys: Option<&'a str>,
    /// Suggestions: the id of a `datalist`.
    pub(crate) list: Option<&'a str>,
    pub(crate) characters_max: u16,
    pub(crate) required: bool,
}

impl<'a> Line<'a> {
    pub(crate) const fn new(form: &'a str, name: &'a str, label: &'a str) -> Self {
        Self {
            form,
            name,
            label,
            hint: "",
            unit: "",
            kind: "text",
            keys: None,
            list: None,
            characters_max: 200,
            required: false,
        }
    }

    /// For a number: as text, so that what is wrong can be shown again as it was written.
    pub(crate) const fn number(form: &'a str, name: &'a str, label: &'a str, unit: &'a str) -> Self {
        Self { unit, keys: Some("decimal"), characters_max: 20, ..Self::new(form, name, label) }
    }

    pub(crate) fn view(self, field: &Field) -> AnyView {
        let id = format!("{}-{}", self.form, self.name);
        let told = Told::new(&id, self.label, self.hint, field.error.as_deref());
        let narrow = !self.unit.is_empty() || self.kind == "time";
        let unit = (!self.unit.is_empty()).then(|| {
            view! { <span class="unit" aria-hidden="true">{self.unit.to_owned()}</span> }
        });
        let in_unit = (!self.unit.is_empty()).then(|| {
            view! { <span class="hidden">{format!(", in {}", spoken(self.unit))}</span> }
        });
        view! {
            <div class="field" class:narrow=narrow>
                <label for=id.clone()>{self.label.to_owned()} {in_unit}</label>
                <span class="entry">
                    <input id=id type=self.kind.to_owned() name=self.name.to_owned() value=field.value.clone()
                        inputmode=self.keys.map(str::to_owned) list=self.list.map(str::to_owned)
                        maxlength=self.characters_max autocomplete="off" autocapitalize="none" spellcheck="false"
                        required=self.required aria-invalid=told.invalid aria-describedby=told.by.clone()/>
                    {unit}
                </span>
                {told.view()}
            </div>
        }
        .into_any()
    }
}

/// What stands under a field, and how the field refers to it.
pub(crate) struct Told {
    pub(crate) invalid: Option<&'static str>,
    pub(crate) by: Option<String>,
    id: String,
    hint: String,
    error: Option<String>,
}

impl Told {
    /// What is wrong continues what the field is called.
    pub(crate) fn new(id: &str, label: &str, hint: &str, error: Option<&str>) -> Self {
        let parts = [(!hint.is_empty(), "hint"), (error.is_some(), "error")];
        let by: Vec<String> =
            parts.iter().filter(|part| part.0).map(|part| format!("{id}-{}", part.1)).collect();
        Self {
            invalid: error.is_some().then_some("true"),
            by: (!by.is_empty()).then(|| by.join(" ")),
            id: id.to_owned(),
            hint: hint.to_owned(),
            error: error.map(|error| format!("{label} {error}")),
        }
    }

    pub(crate) fn view(self) -> AnyView {
        let Self { id, hint, error, .. } = self;
        let error = error.map(|error| {
            view! { <p class="error" id=format!("{id}-error")>{error}</p> }
        });
        let hint = (!hint.is_empty()).then(|| {
            view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> }
        });
        view! { {error} {hint} }.into_any()
    }
}

/// Several lines to write in.
pub(crate) fn area(
    form: &str,
    name: &str,
    label: &str,
    hint: &str,
    characters_max: u16,
    field: &Field,
) -> AnyView {
    let id = format!("{form}-{name}");
    let told = Told::new(&id, label, hint, field.error.as_deref());
    // Leptos leaves what stands in a `textarea` as it is, markup and all.
    let value = field.value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    view! {
        <div class="field">
            <label for=id.clone()>{label.to_owned()}</label>
            <textarea id=id name=name.to_owned() rows="4" maxlength=characters_max
                aria-invalid=told.invalid aria-describedby=told.by.clone()>{value}</textarea>
            {told.view()}
        </div>
    }
    .into_any()
}

/// A choice of one among several: what is posted, and in words.
pub(crate) fn choice(
    form: &str,
    name: &str,
    label: &str,
    hint: &str,
    options: &[(String, String)],
    field: &Field,
) -> AnyView {
    let id = format!("{form}-{name}");
    let told = Told::new(&id, label, hint, field.error.as_deref());
    let options: Vec<_> = options
        .iter()
        .map(|(value, words)| {
            let chosen = *value == field.value;
            view! { <option value=value.clone() selected=chosen>{words.clone()}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label for=id.clone()>{label.to_owned()}</label>
            <span class="entry choose">
                <select id=id name=name.to_owned() aria-invalid=told.invalid aria-describedby=told.by.clone()>{options}</select>
            </span>
            {told.view()}
        </div>
    }
    .into_any()
}

/// Few choices side by side, of which one holds.
pub(crate) fn segments(
    form: &str,
    name: &str,
    legend: &str,
    options: &[(&str, &str)],
    chosen: &str,
    error: Option<&str>,
) -> AnyView {
    let id = format!("{form}-{name}");
    let told = Told::new(&id, legend, "", error);
    let by = told.by.clone();
    let options: Vec<_> = options
        .iter()
        .map(|(value, words)| {
            let (value, words) = ((*value).to_owned(), (*words).to_owned());
            let checked = value == chosen;
            view! {
                <label>
                    <input type="radio" name=name.to_owned() value=value checked=checked/>
                    <span>{words}</span>
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="field" aria-describedby=by>
            <legend>{legend.to_owned()}</legend>
            <div class="segments">{options}</div>
            {told.view()}
        </fieldset>
    }
    .into_any()
}

/// Chosen or not.
pub(crate) fn check(name: &str, value: &str, label: &str, hint: &'static str, on: bool) -> AnyView {
    let hint = (!hint.is_empty()).then(|| view! { <small>{hint}</small> });
    view! {
        <label class="check">
            <input type="checkbox" name=name.to_owned() value=value.to_owned() checked=on/>
            <span>{label.to_owned()} {hint}</span>
        </label>
    }
    .into_any()
}

/// A unit as it is said.
pub(crate) fn spoken(unit: &str) -> &str {
    match unit {
        "%" => "percent",
        "bp" => "basis points",
        "pp" => "percentage points",
        "$ bn" => "billion dollars",
        "$" => "dollars",
        "h" => "hours",
        other => other,
    }
}

/// The two ends of a form: what it does, and how to go without.
pub(crate) fn foot(
    words: &'static str,
    save: &'static str,
    without: Option<(String, &'static str)>,
) -> AnyView {
    let without = without.map(|(href, words)| view! { <a class="quiet" href=href>{words}</a> });
    view! {
        <div class="foot">
            <p class="muted">{words}</p>
            {without}
            <button type="submit" class="primary">{save}</button>
        </div>
    }
    .into_any()
}
