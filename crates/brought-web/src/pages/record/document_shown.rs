//! A document as it will be issued, shown before it is: it is kept then, or something is changed first (J7).

use super::document::DocumentForm;
use super::{Body, Opened, Parts, RecordForm as _, save};
use crate::form::{FormView, Reading, Values};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Form, OriginalUri, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use brought_app::{Failure, show_document};
use brought_policy::pack::DocumentKind;
use minijinja::Value;

/// Shows the document before it is issued, goes back to change it, or issues it.
pub(super) async fn send(
    state: State<WebState>,
    who: SignedIn,
    path: Path<Parts>,
    address: OriginalUri,
    Form(pairs): Body,
) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs.clone());
    match sent.text("step") {
        "issue" => save::save::<DocumentForm>(state, who, path, address, Form(pairs)).await,
        step => {
            let change = step == "change";
            look(&state, who, path.0, address.path(), sent, change).await
        }
    }
}

async fn look(state: &WebState, who: SignedIn, path: Parts, action: &str, sent: Values, change: bool) -> Result<Response, WebProblem> {
    who.check_form(&sent)?;
    let mut opened = Opened::new(state, who, path, sent.clone()).await?;
    DocumentForm::prepare(state, &mut opened).await?;
    if change {
        return Ok(opened.page_of::<DocumentForm>(state, action, FormView::filled(sent), &[])?.into_response());
    }
    let reading = Reading::new(&sent, opened.now);
    let head = save::head::<DocumentForm>(&reading, &sent)?;
    let entry = DocumentForm::read(head, &reading, &opened);
    let problems = reading.problems();
    let shown = match show_document(&state.brought, &opened.grant, &entry, opened.now).await {
        Ok(making) if problems.is_empty() => making,
        Ok(_) => return refused(state, &opened, action, sent, problems),
        Err(Failure::Refused(refusal)) => return refused(state, &opened, action, sent, save::together(problems, refusal.problems)),
        Err(other) => return Err(other.into()),
    };
    let carried: Vec<_> = sent.pairs().filter(|(name, _)| *name != "step").map(|(name, value)| shown! { name, value }).collect();
    let writing = opened.writing.as_ref();
    let page = shown! {
        frame => Frame::of(state, &opened.who, ""), action, carried,
        page => shown! { person => opened.page.person, who => opened.page.who },
        document => Value::from_safe_string(shown.on_a_page()), reading_level => shown.reading_level(),
        kind => writing.map(|writing| writing.template.kind.words()), outside => writing.map(|writing| writing.template.outside.clone()),
        by_hand => writing.is_some_and(|writing| writing.template.kind != DocumentKind::Letter),
        signs_as => opened.who.actor.name,
    };
    Ok(render("pages/record/document_shown.jinja", page)?.into_response())
}

fn refused(
    state: &WebState,
    opened: &Opened,
    action: &str,
    sent: Values,
    problems: Vec<brought_app::Problem>,
) -> Result<Response, WebProblem> {
    let (form, lines) = FormView::refused(sent, &problems);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, opened.page_of::<DocumentForm>(state, action, form, &lines)?).into_response())
}
