//! Finding a child: by name, NHS number or date of birth.

use crate::form::{FormView, Reading, Values};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Query, State};
use axum::response::Html;
use brought_app::{Failure, FoundPerson, SearchFor, search_people};
use brought_domain::PersonId;

/// How many are found at most.
const MOST: usize = 50;

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Html<String>, WebProblem> {
    let sent = Values::new(query);
    // Somebody whose relation to the person who is found is to be recorded.
    let relate_to = sent.said("for").and_then(|id| PersonId::new(id).ok()).map(|id| id.to_string());
    let was_sent = sent.pairs().any(|(name, _)| name != "for");
    let form = Reading::new(&sent, state.now());
    let search = SearchFor { words: form.text("q"), born_on: form.day_if_any("born_on", "Date of birth") };
    let mut problems = form.problems();
    let mut found: Option<Vec<FoundPerson>> = None;
    if was_sent && problems.is_empty() {
        match search_people(&state.brought, &who.actor, &search, state.now()).await {
            Ok(people) => found = Some(people),
            Err(Failure::Refused(refusal)) => problems = refusal.problems,
            Err(other) => return Err(other.into()),
        }
    }
    for problem in &mut problems {
        if problem.field == "words" {
            "q".clone_into(&mut problem.field);
        }
    }
    let (form, lines) = FormView::refused(sent, &problems);
    let is_cut = found.as_ref().is_some_and(|found| found.len() >= MOST);
    render(
        "pages/children.jinja",
        shown! { frame => Frame::of(&state, &who, "/children"), form, problems => lines, found, is_cut, relate_to },
    )
}
