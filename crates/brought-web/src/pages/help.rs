//! One page of help.

use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::MaybeSignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::State;
use axum::response::Html;

pub(crate) async fn show(State(state): State<WebState>, MaybeSignedIn(who): MaybeSignedIn) -> Result<Html<String>, WebProblem> {
    let frame = who.map_or_else(|| Frame::for_nobody(&state), |who| Frame::of(&state, &who, "/help"));
    render("pages/help.jinja", shown! { frame })
}
