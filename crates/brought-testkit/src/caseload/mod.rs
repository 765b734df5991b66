//! A made-up caseload: the families of Harrowmere, a town that does not exist, over the year up to a day.
//!
//! The first families each have a plot of their own, so that every stage of the work after a failed contact is there to be looked
//! at; the others have an ordinary year. Each family is drawn from a stream of its own, so a longer caseload begins with the same
//! families as a shorter one, but for the last family of the shorter one, which may have fewer children.
#![allow(clippy::expect_used, reason = "what is put together here is printable and complete; the tests build it in every size")]

mod dates;
mod dice;
mod directory;
mod household;
mod names;
mod routine;
mod scribe;
mod stories;
mod story;

use brought_domain::person::{Organisation, Practitioner, Service};
use brought_domain::{Event, PersonId, PractitionerId};
use dates::Dates;
use dice::Dice;
use directory::Who;
use household::{Age, Child, Household, NhsNumbers};
use jiff::civil::Date;
use scribe::Scribe;
use std::collections::BTreeMap;
use stories::{PLOTS, Plot};
use story::Story;

/// How many children a caseload has when nobody says otherwise.
pub const USUAL_CHILDREN: usize = 200;

/// A made-up caseload, ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caseload {
    /// The organisations that run the services.
    pub organisations: Vec<Organisation>,
    /// The services.
    pub services: Vec<Service>,
    /// The practitioners. None of them exists.
    pub practitioners: Vec<Practitioner>,
    /// Who can sign in, and the name they sign in with. The main practitioner of a demonstration is `hv`, a health visitor.
    pub accounts: Vec<(PractitionerId, String)>,
    /// The events, in the order in which they were recorded.
    pub events: Vec<Event>,
    /// The children that tests and a demonstration go to by name.
    pub highlights: Highlights,
}

/// Children to go to by name. A caseload too small to hold one has nothing there: each plot takes one family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Highlights {
    /// A baby expected at a clinic on the last working day, by the practitioner `hv`; nobody has recorded what came of it.
    pub missed_clinic_first: Option<PersonId>,
    /// A child twice not brought, the second time on the last working day; of the second, only the outcome and the response are
    /// recorded, so that everything a second failed contact asks for is still owed. Held by `hv`.
    pub second_failed_contact: Option<PersonId>,
    /// A child twice not brought, since then seen in person at nursery, needs considered and met. What is lacking before the
    /// follow-up may end is a signed assessment of vulnerability, reasons, and who was told. Held by `hv`.
    pub ready_to_close: Option<PersonId>,
    /// Whose record each plot is in, by the plot's name: a child's, or a parent's where a service for parents tells it.
    /// The three above are among them.
    pub plots: BTreeMap<&'static str, PersonId>,
}

/// Makes up a caseload of so many children, over the year up to a day.
///
/// The same arguments give the same caseload, to the last letter. Nothing is recorded after eight in the morning of that day, local
/// time; a few contacts are planned for the weeks after it. One contact in ten or so failed. Meant for 1 to 20,000 children.
pub fn caseload(seed: u64, today: Date, children: usize) -> Caseload {
    let dates = Dates::new(today);
    let mut numbers = NhsNumbers::default();
    let mut events = Vec::with_capacity(children * 32);
    let mut plots = BTreeMap::new();
    let (mut left, mut family) = (children, 0);
    while left > 0 {
        let told = one_family(&dates, &mut numbers, seed, family, left);
        events.extend(told.events);
        left -= told.children;
        if let Some((plot, person)) = told.plot {
            plots.entry(plot).or_insert(person);
        }
        family += 1;
    }
    // Stable: events recorded in the same second stay in the order in which they were written.
    events.sort_by_key(|event| event.recorded_at);
    Caseload {
        organisations: directory::organisations(),
        services: directory::services(),
        practitioners: directory::practitioners(),
        accounts: directory::accounts(),
        events,
        highlights: highlights(plots),
    }
}

fn highlights(plots: BTreeMap<&'static str, PersonId>) -> Highlights {
    let named = |name: &str| plots.get(name).cloned();
    Highlights {
        missed_clinic_first: named("missed_clinic_first"),
        second_failed_contact: named("second_failed_contact"),
        ready_to_close: named("ready_to_close"),
        plots,
    }
}

/// What was told about one family.
struct Told {
    events: Vec<Event>,
    /// How many children it has.
    children: usize,
    /// The name of its plot, and whose record the plot is in.
    plot: Option<(&'static str, PersonId)>,
}

fn one_family(dates: &Dates, numbers: &mut NhsNumbers, seed: u64, family: usize, most_children: usize) -> Told {
    let mut scribe = Scribe::new(dates, seed, family);
    let (plot, shift) = choose_plot(&mut scribe.dice, family);
    let (age, least) = match plot {
        Some(plot) => (plot.age, plot.children),
        None => (some_age(&mut scribe.dice), 1),
    };
    let wanted = if least > 1 { least } else { [1, 1, 2, 2, 2, 2, 3, 3, 4][scribe.dice.below(9)] };
    let health_visitor = match plot {
        Some(_) if family < stories::PLOTS_OF_THE_MAIN_PRACTITIONER => Who::Hv,
        _ => scribe.dice.pick(&[Who::Hv, Who::HvTwo, Who::HvTwo, Who::HvThree, Who::HvThree]),
    };
    let household = Household::make_up(dates, &mut scribe.dice, family, age, wanted.min(most_children), health_visitor);
    household.introduce(&mut scribe, numbers);
    let plot_told = plot.map(|plot| (plot.name, tell_plot(&mut scribe, &household, plot, shift)));
    for (index, child) in household.children.iter().enumerate() {
        routine::tell(&mut scribe, &household, child, plot.is_some() && index == 0);
    }
    if plot.is_none() && scribe.dice.chance(9) {
        routine::tell_of_a_parent(&mut scribe, &household);
    }
    if plot.is_none() {
        stories::circumstances(&mut scribe, &household);
    }
    Told { events: scribe.events(), children: household.children.len(), plot: plot_told }
}

/// The first families have one plot each; of the later ones two in five have some plot, some time ago.
fn choose_plot(dice: &mut Dice, family: usize) -> (Option<&'static Plot>, usize) {
    if let Some(plot) = PLOTS.get(family) {
        return (Some(plot), 0);
    }
    if family >= PLOTS.len() * 2 && dice.chance(40) {
        let plot = PLOTS.get(dice.below(PLOTS.len()));
        return (plot, dice.below(40));
    }
    (None, 0)
}

fn some_age(dice: &mut Dice) -> Age {
    dice.pick(&[Age::Unborn, Age::Baby, Age::Baby, Age::Toddler, Age::Toddler, Age::School, Age::School, Age::School, Age::Teenager])
}

/// Tells a plot and says whose record it is in.
fn tell_plot(scribe: &mut Scribe<'_>, home: &Household, plot: &Plot, shift: usize) -> PersonId {
    let child: &Child = &home.children[0];
    let who = if plot.team == directory::Team::HealthVisiting { home.health_visitor } else { plot.team.usual_practitioner() };
    let shift = shift.min(room_for(scribe.dates, home));
    let mut story = Story { scribe, home, child, about: child.id.clone(), team: plot.team, who, shift };
    (plot.tell)(&mut story);
    story.about
}

/// How much earlier a plot may happen without happening before a child of the family was born.
fn room_for(dates: &Dates, home: &Household) -> usize {
    let since_birth = home.children.iter().map(|child| dates.working_days_since(child.day)).min().unwrap_or(0);
    since_birth.saturating_sub(stories::LONGEST_ABOUT_A_BABY)
}
