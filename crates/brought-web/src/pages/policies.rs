//! The policies in force.

use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::State;
use axum::response::Html;
use brought_app::policy_page;
use brought_calendar::local_date;

pub(crate) async fn show(State(state): State<WebState>, who: SignedIn) -> Result<Html<String>, WebProblem> {
    let policies = vec![policy_page(state.brought.pack_for(None, local_date(state.now())))];
    render("pages/policies.jinja", shown! { frame => Frame::of(&state, &who, "/policies"), policies })
}
