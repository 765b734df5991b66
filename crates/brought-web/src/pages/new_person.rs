//! Opening a record for somebody who has none (H12).

use crate::address::part;
use crate::form::{Choice, FormView, Reading, Values, choices, choices_of};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::{SentFor, SignedIn};
use crate::state::{WebState, entry_id};
use crate::templating::{render, shown};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use brought_app::{Failure, NewPerson, Problem, Purpose, add_person, open_record};
use brought_domain::PersonId;
use brought_domain::person::PersonKind;
use brought_domain::work::Role;

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Html<String>, WebProblem> {
    let query = Values::new(query);
    check_whose(&state, &who, &query).await?;
    let mut values = Values::default();
    values.set("for", query.text("for"));
    values.set("entry", state.random_id());
    if let Some(role) = who.actor.roles.first() {
        values.set("role", role.code());
    }
    page(&state, &who, values, &[])
}

pub(crate) async fn add(
    State(state): State<WebState>,
    who: SignedIn,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    let look_again = who.sent_for(&sent)? == SentFor::LookingAgain;
    let id = entry_id(sent.text("entry")).ok_or(WebProblem::Unreadable("the id of the entry"))?;
    check_whose(&state, &who, &sent).await?;
    if look_again {
        return Ok(page(&state, &who, sent, &[])?.into_response());
    }
    let form = Reading::new(&sent, state.now());
    let person = read(&form);
    let mut problems = form.problems();
    if problems.is_empty() {
        match add_person(&state.brought, &who.actor, id.clone(), state.now(), &person).await {
            Ok(added) => return Ok(Redirect::to(&after(&sent, &added, id.as_str())).into_response()),
            Err(Failure::Refused(refusal)) => problems = refusal.problems,
            Err(other) => return Err(other.into()),
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&state, &who, sent, &problems)?).into_response())
}

/// Whoever is added for somebody's family is added for somebody who is there: afterwards it would be too late to say so.
async fn check_whose(state: &WebState, who: &SignedIn, sent: &Values) -> Result<(), WebProblem> {
    let Some(relate_to) = sent.said("for") else { return Ok(()) };
    let person = relate_to.parse().map_err(|_| WebProblem::NoSuchPage)?;
    open_record(&state.brought, &who.actor, &person, Purpose::DirectCare, state.now()).await?;
    Ok(())
}

fn read(form: &Reading<'_>) -> NewPerson {
    NewPerson {
        role: form.word::<Role>("role", "Choose the role in which you sign"),
        kind: form.word::<PersonKind>("kind", "Choose whether it is a child, an unborn child or a carer"),
        given: form.text("given"),
        family: form.text("family"),
        born_on: form.day_if_any("born_on", "Date of birth"),
        due_on: form.day_if_any("due_on", "Date on which the child is due"),
        nhs_number: form.text("nhs_number"),
        is_another: form.is_ticked("is_another"),
    }
}

/// To the relation to whoever's page led here, or to the new person's own page.
fn after(sent: &Values, added: &PersonId, entry: &str) -> String {
    let new = part(added.as_str());
    match sent.said("for").and_then(|id| PersonId::new(id).ok()) {
        Some(relate_to) => format!("/children/{}/relation?other={new}", part(relate_to.as_str())),
        None => format!("/children/{new}?saved={}", part(entry)),
    }
}

fn page(state: &WebState, who: &SignedIn, values: Values, problems: &[Problem]) -> Result<Html<String>, WebProblem> {
    let relate_to = values.said("for");
    let (form, lines) = FormView::refused(values, problems);
    let another = Choice { value: "yes".to_owned(), text: "I have made sure that this is another person".to_owned() };
    let shown = shown! {
        frame => Frame::of(state, who, ""),
        asks_another => form.problems.contains_key("is_another") || form.values.said("is_another").is_some(),
        another => [another],
        form,
        problems => lines,
        token => who.form_token,
        relate_to,
        kinds => choices::<PersonKind>(),
        choose_role => who.actor.roles.len() > 1,
        roles => choices_of(who.actor.roles.iter().copied()),
        signs_as => who.actor.name,
    };
    render("pages/new_person.jinja", shown)
}
