//! What is said of a file that was brought in or left, or has waited for too long.

use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

pub(in crate::pages) fn show(state: &WebState, who: &SignedIn) -> Result<Response, WebProblem> {
    let shown = shown! { frame => Frame::of(state, who, "/imports") };
    Ok((StatusCode::NOT_FOUND, render("pages/imports/not_waiting.jinja", shown)?).into_response())
}
