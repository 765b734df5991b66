//! The stylesheet, scripts and images that are embedded in the program, and the headers that every response carries.

use axum::Router;
use axum::extract::{Path, RawQuery};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
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
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
);
/// A page about a child is not kept by any cache.
const NEVER_KEPT: HeaderValue = HeaderValue::from_static("no-store");
const KEPT_FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASKED_EACH_TIME: HeaderValue = HeaderValue::from_static("public, no-cache");

/// The routes below `/assets/`.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{*name}", get(serve))
}

/// Adds the security headers to every response of the router, and forbids caches to keep those that do not say otherwise.
pub fn with_security_headers<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router
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
