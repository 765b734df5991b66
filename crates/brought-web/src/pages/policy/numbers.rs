//! The numbers of a policy: its deadlines with whose choice they are, what counts, who hears.

use super::{named, summary};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Path, State};
use axum::response::Html;
use brought_app::numbers_page;

pub(crate) async fn show(State(state): State<WebState>, who: SignedIn, Path(id): Path<String>) -> Result<Html<String>, WebProblem> {
    let pack = named(&state, &id).await?;
    let shown = shown! { frame => Frame::of(&state, &who, "/policies"), pack => summary(&pack, &id), numbers => numbers_page(&pack) };
    render("pages/policy/numbers.jinja", shown)
}
