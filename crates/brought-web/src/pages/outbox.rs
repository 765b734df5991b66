//! Letters that wait, letters that a person has to look at, and what somebody says about one.

use crate::address::part;
use crate::form::{ErrorLine, FormView, Values};
use crate::frame::Frame;
use crate::pages::issued;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use brought_app::{
    AskToSend, ChannelKind, Decision, Failure, MessageKey, Purpose, ask_to_send, decide_about_message, open_record, outbox_page,
    send_again_after_restore,
};
use brought_domain::EventId;

pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/outbox", get(show).post(decide))
        .route("/outbox/restored", post(looked_at))
        .route("/children/{id}/issued/{event}/send", post(send))
}

async fn show(State(state): State<WebState>, who: SignedIn) -> Result<Response, WebProblem> {
    page(&state, &who, FormView::default(), &[]).await
}

/// Somebody says what became of a message.
async fn decide(State(state): State<WebState>, who: SignedIn, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, WebProblem> {
    let mut sent = Values::new(pairs);
    who.check_form(&sent)?;
    let unreadable = || WebProblem::Unreadable("what became of a letter");
    let key = MessageKey::read(sent.text("message")).ok_or_else(unreadable)?;
    let number = sent.text("number").parse().map_err(|_| unreadable())?;
    let decision = sent.text("decision").parse::<Decision>().map_err(|_| unreadable())?;
    match decide_about_message(&state.brought, &who.actor, (&key, number), decision, sent.text("how"), state.now()).await {
        Ok(()) => Ok(Redirect::to("/outbox").into_response()),
        Err(Failure::Refused(mut refusal)) => {
            let field = format!("how.{key}");
            for problem in &mut refusal.problems {
                problem.field.clone_from(&field);
            }
            sent.set(field, sent.text("how").to_owned());
            let (form, lines) = FormView::refused(sent, &refusal.problems);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&state, &who, form, &lines).await?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// Somebody says that what has happened since the backup was made was looked at.
async fn looked_at(State(state): State<WebState>, who: SignedIn, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    who.check_form(&sent)?;
    match send_again_after_restore(&state.brought, &who.actor, sent.text("what_was_done"), state.now()).await {
        Ok(()) => Ok(Redirect::to("/outbox").into_response()),
        Err(Failure::Refused(refusal)) => {
            let (form, lines) = FormView::refused(sent, &refusal.problems);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&state, &who, form, &lines).await?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(state: &WebState, who: &SignedIn, form: FormView, problems: &[ErrorLine]) -> Result<Response, WebProblem> {
    let page = outbox_page(&state.brought, &who.actor, state.now()).await?;
    let count: usize = page.groups.iter().map(|group| group.lines.len()).sum();
    let shown = shown! { frame => Frame::of(state, who, "/outbox"), token => who.form_token, page, form, problems, shown => count };
    Ok(render("pages/outbox.jinja", shown)?.into_response())
}

/// Somebody asks for a document to be sent.
async fn send(
    State(state): State<WebState>,
    who: SignedIn,
    Path((id, event)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    who.check_form(&sent)?;
    let now = state.now();
    let person = id.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let event: EventId = event.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let grant = open_record(&state.brought, &who.actor, &person, Purpose::DirectCare, now).await?;
    let channel: Option<ChannelKind> = sent.text("channel").parse().ok();
    let asked = AskToSend {
        event: event.clone(),
        channel,
        address_is_safe: sent.said(if channel == Some(ChannelKind::Email) { "notice_is_safe" } else { "address_is_safe" }).is_some(),
    };
    match ask_to_send(&state.brought, &grant, &asked, now).await {
        Ok(()) => Ok(Redirect::to(&format!("/children/{}/issued/{}", part(&id), part(event.as_str()))).into_response()),
        Err(Failure::Refused(refusal)) => {
            let (form, lines) = FormView::refused(sent, &refusal.problems);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, issued::page(&state, &who, &id, &event, form, &lines).await?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
