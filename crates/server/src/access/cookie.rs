//! The cookie that holds a session's token.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

/// As long as a session can last.
const AGE_MAX_S: u32 = 30 * 86_400;

/// How the cookie is set: over https only, and then under a name that no neighbour's page may set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SessionCookie {
    secure: bool,
}

impl SessionCookie {
    pub(crate) const fn new(secure: bool) -> Self {
        Self { secure }
    }

    pub(crate) const fn is_secure(self) -> bool {
        self.secure
    }

    const fn name(self) -> &'static str {
        if self.secure { "__Host-cockpit" } else { "cockpit" }
    }

    /// Gives the browser a token.
    pub(crate) fn set(self, token: &str) -> Option<HeaderValue> {
        self.header(token, AGE_MAX_S)
    }

    /// Takes it away.
    pub(crate) fn clear(self) -> Option<HeaderValue> {
        self.header("", 0)
    }

    fn header(self, value: &str, age_max_s: u32) -> Option<HeaderValue> {
        let (name, secure) = (self.name(), if self.secure { "; Secure" } else { "" });
        let text = format!("{name}={value}; Path=/; Max-Age={age_max_s}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&text).ok()
    }

    /// The token that a browser sent.
    pub(crate) fn read(self, headers: &HeaderMap) -> Option<&str> {
        let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, value)| *name == self.name() && !value.is_empty()).map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_the_cookie_is_bound_to_this_very_host() {
        let set = SessionCookie::new(true).set("abc").unwrap();
        assert_eq!(set, "__Host-cockpit=abc; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure");
        let plain = SessionCookie::new(false).clear().unwrap();
        assert_eq!(plain, "cockpit=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    }

    #[test]
    fn the_token_is_found_among_other_cookies_and_only_under_its_own_name() {
        let read = |line: &'static str, secure: bool| {
            let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_static(line))]);
            SessionCookie::new(secure).read(&headers).map(str::to_owned)
        };
        assert_eq!(read("theme=dark; cockpit=abc;x", false).as_deref(), Some("abc"));
        assert_eq!(read("theme=dark; cockpit=abc", true), None);
        assert_eq!(read("cockpit=; a", false), None);
        assert_eq!(read("xcockpit=abc", false), None);
        assert_eq!(SessionCookie::new(false).read(&HeaderMap::new()), None);
    }
}
