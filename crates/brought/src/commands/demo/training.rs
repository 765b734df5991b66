//! `brought demo --training`: a made-up caseload in memory, with a page that puts everything back as it was at the start.

use super::{Demo, Dice, Door, Failure, clock, fill, open_browser, serve, welcome, work_out};
use crate::say::{say, say_words};
use crate::{machine, opened};
use brought_app::{Brought, Trouble};
use brought_calendar::local_date;
use brought_testkit::caseload::{Caseload, caseload};
use brought_web::{Clock, Maker, TrainingStart};
use jiff::civil::Date;
use std::sync::{Arc, Mutex, PoisonError};

/// What is shown now: lists are kept up to date in that record, and in none that was put away.
type Shown = Arc<Mutex<Option<(Brought, Clock)>>>;

/// What is asked for, each time that it is made.
#[derive(Clone)]
struct Wanted {
    seed: u64,
    children: usize,
    /// The day on which it plays; the day on which it is made when not given.
    today: Option<Date>,
    /// Everybody's. The same each time, because it is said once, where the program was started.
    password: String,
}

/// Makes up a caseload and shows its pages until the program is stopped.
pub(super) async fn run(asked: &Demo, door: Door, dice: &Dice) -> Result<(), Failure> {
    let wanted = Wanted { seed: asked.seed, children: asked.children as usize, today: asked.today, password: dice.password() };
    let shown = Shown::default();
    let pages = brought_web::training_router(maker(wanted.clone(), &shown, dice), serve::random(dice)).await?;
    let address = door.address()?;
    let stopping = machine::asked_to_stop();
    let (made_up, today) = wanted.made_up();
    let kept = "It is for training: a page of it puts everything back as it was at the start, and nothing is kept when it stops.";
    say_words!("{}", welcome(&made_up, &wanted.password, &address, today, kept));
    if !asked.no_open {
        open_browser(&address);
    }
    let Some(first) = now_shown(&shown) else { return Err(Failure::trouble("the record for training was not made".to_owned())) };
    serve::pages_until_stopped(door, pages, move || now_shown(&shown).unwrap_or_else(|| first.clone()), stopping).await?;
    say!("Stopped.");
    Ok(())
}

impl Wanted {
    fn made_up(&self) -> (Caseload, Date) {
        let today = self.today.unwrap_or_else(|| local_date(machine::now()));
        (caseload(self.seed, today, self.children), today)
    }
}

/// Makes the record anew each time.
fn maker(wanted: Wanted, shown: &Shown, dice: &Dice) -> Maker {
    let (shown, dice) = (Arc::clone(shown), dice.clone());
    Arc::new(move || {
        let (wanted, shown, dice) = (wanted.clone(), Arc::clone(&shown), dice.clone());
        Box::pin(async move { make(&wanted, &shown, &dice).await.map_err(told) })
    })
}

/// The same failure, for a page.
fn told(failure: Failure) -> brought_app::Failure {
    brought_app::Failure::Trouble(Trouble::Unforeseen(failure.to_string()))
}

async fn make(wanted: &Wanted, shown: &Shown, dice: &Dice) -> Result<TrainingStart, Failure> {
    let (made_up, today) = wanted.made_up();
    let now = clock(today, machine::now());
    let record = opened::for_training().await?;
    fill(record.store(), record.brought(), &made_up, &wanted.password, dice).await?;
    work_out(record.brought(), now()).await?;
    *shown.lock().unwrap_or_else(PoisonError::into_inner) = Some((record.brought().clone(), Arc::clone(&now)));
    Ok(TrainingStart { record, now })
}

fn now_shown(shown: &Shown) -> Option<(Brought, Clock)> {
    shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
