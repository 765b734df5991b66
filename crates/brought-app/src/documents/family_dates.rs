//! The dates that are planned for the children of a family, as they are told to one who cares for them: plain words, no reason, and nothing of a
//! child of whom no date may be told (BOL-10, H16, H17, H19, H38, STW-07).

use super::may_show_dates_of;
use crate::child_page::corrections;
use crate::chronology::Gathered;
use crate::lists::{Place, place_of};
use crate::planned::planned_of;
use brought_calendar::{day_in_words, local, local_date, time_in_words, uk_time_zone};
use brought_domain::contact::{Answer, ContactPlanned, Setting};
use brought_domain::person::{PersonKind, RelationKind};
use brought_domain::{Fact, Happened, PersonId};
use brought_store::Neighbour;
use jiff::Timestamp;

/// The dates from a moment on that may be told to this person, a line for each, the earliest first. Nothing: there are none.
pub(crate) fn dates_to_come(gathered: &Gathered, to: &PersonId, at: Timestamp) -> Option<String> {
    let zone = uk_time_zone();
    let mut dates: Vec<(&ContactPlanned, String)> = Vec::new();
    for child in children_of(gathered, to).into_iter().filter(|child| may_be_told(gathered, child)) {
        let whose = name_for_the_family(gathered, child);
        let to_come = planned_of(gathered, child).into_iter().filter(|plan| is_to_come(plan, at));
        dates.extend(to_come.map(|plan| (plan, line(plan, &whose, gathered))));
    }
    dates.sort_by(|(left, first), (right, second)| {
        (left.planned_for.earliest(&zone), first).cmp(&(right.planned_for.earliest(&zone), second))
    });
    (!dates.is_empty()).then(|| dates.into_iter().map(|(_, line)| line).collect::<Vec<_>>().join("\n"))
}

/// Whether dates of this child may be told to others. Whoever lives with somebody whose address is withheld, or may, will be where they are.
fn may_be_told(gathered: &Gathered, child: &PersonId) -> bool {
    let may_live_with = |neighbour: &Neighbour| neighbour.other == *child && neighbour.same_household != Answer::No;
    let of_household = *child == gathered.chronology.subject || gathered.neighbours.iter().any(may_live_with);
    may_show_dates_of(gathered, child) && !(of_household && place_of(gathered) == Place::Withheld)
}

fn is_to_come(plan: &ContactPlanned, at: Timestamp) -> bool {
    match plan.planned_for {
        Happened::At(instant) => instant >= at,
        Happened::On(day) => day >= local_date(at),
    }
}

fn name_for_the_family(gathered: &Gathered, child: &PersonId) -> String {
    let is_unborn = gathered.people.get(child).is_some_and(|row| row.kind == Some(PersonKind::UnbornChild));
    if is_unborn { "your baby".to_owned() } else { gathered.name(child) }
}

/// The children of the family for whom this person is recorded to care, the one of the record first. A brother or sister of the child may have other
/// parents.
fn children_of<'g>(gathered: &'g Gathered, carer: &PersonId) -> Vec<&'g PersonId> {
    let is_child = |person: &PersonId| gathered.people.get(person).and_then(|row| row.kind).is_some_and(PersonKind::is_child);
    let subject = &gathered.chronology.subject;
    let mut others: Vec<&PersonId> = gathered.neighbours.iter().map(|neighbour| &neighbour.other).collect();
    others.retain(|person| !gathered.closed.contains(person));
    others.sort();
    others.dedup();
    let family = std::iter::once(subject).chain(others).filter(|person| *person != carer);
    family.filter(|person| is_child(person) && cares_for(gathered, carer, person)).collect()
}

/// Whether an entry that stands says so, in the record of the one or of the other.
fn cares_for(gathered: &Gathered, carer: &PersonId, child: &PersonId) -> bool {
    let corrected = corrections(&gathered.chronology.events);
    gathered.chronology.events.iter().filter(|event| !corrected.contains_key(&event.id)).any(|event| match &event.fact {
        Fact::RelationRecorded(said) => {
            let of_child =
                event.about == *child && said.other == *carer && said.relation.from_the_other_side() == RelationKind::DependentChild;
            let of_carer = event.about == *carer && said.other == *child && said.relation == RelationKind::DependentChild;
            of_child || of_carer
        }
        _ => false,
    })
}

fn line(plan: &ContactPlanned, whose: &str, gathered: &Gathered) -> String {
    let when = match plan.planned_for {
        Happened::At(instant) => format!("{} at {}", day_in_words(local(instant).date()), time_in_words(local(instant).time())),
        Happened::On(day) => format!("{} (ask us for the time)", day_in_words(day)),
    };
    format!("{when}: {whose}, {}, {}", gathered.service_name(&plan.service), place(plan.setting))
}

/// Where, as a family says it.
fn place(setting: Setting) -> &'static str {
    match setting {
        Setting::Home => "at your home",
        Setting::Clinic => "at the clinic",
        Setting::Hospital => "at the hospital",
        Setting::GpPractice => "at the doctor’s",
        Setting::School => "at school",
        Setting::Nursery => "at nursery",
        Setting::Telephone => "by telephone",
        Setting::Video => "by video",
        Setting::Elsewhere | Setting::NotKnown => "ask us where",
    }
}
