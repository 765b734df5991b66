//! Pages and forms.
//!
//! Every page is made on the server and works without a script. A page asks a use case of `brought-app` for what it shows or saves; what is
//! in here is the way in and out: addresses, cookies, forms, words on pages. It reads no clock and throws no dice: [`WebState`] brings both.
//!
//! * `pages/` has a file for each page; its template is at the same path below `templates/`.
//! * `form/` reads what a browser sent, and shows it again with what is to be put right.
//! * `session`, `guard` and `problem` say who is signed in, whose forms are taken, and what is shown when something goes wrong.
//! * `https` speaks with browsers where no web server stands in front.
//! * `pace` says how fast one person may ask.
//! * `training` makes a record to practise in anew, and has no way to do so with any other.
//! * `doorstep` opens what phones kept where there was no signal.
//! * `openid` is what signing in with an organisation's own provider remembers.
//! * `kept` is what somebody left here that only they may have again.
//! * `searches` keeps what was searched for, so that it stands in no address.
//! * `waiting_files` are those that were sent to be brought in, until somebody says yes.
//! * `unsent` keeps what was typed when the session had ended before it was sent.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod address;
pub mod assets;
mod doorstep;
mod form;
mod frame;
mod guard;
#[cfg(feature = "https")]
mod https;
mod ics;
mod kept;
mod openid;
mod pace;
mod pages;
pub mod problem;
mod searches;
mod session;
mod state;
pub mod templating;
mod training;
mod unsent;
mod waiting_files;
mod zip;

pub use doorstep::Doorstep;
#[cfg(feature = "https")]
pub use https::{Certificate, CertificateProblem, serve_https};
pub use openid::OpenId;
pub use pace::Pace;
pub use state::{Clock, Dice, Memory, WebState};
pub use training::{BeingMade, Maker, StartingAgain, TrainingStart, training_router};

pub use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Redirect;
use axum::routing::{get, post};
use std::future::Future;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

/// More than the longest form that anybody fills in.
const LARGEST_FORM_BYTES: usize = 256 * 1024;
/// Everything that a phone keeps.
const LARGEST_FROM_A_PHONE_BYTES: usize = 8 * 1024 * 1024;
/// A page that takes longer will not come any more.
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// All pages.
pub fn router(state: WebState) -> Router {
    pages_of(state, Router::new())
}

/// All pages, and some more that only these have.
fn pages_of(state: WebState, more: Router<WebState>) -> Router {
    let routes = Router::new()
        .route("/", get(|| async { Redirect::to("/my-list") }))
        .route("/sign-in", get(pages::sign_in::show).post(pages::sign_in::enter))
        .route("/sign-out", post(pages::sign_in::leave))
        .route("/stay-signed-in", get(pages::stay_signed_in::show))
        .route("/doorstep", post(pages::doorstep::receive).layer(DefaultBodyLimit::max(LARGEST_FROM_A_PHONE_BYTES)))
        .route("/unsent", get(pages::unsent::show).post(pages::unsent::leave_out))
        .route("/my-list", get(pages::my_list::show))
        .route("/team-list", get(pages::team_list::show))
        .route("/board", get(pages::board::show))
        .route("/visits", get(pages::visits::show))
        .route("/visits/sheet", get(pages::visit_sheet::show))
        .route("/visits/sheet.pdf", get(pages::visit_sheet::print))
        .route("/awaiting-outcome", get(pages::awaiting_outcome::show))
        .route("/people/new", get(pages::new_person::show).post(pages::new_person::add))
        .route("/children", get(pages::children::show).post(pages::children::find))
        .route("/children/{id}", get(pages::child::show))
        .route("/children/{id}/chronology", get(pages::chronology::show))
        .route("/children/{id}/explain", get(pages::explain::show))
        .route("/children/{id}/bundle", get(pages::bundle::show).post(pages::bundle::make))
        .route("/children/{id}/as-known-on", get(pages::as_known_on::show))
        .route("/children/{id}/obligations/{obligation}", get(pages::obligation::show))
        .route("/children/{id}/obligations/{obligation}/answer", get(pages::obligation::answer))
        .merge(pages::record::routes())
        .route("/children/{id}/issued/{event}", get(pages::issued::show))
        .route("/children/{id}/issued/{event}/{name}", get(pages::issued::file))
        .route("/children/{id}/say-why", get(pages::say_why::show).post(pages::say_why::say))
        .route("/children/{id}/accesses", get(pages::accesses::show))
        .route("/children/{id}/records", get(pages::records::show).post(pages::records::look))
        .route("/children/{id}/records/{other}", get(pages::records::two::show).post(pages::records::two::decide))
        .route("/opened-with-a-reason", get(pages::opened_with_a_reason::show))
        .merge(pages::outbox::routes())
        .merge(pages::calendars::routes())
        .merge(pages::second_factor::routes())
        .merge(pages::own_account::routes())
        .merge(pages::openid::routes())
        .route("/waiting-room", get(pages::waiting_room::list))
        .route("/waiting-room/{id}", get(pages::waiting_room_paper::show))
        .route("/waiting-room/{id}/print", get(pages::waiting_room_paper::print))
        .route("/policies", get(pages::policies::show))
        .route("/policies/put-in-force", get(pages::put_in_force::show).post(pages::put_in_force::sign))
        .merge(pages::comparing::routes())
        .merge(pages::policy::routes())
        .merge(pages::awaiting_outcome::sheet::routes())
        .merge(pages::imports::routes())
        .route("/imports/review", get(pages::imports_review::show).post(pages::imports_review::settle))
        .route("/help", get(pages::help::show))
        .fallback(|| async { problem::WebProblem::NoSuchPage });
    let https = state.https;
    let guarded = routes
        .merge(more)
        .layer(from_fn_with_state(state.clone(), unsent::keep))
        .layer(DefaultBodyLimit::max(LARGEST_FORM_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, LONGEST_REQUEST))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(guard::refuse_other_sites))
        .layer(from_fn_with_state(state.clone(), problem::show_problems))
        .with_state(state);
    let all = guarded.merge(assets::routes()).route("/health/live", get(|| async { "live\n" }));
    assets::with_security_headers(all, https).layer(CompressionLayer::new())
}

/// Answers requests until `shutdown` is done, and then finishes those that have begun.
///
/// # Errors
/// When the listener cannot be used any more.
pub async fn serve(
    listener: tokio::net::TcpListener,
    pages: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, pages).with_graceful_shutdown(shutdown).await
}

#[cfg(test)]
mod tests;
