//! Taking in what an event says.

use super::can_change;
use super::names::{Entry, Who, Whos};
use super::seen::{Seen, Told};
use super::work::Work;
use super::world::{Person, Planned, Reckoned, Relation, Sign, SignKind, World, is_grown_up};
use crate::engagement::Came;
use crate::fact::FactSet;
use crate::pack::Follows;
use brought_domain::circumstances::{PlanKind, PlanRecorded, StandingNow};
use brought_domain::contact::{Answer, Arranged, ContactPlanned, Outcome, OutcomeKind, OutcomeRecorded, Setting};
use brought_domain::person::{
    Address, AddressRecorded, Audience, PersonDetails, PersonKind, PlaceChanged, PlaceKind, RelationKind, RelationRecorded,
};
use brought_domain::time::LocalTime;
use brought_domain::work::{HowSeen, Role, SeenAnswer, SeenBy, Sighting};
use brought_domain::{Event, EventId, Fact, ServiceId};
use jiff::civil::Date;

impl<'a> World<'a> {
    /// Takes in what an event says.
    pub(super) fn learn(&mut self, entry: Entry<'a>) {
        let event = entry.event;
        self.touched = can_change::changed_by(&event.fact);
        self.never_told = self.never_told.without(self.touched);
        self.place += 1;
        match event.fact {
            Fact::RelationRecorded(_) => self.times_related += 1,
            Fact::ContactPlanned(_) | Fact::OutcomeRecorded(_) => self.told_of_contacts += 1,
            Fact::PersonRecorded(..) | Fact::Born | Fact::Died | Fact::PregnancyEnded => self.persons += 1,
            Fact::RelationshipBrokenDown(_) => self.note(entry.happened_on, can_change::OF_BREAKDOWN),
            Fact::UnscheduledAttendance(_) => self.note(entry.happened_on, can_change::OF_ATTENDANCE),
            _ => {}
        }
        self.person_mut(entry.about).circumstances.learn(event);
        match &event.fact {
            Fact::PersonRecorded(kind, details) => {
                let (today, zone) = (self.today, &self.zone);
                let today = || today.max(zone.day_of(event.recorded_at));
                self.people[entry.about.index()].learn(*kind, details, takes_away(event), today);
            }
            Fact::Born => {
                let day = event.happened.day(&self.zone);
                let person = self.person_mut(entry.about);
                person.kind = Some(PersonKind::Child);
                person.born_on.get_or_insert(day);
            }
            Fact::Died if event.author.role().is_some_and(Role::may_end) => self.person_mut(entry.about).died = true,
            // It may stand in the mother's record: then it is about the child who will not be born.
            Fact::PregnancyEnded if event.author.role().is_some_and(Role::may_end) => {
                for child in
                    self.dependants_of(entry.about).into_iter().chain([entry.about]).filter(|who| self.is_unborn(*who)).collect::<Whos>()
                {
                    self.person_mut(child).is_unborn_no_more = true;
                }
            }
            Fact::AddressRecorded(recorded) => self.moved(recorded, entry),
            Fact::PlaceChanged(changed) => self.changed_place(changed, entry),
            Fact::RelationRecorded(relation) => self.relate(relation, entry),
            Fact::PractitionerAssigned(practitioner) => {
                self.person_mut(entry.about).assigned.insert(event.service.as_ref(), practitioner);
            }
            Fact::PlanRecorded(plan) => {
                self.plans_known.add([plan.plan]);
                self.agencies_known.add(plan.members.iter().map(|member| member.agency.kind));
                self.person_mut(entry.about).put_on_plan(plan, &event.id);
            }
            Fact::InvolvementRecorded(involved) => self.agencies_known.add([involved.agency.kind]),
            Fact::FactorRecorded(factor) => {
                self.factors_known.add([factor.factor]);
                self.person_mut(entry.about).factors.insert(factor.factor, (factor.state, &event.id));
            }
            Fact::ContactPlanned(planned) => self.plan(planned, entry),
            Fact::OutcomeRecorded(recorded) => self.outcome(recorded, entry),
            Fact::SightingRecorded(sighting) => self.see_as_told(sighting, entry, event.service.as_ref()),
            Fact::LiaisonRecorded(liaison) => {
                if let SeenAnswer::Seen(sighting) = &liaison.seen {
                    self.see_as_told(sighting, entry, None);
                }
            }
            Fact::UnscheduledAttendance(attendance) if attendance.seen == Answer::Yes => {
                let seen = Seen {
                    child: Some(entry.about),
                    seen_at: event.happened,
                    seen_by: SeenBy::OtherProfessional,
                    how: HowSeen::InPerson,
                    event,
                    service: event.service.as_ref(),
                    told: Told::Attended(attendance),
                };
                self.see(seen, entry);
            }
            // An administrator does not assess; another system's word is shown and changes nothing here (NAF-10).
            Fact::VulnerabilityAssessed(assessed) if event.author.role().is_some_and(Role::may_end) => {
                for child in assessed.children.iter().filter_map(|child| self.names.find(child)).collect::<Vec<_>>() {
                    self.person_mut(child).circumstances.assessed("assessed", assessed.vulnerable, &event.id);
                }
            }
            // Nobody asking after the family's vulnerability is not a finding about it.
            Fact::NeedsConsidered(needs)
                if needs.family_vulnerable != Answer::NotKnown && event.author.role().is_some_and(Role::may_end) =>
            {
                if let Some(child) = self.names.find(&needs.child) {
                    self.person_mut(child).circumstances.assessed("considered", needs.family_vulnerable, &event.id);
                }
            }
            _ => {}
        }
    }

    fn moved(&mut self, recorded: &'a AddressRecorded, entry: Entry<'a>) {
        let before = self.person_mut(entry.about).address.replace(&recorded.address);
        if before.is_some_and(|before| !same_place(before, &recorded.address)) {
            self.sign(moved_sign(recorded.reported_by_family), entry, None);
        }
    }

    fn changed_place(&mut self, changed: &'a PlaceChanged, entry: Entry<'a>) {
        let places = &mut self.person_mut(entry.about).places;
        let before = match &changed.to {
            Some(to) => places.insert(changed.place, to),
            None => places.remove(&changed.place),
        };
        if changed.to.is_none() && changed.place != PlaceKind::GpPractice {
            self.sign(SignKind::Withdrawn, entry, None);
        } else if before.is_some() && before != changed.to.as_deref() {
            self.sign(moved_sign(changed.reported_by_family), entry, None);
        }
    }

    fn relate(&mut self, relation: &RelationRecorded, entry: Entry<'a>) {
        // Nobody belongs with themselves: two records that were taken for brothers turned out to be of one child.
        let Some(other) = self.names.find(&relation.other).filter(|other| *other != entry.about) else { return };
        let (mut kind, mut together) = (relation.relation, relation.same_household);
        if !takes_away(entry.event) {
            let here = self.relation(entry.about, other);
            let there = self.relation(other, entry.about);
            // Such a word neither takes a child out of a carer's care nor parts brothers and sisters (NAF-23).
            kind = here.map(|(known, _)| known).filter(|known| leaves_family(*known, kind)).unwrap_or(kind);
            if together == Answer::No {
                let known = here.into_iter().chain(there).map(|(_, known)| known);
                together = known.filter(|known| *known != Answer::No).max_by_key(|known| *known == Answer::Yes).unwrap_or(together);
            }
        }
        self.note_relation(Relation { from: entry.about, to: other, kind, together });
    }

    fn plan(&mut self, plan: &'a ContactPlanned, entry: Entry<'a>) {
        let Some(contact) = entry.contact.map(|contact| &mut self.contacts[contact]) else { return };
        let by = entry.event;
        let day = plan.planned_for.day(&self.zone);
        // What another system or an administrator plans once the contact has failed does not say what it was when it failed.
        let is_late = contact.failed_at().is_some_and(|at| by.recorded_at > at) && !by.author.role().is_some_and(Role::may_end);
        contact.take_in(Planned { plan, by, day, is_ahead: entry.day < day, is_late });
    }

    /// Somebody saw a child, as an entry tells it.
    pub(super) fn see_as_told(&mut self, sighting: &'a Sighting, entry: Entry<'a>, service: Option<&'a ServiceId>) {
        let Sighting { seen_at, seen_by, how, .. } = *sighting;
        let child = self.names.find(&sighting.child);
        self.see(Seen { child, seen_at, seen_by, how, event: entry.event, service, told: Told::InWords(sighting) }, entry);
    }

    fn see(&mut self, seen: Seen<'a>, entry: Entry<'a>) {
        // Nobody has seen a child on a day that had not come when it was written down.
        let day = if seen.seen_at == seen.event.happened { entry.happened_on } else { seen.seen_at.day(&self.zone) };
        if day <= entry.happened_on || day <= self.zone.day_of(seen.event.recorded_at) {
            self.touch(can_change::OF_SEEING);
            if seen.how == HowSeen::AtADistance {
                self.note(day, can_change::OF_DISTANCE);
            }
            self.sightings.push(seen);
        }
    }

    fn outcome(&mut self, recorded: &'a OutcomeRecorded, entry: Entry<'a>) {
        let Some((index, standing)) = entry.contact.and_then(|index| Some((index, self.contacts[index].standing?))) else { return };
        let Fact::OutcomeRecorded(decided) = &standing.decided_by.fact else { return };
        self.contacts[index].is_told = true;
        let at_the_time = self.contacts[index].planned.filter(|planned| !planned.is_late).map(|planned| planned.plan);
        let planned = self.contacts[index].planned.map(|planned| planned.plan);
        let kind = decided.outcome.kind();
        let first = standing.first_reported;
        // What was said before the word that stands, such as that it was called off, is over when the replay comes to that word.
        let known = self.contacts[index].reckoned.as_ref().map(|known| (known.service, known.setting, known.counts, known.place));
        if !std::ptr::eq(first, entry.event) && known.is_none() {
            return;
        }
        // Whose it was, and whether it counts, was known when it failed: neither a plan recorded since nor one that has ended changes that
        // (NAF-27). What comes too late for that only fills in what nobody had said.
        let of_plan = |plan: Option<&'a ContactPlanned>| plan.map(|plan| &plan.service);
        let service = || of_plan(at_the_time).or(entry.event.service.as_ref()).or(of_plan(planned));
        let (service, setting, counts, place) = match known {
            Some((known, setting, counts, place)) => (known.or_else(service), setting, counts, place),
            None => {
                let is_arranged = self.contacts[index].is_arranged();
                let counts = self.counts(entry, &decided.outcome, is_arranged);
                (service(), planned.map_or(Setting::NotKnown, |planned| planned.setting), counts, self.place)
            }
        };
        let at = first.happened;
        let (day, failed_on) = if std::ptr::eq(first, entry.event) {
            (entry.day, entry.happened_on)
        } else {
            let day = at.day(&self.zone);
            (day, day)
        };
        let instant = at.earliest(&self.zone);
        self.note(day, if counts { can_change::OF_COUNTED } else { can_change::OF_UNCOUNTED });
        match kind {
            OutcomeKind::CancelledByService | OutcomeKind::AdministrativeError => self.touch(can_change::OF_CALLED_OFF),
            _ if Came::of(kind, counts) == Some(Came::Kept) => self.touch(can_change::OF_KEPT),
            _ => {}
        }
        self.contacts[index].reckoned =
            Some(Reckoned { service, setting, at, instant, day, event: &first.id, place, outcome: kind, counts });
        if std::ptr::eq(first, entry.event) {
            if kind == OutcomeKind::WhereaboutsUnknown {
                self.person_mut(entry.about).circumstances.lost(entry.event);
                self.touch(can_change::OF_WHEREABOUTS);
            }
            self.note_signs(kind, counts, planned, service, entry);
            if kind == OutcomeKind::Seen {
                self.met(planned, service, entry);
            }
        }
        let is_first = known.is_none();
        let Some(service) = service.filter(|_| counts) else { return };
        let is_child = self.is_child(entry.about);
        if !is_child && kind == OutcomeKind::AdultDidNotAttend && self.is_asked_after_anyway(entry.about, service, index, is_first) {
            return;
        }
        let follows = if is_child { Follows::Children } else { Follows::Carers };
        // Its pathway is chosen when everything that this event says is known.
        let place = self.follow_ups.binary_search_by(|work| (work.person, work.service).cmp(&(entry.about, Some(service))));
        let place = place.unwrap_or_else(|place| {
            self.follow_ups.insert(place, Work::new(entry.about, Some(service), follows, None));
            place
        });
        self.follow_ups[place].fail(recorded, decided, planned, (first, index, failed_on), entry.event);
    }

    /// Whether a carer's own missed appointment is asked after with no follow-up of its own: one with a service for children is the carer's, and the
    /// rules for the children look at it (STW-03, SWI-06). But only where it is known which children those are, and the policy has such rules: else
    /// nobody would ever ask.
    fn is_asked_after_anyway(&self, carer: Who, service: &ServiceId, contact: usize, is_first: bool) -> bool {
        let for_children = self.service(service).is_some_and(|service| service.audience != Audience::ParentsOrCarers);
        let is_followed = || {
            let mut failed = self.follow_ups.iter().filter(|work| work.person == carer).flat_map(|work| &work.failed);
            failed.any(|failed| failed.place == contact)
        };
        let is_known = || {
            let has_rules = self.pack.rules().any(|rule| rule.watches.watched.facts.shares(can_change::OF_CARERS));
            has_rules && !self.dependants_of(carer).is_empty()
        };
        // A later word about it changes nothing of that.
        for_children && if is_first { is_known() } else { !is_followed() }
    }

    fn met(&mut self, planned: Option<&'a ContactPlanned>, service: Option<&'a ServiceId>, entry: Entry<'a>) {
        let seen = Seen {
            child: Some(entry.about),
            seen_at: entry.event.happened,
            seen_by: SeenBy::ThisService,
            how: HowSeen::InPerson,
            event: entry.event,
            service,
            told: Told::Met(planned),
        };
        self.see(seen, entry);
    }

    fn counts(&self, entry: Entry<'a>, outcome: &Outcome, is_arranged: bool) -> bool {
        let (counting, kind) = (&self.pack.counting, outcome.kind());
        // Nobody is expected to be in for a visit that nobody arranged. But a visit to a child on a protection plan counts as soon as it is
        // undertaken (NAF-27), and being kept from a child is a risk however the visit came about (NAF-09).
        let protected = || {
            let plan = self.person(entry.about).plans.get(&PlanKind::ChildProtection);
            plan.is_some_and(|(plan, _)| plan.state != StandingNow::Ended)
        };
        let prevented = matches!(outcome, Outcome::UnseenChild { actively_prevented: Answer::Yes, .. });
        let arranged = is_arranged || prevented || protected();
        // An outcome that the pack does not mention counts: then nothing is covered by silence.
        (arranged || counting.opportunistic_counts.contains(&kind)) && !counting.does_not_count.contains(&kind)
    }

    fn note_signs(
        &mut self,
        kind: OutcomeKind,
        counts: bool,
        planned: Option<&ContactPlanned>,
        service: Option<&'a ServiceId>,
        entry: Entry<'a>,
    ) {
        // Each of these leaves the child unseen and sounds reasonable by itself; whether the pack counts it as failed makes no difference.
        if matches!(kind, OutcomeKind::CancelledByFamily | OutcomeKind::ExcuseGiven | OutcomeKind::Declined) {
            self.sign(SignKind::CalledOff, entry, service);
        }
        let sign = match kind {
            OutcomeKind::NoResponse | OutcomeKind::DoorstepOnly => SignKind::NotAnswered,
            OutcomeKind::RefusedByParentOrCarer | OutcomeKind::RefusedByThirdParty | OutcomeKind::Declined => SignKind::Refused,
            OutcomeKind::WasNotBrought | OutcomeKind::AdultDidNotAttend => SignKind::Missed,
            OutcomeKind::CancelledByFamily => SignKind::Cancelled,
            OutcomeKind::Withdrew => SignKind::Withdrawn,
            OutcomeKind::SeenAtADistance => SignKind::AtADistance,
            _ if counts => SignKind::OtherFailure,
            _ => return,
        };
        let moved_before = || {
            let before = |earlier: &&Sign<'_>| earlier.about == entry.about && !std::ptr::eq(earlier.event, &entry.event.id);
            self.signs.iter().filter(before).any(|earlier| earlier.kind == SignKind::Cancelled && earlier.service == service)
        };
        let agreed = planned.is_some_and(|planned| planned.arranged == Arranged::Verbally) || moved_before();
        let failed = !matches!(sign, SignKind::Cancelled | SignKind::Withdrawn | SignKind::AtADistance) && counts;
        self.sign(sign, entry, service);
        if failed && agreed {
            self.sign(SignKind::AgreedThenFailed, entry, service);
        }
    }

    /// What is taken in may have changed these facts.
    fn touch(&mut self, facts: FactSet) {
        self.touched = self.touched.with_all(facts);
    }

    fn sign(&mut self, kind: SignKind, entry: Entry<'a>, service: Option<&'a ServiceId>) {
        self.note(entry.day, can_change::of_sign(kind));
        self.signs.push(Sign { kind, about: entry.about, service, day: entry.day, event: &entry.event.id });
    }
}

impl<'a> Person<'a> {
    fn learn(&mut self, kind: PersonKind, details: &PersonDetails, takes_away: bool, today: impl Fn() -> Date) {
        // A birth is not undone by an older record that still says unborn; and that a known child is none takes a signature.
        let is_known_child = self.kind.is_some_and(PersonKind::is_child);
        if self.kind != Some(PersonKind::Child) && (takes_away || !is_known_child || kind.is_child()) {
            self.kind = Some(kind);
        }
        // So does a birth date that makes a known child grown up, and would drop the child from a carer's follow-up (NAF-23).
        let grows_up = |born: Date| self.born_on.is_some_and(|known| is_grown_up(born, today()) && !is_grown_up(known, today()));
        self.born_on = details.born_on.filter(|born| takes_away || !grows_up(*born)).or(self.born_on);
    }

    fn put_on_plan(&mut self, plan: &'a PlanRecorded, by: &'a EventId) {
        if plan.state == StandingNow::Ended {
            self.on_plans.remove(&plan.plan);
        } else if !plan.members.is_empty() {
            self.on_plans.insert(plan.plan, &plan.members);
        }
        self.plans.insert(plan.plan, (plan, by));
    }
}

/// Whether what an event says may leave fewer people to be looked after than were known before: the word of another system or an administrator
/// may not.
fn takes_away(event: &Event) -> bool {
    event.author.role().is_some_and(Role::may_end)
}

/// Whether a relation that was known made one of the two a child in the other's care, or both brothers and sisters, and the one now told does not.
fn leaves_family(known: RelationKind, told: RelationKind) -> bool {
    let cares = |relation| matches!(relation, RelationKind::Mother | RelationKind::Father | RelationKind::OtherCarer);
    match known {
        RelationKind::DependentChild => told != known,
        RelationKind::Sibling => told != known && !cares(told),
        RelationKind::Mother | RelationKind::Father | RelationKind::OtherCarer => !cares(told),
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
