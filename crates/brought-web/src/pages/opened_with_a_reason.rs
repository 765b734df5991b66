//! The records that somebody had to give a reason for opening, and readings that are worth a question (J10, H35): seen at once by those who answer for
//! safeguarding.

use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::State;
use axum::response::Html;
use brought_app::{opened_with_a_reason, unusual_readings};

pub(crate) async fn show(State(state): State<WebState>, who: SignedIn) -> Result<Html<String>, WebProblem> {
    let lines = opened_with_a_reason(&state.brought, &who.actor, state.now()).await?;
    let unusual = unusual_readings(&state.brought, &who.actor, state.now()).await?;
    render("pages/opened_with_a_reason.jinja", shown! { frame => Frame::of(&state, &who, "/opened-with-a-reason"), lines, unusual })
}
