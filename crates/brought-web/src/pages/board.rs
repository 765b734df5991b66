//! The board of whoever answers for the work of others: words and numbers in tables, nobody ranked.

use super::links;
use crate::address::part;
use crate::form::{FormView, Values};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use brought_app::{ENDINGS_DRAWN, Failure, LoadLine, board};

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let sent = Values::new(query);
    let seed = sent.said("seed");
    let (list, problems) = match board(&state.brought, &who.actor, seed.as_deref(), state.now()).await {
        Ok(list) => (list, Vec::new()),
        // The board is shown all the same, drawn by the month.
        Err(Failure::Refused(refusal)) => (board(&state.brought, &who.actor, None, state.now()).await?, refusal.problems),
        Err(other) => return Err(other.into()),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut values = sent;
    if problems.is_empty() {
        values.set("seed", list.endings.seed.clone());
    }
    let (form, lines) = FormView::refused(values, &problems);
    let shown = shown! {
        frame => Frame::of(&state, &who, "/board"),
        form,
        problems => lines,
        load => list.load.iter().map(|line| shown! { line, href => theirs(line) }).collect::<Vec<_>>(),
        escalated_lines => list.escalated_lines.iter().map(|line| shown! { line, link_words => links::words(&line.action) }).collect::<Vec<_>>(),
        how_many => ENDINGS_DRAWN,
        list,
    };
    Ok((status, render("pages/board.jinja", shown)?).into_response())
}

/// The team list of what one owes.
fn theirs(line: &LoadLine) -> String {
    format!("/team-list?view=due&whose={}", part(&line.whose))
}
