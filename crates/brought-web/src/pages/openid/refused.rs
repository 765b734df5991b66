//! The page for whoever signed in at a provider, or tried to, and is not let in.

use super::no_attempt;
use crate::frame::Frame;
use crate::openid::OpenId;
use crate::problem::WebProblem;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Response};
use brought_openid::{ProviderProblem, Verified};

/// A page for somebody who is not let in, with the number that an administrator has to write down where that is what is missing.
pub(super) fn page(state: &WebState, openid: &OpenId, words: &str, unknown: Option<&Verified>) -> Result<Response, WebProblem> {
    let number = unknown.map(|verified| verified.uid().ok().flatten().unwrap_or(&verified.subject).to_owned());
    let shown = shown! { frame => Frame::for_nobody(state), provider => openid.name(), words, number };
    let page = render("pages/openid/refused.jinja", shown)?;
    Ok((StatusCode::FORBIDDEN, [(SET_COOKIE, no_attempt(state))], page).into_response())
}

/// A page for somebody of whom the provider does not say who they are.
pub(super) fn not_asked(state: &WebState, openid: &OpenId, problem: &ProviderProblem) -> Result<Response, WebProblem> {
    let name = openid.name();
    let words = match problem {
        ProviderProblem::NotReached(why) => {
            tracing::error!("the provider of OpenID Connect cannot be asked: {why}");
            format!(
                "{name} does not answer. Try again in a few minutes. If you need to act for a child now, do so, and write it down here later."
            )
        }
        ProviderProblem::NotBelieved(why) => {
            tracing::warn!("refused what the provider of OpenID Connect said: {why}");
            format!(
                "What {name} said of you could not be checked. Sign in once more; if it happens again, tell whoever looks after brought."
            )
        }
    };
    page(state, openid, &words, None)
}
