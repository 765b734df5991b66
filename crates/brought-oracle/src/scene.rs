//! Where a question is asked from: whose record, which follow-up, and how much has been told by then.

use crate::policy::Policy;
use crate::story::{FollowUp, Story};
use crate::told::{Contact, Told, may_sign_work};
use brought_domain::circumstances::{PlanKind, StandingNow};
use brought_domain::contact::{Answer, Outcome, OutcomeKind};
use brought_domain::event::{Event, Fact};
use brought_domain::person::{Audience, PersonKind, RelationKind};
use brought_domain::work::Agency;
use brought_domain::{Happened, PersonId, ServiceId};
use jiff::Timestamp;
use jiff::civil::Date;

/// A moment in one person's record.
#[derive(Clone, Copy)]
pub struct Scene<'s, 'a> {
    /// What is known in the end.
    pub told: &'s Told<'a>,
    /// The policy.
    pub policy: &'s Policy,
    /// How many entries had happened by now.
    pub upto: usize,
    /// The moment.
    pub at: Timestamp,
    /// Whose record it is: a child, or a carer.
    pub person: &'a PersonId,
    /// The follow-up asked about, when it is one.
    pub follow_up: Option<&'s FollowUp<'a>>,
    /// The pathway whose rules are asked.
    pub pathway: Option<usize>,
    /// What has become of it so far.
    pub story: &'s Story<'a>,
    /// Where the oracle answers as the engine does although it should not.
    pub open: &'s crate::open::Open,
}

/// A failed contact.
#[derive(Clone, Copy)]
pub struct Failed<'s, 'a> {
    /// The contact.
    pub contact: &'s Contact<'a>,
    /// The place of the entry that first reported it.
    pub first: usize,
    /// When.
    pub at: Happened,
}

/// What one record says that somebody is to its person.
struct Related<'a> {
    of: &'a PersonId,
    other: &'a PersonId,
    is: RelationKind,
    together: Answer,
}

impl<'s, 'a> Scene<'s, 'a> {
    /// The entries that had happened by now, each with its place.
    pub fn entries(self) -> impl DoubleEndedIterator<Item = (usize, &'a Event)> {
        self.told.entries[..self.upto].iter().enumerate().map(|(index, event)| (index, *event))
    }

    /// As it was when an entry had been taken in.
    pub fn as_it_was(self, index: usize) -> Self {
        Scene { upto: index + 1, at: self.told.clock[index], ..self }
    }

    /// The local day.
    pub fn day(self) -> Date {
        brought_calendar::local_date(self.at)
    }

    /// The service, when it is a follow-up.
    pub fn service(self) -> Option<&'a ServiceId> {
        self.follow_up.map(|follow_up| follow_up.service)
    }

    /// Whether an entry is this service's work, or concerns every service.
    pub fn is_of_service(self, event: &Event) -> bool {
        event.service.is_none() || self.service().is_none() || event.service.as_ref() == self.service()
    }

    /// Whether an outcome is that of a contact of the follow-up's own service.
    pub fn is_own_contact(self, event: &Event) -> bool {
        let Fact::OutcomeRecorded(recorded) = &event.fact else { return false };
        let contact = self.told.contacts.iter().find(|contact| contact.id == &recorded.contact && contact.person == &event.about);
        contact.is_some_and(|contact| contact.service == self.service())
    }

    /// What kind of person somebody is, as far as anybody recorded it: the latest word, and born for good.
    pub fn kind(self, person: &PersonId) -> PersonKind {
        let mut told: Option<PersonKind> = None;
        for (_, event) in self.entries().filter(|(_, event)| &event.about == person) {
            let next = match &event.fact {
                Fact::PersonRecorded(recorded, _) => *recorded,
                Fact::Born => PersonKind::Child,
                _ => continue,
            };
            let keeps = match told {
                Some(PersonKind::Child) => true,
                // That a child to come is none takes a signature.
                Some(PersonKind::UnbornChild) => next == PersonKind::Carer && !crate::told::may_sign_work(&event.author),
                _ => false,
            };
            told = if keeps { told } else { Some(next) };
        }
        told.unwrap_or(PersonKind::Child)
    }

    /// What each record says of its relations: whose, to whom, what, and whether they live together. What another system or an administrator says
    /// takes nobody out of a family of whom something was known.
    fn relations(self) -> Vec<Related<'a>> {
        let cares = |kind: RelationKind| matches!(kind, RelationKind::Mother | RelationKind::Father | RelationKind::OtherCarer);
        let mut found: Vec<Related<'a>> = Vec::new();
        for (_, event) in self.entries() {
            let Fact::RelationRecorded(relation) = &event.fact else { continue };
            if relation.other == event.about {
                continue;
            }
            let mut next = Related { of: &event.about, other: &relation.other, is: relation.relation, together: relation.same_household };
            let known = found.iter().position(|one| one.of == next.of && one.other == next.other);
            if !crate::told::may_sign_work(&event.author) {
                if let Some(before) = known.map(|place| found[place].is)
                    && (cares(before) && !cares(next.is)
                        || before == RelationKind::DependentChild
                        || before == RelationKind::Sibling && !cares(next.is))
                {
                    next.is = before;
                }
                let either =
                    |one: &&Related<'a>| (one.of, one.other) == (next.of, next.other) || (one.other, one.of) == (next.of, next.other);
                let said: Vec<Answer> = found.iter().filter(either).map(|one| one.together).collect();
                if next.together == Answer::No {
                    let more = [Answer::Yes, Answer::NotKnown].into_iter().find(|answer| said.contains(answer));
                    next.together = more.unwrap_or(Answer::No);
                }
            }
            match known {
                Some(place) => found[place] = next,
                None => found.push(next),
            }
        }
        found
    }

    /// What others are to this person, seen from either side.
    fn related(self, person: &PersonId, wanted: fn(RelationKind) -> bool) -> Vec<&'a PersonId> {
        let mut found: Vec<&PersonId> = Vec::new();
        for relation in self.relations() {
            let other = if relation.of == person && wanted(relation.is) {
                relation.other
            } else if relation.other == person && wanted(relation.is.from_the_other_side()) {
                relation.of
            } else {
                continue;
            };
            if !found.contains(&other) {
                found.push(other);
            }
        }
        found.sort();
        found
    }

    /// Those who care for a child.
    pub fn carers(self, child: &PersonId) -> Vec<&'a PersonId> {
        self.related(child, |relation| matches!(relation, RelationKind::Mother | RelationKind::Father | RelationKind::OtherCarer))
    }

    /// The children who depend on a carer.
    pub fn dependants(self, carer: &PersonId) -> Vec<&'a PersonId> {
        self.related(carer, |relation| relation == RelationKind::DependentChild)
    }

    /// Brothers and sisters: those recorded as such, and the other children of the same carers.
    pub fn siblings(self, child: &PersonId) -> Vec<&'a PersonId> {
        let mut found = self.related(child, |relation| relation == RelationKind::Sibling);
        for carer in self.carers(child) {
            found.extend(self.dependants(carer).into_iter().filter(|other| *other != child));
        }
        // Those who are known to live elsewhere are not of the household.
        let pair = |one: &Related<'_>, other: &PersonId| one.of == child && one.other == other || one.of == other && one.other == child;
        let relations = self.relations();
        found.retain(|other| !relations.iter().any(|one| one.together == Answer::No && pair(one, other)));
        found
    }

    /// Whether the record is a carer's.
    pub fn is_carers(self) -> bool {
        self.kind(self.person) == PersonKind::Carer
    }

    /// The children whom it is about: the child, or each child who depends on the carer.
    pub fn children(self) -> Vec<&'a PersonId> {
        if !self.is_carers() {
            return vec![self.person];
        }
        self.dependants_of(self.person)
    }

    /// The children who depend on somebody, alive, or still to be born, and not grown up.
    fn dependants_of(self, carer: &PersonId) -> Vec<&'a PersonId> {
        self.dependants(carer).into_iter().filter(|child| self.kind(child) != PersonKind::Carer && self.is_known_child(child)).collect()
    }

    /// Whether a child is alive, as far as anybody has signed otherwise, and not certainly grown up.
    fn is_known_child(self, person: &PersonId) -> bool {
        let unborn = |scene: Self| scene.kind(person) == PersonKind::UnbornChild;
        let gone = |index: usize, event: &Event| match event.fact {
            Fact::Died => &event.about == person,
            // The mother's entry as much as that of the child who will not be born.
            Fact::PregnancyEnded => {
                let then = self.as_it_was(index);
                unborn(self) && unborn(then) && (&event.about == person || then.dependants(&event.about).contains(&person))
            }
            _ => false,
        };
        let lost = self.entries().any(|(index, event)| may_sign_work(&event.author) && gone(index, event));
        let grown_up = crate::facts::months_old(self, person).is_some_and(|months| months >= 18 * 12);
        !lost && !grown_up
    }

    /// The person, the children, their carers, brothers and sisters.
    pub fn household(self) -> Vec<&'a PersonId> {
        let mut found = vec![self.person];
        for child in self.children() {
            found.push(child);
            found.extend(self.carers(child));
            found.extend(self.siblings(child));
        }
        found.sort();
        found.dedup();
        found
    }

    /// Whether a contact of theirs failed, as the policy counts.
    pub fn counts(self, contact: &Contact<'a>) -> bool {
        let Some(verdict) = &contact.verdict else { return false };
        let kind = verdict.kind();
        if !self.policy.counts.contains(&kind) {
            return false;
        }
        if !contact.unarranged() || self.policy.counts_unarranged.contains(&kind) {
            return true;
        }
        let kept_away = matches!(&verdict.recorded.outcome, Outcome::UnseenChild { actively_prevented: Answer::Yes, .. });
        kept_away || self.may_have_protection_plan(contact.person, verdict.first)
    }

    /// As it was known when the contact failed.
    fn may_have_protection_plan(self, person: &PersonId, when: usize) -> bool {
        let mut state = StandingNow::Ended;
        for event in self.told.entries[..=when].iter().filter(|event| &event.about == person) {
            if let Fact::PlanRecorded(plan) = &event.fact
                && plan.plan == PlanKind::ChildProtection
            {
                state = plan.state;
            }
        }
        state != StandingNow::Ended
    }

    /// Every agency on a plan of a child that holds or may hold, as it was last written down; nothing for a plan of which nobody wrote any down.
    pub fn agencies_on_plans(self, of: Option<&PersonId>) -> Vec<Option<Agency>> {
        let mut found: Vec<Option<Agency>> = Vec::new();
        for child in self.children().into_iter().filter(|child| of.is_none_or(|of| of == *child)) {
            for kind in PlanKind::ALL {
                let mut members: Vec<Agency> = Vec::new();
                let mut state = StandingNow::Ended;
                for (_, event) in self.entries().filter(|(_, event)| &event.about == child) {
                    let Fact::PlanRecorded(recorded) = &event.fact else { continue };
                    if recorded.plan != *kind {
                        continue;
                    }
                    state = recorded.state;
                    if state == StandingNow::Ended {
                        // One that begins anew has agencies of its own.
                        members.clear();
                    } else if !recorded.members.is_empty() {
                        members = recorded.members.iter().map(|member| member.agency.clone()).collect();
                    }
                }
                if state != StandingNow::Ended {
                    if members.is_empty() {
                        found.push(None);
                    }
                    found.extend(members.into_iter().map(Some));
                }
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// The contacts of a person and a service that failed by now, in order.
    pub fn failed_of(self, person: &PersonId, service: &ServiceId) -> Vec<Failed<'s, 'a>> {
        let mut found = Vec::new();
        for contact in &self.told.contacts {
            let Some(verdict) = &contact.verdict else { continue };
            if contact.person == person
                && contact.service == Some(service)
                && verdict.first < self.upto
                && self.counts(contact)
                && self.is_of_the_family(contact)
            {
                found.push(Failed { contact, first: verdict.first, at: self.told.entries[verdict.first].happened });
            }
        }
        found.sort_by_key(|failed| failed.contact.verdict.as_ref().map(|verdict| verdict.first));
        found
    }

    /// The failed contacts of the follow-up.
    pub fn failed(self) -> Vec<Failed<'s, 'a>> {
        self.follow_up.map(|follow_up| self.failed_of(follow_up.person, follow_up.service)).unwrap_or_default()
    }

    /// The latest of them.
    pub fn latest(self) -> Option<Failed<'s, 'a>> {
        self.failed().pop()
    }

    /// Whether a contact belongs to a follow-up: a carer's in a service for children does, unless it was the carer's own to keep.
    pub fn is_of_the_family(self, contact: &Contact<'a>) -> bool {
        let own = contact.verdict.as_ref().is_some_and(|verdict| verdict.kind() == OutcomeKind::AdultDidNotAttend);
        let followed = || contact.service.is_some_and(|service| self.is_followed(contact.person, service));
        // Where nobody knows whose parent it is, or no rule asks after parents' own appointments, nobody else would ever ask.
        let nobody_asks = || {
            let asks = self.policy.pathways.iter().flat_map(|pathway| &pathway.rules).any(|rule| rule.asks_after_carers());
            !asks || contact.verdict.as_ref().is_none_or(|verdict| self.as_it_was(verdict.first).dependants_of(contact.person).is_empty())
        };
        !own || followed() || nobody_asks()
    }

    /// Whether somebody's contact with a service can open a follow-up: a child's any, a carer's with a service for parents.
    pub fn is_followed(self, person: &PersonId, service: &ServiceId) -> bool {
        self.kind(person) != PersonKind::Carer || self.told.audience(service) == Some(Audience::ParentsOrCarers)
    }

    /// Whether work comes after something: it did not happen before, and was not written down before.
    pub fn comes_after(self, event: &Event, since: &Happened) -> bool {
        event.happened.is_not_before(since, &self.told.zone) && event.recorded_at >= self.told.earliest(since)
    }

    /// Whether something happened so long ago that a pattern does not look at it any more.
    pub fn in_window(self, happened: &Happened) -> bool {
        let first = self.day().saturating_sub(jiff::Span::new().days(self.policy.window_days));
        happened.day(&self.told.zone) >= first
    }
}
