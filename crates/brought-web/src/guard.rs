//! Keeping other sites from sending our forms: where a request came from, and the token that only our own pages know.

use crate::problem::WebProblem;
use crate::state::hexadecimal;
use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

/// The token in every form of a session. Whoever knows it cannot work out the session's own token from it.
pub(crate) fn form_token(session: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"brought form token 1\n");
    hash.update(session.as_bytes());
    hexadecimal(&hash.finalize())
}

/// Whether two tokens are the same, in a time that does not tell how far they agree.
pub(crate) fn is_same(left: &str, right: &str) -> bool {
    left.len() == right.len() && left.bytes().zip(right.bytes()).fold(0, |difference, (left, right)| difference | (left ^ right)) == 0
}

/// Refuses what another site made a browser send. A request that changes nothing may come from anywhere.
pub(crate) async fn refuse_other_sites(request: Request, next: Next) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_safe || is_from_our_own_pages(request.headers()) {
        return next.run(request).await;
    }
    // Not where to: anybody can put words and ids there, and nothing that somebody typed stands in a log (H38).
    tracing::warn!(method = %request.method(), "refused a form that was sent from another site");
    WebProblem::NotOurForm.into_response()
}

/// Browsers say whether a form came from our own pages; older ones say from which host. A program that says neither is stopped by the form's token.
fn is_from_our_own_pages(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    match text("sec-fetch-site") {
        Some(site) if site != "same-origin" => return false,
        _ => {}
    }
    let Some(origin) = text(ORIGIN.as_str()) else { return true };
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_some() && host == text(HOST.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn allowed(headers: &[(&'static str, &'static str)]) -> bool {
        is_from_our_own_pages(
            &headers.iter().map(|(name, value)| (axum::http::HeaderName::from_static(name), HeaderValue::from_static(value))).collect(),
        )
    }

    #[test]
    fn a_form_comes_from_our_own_pages() {
        assert!(allowed(&[("host", "brought.example"), ("origin", "https://brought.example"), ("sec-fetch-site", "same-origin")]));
        assert!(allowed(&[("host", "127.0.0.1:8080"), ("origin", "http://127.0.0.1:8080")]));
        assert!(allowed(&[("host", "brought.example")]), "no browser: the form's token decides");
    }

    #[test]
    fn a_form_does_not_come_from_elsewhere() {
        for headers in [
            [("host", "brought.example"), ("origin", "https://elsewhere.example"), ("sec-fetch-site", "cross-site")],
            [("host", "brought.example"), ("origin", "https://brought.example"), ("sec-fetch-site", "same-site")],
            [("host", "brought.example"), ("origin", "null"), ("sec-fetch-site", "same-origin")],
            [("host", "brought.example"), ("origin", "https://brought.example:444"), ("sec-fetch-site", "same-origin")],
        ] {
            assert!(!allowed(&headers), "{headers:?}");
        }
    }

    #[test]
    fn the_tokens_of_two_sessions_differ_and_tell_nothing_of_the_session() {
        assert_ne!(form_token("a"), form_token("b"));
        assert!(!form_token("secret").contains("secret"));
        assert!(is_same("abc", "abc") && !is_same("abc", "abd") && !is_same("abc", "ab"));
    }
}
