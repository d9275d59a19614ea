//! `/docs`: the documentation with its search, and its chapters.

use leptos::prelude::*;

use crate::guide::{Chapter, Found, Piece, Section};
use crate::panels::footer;
use crate::panels::header::{self, Place};
use crate::render::Setting;

/// The first page: what there is, or what was found.
pub(crate) fn hub(
    chapters: &[Chapter],
    asked: Option<(&str, &[Found])>,
    setting: Setting,
) -> impl IntoView + use<> {
    let Setting { now, theme, updated_at, .. } = setting;
    let query = asked.map_or("", |(words, _)| words);
    let body = match asked {
        None => groups(chapters),
        Some((words, found)) => results(words, found),
    };
    view! {
        <a class="skip" href="#main">"To the text"</a>
        {header::plain(Place::Docs, updated_at, now, theme)}
        <main id="main" class="page docs-hub">
            <header class="page-head">
                <div>
                    <h1>"Docs"</h1>
                    <p class="nickname">"What the numbers are, how it decides, how to set it up"</p>
                </div>
            </header>
            {search(query)}
            {body}
        </main>
        {footer::footer().into_any()}
    }
}

fn search(query: &str) -> AnyView {
    view! {
        <form class="docs-search" method="get" action="/docs" role="search">
            <label class="hidden" for="docs-q">"Search the docs"</label>
            <input id="docs-q" name="q" type="search" value=query.to_owned() placeholder="Search the docs" maxlength="100" autocomplete="off"/>
            <button type="submit">"Search"</button>
        </form>
    }
    .into_any()
}

fn groups(chapters: &[Chapter]) -> AnyView {
    let groups: Vec<_> = chapters
        .chunk_by(|a, b| a.group == b.group)
        .map(|group| {
            let name = group.first().map_or("", |chapter| chapter.group);
            let cards: Vec<_> = group
                .iter()
                .map(|chapter| {
                    view! {
                        <li class="card">
                            <h3><a href=address(chapter)>{chapter.title.clone()}</a></h3>
                            <p class="muted">{chapter.about.clone()}</p>
                        </li>
                    }
                })
                .collect();
            view! { <section class="docs-group"><h2>{name}</h2><ul>{cards}</ul></section> }
        })
        .collect();
    groups.into_any()
}

fn results(words: &str, found: &[Found]) -> AnyView {
    let count = match found.len() {
        0 => format!("Nothing holds all of “{words}”. Fewer or other words may."),
        1 => format!("One section holds “{words}”."),
        n => format!("{n} sections hold “{words}”."),
    };
    let hits: Vec<_> = found
        .iter()
        .map(|one| {
            let anchor = if one.id.is_empty() { String::new() } else { format!("#{}", one.id) };
            view! {
                <li>
                    <h2><a href=format!("/docs/{}{anchor}", one.slug)>{pieces(&one.title)}</a></h2>
                    <p class="hit-chapter">{one.chapter.clone()}</p>
                    <p>{pieces(&one.text)}</p>
                </li>
            }
        })
        .collect();
    view! {
        <p class="muted" role="status">{count} " " <a href="/docs">"All chapters"</a></p>
        <ol class="hits">{hits}</ol>
    }
    .into_any()
}

fn pieces(pieces: &[Piece]) -> Vec<AnyView> {
    let piece = |piece: &Piece| {
        let text = piece.text.clone();
        if piece.marked { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
    };
    pieces.iter().map(piece).collect()
}

/// A chapter: the others at its left, its sections at its right.
pub(crate) fn chapter(chapters: &[Chapter], place: usize, setting: Setting) -> impl IntoView + use<> {
    let Setting { now, theme, updated_at, .. } = setting;
    let chapter = chapters.get(place).cloned().unwrap_or_default();
    let contents: Vec<_> = chapter
        .sections
        .iter()
        .filter(|section| !section.small && !section.id.is_empty())
        .map(entry)
        .collect();
    let sections: Vec<_> = chapter.sections.iter().map(section).collect();
    let before = place.checked_sub(1).and_then(|place| chapters.get(place));
    let next = |chapter: &Chapter, rel: &'static str, word: &'static str| {
        view! { <a href=address(chapter) rel=rel class=rel><small>{word}</small>{chapter.title.clone()}</a> }
    };
    let on_page = (contents.len() > 1).then(|| {
        view! {
            <nav class="on-page" aria-label="On this page"><p>"On this page"</p><ul>{contents}</ul></nav>
        }
    });
    view! {
        <a class="skip" href="#main">"To the text"</a>
        {header::plain(Place::Docs, updated_at, now, theme)}
        <main id="main" class="page docs">
            {list(chapters, place)}
            <article class="docs-text">
                <header>
                    <p class="crumbs"><a href="/docs">"Docs"</a> " / " {chapter.group}</p>
                    <h1>{chapter.title.clone()}</h1>
                    <div class="docs-lead" inner_html=chapter.lead_html.clone()></div>
                </header>
                {sections}
                <nav class="docs-next" aria-label="Chapters before and after">
                    {before.map(|before| next(before, "prev", "Before"))}
                    {chapters.get(place + 1).map(|after| next(after, "next", "Next"))}
                </nav>
            </article>
            {on_page}
        </main>
        {footer::footer().into_any()}
    }
}

fn list(chapters: &[Chapter], place: usize) -> AnyView {
    let groups: Vec<_> = chapters
        .chunk_by(|a, b| a.group == b.group)
        .map(|group| {
            let name = group.first().map_or("", |chapter| chapter.group);
            let links: Vec<_> = group
                .iter()
                .map(|one| {
                    let here =
                        chapters.get(place).is_some_and(|here| here.slug == one.slug).then_some("page");
                    view! { <li><a href=address(one) aria-current=here>{one.title.clone()}</a></li> }
                })
                .collect();
            view! { <p>{name}</p><ul>{links}</ul> }
        })
        .collect();
    view! {
        <nav class="docs-list" aria-label="Chapters">
            {search("")}
            <details open><summary>"Chapters"</summary>{groups}</details>
        </nav>
    }
    .into_any()
}

fn entry(section: &Section) -> impl IntoView + use<> {
    view! { <li><a href=format!("#{}", section.id)>{section.title.clone()}</a></li> }
}

fn section(section: &Section) -> AnyView {
    let id = (!section.id.is_empty()).then(|| section.id.clone());
    let title = section.title.clone();
    let anchor = id.clone().map(|id| {
        let label = format!("Link to “{title}”");
        view! { " " <a class="anchor" href=format!("#{id}") aria-label=label>"#"</a> }
    });
    let heading = if section.small {
        view! { <h3>{title} {anchor}</h3> }.into_any()
    } else {
        view! { <h2>{title} {anchor}</h2> }.into_any()
    };
    view! { <section id=id>{heading}<div inner_html=section.html.clone()></div></section> }.into_any()
}

fn address(chapter: &Chapter) -> String {
    format!("/docs/{}", chapter.slug)
}
