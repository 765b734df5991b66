//! Asking the provider: encrypted, briefly, and wherever an answer points, nobody else.

use crate::address::may_be_used;
use openidconnect::{HttpRequest, HttpResponse};
use std::time::Duration;
use thiserror::Error;
use ureq::Agent;

/// Somebody waits for the page meanwhile.
const LONGEST_CALL: Duration = Duration::from_secs(10);
/// No answer is longer.
const LONGEST_ANSWER: u64 = 512 * 1024;

/// Why there is no answer. The words hold nothing of what was sent.
#[derive(Debug, Error)]
#[error("{0}")]
pub(super) struct HttpProblem(String);

pub(super) fn agent() -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(LONGEST_CALL))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .user_agent(concat!("brought/", env!("CARGO_PKG_VERSION")))
        .build();
    Agent::new_with_config(config)
}

/// One question and its answer. A redirection is an answer like any other, which nothing can be done with.
pub(super) fn ask(agent: &Agent, request: HttpRequest) -> Result<HttpResponse, HttpProblem> {
    let address = request.uri().to_string();
    if !may_be_used(&address) {
        return Err(HttpProblem("it wants to be asked at an address that is not encrypted".to_owned()));
    }
    let host = request.uri().host().unwrap_or_default().to_owned();
    let answer = agent.run(request).map_err(|problem| HttpProblem(format!("{host} does not answer: {problem}")))?;
    let (head, mut body) = answer.into_parts();
    let body = body.with_config().limit(LONGEST_ANSWER).read_to_vec();
    let body = body.map_err(|problem| HttpProblem(format!("the answer of {host} could not be read: {problem}")))?;
    Ok(HttpResponse::from_parts(head, body))
}
