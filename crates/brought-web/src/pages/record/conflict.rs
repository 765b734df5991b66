//! Two people write to one record, or one person twice in one form: both texts are shown, and nothing is lost (J8, H44).

use super::Opened;
use crate::form::Values;
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use brought_app::Conflict;

/// Both texts, with a button that sends the second again, at the version that the record has now.
pub(super) fn page(state: &WebState, opened: &Opened, action: &str, sent: &Values, conflict: &Conflict) -> Result<Response, WebProblem> {
    let mut again = sent.clone();
    again.set("expected_version", conflict.found.to_string());
    if conflict.saved_before {
        // The id belongs to what was saved before: this is another entry.
        again.set("entry", state.random_id());
    }
    let carried: Vec<_> = again.pairs().map(|(name, value)| shown! { name, value }).collect();
    let shown = shown! { frame => Frame::of(state, &opened.who, ""), who => opened.page.who, person => opened.page.person, conflict, carried, action };
    Ok((StatusCode::CONFLICT, render("pages/record/conflict.jinja", shown)?).into_response())
}
