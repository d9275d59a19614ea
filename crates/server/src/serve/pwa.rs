//! What makes the page an app: its manifest, its icons, and the worker that keeps the last view for when nobody answers.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::assets::PREFIX;

const MANIFEST: &str = include_str!("../../../../frontend/assets/manifest.webmanifest");
const WORKER: &str = include_str!("../../../../frontend/assets/sw.js");
const ICON: &str = include_str!("../../../../frontend/assets/icon.svg");
const ICON_192: &[u8] = include_bytes!("../../../../frontend/assets/icon-192.png");
const ICON_512: &[u8] = include_bytes!("../../../../frontend/assets/icon-512.png");

/// Browsers may keep these for a day.
const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// `/manifest.webmanifest`.
pub(super) async fn manifest() -> Response {
    file(MANIFEST, "application/manifest+json", A_DAY)
}

/// `/sw.js`, which knows the files of this very version: another version is another worker.
pub(super) async fn worker() -> Response {
    let worker = WORKER.replace("__PREFIX__", PREFIX);
    let mut response = file(worker, "text/javascript; charset=utf-8", HeaderValue::from_static("no-cache"));
    // It asks us, and nobody else.
    let policy = HeaderValue::from_static("default-src 'none'; connect-src 'self'; frame-ancestors 'none'");
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    response
}

/// `/icons/icon.svg`, `/icons/icon-192.png`, `/icons/icon-512.png`.
pub(super) async fn icon(Path(name): Path<String>) -> Response {
    match name.as_str() {
        "icon.svg" => file(ICON, "image/svg+xml", A_DAY),
        "icon-192.png" => file(ICON_192, "image/png", A_DAY),
        "icon-512.png" => file(ICON_512, "image/png", A_DAY),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn file(body: impl IntoResponse, kind: &'static str, cache: HeaderValue) -> Response {
    let mut response = body.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CACHE_CONTROL, cache);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_is_json_and_names_only_icons_that_there_are() {
        let manifest: serde_json::Value = serde_json::from_str(MANIFEST).unwrap();
        for icon in manifest["icons"].as_array().unwrap() {
            let name = icon["src"].as_str().unwrap();
            assert!(
                ["/icons/icon.svg", "/icons/icon-192.png", "/icons/icon-512.png"].contains(&name),
                "{name}"
            );
        }
        assert!(ICON_192.starts_with(b"\x89PNG") && ICON_512.starts_with(b"\x89PNG"));
    }

    #[test]
    fn the_worker_keeps_nothing_but_what_says_that_it_may_be_kept() {
        assert_eq!(WORKER.matches("__PREFIX__").count(), 1);
        // The only place where a page is put, and what stands before it.
        assert_eq!(WORKER.matches("cache.put(").count(), 1);
        assert!(WORKER.contains("answer.headers.get(\"x-offline\") !== \"keep\") return;"));
    }
}
