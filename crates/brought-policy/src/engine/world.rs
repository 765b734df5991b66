//! What is known at one point of the replay.

use super::family::Circumstances;
use super::ledger::{Ledger, StandingOutcome};
use super::work::{Work, may_end};
use crate::pack::{Follows, Pack};
use brought_calendar::Calendar;
use brought_domain::circumstances::{FactorKind, PlanKind, PlanMember, PlanRecorded, StandingNow};
use brought_domain::contact::{Answer, Arranged, ContactPlanned, Outcome, OutcomeKind, OutcomeRecorded, Setting};
use brought_domain::person::{Address, Audience, PersonDetails, PersonKind, PlaceKind, RelationKind, Service};
use brought_domain::work::{HowSeen, SeenAnswer, SeenBy, Sighting};
use brought_domain::{Chronology, ContactId, Event, EventId, Fact, Happened, PersonId, PractitionerId, ServiceId};
use jiff::{Timestamp, tz::TimeZone};
use std::collections::{BTreeMap, BTreeSet};

/// Everything the rules can look at.
pub(super) struct World<'a> {
    pub(super) pack: &'a Pack,
    pub(super) calendar: &'a Calendar,
    pub(super) zone: TimeZone,
    pub(super) subject: &'a PersonId,
    pub(super) services: BTreeMap<&'a ServiceId, &'a Service>,
    pub(super) practitioner_names: BTreeMap<&'a PractitionerId, &'a str>,
    pub(super) outcomes: BTreeMap<(&'a PersonId, &'a ContactId), StandingOutcome<'a>>,
    /// The instant of the replay, and at the end the moment asked about.
    pub(super) now: Timestamp,
    pub(super) people: BTreeMap<&'a PersonId, Person<'a>>,
    pub(super) contacts: BTreeMap<(&'a PersonId, &'a ContactId), Contact<'a>>,
    /// The contacts that came to something, as far as the replay has come.
    pub(super) reckoned: BTreeMap<(&'a PersonId, &'a ContactId), Reckoned<'a>>,
    pub(super) sightings: Vec<Seen>,
    pub(super) signs: Vec<Sign<'a>>,
    pub(super) follow_ups: BTreeMap<(&'a PersonId, &'a ServiceId), Work<'a>>,
    /// What stands on the child as a whole.
    pub(super) child: Work<'a>,
}

/// What is known about one person.
#[derive(Default)]
pub(super) struct Person<'a> {
    pub(super) kind: Option<PersonKind>,
    pub(super) details: PersonDetails,
    pub(super) addresses: Vec<(&'a Address, &'a EventId)>,
    pub(super) places: BTreeMap<PlaceKind, &'a str>,
    pub(super) plans: BTreeMap<PlanKind, (&'a PlanRecorded, &'a EventId)>,
    /// Who was on each plan when somebody last said. An entry that does not say leaves them on it, and so does not knowing whether it holds.
    pub(super) on_plans: BTreeMap<PlanKind, &'a [PlanMember]>,
    pub(super) factors: BTreeMap<FactorKind, (StandingNow, &'a EventId)>,
    pub(super) relations: BTreeMap<&'a PersonId, (RelationKind, Answer)>,
    pub(super) assigned: BTreeMap<Option<&'a ServiceId>, &'a PractitionerId>,
    pub(super) died: bool,
    pub(super) circumstances: Circumstances<'a>,
}

/// What came of one contact of one person, whether or not it failed.
pub(super) struct Reckoned<'a> {
    pub(super) service: Option<&'a ServiceId>,
    pub(super) setting: Setting,
    pub(super) at: Happened,
    /// The event that first reported it.
    pub(super) event: &'a EventId,
    pub(super) outcome: OutcomeKind,
    /// Whether the pack counts it as failed.
    pub(super) counts: bool,
}

/// One contact of one person.
pub(super) struct Contact<'a> {
    pub(super) planned: &'a ContactPlanned,
    pub(super) planned_by: &'a Event,
    /// The outcome, once the replay has reached it.
    pub(super) outcome: Option<(&'a OutcomeRecorded, &'a Event)>,
}

/// Somebody saw a child.
pub(super) struct Seen {
    pub(super) sighting: Sighting,
    pub(super) event: EventId,
    /// The service whose own contact it was.
    pub(super) service: Option<ServiceId>,
}

/// Something that can be part of a pattern.
pub(super) struct Sign<'a> {
    pub(super) kind: SignKind,
    pub(super) about: &'a PersonId,
    pub(super) service: Option<&'a ServiceId>,
    pub(super) at: Happened,
    pub(super) event: &'a EventId,
}

/// Kinds of signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SignKind {
    NotAnswered,
    Missed,
    Refused,
    Cancelled,
    Withdrawn,
    MovedAndTold,
    MovedWithoutTelling,
    AgreedThenFailed,
    /// Cancelled, excused or declined: counted beside the sign that the outcome is by itself.
    CalledOff,
    AtADistance,
    OtherFailure,
}

impl<'a> World<'a> {
    pub(super) fn new(pack: &'a Pack, calendar: &'a Calendar, chronology: &'a Chronology, ledger: &Ledger<'a>) -> Self {
        Self {
            pack,
            calendar,
            zone: brought_calendar::uk_time_zone(),
            subject: &chronology.subject,
            services: chronology.services.iter().map(|service| (&service.id, service)).collect(),
            practitioner_names: chronology
                .practitioners
                .iter()
                .map(|practitioner| (&practitioner.id, practitioner.name.as_str()))
                .collect(),
            outcomes: ledger.outcomes.clone(),
            now: Timestamp::MIN,
            people: BTreeMap::new(),
            contacts: BTreeMap::new(),
            reckoned: BTreeMap::new(),
            sightings: Vec::new(),
            signs: Vec::new(),
            follow_ups: BTreeMap::new(),
            child: Work::new(&chronology.subject, None, Follows::Children, pack.pathway(Follows::Children)),
        }
    }

    /// Whether this person is a child, born or unborn. A person of whom nothing is known is taken for a child.
    pub(super) fn is_child(&self, person: &PersonId) -> bool {
        self.people.get(person).and_then(|person| person.kind).is_none_or(PersonKind::is_child)
    }

    /// The people related to this one in one of these ways, whichever side it was recorded from.
    fn related(&self, person: &PersonId, wanted: &[RelationKind]) -> BTreeSet<&'a PersonId> {
        let here = self.people.get(person).into_iter().flat_map(|known| &known.relations);
        let here = here.filter(|(_, (relation, _))| wanted.contains(relation)).map(|(other, _)| *other);
        let there = self.people.iter().filter(|(_, known)| {
            known.relations.iter().any(|(other, (relation, _))| *other == person && wanted.contains(&relation.from_the_other_side()))
        });
        here.chain(there.map(|(other, _)| *other)).filter(|other| *other != person).collect()
    }

    /// The carers of a child.
    pub(super) fn carers_of(&self, child: &PersonId) -> BTreeSet<&'a PersonId> {
        self.related(child, &[RelationKind::Mother, RelationKind::Father, RelationKind::OtherCarer])
    }

    /// The children who depend on a carer: not those who have died, nor those known to be grown up.
    pub(super) fn dependants_of(&self, carer: &PersonId) -> Vec<PersonId> {
        let today = self.zone.to_datetime(self.now).date();
        let grown = |person: &PersonId| {
            let born = self.people.get(person).and_then(|person| person.details.born_on);
            born.is_some_and(|born| {
                born.year() + 18 < today.year()
                    || (born.year() + 18 == today.year() && (born.month(), born.day()) <= (today.month(), today.day()))
            })
        };
        let gone = |person: &PersonId| self.people.get(person).is_some_and(|person| person.died);
        let related = self.related(carer, &[RelationKind::DependentChild]);
        related.into_iter().filter(|child| self.is_child(child) && !gone(child) && !grown(child)).cloned().collect()
    }

    /// The brothers and sisters of a child who may live with it: recorded as such, or sharing a carer. Not known counts as living together.
    pub(super) fn siblings_of(&self, child: &PersonId) -> BTreeSet<&'a PersonId> {
        let mut siblings = self.related(child, &[RelationKind::Sibling]);
        for carer in self.carers_of(child) {
            siblings.extend(self.related(carer, &[RelationKind::DependentChild]));
        }
        siblings.retain(|sibling| {
            let apart = |one: &PersonId, other: &PersonId| {
                self.people.get(one).and_then(|known| known.relations.get(other)).is_some_and(|(_, together)| *together == Answer::No)
            };
            *sibling != child && !apart(child, sibling) && !apart(sibling, child)
        });
        siblings
    }

    /// The children a piece of work is about.
    pub(super) fn children_of(&self, work: &Work<'_>) -> Vec<PersonId> {
        match work.follows {
            Follows::Children | Follows::Unborn => vec![work.person.clone()],
            Follows::Carers => self.dependants_of(work.person),
        }
    }

    /// Takes in what an event says.
    pub(super) fn learn(&mut self, event: &'a Event) {
        let person = self.people.entry(&event.about).or_default();
        person.circumstances.learn(event);
        match &event.fact {
            Fact::PersonRecorded(kind, details) => person.learn(*kind, details),
            Fact::Born => {
                person.kind = Some(PersonKind::Child);
                person.details.born_on.get_or_insert(event.happened.day(&self.zone));
            }
            Fact::Died if event.author.is_signed() => person.died = true,
            Fact::AddressRecorded(recorded) => {
                let moved = person.addresses.last().is_some_and(|(address, _)| !same_place(address, &recorded.address));
                person.addresses.push((&recorded.address, &event.id));
                if moved {
                    self.sign(moved_sign(recorded.reported_by_family), event);
                }
            }
            Fact::PlaceChanged(changed) => {
                let before = match &changed.to {
                    Some(to) => person.places.insert(changed.place, to),
                    None => person.places.remove(&changed.place),
                };
                if changed.to.is_none() && changed.place != PlaceKind::GpPractice {
                    self.sign(SignKind::Withdrawn, event);
                } else if before.is_some() && before != changed.to.as_deref() {
                    self.sign(moved_sign(changed.reported_by_family), event);
                }
            }
            Fact::RelationRecorded(relation) => {
                person.relations.insert(&relation.other, (relation.relation, relation.same_household));
            }
            Fact::PractitionerAssigned(practitioner) => {
                person.assigned.insert(event.service.as_ref(), practitioner);
            }
            Fact::PlanRecorded(plan) => {
                if plan.state == StandingNow::Ended {
                    person.on_plans.remove(&plan.plan);
                } else if !plan.members.is_empty() {
                    person.on_plans.insert(plan.plan, &plan.members);
                }
                person.plans.insert(plan.plan, (plan, &event.id));
            }
            Fact::FactorRecorded(factor) => {
                person.factors.insert(factor.factor, (factor.state, &event.id));
            }
            Fact::ContactPlanned(planned) => self.plan(planned, event),
            Fact::OutcomeRecorded(recorded) => self.outcome(recorded, event),
            Fact::SightingRecorded(sighting) => self.see(sighting.clone(), event, event.service.clone()),
            Fact::LiaisonRecorded(liaison) => {
                if let SeenAnswer::Seen(sighting) = &liaison.seen {
                    self.see(sighting.clone(), event, None);
                }
            }
            Fact::UnscheduledAttendance(attendance) if attendance.seen == Answer::Yes => {
                let by = attendance.place.clone();
                let sighting = Sighting {
                    child: event.about.clone(),
                    seen_at: event.happened,
                    place: by.clone(),
                    by,
                    seen_by: SeenBy::OtherProfessional,
                    relation: "practitioner".into(),
                    how: HowSeen::InPerson,
                };
                self.see(sighting, event, event.service.clone());
            }
            // An administrator does not assess; another system's word is shown and changes nothing here (NAF-10).
            Fact::VulnerabilityAssessed(assessed) if event.author.role().is_some_and(may_end) => {
                for child in &assessed.children {
                    self.people.entry(child).or_default().circumstances.assessed("assessed", assessed.vulnerable, &event.id);
                }
            }
            // Nobody asking after the family's vulnerability is not a finding about it.
            Fact::NeedsConsidered(needs) if needs.family_vulnerable != Answer::NotKnown && event.author.role().is_some_and(may_end) => {
                self.people.entry(&needs.child).or_default().circumstances.assessed("considered", needs.family_vulnerable, &event.id);
            }
            _ => {}
        }
    }

    fn plan(&mut self, planned: &'a ContactPlanned, event: &'a Event) {
        let contact =
            self.contacts.entry((&event.about, &planned.contact)).or_insert(Contact { planned, planned_by: event, outcome: None });
        // The plan recorded last stands, wherever the replay meets it.
        if (event.recorded_at, &event.id) >= (contact.planned_by.recorded_at, &contact.planned_by.id) {
            contact.planned = planned;
            contact.planned_by = event;
        }
    }

    pub(super) fn see(&mut self, sighting: Sighting, event: &Event, service: Option<ServiceId>) {
        // Nobody has seen a child on a day that had not come when it was written down.
        let written = event.happened.day(&self.zone).max(self.zone.to_datetime(event.recorded_at).date());
        if sighting.seen_at.day(&self.zone) > written {
            return;
        }
        self.sightings.push(Seen { sighting, event: event.id.clone(), service });
    }

    fn outcome(&mut self, recorded: &'a OutcomeRecorded, event: &'a Event) {
        let key = (&event.about, &recorded.contact);
        let Some(standing) = self.outcomes.get(&key).copied() else { return };
        let Fact::OutcomeRecorded(decided) = &standing.decided_by.fact else { return };
        let planned = self.contacts.get(&key).map(|contact| contact.planned);
        if let Some(contact) = self.contacts.get_mut(&key) {
            contact.outcome = Some((decided, standing.decided_by));
        }
        let kind = decided.outcome.kind();
        let service = planned.map(|planned| &planned.service).or(event.service.as_ref());
        let counts = self.counts(&event.about, &decided.outcome, planned);
        let (first, outcome) = (standing.first_reported, kind);
        let setting = planned.map_or(Setting::NotKnown, |planned| planned.setting);
        self.reckoned.insert(key, Reckoned { service, setting, at: first.happened, event: &first.id, outcome, counts });
        if first.id == event.id {
            if kind == OutcomeKind::WhereaboutsUnknown {
                self.people.entry(&event.about).or_default().circumstances.lost(event);
            }
            self.note_signs(&decided.outcome, planned, service, event);
            if kind == OutcomeKind::Seen {
                self.saw_at_contact(planned, service, event);
            }
        }
        let Some(service) = service.filter(|_| counts) else { return };
        let is_child = self.is_child(&event.about);
        let for_parents = self.services.get(service).is_none_or(|service| service.audience == Audience::ParentsOrCarers);
        if !is_child && !for_parents {
            return;
        }
        let follows = if is_child { Follows::Children } else { Follows::Carers };
        // Its pathway is chosen when everything that this event says is known.
        let work = self.follow_ups.entry((&event.about, service)).or_insert_with(|| Work::new(&event.about, Some(service), follows, None));
        work.fail(recorded, decided, planned, standing.first_reported, event);
    }

    fn counts(&self, person: &PersonId, outcome: &Outcome, planned: Option<&ContactPlanned>) -> bool {
        let (counting, kind) = (&self.pack.counting, outcome.kind());
        // Nobody is expected to be in for a visit that nobody arranged. But a visit to a child on a protection plan counts as soon as it is
        // undertaken (NAF-27), and being kept from a child is a risk however the visit came about (NAF-09).
        let protected = || {
            let plan = self.people.get(person).and_then(|person| person.plans.get(&PlanKind::ChildProtection));
            plan.is_some_and(|(plan, _)| plan.state != StandingNow::Ended)
        };
        let prevented = matches!(outcome, Outcome::UnseenChild { actively_prevented: Answer::Yes, .. });
        let arranged = planned.is_none_or(|planned| planned.arranged != Arranged::Opportunistic) || prevented || protected();
        // An outcome that the pack does not mention counts: then nothing is covered by silence.
        (arranged || counting.opportunistic_counts.contains(&kind)) && !counting.does_not_count.contains(&kind)
    }

    fn saw_at_contact(&mut self, planned: Option<&ContactPlanned>, service: Option<&'a ServiceId>, event: &'a Event) {
        let place = planned.map_or("place not known", |planned| planned.setting.words()).to_owned();
        let by = planned.and_then(|planned| planned.practitioner.as_ref()).or(event.author.practitioner());
        let service_name = service.and_then(|service| self.services.get(service)).map(|service| service.name.clone());
        let by = by.map(|by| self.practitioner_names.get(by).map_or_else(|| by.to_string(), |name| (*name).to_owned()));
        let by = by.or(service_name).unwrap_or_else(|| "name not recorded".to_owned());
        let sighting = Sighting {
            child: event.about.clone(),
            seen_at: event.happened,
            place,
            by,
            seen_by: SeenBy::ThisService,
            relation: "practitioner".into(),
            how: HowSeen::InPerson,
        };
        self.see(sighting, event, service.cloned());
    }

    fn note_signs(&mut self, outcome: &Outcome, planned: Option<&ContactPlanned>, service: Option<&'a ServiceId>, event: &'a Event) {
        let counts = self.counts(&event.about, outcome, planned);
        // Each of these leaves the child unseen and sounds reasonable by itself; whether the pack counts it as failed makes no difference.
        if matches!(outcome.kind(), OutcomeKind::CancelledByFamily | OutcomeKind::ExcuseGiven | OutcomeKind::Declined) {
            self.signs.push(Sign { kind: SignKind::CalledOff, about: &event.about, service, at: event.happened, event: &event.id });
        }
        let sign = match outcome.kind() {
            OutcomeKind::NoResponse | OutcomeKind::DoorstepOnly => SignKind::NotAnswered,
            OutcomeKind::RefusedByParentOrCarer | OutcomeKind::RefusedByThirdParty | OutcomeKind::Declined => SignKind::Refused,
            OutcomeKind::WasNotBrought | OutcomeKind::AdultDidNotAttend => SignKind::Missed,
            OutcomeKind::CancelledByFamily => SignKind::Cancelled,
            OutcomeKind::Withdrew => SignKind::Withdrawn,
            OutcomeKind::SeenAtADistance => SignKind::AtADistance,
            _ if counts => SignKind::OtherFailure,
            _ => return,
        };
        let moved_before = self.signs.iter().any(|earlier| {
            earlier.kind == SignKind::Cancelled && earlier.about == &event.about && earlier.service == service && earlier.event != &event.id
        });
        let agreed = planned.is_some_and(|planned| planned.arranged == Arranged::Verbally) || moved_before;
        let failed = !matches!(sign, SignKind::Cancelled | SignKind::Withdrawn | SignKind::AtADistance) && counts;
        self.signs.push(Sign { kind: sign, about: &event.about, service, at: event.happened, event: &event.id });
        if failed && agreed {
            self.signs.push(Sign { kind: SignKind::AgreedThenFailed, about: &event.about, service, at: event.happened, event: &event.id });
        }
    }

    fn sign(&mut self, kind: SignKind, event: &'a Event) {
        self.signs.push(Sign { kind, about: &event.about, service: None, at: event.happened, event: &event.id });
    }
}

impl Person<'_> {
    fn learn(&mut self, kind: PersonKind, details: &PersonDetails) {
        // A birth is not undone by an older record that still says unborn.
        if self.kind != Some(PersonKind::Child) {
            self.kind = Some(kind);
        }
        let known = &mut self.details;
        known.name = details.name.clone().or(known.name.take());
        known.born_on = details.born_on.or(known.born_on);
        known.due_on = details.due_on.or(known.due_on);
        known.nhs_number = details.nhs_number.or(known.nhs_number);
        known.language = details.language.clone().or(known.language.take());
    }
}

fn moved_sign(reported: Answer) -> SignKind {
    // Not knowing whether they told is not the same as their having told nobody.
    if reported == Answer::No { SignKind::MovedWithoutTelling } else { SignKind::MovedAndTold }
}

fn same_place(left: &Address, right: &Address) -> bool {
    match (left, right) {
        (Address::Known(left), Address::Known(right)) => left.one_line().eq_ignore_ascii_case(&right.one_line()),
        // A withheld address holds nothing to compare: it never counts as a move.
        _ => true,
    }
}
