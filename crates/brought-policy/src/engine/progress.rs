//! Facts about how the follow-up goes: agreements, referrals, reasons, liaison, and the contacts around the failed one.

use super::facts::{Rested, View, found, unknown};
use super::ledger::not_before;
use crate::duty::Action;
use crate::engagement::{Came, Offered, class};
use crate::expression::FactValue;
use crate::fact::FactName;
use brought_domain::circumstances::{ConcernQuestion, FactorKind};
use brought_domain::contact::{Answer, OutcomeKind, ProgrammeContact, Setting};
use brought_domain::steps::{AgreedStep, HelpKind, OfferAnswer};
use brought_domain::work::{ReasonKind, SeenBy};
use brought_domain::{ContactId, Event, EventId, Fact, PersonId};
use std::collections::{BTreeMap, BTreeSet};

impl View<'_, '_> {
    /// Facts about how the follow-up goes.
    pub(super) fn progress(&self, fact: FactName) -> Rested {
        use FactName as F;
        match fact {
            F::AgreementBroken => self.agreement_broken(),
            F::AgreedStep => match self.agreement() {
                Some((event, step)) => (FactValue::Code(Some(step.code())), vec![event.id.clone()]),
                None => (FactValue::NotRecorded, Vec::new()),
            },
            F::ReferralUnsatisfactory => self.referral_unsatisfactory(),
            F::ReferralUnanswered => {
                let answered = self.answers();
                self.since(|event| matches!(event.fact, Fact::ReferralMade(_)) && !answered.contains_key(&event.id))
            }
            F::ReasonKnown => self.reason_known(),
            F::LatestProgrammeContact => match self.work.latest() {
                Some(latest) => (FactValue::Code(latest.programme.map(ProgrammeContact::code)), vec![latest.event.id.clone()]),
                None => (unknown(fact), Vec::new()),
            },
            F::AttemptsAtThisContact => counted(self.attempts()),
            F::ImmediateConcern => self.immediate_concern(),
            F::ReportedToRefuse => {
                let refused = self.work.failed.iter().filter(|failed| failed.outcome == OutcomeKind::ReportedToRefuse);
                found(refused.map(|failed| failed.event.id.clone()).collect())
            }
            F::ClashingContacts => counted(self.clashing()),
            F::LiaisonComplete => self.liaison_complete(),
            F::StillUnseen => self.still_unseen(),
            F::HomeVisitOffered => self.home_visit_offered(),
            F::CarerMissedOwnContact => {
                let (_, mut events) = self.carer_missed(|_| true);
                events.extend(self.carers_failed());
                events.sort();
                events.dedup();
                found(events)
            }
            F::CarersFailedContacts => counted(self.carers_failed()),
            F::FailedContactsAllServices => {
                let of = |person: &PersonId| self.children.contains(person) || person == self.work.person;
                let failed =
                    self.world.reckoned.iter().filter(|((person, _), known)| of(person) && known.counts && self.within_window(&known.at));
                // Brothers and sisters who were to be seen at one visit missed one contact.
                let contacts: BTreeMap<&ContactId, &EventId> = failed.map(|((_, contact), known)| (*contact, known.event)).collect();
                counted(contacts.into_values().cloned().collect())
            }
            F::UnscheduledAttendances => {
                let children = self.children.iter().filter_map(|child| self.world.people.get(child));
                let visits = children.flat_map(|child| &child.circumstances.unscheduled).filter(|(at, _)| self.within_window(at));
                counted(visits.map(|(_, event)| (*event).clone()).collect())
            }
            _ => self.engagement(),
        }
    }

    /// The failed attempts at the contact of the programme that failed last, since the failure that last opened the follow-up.
    fn attempts(&self) -> Vec<EventId> {
        let programme = self.work.latest().and_then(|latest| latest.programme);
        // Of which contact nobody has said may be the same one: counting it asks sooner what a second attempt asks.
        let same = |other: Option<ProgrammeContact>| programme.is_none() || other.is_none() || other == programme;
        let run = self.work.failed.get(self.work.run_from..).unwrap_or_default();
        run.iter().filter(|failed| same(failed.programme)).map(|failed| failed.event.id.clone()).collect()
    }

    /// The agreement that stands: the latest that somebody signed while the follow-up has been open.
    fn agreement(&self) -> Option<(&Event, AgreedStep)> {
        self.work.since.iter().rev().find_map(|event| match &event.fact {
            Fact::AgreementMade(agreement) if event.author.is_signed() => Some((*event, agreement.if_next_fails)),
            _ => None,
        })
    }

    /// The first contact after the agreement decides: it is broken when that one failed, and spent when the child was met (HAM-07).
    fn agreement_broken(&self) -> Rested {
        let Some((agreement, _)) = self.agreement() else { return found(Vec::new()) };
        let zone = &self.world.zone;
        let after = |at: &brought_domain::Happened| at.is_certainly_after(&agreement.happened, zone);
        let failed = self.work.failed.iter().find(|failed| after(&failed.at));
        let met = self.world.reckoned.iter().filter(|((person, _), known)| {
            (*person == self.work.person || self.children.contains(person))
                && Came::of(known.outcome, known.counts) == Some(Came::Kept)
                && known.service == self.work.service
                && after(&known.at)
        });
        let met = met.map(|(_, known)| known.at.earliest(zone)).min();
        match failed {
            Some(failed) if met.is_none_or(|met| failed.at.earliest(zone) <= met) => {
                (true.into(), vec![agreement.id.clone(), failed.event.id.clone()])
            }
            _ => (false.into(), vec![agreement.id.clone()]),
        }
    }

    /// Not known whether the referrer is content holds, as everywhere: then the question is asked once more (STW-13).
    fn referral_unsatisfactory(&self) -> Rested {
        let answers = self.answers();
        let with = |wanted: Answer| answers.values().filter(move |(content, _)| *content == wanted).map(|(_, event)| event.clone());
        let (unhappy, unsaid): (Vec<_>, Vec<_>) = (with(Answer::No).collect(), with(Answer::NotKnown).collect());
        match (unhappy.is_empty(), unsaid.is_empty()) {
            (true, false) => (FactValue::Truth(Answer::NotKnown), unsaid),
            _ => found(unhappy),
        }
    }

    /// Whether this service has yet to meet a child in person since the latest failed contact. Another's word does not answer it (HAM-08).
    fn still_unseen(&self) -> Rested {
        let Some(latest) = self.work.latest().filter(|_| !self.children.is_empty()) else {
            return (FactValue::Truth(Answer::NotKnown), Vec::new());
        };
        let mut events = Vec::new();
        for child in &self.children {
            let met = self.world.sightings.iter().find(|seen| {
                &seen.sighting.child == child
                    && seen.sighting.seen_by == SeenBy::ThisService
                    && seen.sighting.counts_as_seen()
                    && seen.service.as_ref() == self.work.service
                    && seen.sighting.seen_at.is_certainly_after(&latest.at, &self.world.zone)
            });
            let Some(met) = met else { return (true.into(), vec![latest.event.id.clone()]) };
            events.push(met.event.clone());
        }
        (false.into(), events)
    }

    /// An offer of a visit at home that the family has not declined, and plans for one after a contact elsewhere failed (STW-09).
    fn home_visit_offered(&self) -> Rested {
        let zone = &self.world.zone;
        // A contact written down together with its outcome is over: nobody goes there any more.
        let over = |event: &Event, contact: &ContactId| {
            let outcome = self.world.outcomes.get(&(&event.about, contact)).map(|outcome| outcome.first_reported);
            outcome.is_some_and(|first| first.recorded_at == event.recorded_at && first.happened == event.happened)
        };
        let elsewhere =
            |event: &Event| self.work.failed.iter().any(|failed| failed.setting != Setting::Home && not_before(event, &failed.at, zone));
        self.since(|event| match &event.fact {
            Fact::HelpOffered(offered) => offered.help == HelpKind::HomeVisit && offered.answer != OfferAnswer::Declined,
            Fact::ContactPlanned(planned) => {
                planned.setting == Setting::Home
                    && Some(&planned.service) == self.work.service
                    && elsewhere(event)
                    && !over(event, &planned.contact)
            }
            _ => false,
        })
    }

    /// Contacts of the carers' own that the pack counts as failed, within the window. Parents who were to come together missed one contact.
    fn carers_failed(&self) -> Vec<EventId> {
        let carers: BTreeSet<_> = self.children.iter().flat_map(|child| self.world.carers_of(child)).collect();
        let failed = self.world.reckoned.iter();
        let failed = failed.filter(|((person, _), known)| carers.contains(person) && known.counts && self.within_window(&known.at));
        let contacts: BTreeMap<&ContactId, &EventId> = failed.map(|((_, contact), known)| (*contact, known.event)).collect();
        contacts.into_values().cloned().collect()
    }

    /// For each referral that was answered: whether the latest answer leaves the referrer content, and the event of it.
    fn answers(&self) -> BTreeMap<EventId, (Answer, EventId)> {
        let mut answers = BTreeMap::new();
        for event in &self.work.since {
            if let Fact::ReferralAnswered(answered) = &event.fact {
                answers.insert(answered.referral.clone(), (answered.accepted_by_referrer, event.id.clone()));
            }
        }
        answers
    }

    fn reason_known(&self) -> Rested {
        let Some(latest) = self.work.latest() else { return found(Vec::new()) };
        self.since(|event| event.author.is_signed() && gives_reason(event) && not_before(event, &latest.at, &self.world.zone))
    }

    /// The first of the seven questions, or care that is needed now (NAF-25, STW-12).
    fn immediate_concern(&self) -> Rested {
        let needed = self.any_factor(&self.household(), &[FactorKind::CareNeededNow]);
        let asked = self.work.since.iter().rev().find_map(|event| match &event.fact {
            Fact::ConcernsDecided(decided) => Some((decided.answer(ConcernQuestion::EndangeredNow), event.id.clone())),
            _ => None,
        });
        match (needed, asked) {
            (needed, None) => needed,
            ((FactValue::Truth(Answer::Yes), mut events), Some((answer, event))) => {
                events.extend((answer == Answer::Yes).then_some(event));
                (true.into(), events)
            }
            (_, Some((Answer::Yes, event))) => (true.into(), vec![event]),
            ((FactValue::Truth(Answer::NotKnown), mut events), Some((_, event))) => {
                events.push(event);
                (FactValue::Truth(Answer::NotKnown), events)
            }
            (_, Some((answer, event))) => (FactValue::Truth(answer), vec![event]),
        }
    }

    /// Other contacts of the family on the day of the failed one, the day before or the day after (BOL-03).
    fn clashing(&self) -> Vec<EventId> {
        let Some(latest) = self.work.latest() else { return Vec::new() };
        let zone = &self.world.zone;
        let (day, household) = (latest.at.day(zone), self.household());
        let near = |other: jiff::civil::Date| {
            other == day || other.tomorrow().is_ok_and(|next| next == day) || other.yesterday().is_ok_and(|before| before == day)
        };
        let called_off = |kind| matches!(kind, OutcomeKind::CancelledByService | OutcomeKind::AdministrativeError);
        let mut contacts: BTreeMap<&ContactId, &EventId> = BTreeMap::new();
        for ((person, id), contact) in &self.world.contacts {
            let stands = contact.outcome.is_none_or(|(recorded, _)| !called_off(recorded.outcome.kind()));
            if household.contains(person) && *id != latest.contact && near(contact.planned.planned_for.day(zone)) && stands {
                contacts.insert(id, &contact.planned_by.id);
            }
        }
        contacts.into_values().cloned().collect()
    }

    /// Every question to another agency that this follow-up asked has been answered (SWI-10).
    fn liaison_complete(&self) -> Rested {
        let asked: Vec<_> = self.work.raised.iter().filter(|raised| raised.duty.action == Action::Liaise).collect();
        let answers: Vec<EventId> = asked.iter().filter_map(|raised| raised.settled.as_ref()).map(|(event, _)| event.id.clone()).collect();
        if asked.is_empty() {
            return found(Vec::new());
        }
        ((asked.len() == answers.len()).into(), answers)
    }

    fn engagement(&self) -> Rested {
        let people: BTreeSet<&PersonId> = self.children.iter().chain([self.work.person]).collect();
        let mut contacts: Vec<_> = self
            .world
            .reckoned
            .iter()
            .filter(|((person, _), known)| people.contains(person) && self.within_window(&known.at))
            .filter_map(|(_, known)| Came::of(known.outcome, known.counts).map(|came| (known, came)))
            .collect();
        contacts.sort_by_cached_key(|(known, _)| (known.at.earliest(&self.world.zone), known.event));
        let offered: Vec<_> = contacts
            .iter()
            .map(|(known, came)| Offered {
                service: known.service.map_or("", |service| service.as_str()),
                setting: known.setting,
                came: *came,
            })
            .collect();
        let value = class(&offered, self.world.pack.engagement.persistent_after);
        let events = contacts.iter().map(|(known, _)| known.event.clone()).collect();
        (value.map_or(FactValue::NotRecorded, |class| FactValue::Code(Some(class.code()))), events)
    }
}

/// Whether an analysis gives a reason why contacts failed, other than that nobody knows yet (BOL-03).
pub(super) fn gives_reason(event: &Event) -> bool {
    matches!(&event.fact, Fact::AnalysisSigned(analysis) if analysis.reasons.iter().any(|reason| *reason != ReasonKind::NotYetKnown))
}

fn counted(events: Vec<EventId>) -> Rested {
    (events.len().into(), events)
}
