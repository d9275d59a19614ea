//! Indicators of one's own.

use leptos::prelude::*;

use super::dialog::{Over, really};
use super::form::{Line, choice, form};
use super::view::{IndicatorForm, IndicatorKind, IndicatorOpen, IndicatorRow, IndicatorsView, Tried};
use crate::format;

const ACTIONS: &str = "/settings/indicators";
const FORM: &str = "indicator";

pub(super) fn section(view: &IndicatorsView, over: Over<'_>) -> AnyView {
    let adding = match &view.open {
        Some(IndicatorOpen::Add(form)) => Some(edit(form, "A new indicator".to_owned(), over)),
        _ => None,
    };
    let rows: Vec<_> = view.indicators.iter().map(|row| self::row(row, view.open.as_ref(), over)).collect();
    let rows = if rows.is_empty() && adding.is_none() {
        view! {
            <div class="empty">
                <p>"No indicator of your own yet."</p>
                <p class="muted">"It gets a card, a history and rules like the built-in ones."</p>
            </div>
        }
        .into_any()
    } else {
        view! { <ul class="people">{rows}</ul> }.into_any()
    };
    let links: Vec<_> = IndicatorKind::ALL
        .into_iter()
        .map(|kind| {
            let href = over.link(&format!("&add={}", kind.as_str()));
            view! { <li><a class="add" href=href><span class="hidden">"Add from "</span>{title(kind)}</a></li> }
        })
        .collect();
    view! {
        <div class="adding">
            <p id="add-from">"Add from"</p>
            <ul aria-labelledby="add-from">{links}</ul>
        </div>
        {adding}
        {rows}
    }
    .into_any()
}

const fn title(kind: IndicatorKind) -> &'static str {
    match kind {
        IndicatorKind::Fred => "FRED",
        IndicatorKind::CoinGecko => "CoinGecko",
        IndicatorKind::Json => "JSON address",
    }
}

fn row(row: &IndicatorRow, open: Option<&IndicatorOpen>, over: Over<'_>) -> AnyView {
    let now = over.setting.now;
    let opened = match open {
        Some(IndicatorOpen::Edit(form)) if form.id == Some(row.id) => {
            Some(edit(form, format!("Edit {}", row.name), over))
        }
        Some(IndicatorOpen::Remove(id)) if *id == row.id => Some(removal(row, over)),
        _ => None,
    };
    let latest = row
        .latest
        .as_ref()
        .map(|(value, at)| format!("{value}, {} ago", format::age((now - *at).num_seconds())));
    let (class, state) = match (&row.error, latest) {
        (Some(error), _) => ("bad", error.clone()),
        (None, Some(latest)) => ("good", latest),
        (None, None) => ("off", "not asked yet".to_owned()),
    };
    let here = opened.is_some();
    let (edit, remove) = (over.link(&format!("&edit={}", row.id)), over.link(&format!("&remove={}", row.id)));
    view! {
        <li class="person" class:open=here>
            <div class="who">
                <p class="person-name">{row.name.clone()}</p>
                <p class="muted">{row.origin.clone()} " · " {row.rhythm.clone()}</p>
            </div>
            <p class=format!("delivery {class}")>{state}</p>
            <div class="buttons">
                <a class="quiet" href=edit aria-label=format!("Edit {}", row.name)>"Edit"</a>
                <a class="quiet" href=remove aria-label=format!("Remove {}", row.name)>"Remove"</a>
            </div>
            {opened}
        </li>
    }
    .into_any()
}

fn removal(row: &IndicatorRow, over: Over<'_>) -> AnyView {
    let hidden = [over.back(), ("id", row.id.to_string()), ("revision", row.revision.to_string())];
    really(
        format!("Remove {}?", row.name),
        "Its card and its rules go; its history is kept for a month.",
        &format!("{ACTIONS}/remove"),
        &hidden,
        "Remove",
        over.link(""),
    )
}

fn edit(entered: &IndicatorForm, heading: String, over: Over<'_>) -> AnyView {
    let mut hidden = vec![over.back(), ("kind", entered.kind.as_str().to_owned())];
    if let Some(id) = entered.id {
        hidden.extend([("id", id.to_string()), ("revision", entered.revision.to_string())]);
    }
    let (label, hint, kind) = match entered.kind {
        IndicatorKind::Fred => ("FRED's id", "From the end of its address, such as UNRATE.", "text"),
        IndicatorKind::CoinGecko => {
            ("CoinGecko's id", "From the end of its address, such as ethereum.", "text")
        }
        IndicatorKind::Json => ("Address", "https, and not inside a private network.", "url"),
    };
    let reference =
        Line { hint, kind, characters_max: 2_000, required: true, ..Line::new(FORM, "reference", label) };
    let path = Line {
        hint: "Where the number stands in the answer, such as data.0.price.",
        required: true,
        ..Line::new(FORM, "path", "Path")
    };
    let is_json = entered.kind == IndicatorKind::Json;
    let tried = entered.tried.as_ref().map(|tried| match tried {
        Tried::Value(value, of) => view! {
            <p class="tested good" role="status"><strong>{format!("It says {value}")}</strong> {format!(", of {of}. Save it if that is right.")}</p>
        }
        .into_any(),
        Tried::Nothing(why) => view! {
            <p class="tested bad" role="alert"><strong>"It says nothing that can be used."</strong> " " {why.clone()}</p>
        }
        .into_any(),
    });
    let content = view! {
        <h3 id="indicator-heading">{heading}</h3>
        <div class="columns">
            {Line { required: true, hint: "As its card says.", ..Line::new(FORM, "name", "Name") }.view(&entered.name)}
            {reference.view(&entered.reference)}
            {is_json.then(|| path.view(&entered.path))}
            {choice(FORM, "unit", "Unit", "", &entered.units, &entered.unit)}
            {choice(FORM, "every", "Asked", "", &entered.rhythms, &entered.every)}
        </div>
        {tried}
        <div class="foot">
            <a class="quiet" href=over.link("")>"Cancel"</a>
            <button type="submit" class="quiet" formaction=format!("{ACTIONS}/test")>"Try it"</button>
            <button type="submit" class="primary">"Save"</button>
        </div>
    };
    view! {
        <section class="sub" aria-labelledby="indicator-heading" data-first tabindex="-1">
            {form(&format!("{ACTIONS}/save"), "fields", &hidden, content.into_any())}
        </section>
    }
    .into_any()
}
