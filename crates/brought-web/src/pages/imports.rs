//! The imports that there were, and a file to bring in: first shown, then brought in, and undone as a whole when it was wrong.

mod import;
mod not_waiting;
mod waiting;

use crate::form::{Choice, ErrorLine, FormView, Values};
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
    let parts = parts.map_err(|_| WebProblem::Unreadable("it holds no file"))?;
    let sent = read(parts).await?;
    // Of what is larger than is taken the token may never have come; nothing is done with it but to say so.
    if !sent.is_too_large {
        who.check_form(&sent.values)?;
    }
    match file(&sent) {
        Ok(file) => {
            let id = state.random_id();
            state.waiting.keep(id.clone(), &who.actor.practitioner, file, state.now());
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

/// What a form with files holds.
#[derive(Default)]
struct Sent {
    values: Values,
    file_name: String,
    file: Vec<u8>,
    own_map: Vec<u8>,
    /// Whether more was sent than is taken.
    is_too_large: bool,
}

async fn read(mut parts: Multipart) -> Result<Sent, WebProblem> {
    let mut sent = Sent::default();
    loop {
        let part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => return Ok(sent),
            Err(problem) if problem.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                sent.is_too_large = true;
                return Ok(sent);
            }
            Err(_) => return Err(WebProblem::Unreadable("it was cut off")),
        };
        let (name, file_name) = (part.name().unwrap_or_default().to_owned(), part.file_name().map(without_folder));
        let bytes = match part.bytes().await {
            Ok(bytes) => bytes,
            Err(problem) if problem.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                sent.is_too_large = true;
                return Ok(sent);
            }
            Err(_) => return Err(WebProblem::Unreadable("it was cut off")),
        };
        match name.as_str() {
            "file" => (sent.file, sent.file_name) = (bytes.to_vec(), file_name.unwrap_or_default()),
            "own_map" => sent.own_map = bytes.to_vec(),
            _ => sent.values.set(name, String::from_utf8_lossy(&bytes).into_owned()),
        }
    }
}

/// Browsers of long ago send the folder with the name.
fn without_folder(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().chars().filter(|letter| !letter.is_control()).take(200).collect()
}

/// The file that is to wait, or everything that is wrong with what was sent.
fn file(sent: &Sent) -> Result<WaitingFile, Failure> {
    if sent.is_too_large || sent.file.len() > LARGEST_FILE_BYTES {
        let words = "This file is larger than 2 MB. Cut it into pieces, or bring it in with the command `brought import`";
        return Err(Refusal::one("file", words).into());
    }
    if sent.file.is_empty() {
        return Err(Refusal::one("file", "Choose a file that is not empty").into());
    }
    let own = (!sent.own_map.is_empty()).then_some(sent.own_map.as_slice());
    let map = read_import_map(sent.values.text("map"), own)?;
    Ok(WaitingFile { name: sent.file_name.clone(), bytes: sent.file.clone(), map })
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
