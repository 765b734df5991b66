//! The plots: what can happen after a child was not seen, each told once about one family.

mod concerns;
mod endings;
mod first;
mod parents;
mod patterns;
mod plans;
mod records;
mod second;

use super::directory::{Team, Who};
use super::household::{Age, Household, address};
use super::scribe::Scribe;
use super::story::Story;
use brought_domain::circumstances::{FactorKind, PlanKind};
use brought_domain::contact::Answer;
use brought_domain::work::{AgencyKind, Role};
use brought_domain::{Fact, Happened};

/// A plot: what it needs, and how it goes.
pub(super) struct Plot {
    /// Its name, by which tests find its child.
    pub(super) name: &'static str,
    /// The age of the child it is about.
    pub(super) age: Age,
    /// How many children the family has at the least; 1 leaves it open.
    pub(super) children: usize,
    /// The service that tells it.
    pub(super) team: Team,
    /// How it goes.
    pub(super) tell: fn(&mut Story<'_, '_>),
}

/// The families of the first so many plots are held by the main practitioner of a demonstration.
pub(super) const PLOTS_OF_THE_MAIN_PRACTITIONER: usize = 12;

/// No plot about a baby begins earlier than so many working days before it ends.
pub(super) const LONGEST_ABOUT_A_BABY: usize = 50;

const fn plot(name: &'static str, age: Age, team: Team, tell: fn(&mut Story<'_, '_>)) -> Plot {
    Plot { name, age, children: 1, team, tell }
}

const fn plot_of_siblings(name: &'static str, age: Age, children: usize, team: Team, tell: fn(&mut Story<'_, '_>)) -> Plot {
    Plot { name, age, children, team, tell }
}

/// Every plot. The order is that of importance, because a small caseload has only the first.
pub(super) const PLOTS: &[Plot] = &[
    plot("missed_clinic_first", Age::Baby, Team::HealthVisiting, first::missed_clinic_first),
    plot("second_failed_contact", Age::Toddler, Team::HealthVisiting, second::all_open),
    plot("ready_to_close", Age::Toddler, Team::HealthVisiting, second::ready_to_close),
    plot("first_awaiting_analysis", Age::Toddler, Team::HealthVisiting, first::awaiting_analysis),
    plot("first_with_welfare_concern", Age::Toddler, Team::HealthVisiting, first::with_welfare_concern),
    plot("second_partly_answered", Age::Baby, Team::HealthVisiting, second::partly_answered),
    plot("seen_by_nobody", Age::Toddler, Team::HealthVisiting, second::seen_by_nobody),
    plot("concern_found", Age::Toddler, Team::HealthVisiting, concerns::found),
    plot("referral_unanswered", Age::Baby, Team::HealthVisiting, concerns::referral_unanswered),
    plot("actively_prevented", Age::Toddler, Team::HealthVisiting, records::actively_prevented),
    plot("discharge_reported", Age::Toddler, Team::HealthVisiting, endings::discharge_reported),
    plot("closed_and_reopened", Age::Toddler, Team::HealthVisiting, endings::closed_and_reopened),
    plot("protection_plan_visit_yesterday", Age::Toddler, Team::SocialCare, plans::visit_yesterday),
    plot("protection_plan_further_visit_set", Age::School, Team::SocialCare, plans::further_visit_set),
    plot_of_siblings("parents_mental_health", Age::Toddler, 3, Team::ParentsMentalHealth, parents::mental_health),
    plot_of_siblings("parents_substance_misuse", Age::School, 2, Team::SubstanceMisuse, parents::substance_misuse),
    plot("imported_unconfirmed", Age::School, Team::Asthma, records::imported_unconfirmed),
    plot("closure", Age::School, Team::SchoolNursing, patterns::closure),
    plot("flight", Age::School, Team::SchoolNursing, patterns::flight),
    plot("disguised_compliance", Age::Toddler, Team::HealthVisiting, patterns::disguised_compliance),
    plot("first_with_severe_condition", Age::School, Team::Asthma, first::with_severe_condition),
    plot("first_no_access", Age::Baby, Team::HealthVisiting, first::no_access),
    plot("first_with_worrying_presentation", Age::Baby, Team::HealthVisiting, first::with_worrying_presentation),
    plot("first_analysed", Age::Toddler, Team::Speech, first::analysed),
    plot("second_all_answered", Age::Toddler, Team::HealthVisiting, second::all_answered),
    plot("seen_by_others_only", Age::School, Team::Audiology, second::seen_by_others_only),
    plot("plan_agreed", Age::Toddler, Team::HealthVisiting, second::plan_agreed),
    plot("third_failed_contact", Age::School, Team::Dental, second::third),
    plot("refer_decided", Age::School, Team::SchoolNursing, concerns::refer_decided),
    plot("referral_answered", Age::Toddler, Team::HealthVisiting, concerns::referral_answered),
    plot("not_referred", Age::Toddler, Team::HealthVisiting, concerns::not_referred),
    plot("protection_plan_discussion_late", Age::Toddler, Team::SocialCare, plans::discussion_late),
    plot("child_in_need", Age::Toddler, Team::HealthVisiting, plans::child_in_need),
    plot("early_help", Age::School, Team::SchoolNursing, plans::early_help),
    plot("looked_after", Age::Teenager, Team::SchoolNursing, plans::looked_after),
    plot("closed_with_assurance", Age::Toddler, Team::HealthVisiting, endings::closed_with_assurance),
    plot("declined", Age::Toddler, Team::HealthVisiting, endings::declined),
    plot("seen_at_a_distance", Age::Toddler, Team::HealthVisiting, records::seen_at_a_distance),
    plot_of_siblings("sibling_not_seen", Age::Toddler, 2, Team::HealthVisiting, records::sibling_not_seen),
    plot("administrative_error", Age::School, Team::Asthma, records::administrative_error),
    plot("entry_withdrawn", Age::Toddler, Team::Speech, records::entry_withdrawn),
    plot("cancelled_by_service", Age::Toddler, Team::Audiology, records::cancelled_by_service),
    plot("opportunistic_visits", Age::Baby, Team::HealthVisiting, records::opportunistic_visits),
    plot("without_outcome", Age::Toddler, Team::Speech, records::without_outcome),
    plot("recorded_late", Age::School, Team::Dental, records::recorded_late),
    plot("left_before_being_seen", Age::School, Team::Asthma, records::left_before_being_seen),
    plot("unborn", Age::Unborn, Team::HealthVisiting, records::unborn),
    plot("interpreter_needed", Age::Toddler, Team::Audiology, records::interpreter_needed),
    plot("reported_to_refuse", Age::Teenager, Team::Camhs, records::reported_to_refuse),
    plot("whereabouts_unknown", Age::Toddler, Team::HealthVisiting, records::whereabouts_unknown),
    plot("parents_own_health", Age::Baby, Team::HealthVisiting, parents::own_health),
    plot("dependants_not_known", Age::School, Team::SubstanceMisuse, parents::dependants_not_known),
    plot("parents_closed", Age::School, Team::ParentsMentalHealth, parents::closed),
];

/// What is known about some ordinary families: a plan, a factor, a move.
pub(super) fn circumstances(scribe: &mut Scribe<'_>, home: &Household) {
    let Some(days) = days_the_youngest_is_known(scribe, home) else { return };
    for (index, child) in home.children.iter().enumerate() {
        let mut story = Story {
            scribe: &mut *scribe,
            home,
            child,
            about: child.id.clone(),
            team: Team::HealthVisiting,
            who: home.health_visitor,
            shift: 0,
        };
        match (home.number % 17, index) {
            (3, _) => story.plan(days, PlanKind::EarlyHelp, &[(AgencyKind::EarlyHelp, "Family hub", "Dawn Archer", Role::KeyWorker)]),
            (8, _) => story.plan(
                days,
                PlanKind::ChildInNeed,
                &[(AgencyKind::ChildrensSocialCare, "East team", Who::SocialWorker.name(), Role::SocialWorker)],
            ),
            (11, 0) => story.factor(days, FactorKind::FamilyVulnerability, "Living with relatives while a new home is found."),
            (14, 0) => story.factor(days, FactorKind::SevereHealthCondition, "Epilepsy; rescue medicine at home and at school."),
            _ => {}
        }
    }
    if home.number % 13 == 5 {
        moved(scribe, home, days, "Rowan House, Elder Close", Answer::Yes);
    }
}

fn days_the_youngest_is_known(scribe: &mut Scribe<'_>, home: &Household) -> Option<usize> {
    let born = |child: &super::household::Child| scribe.dates.working_days_since(child.day);
    let most = home.children.iter().map(born).min().unwrap_or(0).min(200);
    (most > 12).then(|| scribe.dice.between(10, most - 1))
}

/// The whole household moved.
pub(super) fn moved(scribe: &mut Scribe<'_>, home: &Household, days: usize, street: &str, reported: Answer) {
    let day = scribe.dates.ago(days);
    let on = Happened::On(day);
    let born = home.children.iter().filter(|child| child.day <= day);
    let living_there = home.carers.iter().filter(|carer| carer.same_household == Answer::Yes).map(|carer| &carer.id);
    for person in born.map(|child| &child.id).chain(living_there) {
        let fact = Fact::AddressRecorded(address(street, home.number + 1, reported));
        scribe.write(person, None, on, Who::Administrator, fact);
    }
}
