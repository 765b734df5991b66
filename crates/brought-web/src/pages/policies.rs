//! The policies in force.

use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::State;
use axum::response::Html;
use brought_app::{EverythingDeed, may_do, policies_page};

pub(crate) async fn show(State(state): State<WebState>, who: SignedIn) -> Result<Html<String>, WebProblem> {
    let page = policies_page(&state.brought, state.now()).await?;
    let may_compare = may_do(&who.actor, EverythingDeed::CountEverybody);
    let may_put_in_force = may_do(&who.actor, EverythingDeed::PutPolicyInForce);
    render("pages/policies.jinja", shown! { frame => Frame::of(&state, &who, "/policies"), page, may_compare, may_put_in_force })
}
