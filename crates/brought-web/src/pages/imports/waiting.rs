//! What a file would change, before anybody says yes.

use super::{may_bring_in, not_waiting};
use crate::form::Values;
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use brought_app::{AffectedPerson, Failure, ImportContext, apply_import, plan_import};
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// Most files are in by then; whoever brings in a long one is told to look again.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// What would be asked newly, or no longer, and for how many of those that were looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Change {
    words: String,
    children: usize,
}

pub(crate) async fn show(State(state): State<WebState>, who: SignedIn, Path(id): Path<String>) -> Result<Response, WebProblem> {
    may_bring_in(&who)?;
    let Some(file) = state.memory.waiting.find(&id, &who.actor.practitioner, state.now()) else { return not_waiting::show(&state, &who) };
    let context = ImportContext::of(&state.brought, &who.actor, id.clone(), file.name.clone(), state.now()).await?;
    let planned = plan_import(&state.brought, &file.bytes, file.map.as_ref(), &context).await;
    let (plan, status, problem) = match planned {
        Ok(plan) => (Some(plan), StatusCode::OK, None),
        Err(Failure::Refused(refusal)) => (None, StatusCode::UNPROCESSABLE_ENTITY, Some(refusal.to_string())),
        Err(other) => return Err(other.into()),
    };
    let affected = plan.as_ref().map_or(&[][..], |plan| &plan.first_affected);
    let shown = shown! {
        frame => Frame::of(&state, &who, "/imports"), token => who.form_token, id, file_name => file.name, problem,
        raised => changes(affected, |person| &person.raised), settled => changes(affected, |person| &person.settled),
        looked_at => affected.len(), rows => plan.as_ref().map(|plan| plan.counts.rows()), plan,
    };
    Ok((status, render("pages/imports/waiting.jinja", shown)?).into_response())
}

/// Nobody is named: whoever keeps the appointments of a clinic may not be let see every record.
fn changes(affected: &[AffectedPerson], which: impl Fn(&AffectedPerson) -> &Vec<String>) -> Vec<Change> {
    let mut children: BTreeMap<&str, usize> = BTreeMap::new();
    for words in affected.iter().flat_map(which) {
        *children.entry(words).or_default() += 1;
    }
    children.into_iter().map(|(words, children)| Change { words: words.to_owned(), children }).collect()
}

pub(crate) async fn bring_in(
    State(state): State<WebState>,
    who: SignedIn,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    who.check_form(&sent)?;
    may_bring_in(&who)?;
    if sent.text("what") == "leave" {
        state.memory.waiting.forget(&id, &who.actor.practitioner);
        return Ok(Redirect::to("/imports").into_response());
    }
    let Some(file) = state.memory.waiting.find(&id, &who.actor.practitioner, state.now()) else { return not_waiting::show(&state, &who) };
    // From here on it is no waiting file: a button pressed twice leads to one import.
    state.memory.waiting.forget(&id, &who.actor.practitioner);
    let context = ImportContext::of(&state.brought, &who.actor, id.clone(), file.name.clone(), state.now()).await?;
    let brought = state.brought.clone();
    let import = context.batch.clone();
    // On its own, so that a browser that goes away cuts nothing off.
    let applied = tokio::spawn(async move { apply_import(&brought, &file.bytes, file.map.as_ref(), &context, |_| {}).await });
    let told = tokio::spawn(async move {
        let applied = applied.await;
        match &applied {
            Ok(Ok(_)) => {}
            Ok(Err(problem)) => tracing::error!(import, "a file was not brought in as a whole: {problem}"),
            Err(fault) => tracing::error!(import, "a file was not brought in as a whole, by a fault in the program: {fault}"),
        }
        applied
    });
    match tokio::time::timeout(LONGEST_WAIT, told).await {
        Ok(Ok(Ok(Err(problem)))) => Err(problem.into()),
        // It goes on, or it came to grief: the page about it tells which.
        Ok(Ok(Ok(Ok(_)) | Err(_)) | Err(_)) | Err(_) => Ok(Redirect::to(&format!("/imports/{id}")).into_response()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_counted_and_name_nobody() {
        let affected = |name: &str, raised: &[&str]| AffectedPerson {
            person: name.to_owned(),
            name: name.to_owned(),
            second_identifier: String::new(),
            raised: raised.iter().map(|words| (*words).to_owned()).collect(),
            settled: Vec::new(),
        };
        let people = [affected("Ana", &["Find out why", "Write"]), affected("Ben", &["Find out why"])];
        let told = changes(&people, |person| &person.raised);
        let told: Vec<_> = told.iter().map(|change| (change.words.as_str(), change.children)).collect();
        assert_eq!(told, [("Find out why", 2), ("Write", 1)]);
        assert_eq!(changes(&people, |person| &person.settled), []);
    }
}
