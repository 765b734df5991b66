//! Contacts whose time has passed and of which nobody has recorded what came of them: a list of their own, never counted as failed (H8).

use super::links;
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::render;
use crate::templating::shown;
use axum::extract::State;
use axum::response::Html;
use brought_app::{ListFilter, ListLine, my_list};
use brought_policy::Action;

/// How many pages of the list are looked through at most. Whoever has more is told so.
const MOST_PAGES: u32 = 40;

pub(crate) async fn show(State(state): State<WebState>, who: SignedIn) -> Result<Html<String>, WebProblem> {
    let now = state.now();
    let mut lines: Vec<ListLine> = Vec::new();
    let mut is_complete = false;
    for page in 0..MOST_PAGES {
        let list = my_list(&state.brought, &who.actor, &ListFilter { whole_services: true, page, ..ListFilter::default() }, now).await?;
        lines.extend(list.lines.into_iter().filter(|line| line.action == Action::RecordOutcome.code()));
        if u64::from(page) + 1 >= list.pages {
            is_complete = !list.is_being_worked_out;
            break;
        }
    }
    let lines: Vec<_> = lines.iter().map(|line| shown! { line, link_words => links::words(&line.action) }).collect();
    render("pages/awaiting_outcome.jinja", shown! { frame => Frame::of(&state, &who, "/awaiting-outcome"), lines, is_complete })
}
