//! Whether a request that changes something comes from a page of ours. Browsers say so themselves, and nobody's page can
//! make them say otherwise.

use axum::http::header::{HOST, HeaderName, ORIGIN};
use axum::http::{HeaderMap, Method};

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a method may change something.
pub(crate) fn mutates(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
}

/// Whether it is the one thing that may be posted from anywhere: a mail program's one click to unsubscribe (RFC 8058), whose
/// token says whom it is for.
pub(crate) fn is_one_click(method: &Method, path: &str) -> bool {
    let token = path.strip_prefix("/unsubscribe/");
    *method == Method::POST && token.is_some_and(|token| !token.is_empty() && !token.contains('/'))
}

/// Whether the browser says that the request was made by a page of ours: by `Sec-Fetch-Site`, which it sends over https and
/// to this machine, and by `Origin`. What says nothing, says two things, or contradicts itself does not.
///
/// `public` is the origin of the public address, such as `https://cockpit.example`.
pub(crate) fn is_ours(headers: &HeaderMap, public: Option<&str>) -> bool {
    let origin = match one(headers, &ORIGIN) {
        Ok(origin) => origin.map(|origin| is_our_origin(origin, headers, public)),
        Err(Several) => return false,
    };
    match (one(headers, &SITE), origin) {
        (Ok(Some("same-origin")), None) | (Ok(Some("same-origin") | None), Some(true)) => true,
        (Ok(Some(_) | None) | Err(Several), _) => false,
    }
}

fn is_our_origin(origin: &str, headers: &HeaderMap, public: Option<&str>) -> bool {
    let Ok(Some(host)) = one(headers, &HOST) else { return false };
    if let Some(public) = public
        && public.split_once("://").is_some_and(|(_, public)| public.eq_ignore_ascii_case(host))
    {
        // Here the scheme is known: a page of plain http under our name is not ours.
        return origin.eq_ignore_ascii_case(public);
    }
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
}

struct Several;

/// The only value of a header; one that is no text is as good as none of ours.
fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Several> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => Ok(Some(value.to_str().unwrap_or_default())),
        (Some(_), Some(_)) => Err(Several),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(public: Option<&str>, lines: &[(&'static str, &'static str)]) -> bool {
        let lines = lines.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        is_ours(&lines.collect(), public)
    }

    #[test]
    fn only_what_a_page_of_ours_sends_is_ours() {
        const HOST: (&str, &str) = ("host", "cockpit.example:3000");
        let site = |word| ("sec-fetch-site", word);
        let origin = |word| ("origin", word);
        let (same, from_us) = (site("same-origin"), origin("http://cockpit.example:3000"));
        for (lines, expected) in [
            (&[HOST, same, from_us][..], true),
            (&[HOST, same], true),
            (&[HOST, from_us], true),
            (&[HOST, origin("HTTP://cockpit.example:3000")], false),
            (&[HOST, origin("http://Cockpit.Example:3000")], true),
            (&[HOST], false),
            (&[from_us], false),
            (&[HOST, site("cross-site"), from_us], false),
            (&[HOST, site("same-site"), from_us], false),
            (&[HOST, site("none"), from_us], false),
            (&[HOST, site("cross-site")], false),
            (&[HOST, site("SAME-ORIGIN")], false),
            (&[HOST, same, origin("null")], false),
            (&[HOST, origin("null")], false),
            (&[HOST, same, origin("https://evil.example")], false),
            (&[HOST, origin("http://evil.cockpit.example:3000")], false),
            (&[HOST, origin("http://cockpit.example:4000")], false),
            (&[HOST, origin("http://cockpit.example")], false),
            (&[HOST, origin("http://cockpit.example:3000.evil.example")], false),
            (&[HOST, origin("cockpit.example:3000")], false),
            (&[HOST, origin("")], false),
            (&[HOST, from_us, from_us], false),
            (&[HOST, same, site("cross-site")], false),
            (&[HOST, HOST, from_us], false),
        ] {
            assert_eq!(ours(None, lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn under_the_public_address_the_scheme_counts_too() {
        let public = Some("https://cockpit.example");
        let host = ("host", "cockpit.example");
        assert!(ours(public, &[host, ("origin", "https://cockpit.example")]));
        assert!(!ours(public, &[host, ("origin", "http://cockpit.example")]));
        let local = ("host", "127.0.0.1:3000");
        assert!(ours(public, &[local, ("origin", "http://127.0.0.1:3000")]), "beside the proxy");
        assert!(!ours(public, &[local, ("origin", "https://cockpit.example")]));
    }
}
