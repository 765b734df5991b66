//! Which records are of one person (S16, H12).

pub(crate) mod two;

use crate::address::part;
use crate::form::{FormView, Values};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use brought_app::{Problem, Purpose, child_page, open_record, records_page};
use brought_domain::PersonId;

pub(crate) async fn show(State(state): State<WebState>, who: SignedIn, Path(id): Path<String>) -> Result<Html<String>, WebProblem> {
    page(&state, &who, &id, Values::default(), &[]).await
}

/// Leads to another record that was named by its number here.
pub(crate) async fn look(
    State(state): State<WebState>,
    who: SignedIn,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    who.check_form(&sent)?;
    match sent.text("record").parse::<PersonId>() {
        Ok(other) => Ok(Redirect::to(&format!("/children/{}/records/{}", part(&id), part(other.as_str()))).into_response()),
        Err(_) => {
            let words = "Enter the number of the other record, as it stands in its address".to_owned();
            let problem = Problem { field: "record".to_owned(), words, clause: None };
            let page = page(&state, &who, &id, sent, &[problem]).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn page(state: &WebState, who: &SignedIn, id: &str, sent: Values, problems: &[Problem]) -> Result<Html<String>, WebProblem> {
    let now = state.now();
    let person = id.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let grant = open_record(&state.brought, &who.actor, &person, Purpose::RecordKeeping, now).await?;
    let records = records_page(&state.brought, &grant, now).await?;
    let page = child_page(&state.brought, &grant, now).await?;
    let (form, lines) = FormView::refused(sent, problems);
    let shown = shown! {
        frame => Frame::of(state, who, ""), token => who.form_token, form, problems => lines, records,
        page => shown! { person => page.person, who => page.who },
    };
    render("pages/records.jinja", shown)
}
