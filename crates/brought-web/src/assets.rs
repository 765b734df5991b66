//! The stylesheet, scripts and images that are embedded in the program, and the headers that every response carries.

use axum::Router;
use axum::extract::{Path, RawQuery};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::set_header::SetResponseHeaderLayer;

/// A file that is embedded in the program.
pub(crate) struct Asset {
    /// Its path below `/assets/`.
    pub(crate) name: &'static str,
    pub(crate) content_type: &'static str,
    /// Changes with the content.
    pub(crate) version: &'static str,
    pub(crate) bytes: &'static [u8],
}

mod embedded {
    use super::Asset;
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

pub(crate) use embedded::TEMPLATES;

/// Only the program's own files may be loaded and only its own pages may receive its forms; no page may be framed.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
);
/// Nothing of the machine that the browser runs on is of any use to these pages.
const PERMISSIONS: &str = "accelerometer=(), bluetooth=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), \
                           identity-credentials-get=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), \
                           publickey-credentials-get=(), serial=(), usb=(), xr-spatial-tracking=()";
/// For two years and for every host below, browsers ask for nothing here but over HTTPS.
const HTTPS_ALONE: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");
/// A page about a child is not kept by any cache.
const NEVER_KEPT: HeaderValue = HeaderValue::from_static("no-store");
const KEPT_FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASKED_EACH_TIME: HeaderValue = HeaderValue::from_static("public, no-cache");

/// The routes below `/assets/`.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{*name}", get(serve))
}

/// Adds the security headers to every response of the router, and forbids caches to keep those that do not say otherwise. `https`: whether the pages
/// are shown over HTTPS, so that browsers can be told to use nothing else.
pub fn with_security_headers<S: Clone + Send + Sync + 'static>(router: Router<S>, https: bool) -> Router<S> {
    let fixed = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::overriding(HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    let router = if https { router.layer(SetResponseHeaderLayer::overriding(STRICT_TRANSPORT_SECURITY, HTTPS_ALONE)) } else { router };
    router
        .layer(fixed("permissions-policy", PERMISSIONS))
        .layer(fixed("cross-origin-opener-policy", "same-origin"))
        .layer(fixed("cross-origin-resource-policy", "same-origin"))
        // For browsers that do not know `frame-ancestors`.
        .layer(SetResponseHeaderLayer::overriding(X_FRAME_OPTIONS, HeaderValue::from_static("DENY")))
        // A document that was issued has a policy of its own, which lets it do still less.
        .layer(SetResponseHeaderLayer::if_not_present(CONTENT_SECURITY_POLICY, POLICY))
        .layer(SetResponseHeaderLayer::overriding(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .layer(SetResponseHeaderLayer::overriding(REFERRER_POLICY, HeaderValue::from_static("same-origin")))
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, NEVER_KEPT))
}

/// The address of an asset, with its version, so that a browser can keep it; none when there is no such asset.
pub(crate) fn address(name: &str) -> Option<String> {
    find(name).map(|asset| format!("/assets/{}?v={}", asset.name, asset.version))
}

fn find(name: &str) -> Option<&'static Asset> {
    embedded::ASSETS.iter().find(|asset| asset.name == name)
}

async fn serve(Path(name): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let Some(asset) = find(&name) else {
        return (StatusCode::NOT_FOUND, "There is no such file.").into_response();
    };
    let tag = format!("\"{}\"", asset.version);
    let is_versioned = query.is_some_and(|query| query.strip_prefix("v=") == Some(asset.version));
    let kept = if is_versioned { KEPT_FOR_EVER } else { ASKED_EACH_TIME };
    if headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(CACHE_CONTROL, kept)], [(ETAG, tag)]).into_response();
    }
    let content_type = [(CONTENT_TYPE, HeaderValue::from_static(asset.content_type))];
    (content_type, [(CACHE_CONTROL, kept)], [(ETAG, tag)], asset.bytes).into_response()
}

#[cfg(test)]
mod tests;
