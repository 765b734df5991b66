//! What went wrong while answering a request.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
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

impl IntoResponse for WebProblem {
    fn into_response(self) -> Response {
        tracing::error!("{self}");
        let words = "Sorry, brought could not show this page. Nothing was changed. Please tell whoever runs it.";
        (StatusCode::INTERNAL_SERVER_ERROR, words).into_response()
    }
}
