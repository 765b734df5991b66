//! Rows of imported files that a person has to look at, because nothing is guessed.

use crate::form::{FormView, Values};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::{SentFor, SignedIn};
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use brought_app::{Failure, review_list, settle_review_item};

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let query = Values::new(query);
    page(&state, &who, &query, FormView::default(), &[]).await
}

pub(crate) async fn settle(
    State(state): State<WebState>,
    who: SignedIn,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    if who.sent_for(&sent)? == SentFor::LookingAgain {
        return page(&state, &who, &sent, FormView::filled(sent.clone()), &[]).await;
    }
    match settle_review_item(&state.brought, &who.actor, sent.text("item"), sent.text("how"), state.now()).await {
        Ok(()) => Ok(Redirect::to("/imports/review").into_response()),
        Err(Failure::Refused(mut refusal)) => {
            for problem in &mut refusal.problems {
                problem.field = format!("how.{}", sent.text("item"));
            }
            let (form, lines) = FormView::refused(sent.clone(), &refusal.problems);
            let again = page(&state, &who, &sent, form, &lines).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(
    state: &WebState,
    who: &SignedIn,
    query: &Values,
    form: FormView,
    problems: &[crate::form::ErrorLine],
) -> Result<Response, WebProblem> {
    let only_open = query.text("show") != "all";
    let number = query.text("page").parse::<u32>().unwrap_or(1).max(1);
    let list = review_list(&state.brought, &who.actor, only_open, number - 1).await?;
    let address = |page: u32| format!("/imports/review?show={}&page={page}", if only_open { "open" } else { "all" });
    let shown = shown! {
        frame => Frame::of(state, who, "/imports"), token => who.form_token, only_open, form, problems, number,
        previous => (number > 1).then(|| address(number - 1)),
        next => (u64::from(number) < list.pages).then(|| address(number + 1)),
        list,
    };
    Ok(render("pages/imports_review.jinja", shown)?.into_response())
}
