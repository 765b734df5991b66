//! One import: what became of it, and undoing it as a whole.

use super::Line;
use crate::address::part;
use crate::form::{ErrorLine, FormView, Values};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use brought_app::{EverythingDeed, Failure, ImportState, UndoPlan, import_line, may_do, plan_undo, undo_import};

pub(crate) async fn show(State(state): State<WebState>, who: SignedIn, Path(id): Path<String>) -> Result<Response, WebProblem> {
    page(&state, &who, &id, FormView::default(), &[]).await
}

pub(crate) async fn undo(
    State(state): State<WebState>,
    who: SignedIn,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    who.check_form(&sent)?;
    match undo_import(&state.brought, &who.actor, &id, sent.text("reason"), state.now()).await {
        Ok(_) => Ok(Redirect::to(&format!("/imports/{}", part(&id))).into_response()),
        Err(Failure::Refused(refusal)) => {
            let (form, lines) = FormView::refused(sent, &refusal.problems);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&state, &who, &id, form, &lines).await?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(state: &WebState, who: &SignedIn, id: &str, form: FormView, problems: &[ErrorLine]) -> Result<Response, WebProblem> {
    let import = import_line(&state.brought, &who.actor, id).await?;
    let may_undo = import.state != ImportState::Undone && may_do(&who.actor, EverythingDeed::UndoImports);
    let (undo, cannot): (Option<UndoPlan>, Option<String>) = match may_undo {
        false => (None, None),
        true => match plan_undo(&state.brought, &who.actor, id).await {
            Ok(plan) => (Some(plan), None),
            Err(Failure::Refused(refusal)) => (None, Some(refusal.to_string())),
            Err(other) => return Err(other.into()),
        },
    };
    let shown = shown! {
        frame => Frame::of(state, who, "/imports"), token => who.form_token, import => Line::from(import), undo, cannot, form, problems,
    };
    Ok(render("pages/imports/import.jinja", shown)?.into_response())
}
