//! What is known at one point of the replay.

use super::How;
use super::can_change;
use super::family::Circumstances;
use super::few::Few;
use super::ledger::{Ledger, StandingOutcome};
use super::names::{Entry, People, Who, Whos};
use super::seen::Seen;
use super::taken_away::Gone;
use super::work::{Family, Raised, Work};
use crate::clock::UkClock;
use crate::fact::FactSet;
use crate::pack::{Follows, Pack};
use brought_calendar::{Calendar, days_later};
use brought_domain::circumstances::{FactorKind, PlanKind, PlanMember, PlanRecorded, StandingNow};
use brought_domain::contact::{Answer, Arranged, ContactPlanned, OutcomeKind, OutcomeRecorded, Setting};
use brought_domain::person::{Address, PersonKind, PlaceKind, RelationKind, Service};
use brought_domain::work::AgencyKind;
use brought_domain::{Chronology, ContactId, Event, EventId, Happened, PersonId, PractitionerId, ServiceId, Source};
use jiff::{Timestamp, civil::Date};
use smallvec::smallvec;
use std::cell::Cell;
use std::collections::BTreeMap;

/// As much as a family mostly comes to: room that grows by steps costs more.
const SOME: usize = 16;

/// Everything the rules can look at.
pub(super) struct World<'a> {
    pub(super) pack: &'a Pack,
    pub(super) calendar: &'a Calendar,
    pub(super) zone: UkClock,
    pub(super) chronology: &'a Chronology,
    pub(super) subject: Who,
    pub(super) how: How,
    pub(super) names: People<'a>,
    /// How many entries the replay has taken in.
    pub(super) place: usize,
    /// The instant of the replay, and at the end the moment asked about.
    pub(super) now: Timestamp,
    /// The local day of that instant.
    pub(super) today: Date,
    /// The first day of the window within which signs of a pattern count.
    window_from: Date,
    /// The facts that can have changed because it has passed something by since the entry before.
    pub(super) passed: FactSet,
    /// Every day on which something happened that is looked for within the window, with the facts that look for it.
    days: Vec<(Date, FactSet)>,
    /// The first of these days.
    first_noted: Date,
    /// By [`Who`].
    pub(super) people: Vec<Person<'a>>,
    /// How people are related, as was last said of the two from the side of the first. They are few, and asked for from both sides: one list of
    /// all is quicker than one for each person.
    relations: Vec<Relation>,
    /// How often it has changed who belongs to whom.
    pub(super) times_related: u32,
    /// How often something was said about what somebody is, such as the birth date or the death.
    pub(super) persons: u32,
    /// Which factors have ever been recorded of anybody.
    pub(super) factors_known: Few<FactorKind>,
    /// Which plans have.
    pub(super) plans_known: Few<PlanKind>,
    /// Which agencies have, as involved or on a plan.
    pub(super) agencies_known: Few<AgencyKind>,
    /// How often something was said about a contact: that it is planned, or what came of it.
    pub(super) told_of_contacts: u32,
    /// In the order of person and id.
    pub(super) contacts: Vec<Contact<'a>>,
    pub(super) sightings: Vec<Seen<'a>>,
    pub(super) signs: Vec<Sign<'a>>,
    /// The facts that the entry taken in last can have changed.
    pub(super) touched: FactSet,
    /// The facts that are not recorded, because no entry has come that can change that.
    pub(super) never_told: FactSet,
    /// In the order of person and service.
    pub(super) follow_ups: Vec<Work<'a>>,
    /// What stands on the child as a whole. Nothing only while it is being worked on.
    pub(super) child: Option<Box<Work<'a>>>,
    /// Endings that were refused when they were signed, and why.
    pub(super) refused: BTreeMap<EventId, String>,
    /// What is gone of the record since each ending was signed.
    pub(super) gone: Gone<'a>,
    /// Room for what a rule asks for, until it is clear that it does.
    pub(super) room: Cell<Vec<Raised<'a>>>,
}

/// What is known about one person.
#[derive(Default)]
pub(super) struct Person<'a> {
    pub(super) kind: Option<PersonKind>,
    pub(super) born_on: Option<Date>,
    pub(super) address: Option<&'a Address>,
    pub(super) places: BTreeMap<PlaceKind, &'a str>,
    pub(super) plans: BTreeMap<PlanKind, (&'a PlanRecorded, &'a EventId)>,
    /// Who was on each plan when somebody last said. An entry that does not say leaves them on it, and so does not knowing whether it holds.
    pub(super) on_plans: BTreeMap<PlanKind, &'a [PlanMember]>,
    pub(super) factors: BTreeMap<FactorKind, (StandingNow, &'a EventId)>,
    pub(super) assigned: BTreeMap<Option<&'a ServiceId>, &'a PractitionerId>,
    pub(super) died: bool,
    /// Whether a pregnancy has ended with which this child was to come.
    pub(super) is_unborn_no_more: bool,
    pub(super) circumstances: Circumstances<'a>,
}

/// How somebody is related to somebody else.
pub(super) struct Relation {
    pub(super) from: Who,
    pub(super) to: Who,
    pub(super) kind: RelationKind,
    /// Whether the two live together.
    pub(super) together: Answer,
}

/// What came of one contact of one person, whether or not it failed.
pub(super) struct Reckoned<'a> {
    pub(super) service: Option<&'a ServiceId>,
    pub(super) setting: Setting,
    pub(super) at: Happened,
    /// The earliest instant that can have been.
    pub(super) instant: Timestamp,
    pub(super) day: Date,
    /// The event that first reported it.
    pub(super) event: &'a EventId,
    /// Which entry of the replay that was.
    pub(super) place: usize,
    pub(super) outcome: OutcomeKind,
    /// Whether the pack counts it as failed.
    pub(super) counts: bool,
}

/// One contact of one person.
pub(super) struct Contact<'a> {
    pub(super) person: Who,
    pub(super) id: &'a ContactId,
    /// Whether it is a contact of another person as well: brothers and sisters to be seen at one visit.
    pub(super) is_shared: bool,
    /// The outcome that stands for it in the end. Nothing: nobody has said what came of it.
    pub(super) standing: Option<StandingOutcome<'a>>,
    /// When it was planned, if that was on the very day of which it is said that it failed, without the hour.
    pub(super) planned_that_day: Option<Timestamp>,
    /// Every plan of it that the replay has reached.
    plans: Vec<Planned<'a>>,
    /// The one of them that holds.
    pub(super) planned: Option<Planned<'a>>,
    /// Whether the replay has reached a word about what came of it.
    pub(super) is_told: bool,
    /// What came of it, as far as the replay has come.
    pub(super) reckoned: Option<Reckoned<'a>>,
}

/// The plan of a contact.
#[derive(Clone, Copy)]
pub(super) struct Planned<'a> {
    pub(super) plan: &'a ContactPlanned,
    pub(super) by: &'a Event,
    /// The local day for which it is planned.
    pub(super) day: Date,
    /// Whether it was planned on a day before that.
    pub(super) is_ahead: bool,
    /// Whether it came when the contact had failed, from somebody who does not say anew what had failed.
    pub(super) is_late: bool,
}

/// Something that can be part of a pattern.
pub(super) struct Sign<'a> {
    pub(super) kind: SignKind,
    pub(super) about: Who,
    pub(super) service: Option<&'a ServiceId>,
    pub(super) day: Date,
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

impl<'a> Contact<'a> {
    /// Before the replay comes to any word about it.
    pub(super) fn new(person: Who, id: &'a ContactId, standing: Option<StandingOutcome<'a>>) -> Self {
        let (plans, planned, planned_that_day) = (Vec::new(), None, None);
        Self { person, id, is_shared: false, standing, planned_that_day, plans, planned, is_told: false, reckoned: None }
    }

    /// The plan of a contact of which nothing has come yet.
    pub(super) fn awaited(&self) -> Option<Planned<'a>> {
        self.planned.filter(|_| !self.is_told)
    }

    /// When it was first recorded that this contact failed, if that stands.
    pub(super) fn failed_at(&self) -> Option<Timestamp> {
        self.standing.filter(|standing| standing.decided_by.reports_failure()).map(|standing| standing.first_reported.recorded_at)
    }

    /// Takes in a plan of the contact: the one recorded last holds, wherever the replay meets it, but for an old version of another system's
    /// entry that is read again. Of those that came too late, the first holds, and only where there is no other.
    pub(super) fn take_in(&mut self, planned: Planned<'a>) {
        let Some(known) = self.planned else {
            self.planned = Some(planned);
            return;
        };
        if self.plans.is_empty() {
            self.plans.push(known);
        }
        self.plans.push(planned);
        let in_time = || self.plans.iter().filter(|planned| !planned.is_late);
        let holds = in_time().filter(|planned| !in_time().any(|other| is_newer_version(other.by, planned.by))).max_by_key(recorded);
        let holds = holds.or_else(|| self.plans.iter().min_by_key(recorded));
        self.planned = holds.copied();
    }

    /// Whether the family may have expected it: not if the plan that holds says that nobody had arranged it. That somebody had may also be said
    /// too late, by another system; that nobody had may not.
    pub(super) fn is_arranged(&self) -> bool {
        let Some(holds) = self.planned.filter(|planned| !planned.is_late) else { return true };
        let arranged = |planned: &Planned<'_>| planned.plan.arranged != Arranged::Opportunistic;
        let since = |planned: &&Planned<'a>| recorded(planned) > recorded(&&holds) && !is_newer_version(holds.by, planned.by);
        arranged(&holds) || self.plans.iter().filter(since).any(arranged)
    }
}

/// When and as what a plan was recorded.
fn recorded<'a>(planned: &&Planned<'a>) -> (Timestamp, &'a EventId) {
    (planned.by.recorded_at, &planned.by.id)
}

/// Whether the same other system sent both, and calls the first a later version. Only versions that begin with a digit say what is later: whoever
/// read them made them to sort as text.
fn is_newer_version(event: &Event, than: &Event) -> bool {
    fn sent(event: &Event) -> Option<(&str, &str)> {
        let Source::Imported { system, version, .. } = &event.source else { return None };
        let says_order = version.starts_with(|letter: char| letter.is_ascii_digit());
        Some((system, if says_order { version } else { "" }))
    }
    matches!((sent(event), sent(than)), (Some((system, version)), Some((other, earlier))) if system == other && version > earlier)
}

impl<'a> World<'a> {
    /// The world before anything happened, and the events that will happen.
    pub(super) fn new(
        pack: &'a Pack,
        calendar: &'a Calendar,
        chronology: &'a Chronology,
        ledger: Ledger<'a>,
        zone: UkClock,
        how: How,
    ) -> (Self, Vec<Entry<'a>>) {
        let Ledger { entries, people: names, contacts, .. } = ledger;
        let Some(subject) = names.find(&chronology.subject) else { unreachable!("the subject is among the people of its own chronology") };
        let world = Self {
            pack,
            calendar,
            zone,
            chronology,
            subject,
            how,
            place: 0,
            now: Timestamp::MIN,
            today: Date::MIN,
            window_from: Date::MIN,
            passed: FactSet::NONE,
            days: Vec::with_capacity(SOME),
            first_noted: Date::MAX,
            people: names.all().map(|_| Person::default()).collect(),
            relations: Vec::new(),
            times_related: 0,
            persons: 0,
            factors_known: Few::NONE,
            plans_known: Few::NONE,
            agencies_known: Few::NONE,
            told_of_contacts: 0,
            names,
            contacts,
            sightings: Vec::with_capacity(SOME),
            signs: Vec::with_capacity(SOME),
            touched: FactSet::NONE,
            never_told: can_change::TOLD_BY_ENTRIES,
            follow_ups: Vec::new(),
            child: Some(Box::new(Work::new(subject, None, Follows::Children, None))),
            refused: BTreeMap::new(),
            gone: Gone::new(),
            room: Cell::new(Vec::new()),
        };
        (world, entries)
    }

    /// Moves the clock of the replay.
    pub(super) fn at(&mut self, now: Timestamp, today: Date) {
        self.now = now;
        self.passed = FactSet::NONE;
        if today == self.today {
            return;
        }
        self.today = today;
        let before = self.window_from;
        self.window_from = days_later(today, -i64::from(self.pack.pattern_window_days));
        // An entry that stands later in the replay may have happened on an earlier day: then what had left the window is in it again.
        let passed = before.min(self.window_from)..before.max(self.window_from);
        // Mostly the window reaches back to before all that is looked for.
        if passed.end <= self.first_noted {
            return;
        }
        let changed = self.days.iter().filter(|(day, _)| passed.contains(day)).map(|(_, facts)| *facts);
        self.passed = changed.fold(FactSet::NONE, FactSet::with_all);
    }

    /// Notes that something happened on this day which these facts look for within the window. They may have changed by it.
    pub(super) fn note(&mut self, day: Date, facts: FactSet) {
        self.days.push((day, facts));
        self.first_noted = self.first_noted.min(day);
        self.touched = self.touched.with_all(facts);
    }

    /// Whether something on this day still belongs to a pattern.
    pub(super) fn is_within_window(&self, day: Date) -> bool {
        day >= self.window_from
    }

    pub(super) fn person(&self, who: Who) -> &Person<'a> {
        &self.people[who.index()]
    }

    pub(super) fn person_mut(&mut self, who: Who) -> &mut Person<'a> {
        &mut self.people[who.index()]
    }

    /// The id of a person.
    pub(super) fn id(&self, who: Who) -> &'a PersonId {
        self.names.id(who)
    }

    /// Whether an outcome says that somebody was met, and stands: a failure of the same contact may stand over it.
    pub(super) fn says_who_was_met(&self, recorded: &OutcomeRecorded, entry: Entry<'_>) -> bool {
        let reckoned = entry.contact.and_then(|contact| self.contacts[contact].reckoned.as_ref());
        recorded.outcome.kind().met_in_person() && reckoned.is_some_and(|reckoned| reckoned.outcome.met_in_person())
    }

    /// A service as the directory has it.
    pub(super) fn service(&self, id: &ServiceId) -> Option<&'a Service> {
        self.chronology.services.iter().rev().find(|service| &service.id == id)
    }

    /// Whether this person is a child, born or unborn. A person of whom nothing is known is taken for a child.
    pub(super) fn is_child(&self, who: Who) -> bool {
        self.person(who).kind.is_none_or(PersonKind::is_child)
    }

    pub(super) fn is_unborn(&self, who: Who) -> bool {
        self.person(who).kind == Some(PersonKind::UnbornChild)
    }

    /// What was last said of how these two are related, from the side of the first.
    pub(super) fn relation(&self, from: Who, to: Who) -> Option<(RelationKind, Answer)> {
        let known = self.relations.iter().find(|known| (known.from, known.to) == (from, to))?;
        Some((known.kind, known.together))
    }

    /// Notes how two people are related, from the side of the first.
    pub(super) fn note_relation(&mut self, relation: Relation) {
        match self.relations.iter_mut().find(|known| (known.from, known.to) == (relation.from, relation.to)) {
            Some(known) => *known = relation,
            None => self.relations.push(relation),
        }
    }

    /// Adds the people related to this one in one of these ways, whichever side it was recorded from.
    fn add_related(&self, who: Who, wanted: fn(RelationKind) -> bool, people: &mut Whos) {
        for Relation { from, to, kind, .. } in self.relations.iter().filter(|relation| relation.from != relation.to) {
            if *from == who && wanted(*kind) {
                people.push(*to);
            }
            if *to == who && wanted(kind.from_the_other_side()) {
                people.push(*from);
            }
        }
    }

    /// Adds the carers of a child.
    fn add_carers(&self, child: Who, people: &mut Whos) {
        self.add_related(child, |kind| matches!(kind, RelationKind::Mother | RelationKind::Father | RelationKind::OtherCarer), people);
    }

    /// The carers of a child, in order.
    pub(super) fn carers_of(&self, child: Who) -> Whos {
        let mut carers = Whos::new();
        self.add_carers(child, &mut carers);
        sorted(&mut carers);
        carers
    }

    /// Whether somebody has died, or will not be born.
    fn is_gone(&self, who: Who) -> bool {
        self.person(who).died || self.is_unborn(who) && self.person(who).is_unborn_no_more
    }

    /// The children who depend on a carer, in order: not those who have died or will not be born, nor those known to be grown up.
    pub(super) fn dependants_of(&self, carer: Who) -> Whos {
        let today = self.today;
        let grown = |who: Who| self.person(who).born_on.is_some_and(|born| is_grown_up(born, today));
        let mut dependants = Whos::new();
        self.add_related(carer, |kind| kind == RelationKind::DependentChild, &mut dependants);
        dependants.retain(|child| self.is_child(*child) && !self.is_gone(*child) && !grown(*child));
        sorted(&mut dependants);
        dependants
    }

    /// Adds the brothers and sisters of a child who may live with it: recorded as such, or sharing one of its carers. Not known counts as living
    /// together.
    fn add_siblings(&self, child: Who, carers: &[Who], people: &mut Whos) {
        let first = people.len();
        self.add_related(child, |kind| kind == RelationKind::Sibling, people);
        carers.iter().for_each(|carer| self.add_related(*carer, |kind| kind == RelationKind::DependentChild, people));
        let apart = |one: Who, other: Who| self.relation(one, other).is_some_and(|(_, together)| together == Answer::No);
        for place in (first..people.len()).rev() {
            let sibling = people[place];
            if sibling == child || apart(child, sibling) || apart(sibling, child) {
                people.swap_remove(place);
            }
        }
    }

    /// Finds out anew whom a piece of work is about, when that may have changed: by an entry, or of a carer by a birthday.
    #[inline]
    pub(super) fn meet_family(&self, work: &mut Work<'a>) {
        // Which children depend on a carer is a question of what they are as well: born, alive, not grown up.
        let known_at = (self.times_related, (work.follows == Follows::Carers).then_some((self.persons, self.today)));
        if work.family.known_at != Some(known_at) {
            self.find_family(work, known_at);
        }
    }

    #[inline(never)]
    fn find_family(&self, work: &mut Work<'a>, known_at: (u32, Option<(u32, Date)>)) {
        if !self.how.keeps {
            work.facts.keep_nothing();
        }
        let children = match work.follows {
            Follows::Children | Follows::Unborn => smallvec![work.person],
            Follows::Carers => self.dependants_of(work.person),
        };
        let (mut carers, mut household) = (Whos::new(), Whos::new());
        for child in &children {
            let first = carers.len();
            self.add_carers(*child, &mut carers);
            self.add_siblings(*child, &carers[first..], &mut household);
        }
        sorted(&mut carers);
        household.extend(children.iter().chain(&carers).chain([&work.person]).copied());
        sorted(&mut household);
        let family = Family { children, carers, household, known_at: Some(known_at) };
        if family.children != work.family.children {
            work.facts.forget_all();
        } else if !family.has_the_people_of(&work.family) {
            work.facts.forget(can_change::OF_HOUSEHOLD);
        }
        work.family = family;
    }
}

/// Whether somebody born on this day is eighteen.
pub(super) fn is_grown_up(born: Date, today: Date) -> bool {
    born.year() + 18 < today.year() || (born.year() + 18 == today.year() && (born.month(), born.day()) <= (today.month(), today.day()))
}

fn sorted(people: &mut Whos) {
    people.sort_unstable();
    people.dedup();
}
