//! A chronology told so that nobody can be known by it: what happened, on which weekday, so many days after the first of it.

use super::{Asked, Smallest};
use crate::clock::UkClock;
use brought_calendar::local_date;
use brought_domain::person::PersonKind;
use brought_domain::{Chronology, Event, Fact, PersonId};
use jiff::civil::{Date, Weekday};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryStep {
    /// So many days after the first failed contact or other thing of the story; what is older is "before".
    pub day: Option<i64>,
    /// The weekday; deadlines depend on it.
    pub weekday: Weekday,
    /// In whose record: the child, a carer, another person.
    pub about: &'static str,
    /// What happened.
    pub words: String,
}

/// Something asked, with the due day told as the days of the story are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Due so many days after the first thing of the story.
    pub due_day: i64,
    /// The weekday on which it is due.
    pub weekday: Weekday,
    /// What.
    pub asked: Asked,
}

/// Tells a smallest chronology: its steps, and what each pack alone asks for. No names, no ids, no dates and no free text.
pub fn story(smallest: &Smallest) -> (Vec<StoryStep>, Vec<Told>, Vec<Told>) {
    let chronology = &smallest.chronology;
    let mut events: Vec<(Date, &Event)> = chronology.events.iter().map(|event| (day_of(event), event)).collect();
    events.sort_by_key(|(day, _)| *day);
    let begins = events.iter().filter(|(_, event)| is_of_the_story(event)).map(|(day, _)| *day).min();
    let begins = begins.or(events.first().map(|(day, _)| *day)).unwrap_or_default();
    let steps = events.iter().map(|(day, event)| StoryStep {
        day: is_of_the_story(event).then(|| days(begins, *day)),
        weekday: day.weekday(),
        about: about(chronology, &event.about),
        words: words(&event.fact),
    });
    let told = |asked: &Vec<Asked>| -> Vec<Told> {
        let each =
            asked.iter().map(|asked| Told { due_day: days(begins, asked.due_on), weekday: asked.due_on.weekday(), asked: asked.clone() });
        each.collect()
    };
    (steps.collect(), told(&smallest.difference.only_left), told(&smallest.difference.only_right))
}

fn day_of(event: &Event) -> Date {
    match &event.fact {
        Fact::ContactPlanned(planned) => planned.planned_for.day(&UkClock),
        _ => event.happened.day(&UkClock).min(local_date(event.recorded_at)),
    }
}

/// What somebody is, and who belongs with whom, has no day that matters: it may be that of a birth.
fn is_of_the_story(event: &Event) -> bool {
    !matches!(event.fact, Fact::PersonRecorded(..) | Fact::RelationRecorded(_) | Fact::Born)
}

fn days(from: Date, to: Date) -> i64 {
    i64::from(to.since(from).map(|span| span.get_days()).unwrap_or_default())
}

fn about(chronology: &Chronology, person: &PersonId) -> &'static str {
    let is_carer =
        chronology.events.iter().any(|event| &event.about == person && matches!(event.fact, Fact::PersonRecorded(PersonKind::Carer, _)));
    match (person == &chronology.subject, is_carer) {
        (true, false) => "the child",
        (true, true) => "the parent or carer",
        (false, true) => "a carer",
        (false, false) => "another person of the family",
    }
}

/// The kind of fact, and those of its words that come from closed lists.
fn words(fact: &Fact) -> String {
    match fact {
        Fact::ContactPlanned(planned) => format!("contact planned {}, {}", planned.setting, planned.arranged),
        Fact::OutcomeRecorded(recorded) => format!("outcome: {}, {}", recorded.outcome.kind(), recorded.certainty),
        Fact::PlanRecorded(recorded) => format!("{}: {}, {}", fact.words(), recorded.plan, recorded.state),
        Fact::FactorRecorded(recorded) => format!("{}: {}, {}", fact.words(), recorded.factor, recorded.state),
        Fact::PersonRecorded(kind, _) => format!("{}: {kind}", fact.words()),
        Fact::RelationRecorded(recorded) => format!("{}: {}", fact.words(), recorded.relation),
        Fact::SightingRecorded(sighting) => format!("{}: {}, by {}", fact.words(), sighting.how, sighting.seen_by),
        _ => fact.words().to_owned(),
    }
}
