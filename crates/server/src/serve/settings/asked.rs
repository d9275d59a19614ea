//! What an address opens: `/calendar?impact=high&settings=subscribers&edit=4`. What stands before `settings` is the page's,
//! what stands behind it is the dialog's.

use axum::http::{HeaderMap, Uri};
use cockpit_frontend::settings::view::Section;

use crate::access::local;
use crate::serve::style::Style;

/// What is asked for.
#[derive(Debug)]
pub(in crate::serve) struct Asked {
    /// Path and query of the page beneath.
    pub(super) back: String,
    /// The section; `None` for where the settings begin, and for a word that is no section.
    pub(super) section: Option<Section>,
    /// How things look in this browser.
    pub(super) style: Style,
    /// What else stands behind `settings`, by name.
    pairs: Vec<(String, String)>,
}

impl Asked {
    /// `None` when the settings are not asked for.
    pub(super) fn read(uri: &Uri, headers: &HeaderMap) -> Option<Self> {
        let (page, mine) = parted(uri.query()?)?;
        let mut pairs = url::form_urlencoded::parse(mine.as_bytes()).into_owned();
        let section = pairs.next().and_then(|(_, word)| Section::from_word(&word));
        let joint = if page.is_empty() { "" } else { "?" };
        let back = format!("{}{joint}{page}", uri.path());
        Some(Self { back, section, style: Style::of(uri, headers), pairs: pairs.collect() })
    }

    /// The first value under this name: `edit` of `&edit=4`.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// As [`Asked::get`], where it is a number.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.parse().ok()
    }

    /// What was just done, such as `saved`.
    pub(super) fn done(&self) -> Option<&str> {
        self.get("done")
    }
}

/// A page of ours that a form says it is over, without the settings; the dashboard for anything else.
pub(super) fn beneath(place: &str) -> String {
    let place = place.split('#').next().unwrap_or_default();
    let Some(place) = local(place).filter(|place| place.parse::<Uri>().is_ok()) else {
        return "/".to_owned();
    };
    let (path, query) = place.split_once('?').unwrap_or((place, ""));
    let page = parted(query).map_or(query, |(page, _)| page);
    if page.is_empty() { path.to_owned() } else { format!("{path}?{page}") }
}

/// The page's part of a query, and the dialog's, which begins with `settings`; `None` when there is no such part.
fn parted(query: &str) -> Option<(&str, &str)> {
    let mut from = 0;
    for pair in query.split('&') {
        if pair == "settings" || pair.starts_with("settings=") {
            return Some((query[..from].trim_end_matches('&'), &query[from..]));
        }
        from += pair.len() + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(uri: &'static str) -> Option<Asked> {
        Asked::read(&Uri::from_static(uri), &HeaderMap::new())
    }

    #[test]
    fn what_stands_behind_settings_is_the_dialogs() {
        let asked = asked("/calendar?impact=high&edit=9&settings=subscribers&edit=4&x=%2B").unwrap();
        assert_eq!(
            (asked.back.as_str(), asked.section),
            ("/calendar?impact=high&edit=9", Some(Section::Subscribers))
        );
        assert_eq!((asked.number("edit"), asked.get("x"), asked.get("impact")), (Some(4), Some("+"), None));
    }

    #[test]
    fn without_a_section_of_that_name_the_settings_begin_where_they_begin() {
        for uri in [
            "/radar?settings",
            "/radar?settings=",
            "/radar?settings=nonsense",
            "/radar?&settings&settings=rules",
        ] {
            let asked = asked(uri).unwrap();
            assert_eq!((asked.back.as_str(), asked.section), ("/radar", None), "{uri}");
        }
        for uri in ["/", "/?", "/?mysettings=rules", "/?settingsx", "/?next=%3Fsettings=rules"] {
            assert!(asked(uri).is_none(), "{uri}");
        }
    }

    #[test]
    fn a_form_leads_back_to_a_page_of_ours_and_nowhere_else() {
        for (place, page) in [
            ("/calendar?impact=high&settings=rules&rule=x#open", "/calendar?impact=high"),
            ("/?settings=rules", "/"),
            ("/radar", "/radar"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/a\r\nset-cookie: x", "/"),
            ("/login?next=/", "/"),
            ("", "/"),
            ("/ä", "/"),
        ] {
            assert_eq!(beneath(place), page, "{place:?}");
        }
    }
}
