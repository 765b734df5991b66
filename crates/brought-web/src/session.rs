//! Who is signed in: the cookie, and the person behind it.

use crate::address::in_query;
use crate::form::Values;
use crate::guard::{form_token, is_same};
use crate::pages::{own_account, second_factor};
use crate::problem::WebProblem;
use crate::state::WebState;
use axum::extract::FromRequestParts;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse as _, Redirect, Response};
use brought_app::{Acting, Actor, Denied, Failure, OwedFirst, actor_for};
use jiff::Timestamp;

/// Somebody who is signed in. A handler that takes it sends everybody else to the sign-in page.
#[derive(Clone)]
pub(crate) struct SignedIn {
    pub(crate) actor: Actor,
    /// The session's token: whoever has it is signed in.
    pub(crate) token: String,
    /// Goes into every form, and has to come back with it.
    pub(crate) form_token: String,
    /// When the session ends unless something is done before.
    pub(crate) until: Timestamp,
    /// When it ends whatever is done.
    pub(crate) at_the_latest: Timestamp,
    /// Whether the session was begun at an organisation's own provider.
    pub(crate) at_provider: bool,
    /// What they have to do before anything else.
    pub(crate) first: OwedFirst,
}

/// What a form of this session is sent for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SentFor {
    /// For what its button says.
    Saving,
    /// To be shown again with what it holds, because it was sent before when nobody was signed in.
    LookingAgain,
}

/// The field with which a form is sent to be looked at again, and not to be saved.
pub(crate) const LOOK_AGAIN: &str = "look_again";

/// Somebody who may be signed in.
pub(crate) struct MaybeSignedIn(pub(crate) Option<SignedIn>);

impl SignedIn {
    /// Refuses a form that was not made for this session, and one that is only to be looked at again: whoever can show it again asks
    /// [`sent_for`](Self::sent_for) instead.
    pub(crate) fn check_form(&self, sent: &Values) -> Result<(), WebProblem> {
        match self.sent_for(sent)? {
            SentFor::Saving => Ok(()),
            SentFor::LookingAgain => Err(WebProblem::Unreadable("it cannot be shown again")),
        }
    }

    /// What a form is sent for. Refuses one that was not made for this session.
    pub(crate) fn sent_for(&self, sent: &Values) -> Result<SentFor, WebProblem> {
        if !self.is_of_this_session(sent) {
            return Err(WebProblem::NotOurForm);
        }
        Ok(if sent.text(LOOK_AGAIN).is_empty() { SentFor::Saving } else { SentFor::LookingAgain })
    }

    /// Whether a form was made for this session.
    pub(crate) fn is_of_this_session(&self, sent: &Values) -> bool {
        is_same(sent.text("token"), &self.form_token)
    }
}

impl FromRequestParts<WebState> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        match signed_in(&parts.headers, state).await {
            Ok(Some(who)) => match (state.pace.ask(&who.actor.practitioner), leads_first(who.first, parts.uri.path())) {
                (Err(wait), _) => Err(WebProblem::TooFast { wait }.into_response()),
                (Ok(()), Some(page)) => Err(Redirect::to(page).into_response()),
                (Ok(()), None) => Ok(who),
            },
            Ok(None) => Err(to_sign_in(parts)),
            Err(problem) => Err(problem.into_response()),
        }
    }
}

impl FromRequestParts<WebState> for MaybeSignedIn {
    type Rejection = WebProblem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, WebProblem> {
        Ok(Self(signed_in(&parts.headers, state).await?))
    }
}

/// Who sent these headers, if they are signed in.
pub(crate) async fn signed_in(headers: &HeaderMap, state: &WebState) -> Result<Option<SignedIn>, WebProblem> {
    let Some(token) = token(headers, state) else { return Ok(None) };
    let now = state.now();
    match actor_for(&state.brought, &token, now).await {
        Ok(Acting { actor, until, at_the_latest, at_provider, first }) => {
            let form_token = form_token(&token);
            state.memory.unsent.remember(&form_token, &actor.practitioner, now);
            Ok(Some(SignedIn { actor, form_token, token, until, at_the_latest, at_provider, first }))
        }
        Err(Failure::Denied(Denied::NotSignedIn)) => Ok(None),
        Err(problem) => Err(problem.into()),
    }
}

/// Where somebody is led who has something to do before anything else. Nothing: they may go where they want.
fn leads_first(first: OwedFirst, asked: &str) -> Option<&'static str> {
    let page = match first {
        OwedFirst { own_password: true, .. } => own_account::ADDRESS,
        OwedFirst { code: true, .. } => second_factor::ADDRESS,
        OwedFirst { .. } => return None,
    };
    let is_of_page = asked.strip_prefix(page).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let may = is_of_page || matches!(asked, "/sign-out" | "/stay-signed-in");
    (!may).then_some(page)
}

/// Comes back to the page that was asked for. Whoever sent a form of which nobody can say whose it was is told how to save what is in it.
fn to_sign_in(parts: &Parts) -> Response {
    let asked = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    // What somebody wrote must not vanish behind the sign-in page without a word.
    if parts.method != Method::GET && asked != "/sign-out" {
        return WebProblem::SignedOut { kept_until: None }.into_response();
    }
    if parts.method != Method::GET || asked == "/" {
        return Redirect::to("/sign-in").into_response();
    }
    Redirect::to(&format!("/sign-in?next={}", in_query(asked))).into_response()
}

/// The name tells browsers to keep the cookie to this host and to HTTPS, where there is HTTPS.
fn cookie_name(state: &WebState) -> &'static str {
    if state.https { "__Host-brought_session" } else { "brought_session" }
}

fn token(headers: &HeaderMap, state: &WebState) -> Option<String> {
    cookie_called(headers, cookie_name(state))
}

/// What a browser sent as the cookie of this name.
pub(crate) fn cookie_called(headers: &HeaderMap, called: &str) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let mut named = cookies.filter_map(|cookie| cookie.trim().split_once('=')).filter(|(name, _)| *name == called);
    named.next().map(|(_, value)| value.to_owned())
}

/// The cookie of a session. It goes when the browser is closed, and the session ends by itself before long.
pub(crate) fn cookie(state: &WebState, token: &str) -> String {
    attributes(state, token, "")
}

/// Takes the cookie away.
pub(crate) fn no_cookie(state: &WebState) -> String {
    attributes(state, "", "; Max-Age=0")
}

fn attributes(state: &WebState, value: &str, more: &str) -> String {
    with_attributes(state, cookie_name(state), value, more)
}

/// A cookie that no script reads, and that other sites' forms do not send.
pub(crate) fn with_attributes(state: &WebState, name: &str, value: &str, more: &str) -> String {
    let secure = if state.https { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}")
}

/// Random bytes for a new session.
pub(crate) fn new_token(state: &WebState) -> [u8; 32] {
    let mut bytes = [0; 32];
    (state.random)(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_something_to_do_first_is_led_there_from_everywhere_else() {
        let (password, code) = (OwedFirst { own_password: true, code: true }, OwedFirst { own_password: false, code: true });
        let nothing = OwedFirst::default();
        for (first, asked, led) in [
            (password, "/my-list", Some("/own-account")),
            (password, "/own-account", None),
            (password, "/own-account/password", None),
            (password, "/own-accounts", Some("/own-account")),
            (password, "/second-factor", Some("/own-account")),
            (password, "/sign-out", None),
            (code, "/own-account", Some("/second-factor")),
            (code, "/second-factor", None),
            (code, "/stay-signed-in", None),
            (nothing, "/my-list", None),
        ] {
            assert_eq!(leads_first(first, asked), led, "{first:?} {asked}");
        }
    }
}
