#![allow(clippy::unwrap_used)]

use super::*;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use tower::ServiceExt as _;

async fn answer(address: &str, known: Option<&str>) -> Response {
    let mut request = Request::get(address);
    if let Some(known) = known {
        request = request.header(IF_NONE_MATCH, known);
    }
    let router = Router::new().route("/page", get(|| async { "words" })).merge(routes());
    with_security_headers(router, false).oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

fn header(response: &Response, name: impl axum::http::header::AsHeaderName) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn each_asset_has_its_content_type_and_its_bytes() {
    for (name, content_type) in [
        ("app.css", "text/css; charset=utf-8"),
        ("nhsuk-frontend.min.css", "text/css; charset=utf-8"),
        ("nhsuk-frontend.min.js", "text/javascript; charset=utf-8"),
        ("images/nhsuk-icon-cross.svg", "image/svg+xml"),
        ("favicon.svg", "image/svg+xml"),
    ] {
        let response = answer(&format!("/assets/{name}"), None).await;
        assert_eq!(response.status(), StatusCode::OK, "{name}");
        assert_eq!(header(&response, CONTENT_TYPE), content_type, "{name}");
        assert_eq!(to_bytes(response.into_body(), usize::MAX).await.unwrap(), find(name).unwrap().bytes, "{name}");
    }
}

#[tokio::test]
async fn every_image_of_a_stylesheet_is_there() {
    let sheets = embedded::ASSETS.iter().filter(|asset| asset.name.ends_with(".css"));
    let text: String = sheets.map(|sheet| std::str::from_utf8(sheet.bytes).unwrap()).collect();
    let images: Vec<_> = text.split("url(").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
    assert!(!images.is_empty());
    for image in images {
        assert_eq!(answer(image, None).await.status(), StatusCode::OK, "{image}");
    }
}

#[tokio::test]
async fn an_asset_that_does_not_exist_is_not_found() {
    for address in ["/assets/nothing.css", "/assets/../Cargo.toml", "/assets/%2e%2e/Cargo.toml", "/assets/"] {
        assert_eq!(answer(address, None).await.status(), StatusCode::NOT_FOUND, "{address}");
    }
}

#[tokio::test]
async fn a_browser_keeps_an_asset_by_its_version_and_asks_again_without() {
    let versioned = answer(&address("app.css").unwrap(), None).await;
    assert!(header(&versioned, CACHE_CONTROL).contains("immutable"));
    for address in ["/assets/app.css", "/assets/app.css?v=older"] {
        assert_eq!(header(&answer(address, None).await, CACHE_CONTROL), "public, no-cache", "{address}");
    }
    let tag = header(&versioned, ETAG);
    assert_eq!(answer("/assets/app.css", Some(&tag)).await.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(answer("/assets/app.css", Some("\"older\"")).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn every_response_has_the_security_headers() {
    for address in ["/page", "/assets/app.css", "/nothing"] {
        let response = answer(address, None).await;
        let policy = header(&response, CONTENT_SECURITY_POLICY);
        for part in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "form-action 'self'"] {
            assert!(policy.contains(part), "{address}: {policy}");
        }
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(header(&response, X_CONTENT_TYPE_OPTIONS), "nosniff", "{address}");
        assert_eq!(header(&response, REFERRER_POLICY), "same-origin", "{address}");
    }
}

#[tokio::test]
async fn a_page_is_kept_by_no_cache() {
    assert_eq!(header(&answer("/page", None).await, CACHE_CONTROL), "no-store");
}
