//! The code from an app beside the password: setting it up and stopping it.

use crate::form::{ErrorLine, FormView, Values};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::{SignedIn, new_token};
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::Router;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use brought_app::{
    Denied, Failure, Problem, SecondFactorKey, end_other_sessions, second_factor_of, set_up_second_factor, stop_second_factor,
};
use brought_calendar::{local, time_in_words};
use jiff::Timestamp;
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// Where it is.
pub(crate) const ADDRESS: &str = "/second-factor";

/// The margin that a reader of pictures needs around one, in squares.
const QUIET: i32 = 4;

pub(crate) fn routes() -> Router<WebState> {
    Router::new().route("/second-factor", get(show).post(set_up)).route("/second-factor/stop", post(stop))
}

async fn show(State(state): State<WebState>, who: SignedIn) -> Result<Html<String>, WebProblem> {
    let key = SecondFactorKey::of(new_token(&state));
    page(&state, &who, &key, FormView::default(), &[], &[]).await
}

/// The page. `codes` are recovery codes that were just made, and are never shown again.
async fn page(
    state: &WebState,
    who: &SignedIn,
    key: &SecondFactorKey,
    form: FormView,
    problems: &[ErrorLine],
    codes: &[String],
) -> Result<Html<String>, WebProblem> {
    let stands = second_factor_of(&state.brought, &who.actor).await?;
    let (size, squares) = drawn(&key.address(&who.actor.name));
    let shown = shown! {
        frame => Frame::of(state, who, ""), token => who.form_token, form, problems, codes, size, squares,
        is_asked => who.first.code && codes.is_empty(), left => stands.map(|stands| stands.recovery_codes), key => key.in_groups(),
    };
    render("pages/second_factor.jinja", shown)
}

async fn set_up(State(state): State<WebState>, who: SignedIn, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    who.check_form(&sent)?;
    let key = SecondFactorKey::read(sent.text("key")).ok_or(WebProblem::NoSuchPage)?;
    let random = std::array::from_fn(|_| new_token(&state));
    match set_up_second_factor(&state.brought, &who.actor, &key, (sent.text_as_typed("password"), sent.text("code")), &random, state.now())
        .await
    {
        Ok(codes) => {
            end_other_sessions(&state.brought, &who.actor, &who.token).await?;
            Ok(page(&state, &who, &key, FormView::default(), &[], &codes).await?.into_response())
        }
        Err(Failure::Refused(refusal)) => refused(&state, &who, &key, sent, &refusal.problems).await,
        Err(Failure::Denied(Denied::TooManyGuesses { until })) => {
            refused(&state, &who, &key, sent, &[too_many("password", "passwords", until)]).await
        }
        Err(other) => Err(other.into()),
    }
}

/// That there were too many wrong ones, at the field.
pub(super) fn too_many(field: &str, what: &str, until: Timestamp) -> Problem {
    let until = time_in_words(local(until).time());
    Problem { field: field.to_owned(), words: format!("There were too many wrong {what}. Try again at {until}"), clause: None }
}

async fn stop(State(state): State<WebState>, who: SignedIn, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    who.check_form(&sent)?;
    let problems = match stop_second_factor(&state.brought, &who.actor, sent.text("code"), state.now()).await {
        Ok(()) => {
            end_other_sessions(&state.brought, &who.actor, &who.token).await?;
            return Ok(Redirect::to(ADDRESS).into_response());
        }
        Err(Failure::Refused(refusal)) => refusal.problems,
        Err(Failure::Denied(Denied::TooManyGuesses { until })) => vec![too_many("code", "codes", until)],
        Err(other) => return Err(other.into()),
    };
    refused(&state, &who, &SecondFactorKey::of(new_token(&state)), sent, &problems).await
}

async fn refused(
    state: &WebState,
    who: &SignedIn,
    key: &SecondFactorKey,
    mut sent: Values,
    problems: &[Problem],
) -> Result<Response, WebProblem> {
    sent.set("code", "");
    sent.remove("password");
    let (form, lines) = FormView::refused(sent, problems);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(state, who, key, form, &lines, &[]).await?).into_response())
}

/// The picture of an address: how many squares it is wide with its margin, and the dark ones as the outline of a drawing. Nothing is drawn of an
/// address that is too long: then the key is typed.
fn drawn(address: &str) -> (i32, String) {
    let Ok(picture) = QrCode::encode_text(address, QrCodeEcc::Medium) else { return (0, String::new()) };
    let size = picture.size();
    let dark =
        (0..size).flat_map(|row| (0..size).map(move |column| (row, column))).filter(|(row, column)| picture.get_module(*column, *row));
    let mut squares = String::new();
    for (row, column) in dark {
        // Writing into a text does not fail.
        let _ = write!(squares, "M{} {}h1v1h-1z", column + QUIET, row + QUIET);
    }
    (size + 2 * QUIET, squares)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_its_margin_and_its_three_corners() {
        let (size, squares) = drawn("otpauth://totp/brought:nurse?secret=ABC");
        assert_eq!((size - 2 * QUIET - 17) % 4, 0, "{size}");
        let far = size - QUIET - 7;
        for (column, row) in [(QUIET, QUIET), (far, QUIET), (QUIET, far)] {
            assert!(squares.contains(&format!("M{column} {row}h")), "{column} {row}");
        }
        assert!(!squares.contains("M0 ") && !squares.contains(" 0h"), "nothing stands in the margin");
        assert_eq!(drawn(&"x".repeat(10_000)), (0, String::new()));
    }
}
