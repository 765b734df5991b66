//! Signing in and out.

use super::openid;
use crate::address::in_query;
use crate::form::{FormView, Values};
use crate::frame::Frame;
use crate::openid::OpenId;
use crate::problem::WebProblem;
use crate::session::{self, MaybeSignedIn, SignedIn};
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use brought_app::{Denied, Failure, MOST_GUESSES, Problem, sign_in, sign_out};
use brought_calendar::{local, time_in_words};

/// Where somebody goes who signs in without having asked for a page.
/// Where somebody begins who asked for no page.
pub(super) const FIRST_PAGE: &str = "/my-list";

pub(crate) async fn show(
    State(state): State<WebState>,
    MaybeSignedIn(who): MaybeSignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let query = Values::new(query);
    let next = own_page(query.text("next"));
    if who.is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    let mut values = Values::default();
    values.set("next", next);
    Ok(page(&state, next, FormView::filled(values), &[])?.into_response())
}

pub(crate) async fn enter(
    State(state): State<WebState>,
    MaybeSignedIn(who): MaybeSignedIn,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let mut sent = Values::new(pairs.clone());
    // A password may begin or end with a space.
    let password = pairs.into_iter().find(|(name, _)| name == "password").map(|(_, value)| value).unwrap_or_default();
    sent.set("password", "");
    let code = sent.text("code").to_owned();
    sent.set("code", "");
    let next = own_page(sent.text("next")).to_owned();
    sent.set("next", next.clone());
    let mut problems = Vec::new();
    let mut refuse = |field: &str, words: &str| problems.push(Problem { field: field.to_owned(), words: words.to_owned(), clause: None });
    if sent.text("name").is_empty() {
        refuse("name", "Enter the name you sign in with");
    }
    if password.is_empty() {
        refuse("password", "Enter your password");
    }
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if problems.is_empty() {
        match sign_in(&state.brought, sent.text("name"), &password, &code, session::new_token(&state), state.now()).await {
            Ok(token) => {
                // The session there was before ends, so that nobody is left with a cookie that was somebody else's.
                if let Some(earlier) = who {
                    sign_out(&state.brought, &earlier.token).await?;
                }
                tracing::info!("somebody signed in");
                let cookie = [(SET_COOKIE, session::cookie(&state, token.as_str()))];
                return Ok((cookie, Redirect::to(&next)).into_response());
            }
            Err(Failure::Denied(denied)) => {
                // Nothing of what was typed: people put passwords into the wrong field.
                tracing::warn!(refusal = told(&denied), "a sign-in was refused");
                let Some((also, problem)) = to_put_right(&denied) else { return Err(Failure::Denied(denied).into()) };
                status = also;
                problems.push(problem);
            }
            Err(Failure::Refused(refusal)) => problems = refusal.problems,
            Err(other) => return Err(other.into()),
        }
    }
    let (form, lines) = FormView::refused(sent, &problems);
    Ok((status, page(&state, &next, form, &lines)?).into_response())
}

/// Why somebody is not let in, for the log.
fn told(denied: &Denied) -> &'static str {
    match denied {
        Denied::SignInRefused => "name or password",
        Denied::CodeRefused => "code",
        Denied::TooManyGuesses { .. } => "too many guesses",
        Denied::GivenPasswordOver => "a given password that has run out",
        Denied::AccountDisabled => "disabled account",
        Denied::NothingAllowed => "nothing is allowed to them",
        Denied::NotSignedIn | Denied::UnknownPractitioner | Denied::NotTheirs { .. } | Denied::ManyOpened { .. } | Denied::RoleNeeded => {
            "not in the directory"
        }
    }
}

/// What to put right where somebody is not let in. Nothing: there is nothing that they could.
fn to_put_right(denied: &Denied) -> Option<(StatusCode, Problem)> {
    let (status, field, words) = match denied {
        Denied::SignInRefused => (StatusCode::UNPROCESSABLE_ENTITY, "name", "The name or the password is not right".to_owned()),
        Denied::CodeRefused => {
            let words = "Enter the code that your app shows now, or a recovery code. Each is taken once";
            (StatusCode::UNPROCESSABLE_ENTITY, "code", words.to_owned())
        }
        Denied::GivenPasswordOver => {
            let words = "The password that you were given has run out. Ask an administrator of brought in your service for another one";
            (StatusCode::UNPROCESSABLE_ENTITY, "password", words.to_owned())
        }
        Denied::TooManyGuesses { until } => {
            let until = time_in_words(local(*until).time());
            let words = format!(
                "There were {MOST_GUESSES} wrong passwords or codes for this name, so nobody can sign in with it until {until}. If it was not you who tried, tell an administrator of brought in your service"
            );
            (StatusCode::TOO_MANY_REQUESTS, "name", words)
        }
        Denied::NotSignedIn
        | Denied::UnknownPractitioner
        | Denied::NothingAllowed
        | Denied::AccountDisabled
        | Denied::NotTheirs { .. }
        | Denied::ManyOpened { .. }
        | Denied::RoleNeeded => return None,
    };
    Some((status, Problem { field: field.to_owned(), words, clause: None }))
}

pub(crate) async fn leave(
    State(state): State<WebState>,
    who: SignedIn,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    who.check_form(&Values::new(pairs))?;
    sign_out(&state.brought, &who.token).await?;
    let no_cookie = [(SET_COOKIE, session::no_cookie(&state))];
    match state.openid.as_ref().filter(|_| who.at_provider) {
        Some(openid) => Ok((no_cookie, openid::signed_out::page(&state, openid, &who.form_token)?).into_response()),
        None => Ok((no_cookie, Redirect::to("/sign-in")).into_response()),
    }
}

fn page(state: &WebState, next: &str, form: FormView, problems: &[crate::form::ErrorLine]) -> Result<Html<String>, WebProblem> {
    let provider = state.openid.as_ref().map(OpenId::name);
    let next = in_query(next);
    render("pages/sign_in.jinja", shown! { frame => Frame::for_nobody(state), form, problems, provider, next })
}

/// A page of ours to go to: never another site, whatever somebody put into a link.
pub(super) fn own_page(next: &str) -> &str {
    let is_ours = next.starts_with('/') && !next.starts_with("//") && !next.contains(|letter: char| letter == '\\' || letter.is_control());
    if is_ours { next } else { FIRST_PAGE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_to_a_page_of_ours() {
        assert_eq!(own_page("/children/c1"), "/children/c1");
        for elsewhere in
            ["", "https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "javascript:1", "/a\nb", "/a\0b", "/a\u{7f}"]
        {
            assert_eq!(own_page(elsewhere), FIRST_PAGE, "{elsewhere}");
        }
    }
}
