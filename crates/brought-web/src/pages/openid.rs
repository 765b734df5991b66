//! Signing in with an organisation's own provider, such as NHS CIS2 (OpenID Connect, authorization code flow with PKCE), and being signed out by it.

mod refused;
pub(super) mod signed_out;

use super::sign_in::own_page;
use crate::form::Values;
use crate::guard::form_token;
use crate::openid::OpenId;
use crate::problem::WebProblem;
use crate::session::{self, MaybeSignedIn, cookie_called, with_attributes};
use crate::state::WebState;
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use brought_app::{LogoutNotTaken, NotLetIn, sign_in_at_provider, sign_out, sign_out_by_provider};
use brought_openid::{ATTEMPT_SECONDS, Attempt, ProviderProblem};

pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/openid/sign-in", get(begin))
        .route("/openid/callback", get(come_back))
        .route("/openid/back-channel-logout", post(end_sessions))
}

/// Sends a browser to the provider.
async fn begin(State(state): State<WebState>, Query(query): Query<Vec<(String, String)>>) -> Result<Response, WebProblem> {
    let openid = set_up(&state)?;
    let (now, query) = (state.now(), Values::new(query));
    let (cookie, attempt) = Attempt::begin(openid.key(), &session::new_token(&state), own_page(query.text("next")), now);
    match openid.ask(move |provider| provider.address_to_sign_in(&attempt, now)).await {
        Ok(address) => Ok((set(attempt_cookie(&state, &cookie)), Redirect::to(&address)).into_response()),
        Err(problem) => refused::not_asked(&state, openid, &problem),
    }
}

/// Takes the answer with which a browser comes back.
async fn come_back(
    State(state): State<WebState>,
    MaybeSignedIn(earlier): MaybeSignedIn,
    headers: HeaderMap,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let openid = set_up(&state)?;
    let (now, query) = (state.now(), Values::new(query));
    let cookie = cookie_called(&headers, attempt_name(&state)).unwrap_or_default();
    let attempt = Attempt::resume(openid.key(), &cookie, query.text("state"), now).ok();
    let is_from_provider = query.text("iss").is_empty() || query.text("iss") == openid.settings().issuer;
    let Some(attempt) = attempt.filter(|attempt| is_from_provider && openid.take(&attempt.state, now)) else {
        return refused::page(&state, openid, NOT_THIS_BROWSER, None);
    };
    if !query.text("error").is_empty() || query.text("code").is_empty() {
        let words = format!("You did not sign in at {}, or it did not let you.", openid.name());
        return refused::page(&state, openid, &words, None);
    }
    let (code, next) = (query.text("code").to_owned(), own_page(&attempt.next).to_owned());
    let verified = match openid.ask(move |provider| provider.who_signed_in(&code, &attempt, now)).await {
        Ok(verified) => verified,
        Err(problem) => return refused::not_asked(&state, openid, &problem),
    };
    match sign_in_at_provider(&state.brought, openid.settings(), &verified, session::new_token(&state), now).await {
        Ok(token) => {
            // The session there was before ends, so that nobody is left with a cookie that was somebody else's.
            if let Some(earlier) = earlier {
                sign_out(&state.brought, &earlier.token).await?;
            }
            openid.remember(&form_token(token.as_str()), verified.id_token, now);
            let cookies = AppendHeaders([(SET_COOKIE, session::cookie(&state, token.as_str())), (SET_COOKIE, no_attempt(&state))]);
            Ok((cookies, Redirect::to(&next)).into_response())
        }
        Err(NotLetIn::Failed(failure)) => Err(failure.into()),
        Err(why) => refused::page(&state, openid, &why.words(openid.name()), (why == NotLetIn::NotLinked).then_some(&verified)),
    }
}

/// Ends the sessions that the provider says have ended (OpenID Connect Back-Channel Logout 1.0). No browser sends this, and there is no cookie: only
/// the provider can sign such a token.
async fn end_sessions(State(state): State<WebState>, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, WebProblem> {
    let openid = set_up(&state)?;
    let now = state.now();
    let token = Values::new(pairs).text("logout_token").to_owned();
    let claims = match openid.ask(move |provider| provider.logout_claims(&token, now)).await {
        Ok(claims) => claims,
        Err(ProviderProblem::NotBelieved(why)) => return Ok(not_taken(&why)),
        Err(ProviderProblem::NotReached(why)) => {
            tracing::error!("a logout token could not be looked at: {why}");
            return Ok((StatusCode::SERVICE_UNAVAILABLE, NEVER_KEPT).into_response());
        }
    };
    match sign_out_by_provider(&state.brought, openid.settings(), &claims, now).await {
        Ok(ended) => {
            tracing::info!(ended, "sessions ended by the provider");
            Ok((StatusCode::OK, NEVER_KEPT).into_response())
        }
        Err(LogoutNotTaken::Refused(why)) => Ok(not_taken(&format!("{why:?}"))),
        Err(LogoutNotTaken::TakenBefore) => Ok(not_taken("it was taken before")),
        Err(LogoutNotTaken::Failed(failure)) => Err(failure.into()),
    }
}

/// As the standard asks for: status 400, and not to be kept.
fn not_taken(why: &str) -> Response {
    tracing::warn!("refused a logout token: {why}");
    (StatusCode::BAD_REQUEST, NEVER_KEPT, [(CONTENT_TYPE, "application/json")], "{\"error\":\"invalid_request\"}").into_response()
}

/// Without a provider there are no such addresses.
fn set_up(state: &WebState) -> Result<&OpenId, WebProblem> {
    state.openid.as_ref().ok_or(WebProblem::NoSuchPage)
}

/// The name tells browsers to keep the cookie to this host and to HTTPS, where there is HTTPS.
fn attempt_name(state: &WebState) -> &'static str {
    if state.https { "__Host-brought_openid" } else { "brought_openid" }
}

/// It has to come along when the provider sends the browser back, which is why it is no stricter than `Lax`.
fn attempt_cookie(state: &WebState, cookie: &str) -> String {
    with_attributes(state, attempt_name(state), cookie, &format!("; Max-Age={ATTEMPT_SECONDS}"))
}

fn no_attempt(state: &WebState) -> String {
    with_attributes(state, attempt_name(state), "", "; Max-Age=0")
}

fn set(cookie: String) -> [(HeaderName, String); 1] {
    [(SET_COOKIE, cookie)]
}

const NEVER_KEPT: [(HeaderName, &str); 1] = [(CACHE_CONTROL, "no-store")];

const NOT_THIS_BROWSER: &str =
    "This answer was taken already, it came too late, or signing in was begun in another browser or in another tab. Sign in once more.";
