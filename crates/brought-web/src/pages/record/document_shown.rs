//! A document as it will be issued, shown before it is: it is kept then, or something is changed first (J7).

use super::{Body, Opened, Parts, RecordForm, save};
use crate::form::{FormView, Reading, Values};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::{LOOK_AGAIN, SignedIn};
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Form, OriginalUri, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use brought_app::{Failure, show_document};
use brought_documents::Placeholder;
use minijinja::Value;

/// A form of which something is issued.
pub(super) trait IssuingForm: RecordForm {
    /// What is said of it where it is looked at.
    fn told(opened: &Opened) -> Told;
}

/// What is said of something that is looked at before it is issued.
pub(super) struct Told {
    /// How to read it.
    pub(super) read_it: &'static str,
    /// What becomes of it.
    pub(super) outside: String,
    /// What it is called.
    pub(super) kind: &'static str,
    /// What the button says with which it is kept.
    pub(super) keep: &'static str,
}

/// Shows the document before it is issued, goes back to change it, or issues it.
pub(super) async fn send<F: IssuingForm>(
    state: State<WebState>,
    who: SignedIn,
    path: Path<Parts>,
    address: OriginalUri,
    Form(pairs): Body,
) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs.clone());
    match sent.text("step") {
        "issue" => save::save::<F>(state, who, path, address, Form(pairs)).await,
        step => {
            let change = step == "change" || !sent.text(LOOK_AGAIN).is_empty();
            look::<F>(&state, who, path.0, address.path(), sent, change).await
        }
    }
}

async fn look<F: IssuingForm>(
    state: &WebState,
    who: SignedIn,
    path: Parts,
    action: &str,
    sent: Values,
    change: bool,
) -> Result<Response, WebProblem> {
    let _shown_again_or_not = who.sent_for(&sent)?;
    let mut opened = Opened::new(state, who, path, sent.clone()).await?;
    F::prepare(state, &mut opened).await?;
    if change {
        return Ok(opened.page_of::<F>(state, action, FormView::filled(sent), &[])?.into_response());
    }
    let reading = Reading::new(&sent, opened.now);
    let head = save::head::<F>(&reading, &sent)?;
    let entry = F::read(head, &reading, &opened);
    let problems = reading.problems();
    let shown = match show_document(&state.brought, &opened.grant, &entry, opened.now).await {
        Ok(making) if problems.is_empty() => making,
        Ok(_) => return refused::<F>(state, &opened, action, sent, problems),
        Err(Failure::Refused(refusal)) => return refused::<F>(state, &opened, action, sent, save::together(problems, refusal.problems)),
        Err(other) => return Err(other.into()),
    };
    // The dates are those that are shown here, and are asked about again when it is issued.
    let dates = Placeholder::Appointments.code();
    let typed = sent.pairs().filter(|(name, _)| *name != "step" && *name != dates);
    let carried: Vec<_> = typed.chain(shown.dates().map(|told| (dates, told))).map(|(name, value)| shown! { name, value }).collect();
    let Told { read_it, outside, kind, keep } = F::told(&opened);
    let page = shown! {
        frame => Frame::of(state, &opened.who, ""), action, carried,
        page => shown! { person => opened.page.person, who => opened.page.who },
        document => Value::from_safe_string(shown.on_a_page()), reading_level => shown.reading_level(),
        read_it, outside, kind, keep,
        signs_as => opened.who.actor.name,
    };
    Ok(render("pages/record/document_shown.jinja", page)?.into_response())
}

fn refused<F: IssuingForm>(
    state: &WebState,
    opened: &Opened,
    action: &str,
    sent: Values,
    problems: Vec<brought_app::Problem>,
) -> Result<Response, WebProblem> {
    let (form, lines) = FormView::refused(sent, &problems);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, opened.page_of::<F>(state, action, form, &lines)?).into_response())
}
