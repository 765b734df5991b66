//! The visits of a day on paper: a page to print, and the same in print.

use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse as _, Response};
use brought_app::{Failure, Problem, Refusal, SETS_TYPE, VisitSheet, visit_sheet};
use jiff::civil::Date;
use minijinja::Value;

type Asked = Query<Vec<(String, String)>>;

pub(crate) async fn show(State(state): State<WebState>, who: SignedIn, Query(query): Asked) -> Result<Html<String>, WebProblem> {
    let (sheet, day) = asked(&state, &who, &query).await?;
    let print = SETS_TYPE.then(|| format!("/visits/sheet.pdf{}", in_address(day)));
    let back = format!("/visits{}", in_address(day));
    let shown = shown! {
        frame => Frame::of(&state, &who, "/visits"), sheet => Value::from_safe_string(sheet.content()), print, back,
    };
    render("pages/visit_sheet.jinja", shown)
}

pub(crate) async fn print(State(state): State<WebState>, who: SignedIn, Query(query): Asked) -> Result<Response, WebProblem> {
    let (sheet, _) = asked(&state, &who, &query).await?;
    let bytes = match sheet.print().await {
        None => return Err(WebProblem::NoSuchPage),
        Some(Ok(bytes)) => bytes,
        Some(Err(problem)) => {
            let words = format!("It cannot be printed: {problem}");
            let problem = Problem { field: "form".to_owned(), words, clause: None };
            return Err(Failure::Refused(Refusal { problems: vec![problem] }).into());
        }
    };
    let mut response = (StatusCode::OK, bytes).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    response.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"visits.pdf\""));
    Ok(response)
}

async fn asked(state: &WebState, who: &SignedIn, query: &[(String, String)]) -> Result<(VisitSheet, Option<Date>), WebProblem> {
    let day = query.iter().find(|(name, _)| name == "day").map(|(_, day)| day.parse::<Date>());
    // A day that cannot be read is no day: today's visits are not shown in its place.
    let day = day.transpose().map_err(|_| WebProblem::NoSuchPage)?;
    Ok((visit_sheet(&state.brought, &who.actor, day, state.now()).await?, day))
}

fn in_address(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| format!("?day={day}"))
}
