//! Calendars: made and revoked here, and read by calendar programs at an address that nobody can guess.

use crate::form::Values;
use crate::frame::Frame;
use crate::ics;
use crate::problem::WebProblem;
use crate::session::{SignedIn, new_token};
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use brought_app::{CalendarToMake, FeedToken, calendars_of, make_calendar, read_calendar, revoke_calendar};
use brought_domain::PersonId;

pub(crate) fn routes() -> Router<WebState> {
    Router::new().route("/calendars", get(show).post(make)).route("/calendars/revoke", post(revoke)).route("/calendar/{file}", get(read))
}

async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Html<String>, WebProblem> {
    page(&state, &who, Values::new(query).text("person"), None).await
}

/// The page; `address` is that of a calendar that was just made, and is never shown again.
async fn page(state: &WebState, who: &SignedIn, person: &str, address: Option<String>) -> Result<Html<String>, WebProblem> {
    let calendars = calendars_of(&state.brought, &who.actor).await?;
    let shown = shown! {
        frame => Frame::of(state, who, "/calendars"), token => who.form_token, calendars, person, address, form => crate::form::FormView::default(),
    };
    render("pages/calendars.jinja", shown)
}

async fn make(
    State(state): State<WebState>,
    who: SignedIn,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Html<String>, WebProblem> {
    let sent = Values::new(pairs);
    who.check_form(&sent)?;
    let person = match sent.text("person") {
        "" => None,
        id => Some(id.parse::<PersonId>().map_err(|_| WebProblem::NoSuchPage)?),
    };
    let token = FeedToken::of(new_token(&state));
    let wanted = CalendarToMake { person, with_names: sent.said("with_names").is_some() };
    make_calendar(&state.brought, &who.actor, &wanted, &token, state.now()).await?;
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    let scheme = if state.https { "https" } else { "http" };
    page(&state, &who, "", Some(format!("{scheme}://{host}/calendar/{}.ics", token.reveal()))).await
}

async fn revoke(State(state): State<WebState>, who: SignedIn, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    who.check_form(&sent)?;
    revoke_calendar(&state.brought, &who.actor, sent.text("calendar"), state.now()).await?;
    Ok(Redirect::to("/calendars").into_response())
}

/// What a calendar program is given. It cannot sign in: the address is all that it has.
async fn read(State(state): State<WebState>, Path(file): Path<String>) -> Result<Response, WebProblem> {
    let token = file.strip_suffix(".ics").and_then(FeedToken::read).ok_or(WebProblem::NoSuchPage)?;
    let now = state.now();
    let entries = read_calendar(&state.brought, &token, now).await?.ok_or(WebProblem::NoSuchPage)?;
    let mut response = ics::calendar(&entries, now).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    Ok(response)
}
