//! Where to go after logging in: a place of ours, and nowhere else.

/// Longest place that can be meant.
const LENGTH_MAX: usize = 2_000;

/// The place, if it is a path of ours and not one of those that one passes on the way in.
pub(crate) fn local(place: &str) -> Option<&str> {
    let rest = place.strip_prefix('/')?;
    // A browser reads `//host` and `/\host` as another host, and leaves out line ends and tabs before it looks.
    let leads_away = rest.starts_with(['/', '\\']) || place.contains('\\');
    let printable = place.bytes().all(|byte| byte.is_ascii_graphic());
    let path = place.split(['?', '#']).next().unwrap_or_default();
    let on_the_way = ["/login", "/logout", "/setup"].contains(&path);
    (!leads_away && printable && !on_the_way && place.len() <= LENGTH_MAX).then_some(place)
}

/// The way to log in first, and to come back.
pub(crate) fn login(place: &str) -> String {
    match local(place) {
        None | Some("/") => "/login".to_owned(),
        Some(place) => {
            let query =
                url::form_urlencoded::Serializer::new(String::new()).append_pair("next", place).finish();
            format!("/login?{query}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_place_leads_to_another_host() {
        let base = url::Url::parse("https://cockpit.example/login").unwrap();
        for place in
            ["/", "/radar", "/calendar?impact=high#now", "/?settings=subscribers", "/a//b", "/%2f%2fevil"]
        {
            assert_eq!(local(place), Some(place));
            assert_eq!(base.join(place).unwrap().host_str(), Some("cockpit.example"), "{place}");
        }
        for place in [
            "",
            "radar",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/a\\b",
            "\\\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            " /radar",
            "/radar\r\nset-cookie: a=b",
            "/ä",
            "/login?next=/login",
            "/logout",
            "/setup#a",
        ] {
            assert_eq!(local(place), None, "{place:?}");
        }
        assert_eq!(local(&format!("/{}", "a".repeat(2_000))), None);
    }

    #[test]
    fn the_way_in_remembers_the_way_back() {
        assert_eq!(login("/calendar?impact=high&a=b"), "/login?next=%2Fcalendar%3Fimpact%3Dhigh%26a%3Db");
        assert_eq!((login("/"), login("//evil")), ("/login".to_owned(), "/login".to_owned()));
    }
}
