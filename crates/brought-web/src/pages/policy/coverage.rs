//! What proves a policy: for every rule the scenarios, for every clause how it is held.

use super::named;
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Path, State};
use axum::response::Html;
use brought_app::coverage_page;

pub(crate) async fn show(State(state): State<WebState>, who: SignedIn, Path(id): Path<String>) -> Result<Html<String>, WebProblem> {
    let coverage = coverage_page(named(&state, &id)?);
    render("pages/policy/coverage.jinja", shown! { frame => Frame::of(&state, &who, "/policies"), coverage })
}
