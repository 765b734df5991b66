//! Every rule of the policy and what decided about it, for one person and one day, and what would come of the next contact.

use crate::form::Values;
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Path, Query, State};
use axum::response::Html;
use brought_app::{Purpose, explain_day, open_record};
use brought_calendar::{end_of_day, local_date};
use jiff::civil::Date;

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Html<String>, WebProblem> {
    let now = state.now();
    let person = id.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let day = Values::new(query).said("day").map(|day| day.parse::<Date>()).transpose().map_err(|_| WebProblem::NoSuchPage)?;
    let as_of = match day {
        Some(day) if day > local_date(now) => return Err(WebProblem::NoSuchPage),
        Some(day) => end_of_day(day).min(now),
        None => now,
    };
    let grant = open_record(&state.brought, &who.actor, &person, Purpose::DirectCare, now).await?;
    let explained = explain_day(&state.brought, &grant, as_of).await?;
    let page = shown! { person => explained.person, who => explained.who };
    render("pages/explain.jinja", shown! { frame => Frame::of(&state, &who, ""), page, explained, day => day.map(|day| day.to_string()) })
}
