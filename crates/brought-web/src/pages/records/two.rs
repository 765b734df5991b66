//! Two records beside each other, and what is decided about them.

use crate::address::part;
use crate::form::{Choice, FormView, Values, choices_of};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::{SentFor, SignedIn};
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use brought_app::{DecideLink, Failure, LinkPreview, Problem, Purpose, child_page, decide_link, link_preview, open_record};
use brought_domain::work::Role;
use brought_domain::{LinkStep, PersonId};

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Path((id, other)): Path<(String, String)>,
) -> Result<Html<String>, WebProblem> {
    page(&state, &who, (&id, &other), Values::default(), &[]).await
}

pub(crate) async fn decide(
    State(state): State<WebState>,
    who: SignedIn,
    Path((id, other)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    if who.sent_for(&sent)? == SentFor::LookingAgain {
        return Ok(page(&state, &who, (&id, &other), sent, &[]).await?.into_response());
    }
    let now = state.now();
    let person: PersonId = id.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let grant = open_record(&state.brought, &who.actor, &person, Purpose::RecordKeeping, now).await?;
    let form = match read(&sent, &other) {
        Ok(form) => form,
        Err(problems) => return refused(&state, &who, (&id, &other), sent, &problems).await,
    };
    match decide_link(&state.brought, &who.actor, &grant, &form, now).await {
        Ok(()) => Ok(Redirect::to(&format!("/children/{}/records", part(grant.person().as_str()))).into_response()),
        Err(Failure::Refused(refusal)) => refused(&state, &who, (&id, &other), sent, &refusal.problems).await,
        Err(other) => Err(other.into()),
    }
}

fn read(sent: &Values, other: &str) -> Result<DecideLink, Vec<Problem>> {
    let problem = |field: &str, words: &str| Problem { field: field.to_owned(), words: words.to_owned(), clause: None };
    let mut problems = Vec::new();
    let step = sent.text("step").parse::<LinkStep>().map_err(|_| problems.push(problem("step", "Say what you decide")));
    let role = sent.text("role").parse::<Role>().map_err(|_| problems.push(problem("role", "Choose the role in which you decide it")));
    let version = sent.text("version").parse::<u64>().map_err(|_| problems.push(problem("form", "Look at both records again")));
    let other = other.parse::<PersonId>().map_err(|_| problems.push(problem("form", "There is no such record")));
    match (step, role, version, other) {
        (Ok(step), Ok(role), Ok(version), Ok(other)) => {
            Ok(DecideLink { other, step, version, role, reason: sent.text("reason").to_owned() })
        }
        _ => Err(problems),
    }
}

async fn refused(state: &WebState, who: &SignedIn, ids: (&str, &str), sent: Values, problems: &[Problem]) -> Result<Response, WebProblem> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(state, who, ids, sent, problems).await?).into_response())
}

async fn page(
    state: &WebState,
    who: &SignedIn,
    (id, other): (&str, &str),
    sent: Values,
    problems: &[Problem],
) -> Result<Html<String>, WebProblem> {
    let now = state.now();
    let person: PersonId = id.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let other: PersonId = other.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let grant = open_record(&state.brought, &who.actor, &person, Purpose::RecordKeeping, now).await?;
    let two = link_preview(&state.brought, &who.actor, &grant, &other, now).await?;
    let page = child_page(&state.brought, &grant, now).await?;
    let (form, lines) = FormView::refused(sent, problems);
    let roles = two.roles_to_link.iter().filter_map(|code| code.parse::<Role>().ok());
    let shown = shown! {
        frame => Frame::of(state, who, ""), token => who.form_token, form, problems => lines,
        steps => steps(&two), roles => choices_of(roles), two,
        page => shown! { person => page.person, who => page.who },
    };
    render("pages/records/two.jinja", shown)
}

/// What may be decided about the two as they stand, by whoever looks.
fn steps(two: &LinkPreview) -> Vec<Choice> {
    let choice = |step: LinkStep, text: &str| Choice { value: step.code().to_owned(), text: text.to_owned() };
    let mut steps = Vec::new();
    if two.are_linked && !two.roles_to_link.is_empty() {
        steps.push(choice(LinkStep::Unlinked, "They are not of one person, or nobody knows: take them apart"));
    }
    if !two.are_linked && !two.are_barred && two.against.is_none() && !two.roles_to_link.is_empty() {
        steps.push(choice(LinkStep::Linked, "They are of one person: link them"));
    }
    if !two.are_linked && !two.roles_to_bar.is_empty() {
        steps.push(if two.are_barred {
            choice(LinkStep::Unbarred, "They may be linked after all")
        } else {
            choice(LinkStep::Barred, "They must never be linked, whatever looks alike")
        });
    }
    steps
}
