//! Saying why a record has to be opened that is not one's own to open (J10, H35). The page tells nothing of whose record it is, or whether there is one.

use crate::address::part;
use crate::form::{ErrorLine, FormView, Values};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::{SentFor, SignedIn};
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use brought_app::{Failure, break_glass};

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Html<String>, WebProblem> {
    page(&state, &who, &id, FormView::filled(Values::new(query)), &[])
}

pub(crate) async fn say(
    State(state): State<WebState>,
    who: SignedIn,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    if who.sent_for(&sent)? == SentFor::LookingAgain {
        return Ok(page(&state, &who, &id, FormView::filled(sent), &[])?.into_response());
    }
    let person = id.parse().map_err(|_| WebProblem::NoSuchPage)?;
    match break_glass(&state.brought, &who.actor, &person, sent.text("reason"), state.now()).await {
        Ok(()) => Ok(Redirect::to(&next(&id, sent.text("next"))).into_response()),
        Err(Failure::Refused(refusal)) => {
            let (form, lines) = FormView::refused(sent, &refusal.problems);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&state, &who, &id, form, &lines)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// Where it goes on: to the page that was asked for, of this record or one that takes this record as well, and nowhere else.
fn next(id: &str, asked: &str) -> String {
    let own = format!("/children/{}", part(id));
    let of_this = asked.strip_prefix(&own).is_some_and(|rest| rest.starts_with('/'));
    let (page, query) = asked.split_once('?').unwrap_or((asked, ""));
    let takes_this = page.starts_with("/children/") && query.split('&').any(|pair| pair.strip_prefix("other=") == Some(&part(id)));
    let parts: Vec<&str> = page.split('/').collect();
    let beside_another = matches!(parts.as_slice(), ["", "children", _, "records", other] if *other == part(id));
    let goes_on =
        (of_this || takes_this || beside_another) && !asked.contains(|letter: char| matches!(letter, '\\' | ':') || letter.is_control());
    if goes_on { asked.to_owned() } else { own }
}

fn page(state: &WebState, who: &SignedIn, id: &str, form: FormView, problems: &[ErrorLine]) -> Result<Html<String>, WebProblem> {
    let hours = brought_app::GLASS_HOLDS.as_hours();
    let shown = shown! { frame => Frame::of(state, who, ""), token => who.form_token, id, form, problems, hours };
    render("pages/say_why.jinja", shown)
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn it_goes_on_to_a_page_of_the_same_record_and_nowhere_else() {
        assert_eq!(next("ana", "/children/ana/chronology?from=2026-01-01"), "/children/ana/chronology?from=2026-01-01");
        assert_eq!(next("ana", "/children/ben/record/relation?other=ana"), "/children/ben/record/relation?other=ana", "a form about both");
        assert_eq!(next("ana", "/children/ben/records/ana"), "/children/ben/records/ana", "two records beside each other");
        for elsewhere in [
            "",
            "/children/ben",
            "/children/anabel/note",
            "/children/ben/record/relation?other=anabel",
            "//elsewhere.example/?other=ana",
            "//elsewhere.example/",
            "https://elsewhere.example",
            "/children/ana",
            "/children/ben/records/anabel",
            "//children/ben/records/ana",
        ] {
            assert_eq!(next("ana", elsewhere), "/children/ana", "{elsewhere}");
        }
    }
}
