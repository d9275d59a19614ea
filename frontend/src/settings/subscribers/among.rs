//! Finding somebody among many, and turning the pages of the list.

use leptos::prelude::*;

use crate::settings::dialog::{Over, escaped};
use crate::settings::view::Among;

/// So many are seen without looking for anybody.
const AT_A_GLANCE: usize = 12;

pub(super) fn find(among: &Among, over: Over<'_>) -> Option<AnyView> {
    if among.all <= AT_A_GLANCE && among.find.is_empty() {
        return None;
    }
    let all = match (among.found, among.all) {
        (found, all) if found == all => format!("{all} people"),
        (found, all) => format!("{found} of {all} people"),
    };
    Some(
        view! {
            <form method="get" action=over.path() class="whose" role="search">
                {over.asks()}
                <label for="find">"Find"</label>
                <span class="entry"><input id="find" name="find" type="search" value=among.find.clone() maxlength="100" autocomplete="off"/></span>
                <button type="submit" class="quiet">"Find"</button>
                <p class="muted">{all}</p>
            </form>
        }
        .into_any(),
    )
}

pub(super) fn pager(among: &Among, over: Over<'_>) -> Option<AnyView> {
    if among.pages <= 1 {
        return None;
    }
    let find = escaped(&among.find);
    let link = |page: usize, words: &'static str| {
        let href = over.link(&format!("&find={find}&page={page}"));
        (1..=among.pages).contains(&page).then(|| view! { <a href=href>{words}</a> })
    };
    Some(
        view! {
            <nav class="pager" aria-label="Pages of the list">
                {link(among.page.wrapping_sub(1), "Earlier")}
                <span class="muted">{format!("{} of {}", among.page, among.pages)}</span>
                {link(among.page + 1, "Later")}
            </nav>
        }
        .into_any(),
    )
}
