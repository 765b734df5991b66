//! A bundle for a review of practice: asked for with a reason, made, and handed over as one file. Nothing of it stays here.

use crate::form::{FormView, Reading, Values};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::{SentFor, SignedIn};
use crate::state::WebState;
use crate::templating::{render, shown};
use crate::zip;
use axum::extract::{Form, Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse as _, Response};
use brought_app::{BundleForm, Denied, Desk, EverythingDeed, Failure, Problem, Purpose, child_page, make_bundle, may_do, open_record};

/// What the one folder in the file is called: it names nobody.
const FOLDER: &str = "bundle";

/// Whether somebody may have one made.
pub(crate) fn may(who: &SignedIn) -> bool {
    may_do(&who.actor, EverythingDeed::MakeBundle)
}

pub(crate) async fn show(State(state): State<WebState>, who: SignedIn, Path(id): Path<String>) -> Result<Html<String>, WebProblem> {
    page(&state, &who, &id, Values::default(), &[]).await
}

pub(crate) async fn make(
    State(state): State<WebState>,
    who: SignedIn,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    if who.sent_for(&sent)? == SentFor::LookingAgain {
        return Ok(page(&state, &who, &id, sent, &[]).await?.into_response());
    }
    let person = id.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let now = state.now();
    let reading = Reading::new(&sent, now);
    let form = BundleForm {
        from: reading.day_if_any("from", "First day"),
        to: reading.day_if_any("to", "Last day"),
        known_on: reading.day_if_any("known_on", "Day on which it was known"),
        significant: reading.is_ticked("significant"),
        reason: reading.text("reason"),
    };
    let problems = reading.problems();
    if !problems.is_empty() {
        return refused(&state, &who, &id, sent, &problems).await;
    }
    let bundle = match make_bundle(&state.brought, &who.actor, &person, &form, Desk::SignedIn, now).await {
        Ok(bundle) => bundle,
        Err(Failure::Refused(refusal)) => return refused(&state, &who, &id, sent, &refusal.problems).await,
        Err(other) => return Err(other.into()),
    };
    let archive = zip::archive(FOLDER, &bundle.files).map_err(|_| too_large());
    let archive = match archive {
        Ok(archive) => archive,
        Err(problem) => return refused(&state, &who, &id, sent, &[problem]).await,
    };
    let mut response = archive.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    response.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"bundle.zip\""));
    Ok(response)
}

fn too_large() -> Problem {
    let words = "It is too large for one file: choose fewer days, or make it at the machine with `brought bundle`".to_owned();
    Problem { field: "to".to_owned(), words, clause: None }
}

async fn refused(state: &WebState, who: &SignedIn, id: &str, sent: Values, problems: &[Problem]) -> Result<Response, WebProblem> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(state, who, id, sent, problems).await?).into_response())
}

async fn page(state: &WebState, who: &SignedIn, id: &str, sent: Values, problems: &[Problem]) -> Result<Html<String>, WebProblem> {
    if !may(who) {
        return Err(Failure::Denied(Denied::RoleNeeded).into());
    }
    let now = state.now();
    let person = id.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let grant = open_record(&state.brought, &who.actor, &person, Purpose::Review, now).await?;
    let page = child_page(&state.brought, &grant, now).await?;
    let (form, lines) = FormView::refused(sent, problems);
    let shown = shown! {
        frame => Frame::of(state, who, ""), token => who.form_token, form, problems => lines,
        page => shown! { person => page.person, who => page.who },
    };
    render("pages/bundle.jinja", shown)
}
