//! "Why am I seeing this?", and the way to the form that answers it (U32).

use super::links;
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use brought_app::{Failure, Purpose, assemble_chronology, child_page, explain, open_record, standing_of};

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Path((id, obligation)): Path<(String, String)>,
) -> Result<Html<String>, WebProblem> {
    let now = state.now();
    let person = id.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let obligation = obligation.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let grant = open_record(&state.brought, &who.actor, &person, Purpose::DirectCare, now).await?;
    let explanation = explain(&state.brought, &grant, &obligation, now).await?;
    let page = child_page(&state.brought, &grant, now).await?;
    let shown = shown! {
        frame => Frame::of(&state, &who, ""),
        page => shown! { person => page.person, who => page.who },
        link_words => links::words(explanation.obligation.action),
        explanation,
    };
    render("pages/obligation.jinja", shown)
}

/// Leads to the form that answers an obligation.
pub(crate) async fn answer(
    State(state): State<WebState>,
    who: SignedIn,
    Path((id, obligation)): Path<(String, String)>,
) -> Result<Redirect, WebProblem> {
    let now = state.now();
    let person = id.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let grant = open_record(&state.brought, &who.actor, &person, Purpose::DirectCare, now).await?;
    let standing = standing_of(&state.brought, &grant, now).await?;
    let found = standing.obligations.iter().find(|other| other.id.as_str() == obligation).ok_or(Failure::NotThere("this obligation"))?;
    let gathered = assemble_chronology(&state.brought, &grant).await?;
    Ok(Redirect::to(&links::form(found, &standing, &gathered.chronology)))
}
