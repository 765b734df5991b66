//! One policy: its pathways, its clauses, its numbers and what proves it. A pathway and a clause have a page each.

pub(crate) mod clause;
pub(crate) mod coverage;
mod document;
pub(crate) mod numbers;
pub(crate) mod pathway;

use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Html;
use axum::routing::get;
use brought_app::policy_page;
use brought_calendar::local_date;
use brought_policy::Pack;

/// The addresses of the pages about policies.
pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/policies/{pack}", get(show))
        .route("/policies/{pack}/pathways/{pathway}", get(pathway::show))
        .route("/policies/{pack}/clauses/{clause}", get(clause::show))
        .route("/policies/{pack}/numbers", get(numbers::show))
        .route("/policies/{pack}/coverage", get(coverage::show))
}

async fn show(State(state): State<WebState>, who: SignedIn, Path(id): Path<String>) -> Result<Html<String>, WebProblem> {
    let policy = policy_page(named(&state, &id)?);
    render("pages/policy.jinja", shown! { frame => Frame::of(&state, &who, "/policies"), policy })
}

/// The pack that is in force, when it is the one named.
fn named<'s>(state: &'s WebState, id: &str) -> Result<&'s Pack, WebProblem> {
    let pack = state.brought.pack_for(None, local_date(state.now()));
    if pack.id == id { Ok(pack) } else { Err(WebProblem::NoSuchPage) }
}
