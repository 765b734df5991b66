//! Takes what phones have kept, and says of each whether it was received: saved, or to be looked at by whoever typed it.

use crate::form::Values;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::{WebState, entry_id};
use axum::extract::{Form, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use brought_app::{Failure, is_saved};
use serde::Serialize;

/// More than a phone keeps.
const MOST: usize = 20;

/// What became of what a phone sent.
#[derive(Debug, Default, Serialize)]
struct Answer {
    /// Entries that are in the record, or that their owner left out: the phone forgets them.
    done: Vec<String>,
    /// Entries that wait for their owner to look at them.
    to_look_at: Vec<String>,
    /// How many are not this account's, or do not open.
    not_yours: usize,
}

pub(crate) async fn receive(
    State(state): State<WebState>,
    who: SignedIn,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    who.check_form(&sent)?;
    let mut answer = Answer::default();
    for sealed in sent.all("sealed").take(MOST) {
        let opened = state.doorstep.open(sealed, &who.actor.practitioner).and_then(|draft| {
            let values = draft.values();
            Some((entry_id(values.text("entry"))?, draft.address, values))
        });
        let Some((id, address, values)) = opened else {
            answer.not_yours += 1;
            continue;
        };
        let entry = id.to_string();
        let is_done = is_saved(&state.brought, &id).await? || state.memory.unsent.was_left_out(&who.actor.practitioner, &entry);
        if is_done {
            answer.done.push(entry);
        } else if state.memory.unsent.received(&who.actor.practitioner, address, values, state.now()) {
            answer.to_look_at.push(entry);
        }
    }
    let json = serde_json::to_string(&answer).map_err(|problem| Failure::unforeseen(problem.to_string()))?;
    Ok(([(CONTENT_TYPE, "application/json")], json).into_response())
}
