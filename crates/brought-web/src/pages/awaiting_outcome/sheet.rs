//! The same contacts as a sheet: taken along, filled in, sent back, looked at and recorded.

use crate::form::{ErrorLine, FormView, SentFiles, Values};
use crate::frame::Frame;
use crate::pages::imports::not_waiting;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::{WebState, entry_id};
use crate::templating::{render, shown};
use crate::waiting_files::WaitingFile;
use axum::Router;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, Form, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use brought_app::{Failure, Problem, SheetRead, outcomes_sheet, plan_outcomes_sheet, record_outcomes_sheet};

/// More than two hundred rows.
const LARGEST_SHEET_BYTES: usize = 512 * 1024;
/// Without it, the commonest spreadsheet takes the letters of names for others.
const BYTE_ORDER_MARK: &str = "\u{feff}";

pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/awaiting-outcome/sheet.csv", get(take_along))
        .route("/awaiting-outcome/sheet", get(show).post(send).layer(DefaultBodyLimit::max(LARGEST_SHEET_BYTES)))
        .route("/awaiting-outcome/sheet/{id}", get(look).post(record))
}

async fn take_along(
    State(state): State<WebState>,
    who: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let is_mine = Values::new(query).text("whose") == "mine";
    let sheet = outcomes_sheet(&state.brought, &who.actor, !is_mine, state.now()).await?;
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"outcomes.csv\"")];
    Ok((headers, format!("{BYTE_ORDER_MARK}{sheet}")).into_response())
}

async fn show(State(state): State<WebState>, who: SignedIn) -> Result<Response, WebProblem> {
    Ok(page(&state, &who, &Shown::default())?.into_response())
}

/// Takes a filled-in sheet, to be looked at before anything is recorded.
async fn send(State(state): State<WebState>, who: SignedIn, parts: Result<Multipart, MultipartRejection>) -> Result<Response, WebProblem> {
    let sent = SentFiles::read(&who, parts).await?;
    let words = match sent.file("file") {
        _ if sent.is_too_large => "This file is larger than 500 kB, and so it is not a sheet of ours",
        None => "Choose the sheet that you filled in",
        Some(file) => {
            let id = state.random_id();
            let file = WaitingFile { name: file.name.clone(), bytes: file.bytes.clone(), map: None };
            state.memory.waiting.keep(id.clone(), &who.actor.practitioner, file, state.now());
            return Ok(Redirect::to(&format!("/awaiting-outcome/sheet/{id}")).into_response());
        }
    };
    refused(&state, &who, words)
}

/// Says what would be recorded.
async fn look(State(state): State<WebState>, who: SignedIn, Path(id): Path<String>) -> Result<Response, WebProblem> {
    let Some(file) = state.memory.waiting.find(&id, &who.actor.practitioner, state.now()) else { return not_waiting::show(&state, &who) };
    match plan_outcomes_sheet(&state.brought, &who.actor, &file.bytes, state.now()).await {
        Ok(read) => Ok(page(&state, &who, &Shown { id: Some(id), read: Some(read), ..Shown::default() })?.into_response()),
        Err(Failure::Refused(refusal)) => refused(&state, &who, &refusal.to_string()),
        Err(other) => Err(other.into()),
    }
}

/// Records what is right in it, and says of the rest why it is not.
async fn record(
    State(state): State<WebState>,
    who: SignedIn,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    who.check_form(&sent)?;
    let Some(file) = state.memory.waiting.find(&id, &who.actor.practitioner, state.now()) else { return not_waiting::show(&state, &who) };
    // A button pressed twice records once: the second finds no file.
    state.memory.waiting.forget(&id, &who.actor.practitioner);
    if sent.text("what") == "leave" {
        return Ok(Redirect::to("/awaiting-outcome").into_response());
    }
    let ids = || entry_id(&state.random_id());
    let read = record_outcomes_sheet(&state.brought, &who.actor, &file.bytes, state.now(), ids).await?;
    Ok(page(&state, &who, &Shown { read: Some(read), ..Shown::default() })?.into_response())
}

#[derive(Default)]
struct Shown {
    /// Of the file that waits; nothing before one is sent, and when it is recorded.
    id: Option<String>,
    read: Option<SheetRead>,
    form: FormView,
    problems: Vec<ErrorLine>,
}

fn refused(state: &WebState, who: &SignedIn, words: &str) -> Result<Response, WebProblem> {
    let problem = Problem { field: "file".to_owned(), words: words.to_owned(), clause: None };
    let (form, problems) = FormView::refused(Values::default(), &[problem]);
    let shown = Shown { form, problems, ..Shown::default() };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(state, who, &shown)?).into_response())
}

fn page(state: &WebState, who: &SignedIn, shown: &Shown) -> Result<axum::response::Html<String>, WebProblem> {
    let Shown { id, read, form, problems } = shown;
    let good = read.as_ref().map_or(0, SheetRead::good);
    let shown = shown! { frame => Frame::of(state, who, "/awaiting-outcome"), token => who.form_token, id, read, good, form, problems };
    render("pages/awaiting_outcome/sheet.jinja", shown)
}
