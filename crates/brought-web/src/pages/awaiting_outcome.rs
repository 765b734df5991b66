//! Contacts whose time has passed and of which nobody has recorded what came of them: a list of their own, never counted as failed (H8).

pub(crate) mod sheet;

use crate::form::Values;
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Query, State};
use axum::response::Html;
use brought_app::awaiting_outcome;

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Html<String>, WebProblem> {
    let query = Values::new(query);
    let is_mine = query.text("whose") == "mine";
    let page = query.text("page").parse::<u32>().unwrap_or(1).max(1) - 1;
    let list = awaiting_outcome(&state.brought, &who.actor, !is_mine, page, state.now()).await?;
    let whose = if is_mine { "mine" } else { "services" };
    let address = |page: u32| format!("/awaiting-outcome?whose={whose}&page={page}");
    let shown = shown! {
        frame => Frame::of(&state, &who, "/awaiting-outcome"),
        is_mine,
        previous => (page > 0).then(|| address(page)),
        next => (u64::from(page) + 1 < list.pages).then(|| address(page + 2)),
        number => page + 1,
        list,
    };
    render("pages/awaiting_outcome.jinja", shown)
}
