//! Who has opened a record (H35, H36): for those who answer for safeguarding.

use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Path, State};
use axum::response::Html;
use brought_app::{Purpose, accesses_of, child_page, open_record};

pub(crate) async fn show(State(state): State<WebState>, who: SignedIn, Path(id): Path<String>) -> Result<Html<String>, WebProblem> {
    let now = state.now();
    let person = id.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let grant = open_record(&state.brought, &who.actor, &person, Purpose::Safeguarding, now).await?;
    let accesses = accesses_of(&state.brought, &grant, now).await?;
    let page = child_page(&state.brought, &grant, now).await?;
    let page = shown! { person => page.person, who => page.who };
    render("pages/accesses.jinja", shown! { frame => Frame::of(&state, &who, ""), page, accesses })
}
