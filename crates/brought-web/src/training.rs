//! Practising: pages over a record in memory that can be started again from a page.
//!
//! Only [`serve_training`] gives pages a way to start again, and it takes nothing but something that *makes* training records: there is no way to
//! hand it a record that is there already. Starting again makes a new one and shows that one from then on; nothing is emptied.

use crate::doorstep::Doorstep;
use crate::pace::Pace;
use crate::pages;
use crate::state::{Clock, Dice, Memory, WebState};
use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use brought_app::{Failure, TrainingRecord};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use tower::ServiceExt as _;

/// The words above every page.
const NOTICE: &str =
    "This is training. Every family, practitioner and service in here is made up, and nothing that is written here is kept.";

/// A training record as it is at the start, and its clock.
pub struct TrainingStart {
    /// The record, with the made-up people in it.
    pub record: TrainingRecord,
    /// The time in it.
    pub now: Clock,
}

/// What is being made.
pub type BeingMade = Pin<Box<dyn Future<Output = Result<TrainingStart, Failure>> + Send>>;
/// Makes a training record as it is at the start, anew each time.
pub type Maker = Arc<dyn Fn() -> BeingMade + Send + Sync>;

/// The way to start again. Nobody outside can make one, so no other pages have it.
#[derive(Clone)]
pub struct StartingAgain(Arc<Room>);

struct Room {
    make: Maker,
    random: Dice,
    /// The pages over the record that is shown now.
    shown: RwLock<Router>,
    /// One at a time starts again.
    making: tokio::sync::Mutex<()>,
}

impl StartingAgain {
    /// Makes the record anew, and shows that one from now on. The pages that it shows can start it, so that what it is has to be said here.
    pub(crate) fn start(self) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>> {
        Box::pin(async move {
            let _one_at_a_time = self.0.making.lock().await;
            let TrainingStart { record, now } = (self.0.make)().await?;
            let pages = self.pages(&record, now);
            *self.0.shown.write().unwrap_or_else(PoisonError::into_inner) = pages;
            Ok(())
        })
    }

    fn pages(&self, record: &TrainingRecord, now: Clock) -> Router {
        // What was typed in the record before does not belong in this one.
        let mut secret = [0; 32];
        (self.0.random)(&mut secret);
        let state = WebState {
            brought: record.brought().clone(),
            pace: Pace::usual(now.clone()),
            now,
            random: self.0.random.clone(),
            notice: Some(NOTICE.to_owned()),
            https: false,
            memory: Memory::default(),
            doorstep: Doorstep::new(&secret),
            openid: None,
            training: Some(self.clone()),
        };
        crate::pages_of(state, pages::start_again::routes())
    }
}

/// The pages over a training record, made now, with a page that starts it again.
///
/// # Errors
/// Whatever making the record failed with.
pub async fn training_router(make: Maker, random: Dice) -> Result<Router, Failure> {
    let room = Room { make, random, shown: RwLock::default(), making: tokio::sync::Mutex::default() };
    let again = StartingAgain(Arc::new(room));
    again.clone().start().await?;
    Ok(Router::new().fallback(pass_on).with_state(again))
}

/// To the pages over the record that is shown now.
async fn pass_on(State(again): State<StartingAgain>, request: Request) -> Response {
    let pages = again.0.shown.read().unwrap_or_else(PoisonError::into_inner).clone();
    match pages.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}
