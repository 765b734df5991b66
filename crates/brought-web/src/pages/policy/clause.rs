//! One clause: what it says, its rules, its scenarios, and how much that is owed now rests on it.

use super::{named, summary};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Path, State};
use axum::response::Html;
use brought_app::{clause_page, open_by_rule};

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Path((id, clause)): Path<(String, String)>,
) -> Result<Html<String>, WebProblem> {
    let pack = named(&state, &id).await?;
    let clause = clause_page(&pack, &clause).ok_or(WebProblem::NoSuchPage)?;
    let open = open_by_rule(&state.brought, &who.actor, state.now()).await?;
    let resting = open.of(clause.rules.iter().map(|rule| rule.id.as_str()));
    let shown = shown! { frame => Frame::of(&state, &who, "/policies"), pack => summary(&pack, &id), clause, resting, may_be_short => open.may_be_short };
    render("pages/policy/clause.jinja", shown)
}
