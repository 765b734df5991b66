//! Two packs over the same history: what each would have asked, of whom and by when, and the smallest story that tells them apart.
//!
//! Pure and total: chronologies go in, figures come out; the same question has the same answer however many work on it. The history is
//! taken as it is: what people did stays what they did, under whichever policy they did it. So the figures say what a pack would have
//! asked for. They do not say what people would have done had they been asked.
//!
//! A figure about children says of how many it speaks, and those who are left out of it are counted beside it.

mod apart;
mod days;
mod figures;
mod made_up;
mod open_work;
mod outward;
mod pairs;
mod reach;
mod smallest;
mod story;
mod texts;
mod weeks;
mod what;

pub use apart::{Asked, Difference, difference};
pub use days::{Days, Measure};
pub use figures::{Figures, Group, People, Settlement, Spread};
pub use made_up::smallest_made_up;
pub use open_work::{Change, OpenChanges, OpenObligation};
pub use outward::is_outward;
pub use pairs::{Pair, pairs};
pub use reach::Reach;
pub use smallest::{Smallest, shrink};
pub use story::{StoryStep, Told, story};
pub use texts::{Ask, Asking, Row, Sides, Texts, texts};
pub use weeks::{Counts, Load, Peak, monday_of};
pub use what::What;

use crate::clock::UkClock;
use crate::pack::Pack;
use crate::proof::Workers;
use crate::standing::{PackReference, Standing};
use brought_calendar::Calendar;
use brought_domain::Chronology;
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use weeks::Evaluated;

/// A pack with the calendar by which its working days are counted.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// The calendar of its nation.
    pub calendar: &'a Calendar,
}

impl Side<'_> {
    fn standing(&self, chronology: &Chronology, as_of: Timestamp) -> Standing {
        crate::standing(self.pack, self.calendar, chronology, as_of)
    }

    fn reference(&self) -> PackReference {
        PackReference {
            id: self.pack.id.clone(),
            version: self.pack.version.clone(),
            digest: self.pack.digest.clone(),
            calendar: self.calendar.version().to_owned(),
        }
    }
}

/// What is asked about two packs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// The end of the history: only what had been recorded by then is taken into account.
    pub until: Timestamp,
    /// The day at whose end the open obligations are compared.
    pub open_on: Option<Date>,
    /// Of how many of the shortest chronologies that tell the packs apart the smallest is looked for. Nothing is looked for when it is 0.
    pub shrink: usize,
}

/// Two packs over one history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Under the pack on the left, A.
    pub left: Figures,
    /// Under the pack on the right, B.
    pub right: Figures,
    /// How much sooner or later B asks for the first step than A.
    pub reach: BTreeMap<Group, Reach>,
    /// People of whom the two packs ask something else.
    pub told_apart: usize,
    /// The smallest chronology found that tells them apart. Nothing when none does, or when it was not looked for.
    pub smallest: Option<Smallest>,
    /// What changes in the open obligations, when that was asked.
    pub open: Option<OpenChanges>,
}

/// What one chronology comes to under two packs.
struct Compared {
    group: Group,
    left: Measured,
    right: Measured,
    apart: bool,
    open: Option<OpenChanges>,
}

/// What one chronology comes to under one pack.
struct Measured {
    evaluated: Evaluated,
    days: Option<Days>,
}

/// Compares two packs over these chronologies. Each is counted under its own subject, so that an obligation is counted once however many
/// relatives have a chronology of their own.
pub fn compare(left: Side<'_>, right: Side<'_>, chronologies: &[Chronology], question: &Question, workers: &dyn Workers) -> Comparison {
    let each = on_all(chronologies, workers, |chronology| one_under_both(left, right, chronology, question));
    let (mut of_left, mut of_right) = (figures::Tally::new(left), figures::Tally::new(right));
    let mut reach: BTreeMap<Group, Reach> = BTreeMap::new();
    let mut open = question.open_on.map(OpenChanges::on);
    let mut apart = Vec::new();
    for (place, compared) in each.into_iter().enumerate() {
        reach.entry(compared.group).or_default().count(compared.left.days.as_ref(), compared.right.days.as_ref());
        if let (Some(all), Some(of_one)) = (&mut open, compared.open) {
            all.add(of_one);
        }
        if compared.apart {
            apart.extend(chronologies.get(place));
        }
        of_left.count(compared.group, compared.left);
        of_right.count(compared.group, compared.right);
    }
    let told_apart = apart.len();
    Comparison {
        left: of_left.figures(),
        right: of_right.figures(),
        reach,
        told_apart,
        smallest: smallest::smallest(left, right, apart, question.until, question.shrink, workers),
        open,
    }
}

/// What one pack would have asked for over these chronologies.
pub fn backtest(side: Side<'_>, chronologies: &[Chronology], until: Timestamp, workers: &dyn Workers) -> Figures {
    let each = on_all(chronologies, workers, |chronology| {
        let evaluated = weeks::evaluate(side, chronology, until);
        let days = evaluated.first_failed().map(|start| days::measure(side, chronology, &evaluated, start, until));
        (Group::of(chronology), Measured { evaluated, days })
    });
    let mut tally = figures::Tally::new(side);
    for (group, measured) in each {
        tally.count(group, measured);
    }
    tally.figures()
}

fn one_under_both(left: Side<'_>, right: Side<'_>, chronology: &Chronology, question: &Question) -> Compared {
    let under_left = weeks::evaluate(left, chronology, question.until);
    let under_right = weeks::evaluate(right, chronology, question.until);
    // One start for both: a pack that does not count a contact as failed must not look quicker for it.
    let zone = UkClock;
    let start = [under_left.first_failed(), under_right.first_failed()].into_iter().flatten().min_by_key(|at| at.earliest(&zone));
    let apart = !apart::of_standings(&under_left.last, &under_right.last).is_empty();
    let measured = |side, evaluated| {
        let days = start.map(|start| days::measure(side, chronology, &evaluated, start, question.until));
        Measured { evaluated, days }
    };
    Compared {
        group: Group::of(chronology),
        left: measured(left, under_left),
        right: measured(right, under_right),
        apart,
        open: question.open_on.map(|day| open_work::changes(left, right, chronology, day)),
    }
}

/// Works on every chronology, and gives what came of them in their order.
fn on_all<T: Send + Sync>(chronologies: &[Chronology], workers: &dyn Workers, work: impl Fn(&Chronology) -> T + Sync) -> Vec<T> {
    let places: Vec<OnceLock<T>> = chronologies.iter().map(|_| OnceLock::new()).collect();
    workers.each(chronologies.len(), &|piece| {
        if let (Some(place), Some(chronology)) = (places.get(piece), chronologies.get(piece)) {
            place.get_or_init(|| work(chronology));
        }
    });
    // Whoever left one undone has it done here: nobody is dropped from the figures.
    let each = places.into_iter().zip(chronologies);
    each.map(|(place, chronology)| place.into_inner().unwrap_or_else(|| work(chronology))).collect()
}
