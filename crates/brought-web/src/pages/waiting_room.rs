//! Leaflets and a poster for waiting rooms: which there are.

use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::State;
use axum::response::Html;
use brought_app::waiting_room;

/// Which there are.
pub(crate) async fn list(State(state): State<WebState>, who: SignedIn) -> Result<Html<String>, WebProblem> {
    let papers = waiting_room(&state.brought, state.now()).await?;
    let papers: Vec<_> = papers.iter().map(|paper| shown! { id => paper.id, title => paper.title, purpose => paper.purpose }).collect();
    render("pages/waiting_room.jinja", shown! { frame => Frame::of(&state, &who, ""), papers })
}
