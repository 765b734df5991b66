//! The page after signing out here.

use crate::frame::Frame;
use crate::openid::OpenId;
use crate::problem::WebProblem;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::response::Html;

/// The page after signing out here, which leads on to signing out there.
pub(crate) fn page(state: &WebState, openid: &OpenId, form_token: &str) -> Result<Html<String>, WebProblem> {
    let address = openid.address_to_sign_out(form_token);
    render("pages/openid/signed_out.jinja", shown! { frame => Frame::for_nobody(state), provider => openid.name(), address })
}
