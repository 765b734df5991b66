//! Somebody's own account: another password, and an end to sessions elsewhere.

use super::second_factor::too_many;
use super::sign_in::FIRST_PAGE;
use crate::form::{ErrorLine, FormView, Values};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::{SignedIn, cookie, new_token};
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::Router;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use brought_app::{Denied, Failure, change_own_password, end_other_sessions, own_account};

/// Where it is.
pub(crate) const ADDRESS: &str = "/own-account";

pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/own-account", get(show))
        .route("/own-account/password", post(change))
        .route("/own-account/sessions", post(end_others))
}

async fn show(State(state): State<WebState>, who: SignedIn) -> Result<Response, WebProblem> {
    page(&state, &who, FormView::default(), &[]).await
}

async fn change(State(state): State<WebState>, who: SignedIn, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    who.check_form(&sent)?;
    let passwords = (sent.text_as_typed("present"), sent.text_as_typed("password"));
    let mut salt = [0; 16];
    (state.random)(&mut salt);
    let problems = match change_own_password(&state.brought, &who.actor, passwords, &salt, new_token(&state), state.now()).await {
        Ok(token) => {
            let goes_on = if who.first.own_password { FIRST_PAGE } else { ADDRESS };
            return Ok(([(SET_COOKIE, cookie(&state, token.as_str()))], Redirect::to(goes_on)).into_response());
        }
        Err(Failure::Refused(refusal)) => refusal.problems,
        Err(Failure::Denied(Denied::TooManyGuesses { until })) => vec![too_many("present", "passwords", until)],
        Err(other) => return Err(other.into()),
    };
    let (form, lines) = FormView::refused(Values::default(), &problems);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&state, &who, form, &lines).await?).into_response())
}

async fn end_others(
    State(state): State<WebState>,
    who: SignedIn,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    who.check_form(&sent)?;
    end_other_sessions(&state.brought, &who.actor, &who.token).await?;
    Ok(Redirect::to(ADDRESS).into_response())
}

async fn page(state: &WebState, who: &SignedIn, form: FormView, problems: &[ErrorLine]) -> Result<Response, WebProblem> {
    let account = own_account(&state.brought, &who.actor, &who.token, state.now()).await?;
    let shown =
        shown! { frame => Frame::of(state, who, ""), token => who.form_token, account, form, problems, is_given => who.first.own_password };
    Ok(render("pages/own_account.jinja", shown)?.into_response())
}
