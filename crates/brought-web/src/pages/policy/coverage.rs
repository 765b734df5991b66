//! What proves a policy: for every rule the scenarios, for every clause how it is held.

use super::{named, summary};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Path, State};
use axum::response::Html;
use brought_app::{CoveragePage, coverage_page};

pub(crate) async fn show(State(state): State<WebState>, who: SignedIn, Path(id): Path<String>) -> Result<Html<String>, WebProblem> {
    let pack = named(&state, &id).await?;
    let coverage = CoveragePage { pack: summary(&pack, &id), ..coverage_page(&pack) };
    render("pages/policy/coverage.jinja", shown! { frame => Frame::of(&state, &who, "/policies"), coverage })
}
