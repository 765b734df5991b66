//! Opened beside a form that somebody is filling in: opening it puts off the end of the session, as every page does.

use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::State;
use axum::response::Html;
use brought_calendar::{local, time_in_words};

pub(crate) async fn show(State(state): State<WebState>, who: SignedIn) -> Result<Html<String>, WebProblem> {
    let until = time_in_words(local(who.until).time());
    render("pages/stay_signed_in.jinja", shown! { frame => Frame::of(&state, &who, ""), until })
}
