//! Finding a child: by name, NHS number or date of birth. What is searched for is sent as a form and stands in no address.

use crate::form::{FormView, Reading, Values};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use brought_app::{Failure, FoundPerson, Problem, SearchFor, search_people};
use brought_domain::PersonId;

/// How many are found at most.
const MOST: usize = 50;

/// The form; and, where a search is kept under the id in the address, whom it finds now.
pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Html<String>, WebProblem> {
    let query = Values::new(query);
    let kept = query.said("search").map(|id| state.memory.searches.find(&id, &who.actor.practitioner, state.now()));
    let is_forgotten = kept == Some(None);
    let Some(asked) = kept.flatten() else {
        return page(&state, &who, &query, FormView::filled(Values::default()), &[], None, is_forgotten);
    };
    let (found, problems) = search(&state, &who, &asked).await?;
    let (form, lines) = FormView::refused((*asked).clone(), &problems);
    page(&state, &who, &query, form, &lines, found, is_forgotten)
}

/// Keeps what is searched for, and leads to whom it finds.
pub(crate) async fn find(
    State(state): State<WebState>,
    who: SignedIn,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let mut sent = Values::new(pairs);
    who.check_form(&sent)?;
    sent.remove("token");
    let (found, problems) = search(&state, &who, &sent).await?;
    if found.is_none() {
        let (form, lines) = FormView::refused(sent.clone(), &problems);
        let page = page(&state, &who, &sent, form, &lines, None, false)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let id = state.random_id();
    let relate_to = relate_to(&sent).map(|person| format!("&for={}", crate::address::in_query(person.as_str()))).unwrap_or_default();
    let leads_to = format!("/children?search={id}{relate_to}");
    state.memory.searches.keep(id, &who.actor.practitioner, sent, state.now());
    Ok(Redirect::to(&leads_to).into_response())
}

/// Whom a search finds; or nothing, and what is to be put right.
async fn search(state: &WebState, who: &SignedIn, asked: &Values) -> Result<(Option<Vec<FoundPerson>>, Vec<Problem>), WebProblem> {
    let form = Reading::new(asked, state.now());
    let search = SearchFor { words: form.text("q"), born_on: form.day_if_any("born_on", "Date of birth") };
    let problems = form.problems();
    if !problems.is_empty() {
        return Ok((None, problems));
    }
    match search_people(&state.brought, &who.actor, &search, state.now()).await {
        Ok(people) => Ok((Some(people), Vec::new())),
        Err(Failure::Refused(refusal)) => {
            let of_form = |problem: Problem| if problem.field == "words" { Problem { field: "q".to_owned(), ..problem } } else { problem };
            Ok((None, refusal.problems.into_iter().map(of_form).collect()))
        }
        Err(other) => Err(other.into()),
    }
}

/// Somebody whose relation to the person who is found is to be recorded.
fn relate_to(sent: &Values) -> Option<PersonId> {
    sent.said("for").and_then(|id| PersonId::new(id).ok())
}

fn page(
    state: &WebState,
    who: &SignedIn,
    sent: &Values,
    form: FormView,
    problems: &[crate::form::ErrorLine],
    found: Option<Vec<FoundPerson>>,
    is_forgotten: bool,
) -> Result<Html<String>, WebProblem> {
    let is_cut = found.as_ref().is_some_and(|found| found.len() >= MOST);
    let relate_to = relate_to(sent).map(|person| person.to_string());
    let token = &who.form_token;
    render(
        "pages/children.jinja",
        shown! { frame => Frame::of(state, who, "/children"), token, form, problems, found, is_cut, relate_to, is_forgotten },
    )
}
