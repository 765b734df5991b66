//! What went wrong while answering a request, and the page that says so.

use crate::address::{in_query, part};
use crate::frame::Frame;
use crate::session::signed_in;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::http::{StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use brought_app::{Denied, Failure};
use brought_calendar::{local, time_in_words};
use brought_domain::PersonId;
use jiff::Timestamp;
use std::time::Duration;
use thiserror::Error;

/// A request that could not be answered as asked.
#[derive(Debug, Error)]
pub enum WebProblem {
    /// A template could not be rendered: a fault in the program.
    #[error("the page {template} could not be made: {reason}")]
    Template {
        /// The template's name.
        template: String,
        /// What the template engine said, with the line.
        reason: String,
    },
    /// A use case failed.
    #[error(transparent)]
    Failed(#[from] Failure),
    /// There is no such page.
    #[error("there is no such page")]
    NoSuchPage,
    /// A form was sent from another site, or with a token that is not this session's.
    #[error("the form was not sent from one of our own pages")]
    NotOurForm,
    /// A form was sent after the session had ended.
    #[error("the session had ended when the form was sent")]
    SignedOut {
        /// Until when what was typed is kept for whoever opened the form; nothing when it is not.
        kept_until: Option<Timestamp>,
    },
    /// Somebody asks faster than anybody reads.
    #[error("too many requests: another one in {} seconds", seconds(*.wait))]
    TooFast {
        /// When there is another one.
        wait: Duration,
    },
    /// A form that no page of ours sends.
    #[error("the form could not be read: {0}")]
    Unreadable(&'static str),
}

impl WebProblem {
    pub(crate) fn template(template: &str, problem: &minijinja::Error) -> Self {
        let mut reason = problem.to_string();
        let mut source = std::error::Error::source(problem);
        while let Some(deeper) = source {
            reason = format!("{reason}: {deeper}");
            source = deeper.source();
        }
        Self::Template { template: template.to_owned(), reason }
    }
}

/// Whose record somebody may open when they say why.
#[derive(Clone, Debug)]
struct SayWhy {
    person: PersonId,
    /// Whether they may be told whose it is: else they are only when their own request named that person.
    is_theirs: bool,
}

/// What a page about a problem says. Travels with the response, so that one place makes the page.
#[derive(Clone, Debug)]
struct Said {
    status: StatusCode,
    heading: &'static str,
    words: Vec<String>,
    /// Whose record whoever asked may open all the same when they say why.
    say_why: Option<SayWhy>,
    /// Whether what was typed is kept, and found again by signing in.
    is_kept: bool,
}

impl Said {
    fn new(status: StatusCode, heading: &'static str, words: &[&str]) -> Self {
        Self { status, heading, words: words.iter().map(|words| (*words).to_owned()).collect(), say_why: None, is_kept: false }
    }

    fn kept(until: Timestamp) -> Self {
        let until = time_in_words(local(until).time());
        let words = format!(
            "What you typed is kept until {until}, for you alone. Sign in as the same person: it is shown again, to be checked and sent."
        );
        let words = ["Nothing was saved: you had signed out, or nothing had been done for an hour.", &words];
        Self { is_kept: true, ..Self::new(StatusCode::FORBIDDEN, "You have been signed out", &words) }
    }

    fn of(problem: &WebProblem) -> Self {
        match problem {
            WebProblem::NoSuchPage | WebProblem::Failed(Failure::NotThere(_)) => Self::new(
                StatusCode::NOT_FOUND,
                "Page not found",
                &[
                    "Check the address, or find the child by name, NHS number or date of birth.",
                    "If you followed a link here, it may be old.",
                ],
            ),
            WebProblem::Failed(Failure::Erased(erased)) => {
                Self::new(StatusCode::GONE, "This record was erased", &[&capitalised(&Failure::Erased(erased.clone()).to_string())])
            }
            WebProblem::Failed(Failure::Denied(Denied::NotTheirs { person, may_say_why })) => Self {
                say_why: may_say_why.then(|| SayWhy { person: person.clone(), is_theirs: false }),
                ..Self::new(
                    StatusCode::FORBIDDEN,
                    "This is not a record that you work with",
                    &[
                        "It is not one of your list, your team or your organisation, it is restricted, or there is no such record. Nothing was shown, and nothing was saved.",
                    ],
                )
            },
            WebProblem::Failed(Failure::Denied(denied @ Denied::ManyOpened { person, may_say_why })) => Self {
                say_why: may_say_why.then(|| SayWhy { person: person.clone(), is_theirs: true }),
                ..Self::new(
                    StatusCode::FORBIDDEN,
                    "You have opened very many records",
                    &[
                        &format!("{}. The safeguarding leads see it.", capitalised(&denied.to_string())),
                        "Nothing was shown, and nothing was saved. Records that you have opened within the hour stay open to you.",
                    ],
                )
            },
            WebProblem::Failed(Failure::Denied(denied)) => {
                let denied = denied.to_string();
                Self::new(StatusCode::FORBIDDEN, "You cannot do this", &[&format!("{}.", capitalised(&denied)), "Nothing was saved."])
            }
            WebProblem::Failed(Failure::Refused(refusal)) => {
                let words: Vec<&str> = refusal.problems.iter().map(|problem| problem.words.as_str()).collect();
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "This could not be saved", &words)
            }
            WebProblem::Failed(Failure::Conflict(conflict)) => {
                Self::new(StatusCode::CONFLICT, "The record has changed", &[&capitalised(&conflict.to_string())])
            }
            WebProblem::NotOurForm => Self::new(
                StatusCode::FORBIDDEN,
                "This form could not be accepted",
                &[
                    "Nothing was saved.",
                    "You may have signed in again since you opened the form. Go back, copy what you wrote, open the page again and send it once more.",
                ],
            ),
            WebProblem::SignedOut { kept_until: Some(until) } => Self::kept(*until),
            WebProblem::SignedOut { kept_until: None } => Self::new(
                StatusCode::FORBIDDEN,
                "You have been signed out",
                &[
                    "Nothing was saved: you had signed out, or nothing had been done for an hour.",
                    "Go back in your browser: what you wrote is still in the form. Copy it, sign in again, open the form anew and paste it.",
                ],
            ),
            WebProblem::TooFast { .. } => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "Too many pages at once",
                &[
                    "More was asked for in your name than anybody reads. Nothing was shown, and nothing was saved.",
                    "Wait a few seconds and go on. If you did nothing of the kind, sign out everywhere under “Your account”, change your password, and tell whoever looks after brought.",
                ],
            ),
            WebProblem::Unreadable(_) => Self::new(
                StatusCode::BAD_REQUEST,
                "This form could not be read",
                &["Nothing was saved. Go back, open the page again and send it once more."],
            ),
            WebProblem::Template { .. } | WebProblem::Failed(Failure::Trouble(_)) => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Sorry, there is a problem with brought",
                &[
                    "Nothing was saved.",
                    "Try again in a few minutes. If you need to act for a child now, do so, and write it down here later.",
                    "Please tell whoever looks after brought.",
                ],
            ),
        }
    }
}

/// Whole seconds, at least one: what a browser is told to wait.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + 1
}

fn capitalised(text: &str) -> String {
    crate::form::capitalised(text)
}

impl IntoResponse for WebProblem {
    fn into_response(self) -> Response {
        if let Self::Failed(Failure::Denied(Denied::NotSignedIn)) = self {
            return Redirect::to("/sign-in").into_response();
        }
        let said = Said::of(&self);
        if said.status.is_server_error() {
            tracing::error!("{self}");
        }
        let mut response = said.status.into_response();
        if let Self::TooFast { wait } = self {
            tracing::warn!("{self}");
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds(wait)));
        }
        response.extensions_mut().insert(said);
        response
    }
}

/// Gives each problem its page.
pub(crate) async fn show_problems(State(state): State<WebState>, request: Request, next: Next) -> Response {
    let asked = request.uri().clone();
    // The address as the program knows it: the ids of people have no place in a log.
    let address = request.extensions().get::<MatchedPath>().map(|matched| matched.as_str().to_owned());
    let headers = request.headers().clone();
    let mut response = next.run(request).await;
    if response.status() == StatusCode::FORBIDDEN {
        let who = signed_in(&headers, &state).await.ok().flatten();
        let who = who.as_ref().map_or("nobody", |who| who.actor.practitioner.as_str());
        tracing::warn!(practitioner = who, address = address.unwrap_or_default(), "refused");
    }
    let said = response.extensions_mut().remove::<Said>().or_else(|| said_by_a_layer(&response));
    match said {
        Some(said) => {
            let mut page = page(&state, &said, &asked);
            page.headers_mut().extend(response.headers().get(RETRY_AFTER).map(|wait| (RETRY_AFTER, wait.clone())));
            page
        }
        None => response,
    }
}

impl SayWhy {
    /// Where somebody says why they have to open the record that this address needs.
    fn link(&self, asked: &Uri) -> Option<String> {
        let id = part(self.person.as_str());
        let is = |named: &str| named == id || named == self.person.as_str();
        let parts: Vec<&str> = asked.path().strip_prefix("/children/").map(|rest| rest.split('/').collect()).unwrap_or_default();
        // Two records beside each other name both.
        let of_path = [parts.first(), parts.get(2).filter(|_| parts.get(1) == Some(&"records"))].into_iter().flatten().copied();
        let others = asked.query().unwrap_or_default().split('&').filter_map(|pair| pair.strip_prefix("other="));
        let is_named = of_path.chain(others).any(is);
        if !is_named && !self.is_theirs {
            return None;
        }
        let next = asked.path_and_query().filter(|_| is_named).map_or_else(String::new, |next| in_query(next.as_str()));
        Some(format!("/children/{id}/say-why?next={next}"))
    }
}

/// Layers that know nothing of pages answer with a status alone.
fn said_by_a_layer(response: &Response) -> Option<Said> {
    let is_page = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    match response.status() {
        _ if is_page => None,
        StatusCode::METHOD_NOT_ALLOWED => Some(Said::of(&WebProblem::NoSuchPage)),
        StatusCode::REQUEST_TIMEOUT => Some(Said::new(
            StatusCode::REQUEST_TIMEOUT,
            "This took too long",
            &["It is not certain whether it was saved. Look at the child’s chronology before you send it again."],
        )),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Said::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "This form is too long",
            &["Nothing was saved. Go back, shorten what you wrote and send it again."],
        )),
        StatusCode::INTERNAL_SERVER_ERROR => {
            let fault = WebProblem::Template { template: String::new(), reason: String::new() };
            Some(Said::of(&fault))
        }
        _ => None,
    }
}

fn page(state: &WebState, said: &Said, asked: &Uri) -> Response {
    let frame = Frame::for_nobody(state);
    let say_why = said.say_why.as_ref().and_then(|why| why.link(asked));
    match render("pages/problem.jinja", shown! { frame, heading => said.heading, words => said.words, say_why, is_kept => said.is_kept }) {
        Ok(page) => (said.status, page).into_response(),
        Err(problem) => {
            tracing::error!("{problem}");
            (said.status, [(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))], said.words.join("\n")).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SayWhy;

    #[test]
    fn the_way_to_say_why_leads_to_the_record_that_is_not_open_and_names_nobody_whom_the_request_did_not_name() {
        let link = |person: &str, is_theirs, asked: &str| {
            SayWhy { person: person.parse().unwrap(), is_theirs }.link(&asked.parse().unwrap()).unwrap_or_default()
        };
        for (person, is_theirs, asked, leads_to) in [
            ("ana", false, "/children/ana/note", "/children/ana/say-why?next=/children/ana/note"),
            ("a/1", false, "/children/a%2F1", "/children/a%2F1/say-why?next=/children/a%252F1"),
            ("ben", false, "/children/ana/relation?other=ben", "/children/ben/say-why?next=/children/ana/relation%3Fother%3Dben"),
            ("ben", false, "/children/ana/records/ben", "/children/ben/say-why?next=/children/ana/records/ben"),
            ("ben", false, "/children/ana/contacts/ben", ""),
            ("ben", false, "/outbox/7", ""),
            ("ben", true, "/outbox/7", "/children/ben/say-why?next="),
            ("ben", false, "/children/ana/relation", ""),
        ] {
            assert_eq!(link(person, is_theirs, asked), leads_to, "{person} at {asked}");
        }
    }
}
