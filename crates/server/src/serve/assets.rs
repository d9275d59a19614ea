//! The page's files, embedded with their compressed forms, under a path that changes with their content.

use axum::extract::Path;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

/// Where the files are served: `/pkg/<hash of their content>`.
pub(super) const PREFIX: &str = concat!("/pkg/", env!("COCKPIT_SITE_HASH"));

#[derive(RustEmbed)]
#[folder = "../../target/site"]
struct Site;

const FILES: [(&str, &str); 3] = [
    ("cockpit.js", "text/javascript; charset=utf-8"),
    ("cockpit_bg.wasm", "application/wasm"),
    ("cockpit.css", "text/css; charset=utf-8"),
];

/// One file, in the best form that the browser takes.
pub(super) async fn file(Path((hash, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    // Only these three names exist, so nothing of the request ever reaches a file system.
    let Some((name, content_type)) = FILES.into_iter().find(|(known, _)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let encodings =
        [("br", ".br"), ("gzip", ".gz")].into_iter().filter(|(encoding, _)| accepted.contains(encoding));
    let compressed = encodings
        .filter_map(|(encoding, ending)| Some((Some(encoding), Site::get(&format!("{name}{ending}"))?)));
    let plain = Site::get(name).map(|file| (None, file));
    let Some((encoding, file)) = compressed.chain(plain).next() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = file.data.into_owned().into_response();
    let answer = response.headers_mut();
    answer.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer.insert(VARY, HeaderValue::from_static("accept-encoding"));
    // A page of the version before may still ask under the old hash; only the right one may be kept for ever.
    let current = hash == env!("COCKPIT_SITE_HASH");
    let cache = if current { "public, max-age=31536000, immutable" } else { "no-store" };
    answer.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Some(encoding) = encoding {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}
