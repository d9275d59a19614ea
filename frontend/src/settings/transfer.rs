//! Settings as one file: out, and back in after a look at what would change.

use leptos::prelude::*;

use super::dialog::Over;
use super::form::{foot, form, unseen};
use super::view::{Preview, TransferView};

pub(super) fn section(view: &TransferView, over: Over<'_>) -> AnyView {
    let preview = view.preview.as_ref().map(|preview| self::preview(preview, over));
    view! {
        {preview}
        <section class="part" aria-labelledby="export-heading">
            <h3 id="export-heading">"Export"</h3>
            <p class="muted">{view.holds.clone()} ". No password, no key, no session; addresses are in it, so keep it where you keep them."</p>
            <p><a class="primary" href="/settings/transfer/export" download>"Download the file"</a></p>
        </section>
        {upload(view, over)}
    }
    .into_any()
}

fn upload(view: &TransferView, over: Over<'_>) -> AnyView {
    let problem = view.problem.clone();
    let (invalid, by) = match problem {
        Some(_) => (Some("true"), "file-error file-hint"),
        None => (None, "file-hint"),
    };
    view! {
        <section class="part" aria-labelledby="import-heading">
            <h3 id="import-heading">"Import"</h3>
            <form method="post" action="/settings/transfer/preview" enctype="multipart/form-data" class="fields one">
                {unseen(&[over.back()])}
                <div class="field">
                    <label for="file">"A file of an export"</label>
                    <input id="file" type="file" name="file" accept=".json,application/json" required aria-invalid=invalid aria-describedby=by/>
                    {problem.map(|problem| view! { <p class="error" id="file-error">{problem}</p> })}
                    <p class="hint" id="file-hint">"Nothing changes yet: what it would change is shown first."</p>
                </div>
                {foot("", "Look at it", None)}
            </form>
        </section>
    }
    .into_any()
}

fn preview(preview: &Preview, over: Over<'_>) -> AnyView {
    let lines: Vec<_> = preview
        .lines
        .iter()
        .map(|line| {
            let side = |side: &Option<String>, none: &'static str| match side {
                Some(words) => view! { <td>{words.clone()}</td> }.into_any(),
                None => view! { <td class="muted">{none}</td> }.into_any(),
            };
            let (from, to) = (side(&line.from, "new"), side(&line.to, "goes"));
            view! { <tr><th scope="row">{line.what.clone()}</th> {from} {to}</tr> }
        })
        .collect();
    let count = lines.len();
    if count == 0 {
        return view! { <p class="notice" role="status">"The file says what is here already: nothing would change."</p> }
            .into_any();
    }
    let hidden = [over.back(), ("revision", preview.revision.clone()), ("content", preview.content.clone())];
    let heading =
        if count == 1 { "One thing would change".to_owned() } else { format!("{count} things would change") };
    let content = view! {
        <h3 id="preview-heading">{heading}</h3>
        <table>
            <thead><tr><td></td><th scope="col">"Now"</th><th scope="col">"Then"</th></tr></thead>
            <tbody>{lines}</tbody>
        </table>
        {foot("", "Import it", Some((over.link(""), "Cancel")))}
    };
    view! {
        <section class="sub" aria-labelledby="preview-heading" data-first tabindex="-1">
            {form("/settings/transfer/import", "fields", &hidden, content.into_any())}
        </section>
    }
    .into_any()
}
