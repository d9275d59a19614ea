//! How pages look in one browser: two cookies, which an address may overrule.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue, Uri};
use cockpit_frontend::render::Theme;
use cockpit_frontend::settings::view::Density;

/// As long as a browser keeps the choice.
const YEAR_S: u32 = 31_536_000;

/// Theme and density.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Style {
    pub(super) theme: Theme,
    pub(super) density: Density,
}

impl Style {
    /// What the address asks for, else what the cookies say, else as the system has it. A word that is none is as if it were
    /// not there.
    pub(super) fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let query = uri.query().unwrap_or_default();
        let word = |name: &str| {
            let asked = url::form_urlencoded::parse(query.as_bytes()).find(|(known, _)| known == name);
            asked.map(|(_, word)| word.into_owned()).or_else(|| kept(headers, name).map(str::to_owned))
        };
        Self {
            theme: word("theme").as_deref().and_then(Theme::from_word).unwrap_or_default(),
            density: word("density").as_deref().and_then(Density::from_word).unwrap_or_default(),
        }
    }

    /// What tells a browser to keep it. The theme's switch writes the same cookie by script.
    pub(super) fn cookies(self) -> [HeaderValue; 2] {
        [("theme", self.theme.as_str()), ("density", self.density.as_str())].map(|(name, word)| {
            let line = format!("{name}={word}; Path=/; Max-Age={YEAR_S}; SameSite=Lax");
            HeaderValue::from_str(&line).expect("words of ours are letters")
        })
    }
}

/// A cookie's value.
pub(super) fn kept<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_goes_before_the_cookie_and_nonsense_before_nothing() {
        let style = |uri: &'static str, cookie: &'static str| {
            let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_static(cookie))]);
            let Style { theme, density } = Style::of(&Uri::from_static(uri), &headers);
            (theme.as_str(), density.as_str())
        };
        assert_eq!(style("/", ""), ("system", "comfortable"));
        assert_eq!(style("/", "a=b; theme=dark;density=compact"), ("dark", "compact"));
        assert_eq!(
            style("/?theme=light&density=comfortable", "theme=dark; density=compact"),
            ("light", "comfortable")
        );
        assert_eq!(style("/", "theme=blue; xdensity=compact"), ("system", "comfortable"));
    }

    #[test]
    fn what_is_kept_is_read_again() {
        let style = Style { theme: Theme::Light, density: Density::Compact };
        let cookies =
            style.cookies().map(|line| line.to_str().unwrap().split(';').next().unwrap().to_owned());
        let headers = HeaderMap::from_iter([(COOKIE, cookies.join("; ").parse().unwrap())]);
        assert_eq!(Style::of(&Uri::from_static("/"), &headers), style);
    }
}
