//! Putting a training record back as it was at the start.

use crate::form::Values;
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::{self, SignedIn};
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::Router;
use axum::extract::{Form, State};
use axum::http::header::SET_COOKIE;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::get;
use brought_app::{Failure, Trouble};

/// Among the pages over a training record alone.
pub(crate) fn routes() -> Router<WebState> {
    Router::new().route("/training/start-again", get(show).post(start_again))
}

async fn show(State(state): State<WebState>, who: SignedIn) -> Result<Html<String>, WebProblem> {
    render("pages/start_again.jinja", shown! { frame => Frame::of(&state, &who, ""), token => who.form_token })
}

async fn start_again(
    State(state): State<WebState>,
    who: SignedIn,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    who.check_form(&Values::new(pairs))?;
    let Some(again) = state.training.clone() else { return Err(WebProblem::NoSuchPage) };
    // Goes on to its end even when the browser does not wait for it.
    let made = tokio::spawn(again.start()).await;
    made.map_err(|_| {
        Failure::Trouble(Trouble::Unforeseen("the record could not be made anew, because the program is ending".to_owned()))
    })??;
    Ok(([(SET_COOKIE, session::no_cookie(&state))], Redirect::to("/sign-in")).into_response())
}
