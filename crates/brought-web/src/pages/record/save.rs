//! Saving a form, or showing it again with everything that is to be put right.

use super::conflict;
use super::{Body, Opened, Parts, RecordForm};
use crate::form::{FormView, Reading, Values};
use crate::problem::WebProblem;
use crate::session::{SentFor, SignedIn};
use crate::state::{WebState, entry_id};
use axum::extract::{OriginalUri, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use brought_app::{Basis, Checks, Entry, EntryHead, Failure, Problem, record};
use brought_domain::work::Role;
use brought_domain::{Fact, Happened, ServiceId};

/// Saves what was sent.
pub(super) async fn save<F: RecordForm>(
    State(state): State<WebState>,
    who: SignedIn,
    Path(path): Path<Parts>,
    OriginalUri(address): OriginalUri,
    axum::extract::Form(pairs): Body,
) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    let look_again = who.sent_for(&sent)? == SentFor::LookingAgain;
    let id = entry_id(sent.text("entry")).ok_or(WebProblem::Unreadable("the id of the entry"))?;
    let mut opened = Opened::new(&state, who, path, sent.clone()).await?;
    F::prepare(&state, &mut opened).await?;
    if look_again {
        return Ok(opened.page_of::<F>(&state, address.path(), FormView::filled(sent), &[])?.into_response());
    }
    let reading = Reading::new(&sent, opened.now);
    let head = head::<F>(&reading, &sent)?;
    let entry = F::read(head, &reading, &opened);
    let problems = reading.problems();
    let outcome = match problems.as_slice() {
        [] => F::save(&state, &opened, id, &entry).await,
        _ => record(&state.brought, &opened.grant, id, opened.now, &NeverSaved(entry)).await,
    };
    match outcome {
        Ok(saved) => Ok(Redirect::to(&F::after(&saved)).into_response()),
        Err(Failure::Refused(refusal)) => {
            let problems = together(problems, refusal.problems);
            let (form, lines) = FormView::refused(sent, &problems);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, opened.page_of::<F>(&state, address.path(), form, &lines)?).into_response())
        }
        Err(Failure::Conflict(found)) => conflict::page(&state, &opened, address.path(), &sent, &found),
        Err(other) => Err(other.into()),
    }
}

/// What every form carries.
pub(super) fn head<F: RecordForm>(form: &Reading<'_>, sent: &Values) -> Result<EntryHead, WebProblem> {
    let person = sent.text("person").parse().map_err(|_| WebProblem::Unreadable("whose page it was shown on"))?;
    let expected_version = sent.text("expected_version").parse().map_err(|_| WebProblem::Unreadable("the version of the record"))?;
    Ok(EntryHead {
        person,
        expected_version,
        service: sent.said("service").and_then(|id| ServiceId::new(id).ok()),
        role: form.word::<Role>("role", "Choose the role in which you sign"),
        happened: if F::ASKS_WHEN { form.moment("happened", "Date") } else { Happened::At(form.now()) },
        // An entry answers what it answers by its nature: naming one obligation would leave the others open.
        answers: Vec::new(),
    })
}

/// An entry of which a part could not be read: asked what else is wrong with it, and refused whatever the answer.
struct NeverSaved<E>(E);

impl<E: Entry> Entry for NeverSaved<E> {
    fn head(&self) -> &EntryHead {
        self.0.head()
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let _ = self.0.plan(basis, checks);
        None
    }
}

/// What could not be read and what the use case refuses, each field once.
pub(super) fn together(unread: Vec<Problem>, refused: Vec<Problem>) -> Vec<Problem> {
    let further: Vec<Problem> = refused
        .into_iter()
        .filter(|problem| unread.is_empty() || problem.field != "form")
        .filter(|problem| !unread.iter().any(|known| known.field == problem.field))
        .collect();
    unread.into_iter().chain(further).collect()
}
