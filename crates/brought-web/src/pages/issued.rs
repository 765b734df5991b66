//! A document that was issued: what is kept of it, and whether it may still be sent.

use crate::address::part;
use crate::form::{Choice, ErrorLine, FormView, Values, capitalised};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use brought_app::{
    AccessGrant, ChildPage, IssuedFile, Purpose, REFERRAL, child_page, issued_file, issued_names, open_record, sending_page,
};
use brought_domain::EventId;

async fn opened(state: &WebState, who: &SignedIn, id: &str) -> Result<(AccessGrant, ChildPage), WebProblem> {
    let now = state.now();
    let person = id.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let grant = open_record(&state.brought, &who.actor, &person, Purpose::DirectCare, now).await?;
    let page = child_page(&state.brought, &grant, now).await?;
    Ok((grant, page))
}

/// What is kept of it, and what became of it.
pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Path((id, event)): Path<(String, String)>,
) -> Result<Html<String>, WebProblem> {
    let event: EventId = event.parse().map_err(|_| WebProblem::NoSuchPage)?;
    page(&state, &who, &id, &event, FormView::default(), &[]).await
}

/// The page, with the form to send it as it stands.
pub(crate) async fn page(
    state: &WebState,
    who: &SignedIn,
    id: &str,
    event: &EventId,
    form: FormView,
    problems: &[ErrorLine],
) -> Result<Html<String>, WebProblem> {
    let (grant, page) = opened(state, who, id).await?;
    let address = format!("/children/{}/issued/{}", part(&page.person), part(event.as_str()));
    let (mut files, mut do_not_send) = (Vec::new(), None);
    for name in issued_names(&state.brought, &grant, event).await? {
        let Some(found) = issued_file(&state.brought, &grant, event, &name).await? else { continue };
        do_not_send = found.do_not_send;
        let words = match name.as_str() {
            REFERRAL => "Open the referral as a page",
            "english-twin.pdf" => "Print its English twin (PDF)",
            "english-twin.html" => "Open its English twin as a page",
            name if name.ends_with(".pdf") => "Print it (PDF)",
            _ => "Open it as a page",
        };
        files.push(shown! { words, address => format!("{address}/{}", part(&name)) });
    }
    let is_referral = issued_names(&state.brought, &grant, event).await?.iter().any(|name| name == REFERRAL);
    if files.is_empty() {
        return Err(WebProblem::NoSuchPage);
    }
    let sending = sending_page(&state.brought, &grant, event, state.now()).await?;
    let offered = sending.form.iter().flat_map(|form| &form.channels);
    let channels: Vec<_> = offered.map(|(value, words)| Choice { value: (*value).to_owned(), text: capitalised(words) }).collect();
    let shown = shown! {
        frame => Frame::of(state, who, ""), token => who.form_token, form, problems,
        page => shown! { person => page.person, who => page.who },
        files, is_referral, do_not_send => do_not_send.or(sending.in_the_way.clone()), channels, sending, send_to => format!("{address}/send"),
    };
    render("pages/issued.jinja", shown)
}

/// One of its files, unless something has been recorded since that speaks against sending it: then only whoever says that they read it as a part of
/// the record is given it (H16).
pub(crate) async fn file(
    State(state): State<WebState>,
    who: SignedIn,
    Path((id, event, name)): Path<(String, String, String)>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let (grant, page) = opened(&state, &who, &id).await?;
    let event: EventId = event.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let found = issued_file(&state.brought, &grant, &event, &name).await?.ok_or(WebProblem::NoSuchPage)?;
    let to_read = Values::new(query).text("to") == "read";
    if let (Some(why), false) = (&found.do_not_send, to_read) {
        let address = format!("/children/{}/issued/{}/{}?to=read", part(&page.person), part(event.as_str()), part(&name));
        let shown = shown! {
            frame => Frame::of(&state, &who, ""),
            page => shown! { person => page.person, who => page.who },
            files => vec![shown! { words => "Read it as a part of the record", address }],
            do_not_send => why, is_referral => false,
        };
        return Ok((StatusCode::CONFLICT, render("pages/issued.jinja", shown)?).into_response());
    }
    handed_out(found)
}

fn handed_out(found: IssuedFile) -> Result<Response, WebProblem> {
    let media_type = HeaderValue::from_str(&found.document.media_type).map_err(|_| WebProblem::Unreadable("the kind of file"))?;
    let mut response = found.document.content.clone().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    // The file stands by itself: it is made of words, and runs and loads nothing. Its style is its own.
    let policy = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    if found.document.name.ends_with(".pdf") {
        // A browser's own viewer does not open what may do nothing.
        response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"document.pdf\""));
    }
    Ok(response)
}
