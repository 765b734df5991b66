//! The imports that there were, and a file to bring in: first shown, then brought in, and undone as a whole when it was wrong.

mod import;
pub(super) mod not_waiting;
mod waiting;

use crate::form::{Choice, ErrorLine, FormView, SentFiles};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use crate::waiting_files::WaitingFile;
use axum::Router;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use brought_app::{Denied, EverythingDeed, Failure, ImportCounts, ImportLine, Refusal, import_maps, imports, may_do, read_import_map};
use serde::Serialize;

/// A file of some ten thousand rows. One that is larger would keep a page waiting for too long: it is for the command line.
const LARGEST_FILE_BYTES: usize = 2 * 1024 * 1024;
/// A map that somebody wrote.
const LARGEST_MAP_BYTES: usize = 256 * 1024;
/// Both, and what a browser writes around them.
const LARGEST_SENT_BYTES: usize = LARGEST_FILE_BYTES + LARGEST_MAP_BYTES + 64 * 1024;

pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/imports", get(show).post(send).layer(DefaultBodyLimit::max(LARGEST_SENT_BYTES)))
        .route("/imports/waiting/{id}", get(waiting::show).post(waiting::bring_in))
        .route("/imports/{id}", get(import::show))
        .route("/imports/{id}/undo", post(import::undo))
}

async fn show(State(state): State<WebState>, who: SignedIn) -> Result<Response, WebProblem> {
    page(&state, &who, FormView::default(), &[]).await
}

/// Takes a file, to be looked at before it is brought in.
async fn send(State(state): State<WebState>, who: SignedIn, parts: Result<Multipart, MultipartRejection>) -> Result<Response, WebProblem> {
    may_bring_in(&who)?;
    let sent = SentFiles::read(&who, parts).await?;
    match file(&sent) {
        Ok(file) => {
            let id = state.random_id();
            state.memory.waiting.keep(id.clone(), &who.actor.practitioner, file, state.now());
            Ok(Redirect::to(&format!("/imports/waiting/{id}")).into_response())
        }
        Err(Failure::Refused(refusal)) => {
            let (form, lines) = FormView::refused(sent.values, &refusal.problems);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&state, &who, form, &lines).await?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn may_bring_in(who: &SignedIn) -> Result<(), WebProblem> {
    if may_do(&who.actor, EverythingDeed::BringInImports) { Ok(()) } else { Err(Failure::from(Denied::RoleNeeded).into()) }
}

/// The file that is to wait, or everything that is wrong with what was sent.
fn file(sent: &SentFiles) -> Result<WaitingFile, Failure> {
    let file = sent.file("file");
    if sent.is_too_large || file.is_some_and(|file| file.bytes.len() > LARGEST_FILE_BYTES) {
        let words = "This file is larger than 2 MB. Cut it into pieces, or bring it in with the command `brought import`";
        return Err(Refusal::one("file", words).into());
    }
    let Some(file) = file else { return Err(Refusal::one("file", "Choose a file that is not empty").into()) };
    let map = read_import_map(sent.values.text("map"), sent.file("own_map").map(|map| map.bytes.as_slice()))?;
    Ok(WaitingFile { name: file.name.clone(), bytes: file.bytes.clone(), map })
}

/// An import as a page shows it.
#[derive(Clone, Debug, Serialize)]
struct Line {
    id: String,
    file_name: String,
    started: String,
    by: Option<String>,
    state: &'static str,
    state_words: &'static str,
    counts: Option<ImportCounts>,
    rows: u64,
}

impl From<ImportLine> for Line {
    fn from(line: ImportLine) -> Self {
        let ImportLine { id, file_name, started, by, state, counts } = line;
        let rows = counts.map_or(0, |counts| counts.rows());
        Self { id, file_name, started, by, state: state.code(), state_words: state.words(), counts, rows }
    }
}

async fn page(state: &WebState, who: &SignedIn, form: FormView, problems: &[ErrorLine]) -> Result<Response, WebProblem> {
    let lines: Vec<Line> = imports(&state.brought, &who.actor).await?.into_iter().map(Line::from).collect();
    let maps = import_maps().into_iter().map(|(name, words)| Choice { value: name.to_owned(), text: words });
    let none = Choice { value: String::new(), text: "None: it holds HL7 messages, or I give a map of my own".to_owned() };
    let shown = shown! {
        frame => Frame::of(state, who, "/imports"), token => who.form_token, lines, form, problems,
        maps => std::iter::once(none).chain(maps).collect::<Vec<_>>(),
        may_bring_in => may_do(&who.actor, EverythingDeed::BringInImports),
    };
    Ok(render("pages/imports.jinja", shown)?.into_response())
}
