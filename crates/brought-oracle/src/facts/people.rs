//! Who the child is, and whether anybody knows where.

use super::Found;
use super::contacts::answer;
use crate::policy::{FactName, Value};
use crate::scene::Scene;
use crate::told::may_sign_work;
use brought_domain::contact::{Answer, OutcomeKind};
use brought_domain::ending::Ending;
use brought_domain::event::Fact;
use brought_domain::person::PersonKind;
use brought_domain::steps::AlertPlace;
use brought_domain::work::{HowSeen, SeenAnswer, SeenBy, Sighting};
use brought_domain::{Happened, PersonId};
use jiff::civil::Date;

pub(super) fn find(scene: Scene<'_, '_>, name: FactName) -> Found {
    match name {
        FactName::AgeMonths => age(scene),
        FactName::Unborn => unborn(scene),
        FactName::DependantsKnown => dependants_known(scene),
        FactName::WhereaboutsUnknown => whereabouts(scene),
        FactName::RelationshipBrokenDown => broken_down(scene),
        _ => alert(scene),
    }
}

/// The day of birth, as somebody recorded it, or that of the birth itself.
pub(crate) fn born_on(scene: Scene<'_, '_>, child: &PersonId) -> Option<Date> {
    let mut born = None;
    for (_, event) in scene.entries().filter(|(_, event)| &event.about == child) {
        match &event.fact {
            Fact::PersonRecorded(_, details) => {
                // That a child has long grown up takes a signature, once anything else is known.
                let day = event.happened.day(&scene.told.zone).max(brought_calendar::local_date(event.recorded_at));
                let grown = |on: Date| months_between(on, day) >= 18 * 12;
                let child_before = born.is_some_and(|known| !grown(known));
                let drops = child_before && details.born_on.is_some_and(grown) && !may_sign_work(&event.author);
                born = details.born_on.filter(|_| !drops).or(born);
            }
            Fact::Born => born = born.or(Some(event.happened.day(&scene.told.zone))),
            _ => {}
        }
    }
    born
}

/// The age of the youngest, in whole months. Not known when that of one is not.
fn age(scene: Scene<'_, '_>) -> Found {
    let mut youngest: Option<i64> = None;
    for child in scene.children() {
        // An unborn child has no age yet.
        let born = born_on(scene, child).filter(|_| scene.kind(child) != PersonKind::UnbornChild);
        let Some(months) = born.map(|born| months_between(born, scene.day())) else { return Found::on(Value::NotKnown, vec![]) };
        youngest = Some(youngest.map_or(months, |youngest| youngest.min(months)));
    }
    Found::on(youngest.map_or(Value::NotKnown, Value::Number), vec![])
}

pub(crate) fn months_between(born: Date, day: Date) -> i64 {
    let months = (i64::from(day.year()) - i64::from(born.year())) * 12 + i64::from(day.month()) - i64::from(born.month());
    // A month is over on its day; where the month has no such day, on the first of the next.
    (if day.day() >= born.day() { months } else { months - 1 }).max(0)
}

fn unborn(scene: Scene<'_, '_>) -> Found {
    let any = scene.children().iter().any(|child| scene.kind(child) == PersonKind::UnbornChild);
    Found::on(Value::Is(any), vec![])
}

/// Of a carer, whether any child is known to depend on them. Of a child the question does not arise.
fn dependants_known(scene: Scene<'_, '_>) -> Found {
    if scene.children().is_empty() { Found::not_recorded() } else { Found::on(Value::Is(true), vec![]) }
}

/// Until somebody signs that it is known, or somebody outside the family has seen the child in person.
fn whereabouts(scene: Scene<'_, '_>) -> Found {
    let states: Vec<(usize, Value)> = scene.children().into_iter().filter_map(|child| whereabouts_of(scene, child)).collect();
    let of = |wanted: Value| states.iter().filter(|(_, state)| *state == wanted).map(|(index, _)| *index).collect::<Vec<_>>();
    let (lost, open) = (of(Value::Is(true)), of(Value::NotKnown));
    if !lost.is_empty() {
        Found::on(Value::Is(true), lost)
    } else if !open.is_empty() {
        Found::on(Value::NotKnown, open)
    } else if states.is_empty() {
        Found::not_recorded()
    } else {
        Found::on(Value::Is(false), vec![])
    }
}

/// Since which entry nobody knows where a child is.
pub(crate) fn lost_at(scene: Scene<'_, '_>, child: &PersonId) -> Option<usize> {
    whereabouts_of(scene, child).filter(|(_, state)| *state != Value::Is(false)).map(|(index, _)| index)
}

/// What was last known of one child.
fn whereabouts_of(scene: Scene<'_, '_>, child: &PersonId) -> Option<(usize, Value)> {
    let mut last = None;
    for (index, event) in scene.entries().filter(|(_, event)| &event.about == child) {
        match &event.fact {
            // That it is known takes a signature.
            Fact::WhereaboutsRecorded(recorded) => match recorded.known {
                Answer::Yes if may_sign_work(&event.author) => last = Some((index, Value::Is(false))),
                Answer::Yes => {}
                Answer::No => last = Some((index, Value::Is(true))),
                Answer::NotKnown => last = Some((index, Value::NotKnown)),
            },
            Fact::OutcomeRecorded(recorded) => {
                let contact = scene.told.contacts.iter().find(|contact| contact.id == &recorded.contact && contact.person == &event.about);
                let verdict = contact.and_then(|contact| contact.verdict.as_ref()).filter(|verdict| verdict.first == index);
                if verdict.is_some_and(|verdict| verdict.kind() == OutcomeKind::WhereaboutsUnknown) {
                    last = Some((index, Value::Is(true)));
                }
            }
            _ => {}
        }
    }
    let (lost, said) = last?;
    let since = scene.told.entries[lost].happened;
    let found = scene.entries().any(|(index, _)| {
        let seen = if may_sign_work(&scene.told.entries[index].author) { seen_in_the_end(scene, index) } else { vec![] };
        seen.iter().any(|seen| seen.child == child && seen.counts() && seen.at.is_certainly_after(&since, &scene.told.zone))
    });
    Some((lost, if found { Value::Is(false) } else { said }))
}

/// Somebody saw a child.
pub(crate) struct Seen<'a> {
    pub(crate) child: &'a PersonId,
    pub(crate) at: Happened,
    pub(crate) how: HowSeen,
    pub(crate) by: SeenBy,
}

impl Seen<'_> {
    /// In person, by a professional.
    pub(crate) fn counts(&self) -> bool {
        self.how == HowSeen::InPerson && self.by.is_professional()
    }
}

/// Whom an entry tells to have been seen. A child met at an unplanned service was met by professionals there.
pub(crate) fn sightings(event: &brought_domain::Event) -> Vec<Seen<'_>> {
    fn of(sighting: &Sighting) -> Seen<'_> {
        Seen { child: &sighting.child, at: sighting.seen_at, how: sighting.how, by: sighting.seen_by }
    }
    match &event.fact {
        Fact::SightingRecorded(sighting) => vec![of(sighting)],
        Fact::LiaisonRecorded(liaison) => match &liaison.seen {
            SeenAnswer::Seen(sighting) => vec![of(sighting)],
            _ => vec![],
        },
        Fact::UnscheduledAttendance(attended) if attended.seen == Answer::Yes => {
            vec![Seen { child: &event.about, at: event.happened, how: HowSeen::InPerson, by: SeenBy::OtherProfessional }]
        }
        Fact::FollowUpEnded(Ending::Assured(assurance)) => assurance.children().iter().map(|child| of(&child.seen)).collect(),
        _ => vec![],
    }
}

/// Whom an entry tells to have been seen; an ending tells it once it has taken, from the next entry on; a contact, when its outcome stands.
pub(crate) fn seen_by<'a>(scene: Scene<'_, 'a>, index: usize) -> Vec<Seen<'a>> {
    let event = scene.told.entries[index];
    if let Fact::OutcomeRecorded(recorded) = &event.fact {
        let contact = scene.told.contacts.iter().find(|contact| contact.id == &recorded.contact && contact.person == &event.about);
        let met = contact
            .and_then(|contact| contact.verdict.as_ref())
            .is_some_and(|verdict| verdict.by == index && verdict.kind() == OutcomeKind::Seen);
        let seen = Seen { child: &event.about, at: event.happened, how: HowSeen::InPerson, by: SeenBy::ThisService };
        return if met { vec![seen] } else { vec![] };
    }
    let ended = matches!(event.fact, Fact::FollowUpEnded(_));
    if ended && !(scene.story.took.contains(&index) && index + 1 < scene.upto) { vec![] } else { sightings(event) }
}

/// The same when no entry comes any more.
pub(crate) fn seen_in_the_end<'a>(scene: Scene<'_, 'a>, index: usize) -> Vec<Seen<'a>> {
    let event = scene.told.entries[index];
    if scene.story.took.contains(&index) { sightings(event) } else { seen_by(scene, index) }
}

fn broken_down(scene: Scene<'_, '_>) -> Found {
    let mut people = scene.children();
    people.push(scene.person);
    let broken = scene.entries().filter(|(_, event)| {
        matches!(event.fact, Fact::RelationshipBrokenDown(_)) && people.contains(&&event.about) && scene.in_window(&event.happened)
    });
    Found::when_any(broken.map(|(index, _)| index).collect())
}

/// An alert on this record stands until a practitioner signs that it ends.
fn alert(scene: Scene<'_, '_>) -> Found {
    let mut stands = None;
    for (index, event) in scene.entries() {
        if let Fact::AlertDecided(decided) = &event.fact
            && decided.place == AlertPlace::ThisRecord
            && (scene.children().contains(&&event.about) || scene.person == &event.about)
            && may_sign_work(&event.author)
        {
            stands = Some((index, decided.active));
        }
    }
    match stands {
        Some((index, active)) => {
            Found::on(answer(if active { Answer::Yes } else { Answer::No }), if active { vec![index] } else { vec![] })
        }
        None => Found::not_recorded(),
    }
}
