//! The headers that every answer carries, errors and files among them.

use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};

const FIXED: [(HeaderName, HeaderValue); 6] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("permissions-policy"),
        // All that browsers know; a name that they do not know would be an error in their console.
        HeaderValue::from_static(
            "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), \
             geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), \
             payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(self), serial=(), usb=(), \
             xr-spatial-tracking=()",
        ),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// For everything that is not a page: nothing may be loaded or framed from it.
const CLOSED: HeaderValue =
    HeaderValue::from_static("default-src 'none'; base-uri 'none'; frame-ancestors 'none'");

/// Adds the fixed headers; a page has set its own policy already.
pub(super) fn secure(headers: &mut HeaderMap) {
    for (name, value) in FIXED {
        headers.insert(name, value);
    }
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(CLOSED);
}

/// A page's policy: our own files, and the inline scripts that carry this answer's nonce.
pub(super) fn page_policy(headers: &mut HeaderMap, nonce: &str) {
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    );
    // A nonce is letters and digits, so the value is always valid.
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_may_run_our_worker_and_nothing_of_anybody_elses() {
        let mut headers = HeaderMap::new();
        page_policy(&mut headers, "abc");
        secure(&mut headers);
        let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        for part in ["worker-src 'self'", "manifest-src 'self'", "default-src 'none'", "'nonce-abc'"] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(
            !policy.contains("http") && !policy.contains("unsafe-inline") && !policy.contains('*'),
            "{policy}"
        );
        let allowed = headers["permissions-policy"].to_str().unwrap();
        assert!(allowed.contains("screen-wake-lock=(self)") && allowed.contains("camera=()"), "{allowed}");
    }

    #[test]
    fn what_is_no_page_may_load_nothing() {
        let mut headers = HeaderMap::new();
        secure(&mut headers);
        assert_eq!(headers[CONTENT_SECURITY_POLICY], CLOSED);
    }
}
