//! A leaflet or the poster for waiting rooms: filled in with how the service is reached, and printed.

use crate::form::{FormView, Values, capitalised};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use brought_app::{Failure, Problem, Refusal, SETS_TYPE, WaitingRoomPaper, waiting_room, waiting_room_paper};
use brought_documents::Placeholder;
use minijinja::Value;

type Asked = Query<Vec<(String, String)>>;

/// One of them: what is to be filled in, and when it is, the paper.
pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(query): Asked,
) -> Result<Response, WebProblem> {
    let papers = waiting_room(&state.brought, state.now()).await?;
    let template = papers.into_iter().find(|paper| paper.id == id).ok_or(WebProblem::NoSuchPage)?;
    let is_asked = !query.is_empty();
    let address = address(&query);
    let sent = Values::new(query);
    let (mut paper, mut problems) = (None, Vec::new());
    if is_asked {
        match filled(&state, &id, &sent).await {
            Ok(filled) => paper = Some(Value::from_safe_string(filled.content())),
            Err(Failure::Refused(refusal)) => problems = refusal.problems,
            Err(other) => return Err(other.into()),
        }
    }
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (form, lines) = FormView::refused(sent, &problems);
    let fields: Vec<_> =
        template.placeholders.iter().map(|field| shown! { name => field.code(), label => capitalised(field.words()) }).collect();
    let print = (SETS_TYPE && paper.is_some()).then(|| format!("/waiting-room/{id}/print?{address}"));
    let shown = shown! {
        frame => Frame::of(&state, &who, ""), form, problems => lines, fields, paper, print, title => template.title, purpose => template.purpose, id,
    };
    Ok((status, render("pages/waiting_room_paper.jinja", shown)?).into_response())
}

/// The same in print.
pub(crate) async fn print(
    State(state): State<WebState>,
    _who: SignedIn,
    Path(id): Path<String>,
    Query(query): Asked,
) -> Result<Response, WebProblem> {
    let paper = filled(&state, &id, &Values::new(query)).await?;
    let bytes = match paper.print().await {
        None => return Err(WebProblem::NoSuchPage),
        Some(Ok(bytes)) => bytes,
        Some(Err(problem)) => {
            let words = format!("It cannot be printed: {problem}");
            return Err(Failure::Refused(Refusal { problems: vec![Problem { field: "form".to_owned(), words, clause: None }] }).into());
        }
    };
    let mut response = bytes.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    response.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"waiting-room.pdf\""));
    Ok(response)
}

async fn filled(state: &WebState, id: &str, sent: &Values) -> Result<WaitingRoomPaper, Failure> {
    let mut values = brought_documents::Values::default();
    for placeholder in Placeholder::ALL {
        values.set(*placeholder, sent.text(placeholder.code()));
    }
    waiting_room_paper(&state.brought, id, &values, state.now()).await
}

/// What was filled in, as a part of an address.
fn address(query: &[(String, String)]) -> String {
    let pairs = query.iter().map(|(name, value)| format!("{}={}", crate::address::part(name), crate::address::part(value)));
    pairs.collect::<Vec<_>>().join("&")
}
