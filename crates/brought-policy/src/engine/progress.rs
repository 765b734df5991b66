//! Facts about how the follow-up goes: agreements, referrals, reasons, liaison, and the contacts around the failed one.

use super::facts::{View, any, count};
use super::few::Few;
use super::ledger::not_before;
use super::names::Entry;
use super::reason::Grounds;
use super::world::Contact;
use crate::duty::Action;
use crate::engagement::{Came, Offered, class};
use crate::expression::FactValue;
use crate::fact::FactName;
use crate::fact_code::FactCode;
use brought_domain::circumstances::{ConcernQuestion, FactorKind};
use brought_domain::contact::{Answer, OutcomeKind, ProgrammeContact, Setting};
use brought_domain::steps::{AgreedStep, HelpKind, OfferAnswer};
use brought_domain::work::{ReasonKind, ReferralAnswered, SeenBy};
use brought_domain::{Event, EventId, Fact};
use jiff::civil::Date;

impl<'w, 'a> View<'w, 'a> {
    /// Facts about how the follow-up goes.
    pub(super) fn progress(&self, fact: FactName, on: &mut impl Grounds<'a>) -> FactValue {
        use FactName as F;
        match fact {
            F::AgreementBroken => self.agreement_broken(on),
            F::AgreedStep => match self.agreement() {
                Some((entry, step)) => {
                    on.rests_on(&entry.event.id);
                    FactValue::Code(Some(step.into()))
                }
                None => FactValue::NotRecorded,
            },
            F::ReferralUnsatisfactory => self.referral_unsatisfactory(on),
            F::ReferralUnanswered => self.since(on, |entry| {
                matches!(entry.event.fact, Fact::ReferralMade(_)) && !self.answers().any(|(_, answer)| answer.referral == entry.event.id)
            }),
            F::ReasonKnown => self.reason_known(on),
            F::LatestProgrammeContact => match self.work.latest() {
                Some(latest) => {
                    on.rests_on(&latest.event.id);
                    FactValue::Code(latest.programme.map(FactCode::from))
                }
                None => FactValue::NotRecorded,
            },
            F::AttemptsAtThisContact => self.attempts(on),
            F::ImmediateConcern => self.immediate_concern(on),
            F::ReportedToRefuse => {
                let refused = self.work.failed.iter().filter(|failed| failed.outcome == OutcomeKind::ReportedToRefuse);
                any(refused.map(|failed| &failed.event.id), on)
            }
            F::ClashingContacts => self.clashing(on),
            F::LiaisonComplete => self.liaison_complete(on),
            F::StillUnseen => self.still_unseen(on),
            F::HomeVisitOffered => self.home_visit_offered(on),
            F::CarerMissedOwnContact => any(self.carers_missed().map(|sign| sign.event).chain(self.carers_failed()), on),
            F::CarersFailedContacts => count(self.carers_failed(), on),
            F::FailedContactsAllServices => count(self.failed_within_window(|who| self.is_followed(who)), on),
            F::UnscheduledAttendances => {
                let visits = self.children().iter().flat_map(|child| &self.world.person(*child).circumstances.unscheduled);
                count(visits.filter(|(at, _)| self.within_window(at.day(&self.world.zone))).map(|(_, event)| *event), on)
            }
            _ => self.engagement(on),
        }
    }

    /// The failed attempts at the contact of the programme that failed last, since the failure that last opened the follow-up.
    fn attempts(&self, on: &mut impl Grounds<'a>) -> FactValue {
        let programme = self.work.latest().and_then(|latest| latest.programme);
        // Of which contact nobody has said may be the same one: counting it asks sooner what a second attempt asks.
        let same = |other: Option<ProgrammeContact>| programme.is_none() || other.is_none() || other == programme;
        let run = self.work.failed.get(self.work.run_from..).unwrap_or_default();
        count(run.iter().filter(|failed| same(failed.programme)).map(|failed| &failed.event.id), on)
    }

    /// The agreement that stands: the latest that somebody signed while the follow-up has been open.
    fn agreement(&self) -> Option<(&'w Entry<'a>, AgreedStep)> {
        self.work.since.iter().rev().find_map(|entry| match &entry.event.fact {
            Fact::AgreementMade(agreement) if entry.event.author.is_signed() => Some((entry, agreement.if_next_fails)),
            _ => None,
        })
    }

    /// The first contact after the agreement decides: it is broken when that one failed, and spent when the child was met (HAM-07).
    fn agreement_broken(&self, on: &mut impl Grounds<'a>) -> FactValue {
        let Some((agreement, _)) = self.agreement() else { return FactValue::NotRecorded };
        on.rests_on(&agreement.event.id);
        let zone = &self.world.zone;
        let after = |at: &brought_domain::Happened| at.is_certainly_after(&agreement.event.happened, zone);
        let Some(failed) = self.work.failed.iter().find(|failed| after(&failed.at)) else { return false.into() };
        // When it is not known which of the two came first, the failure did.
        let met_before = |contact: &Contact<'a>| {
            let Some(known) = contact.reckoned.as_ref().filter(|_| self.is_followed(contact.person)) else { return false };
            let kept = Came::of(known.outcome, known.counts) == Some(Came::Kept) && known.service == self.work.service;
            kept && after(&known.at) && failed.at.is_certainly_after(&known.at, zone)
        };
        if self.world.contacts.iter().any(met_before) {
            return false.into();
        }
        on.rests_on(&failed.event.id);
        true.into()
    }

    /// Not known whether the referrer is content holds, as everywhere: then the question is asked once more (STW-13).
    fn referral_unsatisfactory(&self, on: &mut impl Grounds<'a>) -> FactValue {
        // Of each referral the latest answer counts.
        let is_latest = |(entry, answer): &(&Entry<'a>, &ReferralAnswered)| {
            let latest = self.answers().filter(|(_, other)| other.referral == answer.referral).last();
            latest.is_some_and(|(latest, _)| std::ptr::eq(latest.event, entry.event))
        };
        let with = |wanted: Answer| {
            let latest = self.answers().filter(is_latest).filter(move |(_, answer)| answer.accepted_by_referrer == wanted);
            latest.map(|(entry, _)| &entry.event.id)
        };
        match any(with(Answer::No), on) {
            FactValue::NotRecorded if any(with(Answer::NotKnown), on) != FactValue::NotRecorded => FactValue::Truth(Answer::NotKnown),
            value => value,
        }
    }

    /// The answers to referrals.
    fn answers(&self) -> impl Iterator<Item = (&'w Entry<'a>, &'a ReferralAnswered)> {
        self.work.since.iter().filter_map(|entry| match &entry.event.fact {
            Fact::ReferralAnswered(answered) => Some((entry, answered)),
            _ => None,
        })
    }

    /// Whether this service has yet to meet a child in person since the latest failed contact. Another's word does not answer it (HAM-08).
    fn still_unseen(&self, on: &mut impl Grounds<'a>) -> FactValue {
        let Some(latest) = self.work.latest() else { return FactValue::NotRecorded };
        // Of whom nobody knows nobody can say it.
        if self.children().is_empty() {
            return FactValue::Truth(Answer::NotKnown);
        }
        let met = |child| {
            self.seen(child).find(|seen| {
                seen.seen_by == SeenBy::ThisService
                    && seen.service == self.work.service
                    && seen.seen_at.is_certainly_after(&latest.at, &self.world.zone)
            })
        };
        if self.children().iter().any(|child| met(*child).is_none()) {
            on.rests_on(&latest.event.id);
            return true.into();
        }
        self.children().iter().filter_map(|child| met(*child)).for_each(|seen| on.rests_on(&seen.event.id));
        false.into()
    }

    /// An offer of a visit at home that the family has not declined, and plans for one after a contact elsewhere failed (STW-09).
    fn home_visit_offered(&self, on: &mut impl Grounds<'a>) -> FactValue {
        // A contact of which something had come when it was written down is over: nobody goes there any more.
        let over = |entry: &Entry<'a>| {
            let outcome = entry.contact.and_then(|contact| self.world.contacts[contact].standing).map(|outcome| outcome.first_told);
            let began = |event: &Event| event.happened.earliest(&self.world.zone);
            outcome.is_some_and(|first| first.recorded_at <= entry.event.recorded_at && began(first) <= began(entry.event))
        };
        let elsewhere = |event: &Event| {
            let mut failed = self.work.failed.iter().filter(|failed| failed.setting != Setting::Home);
            failed.any(|failed| not_before(event, &failed.at, &self.world.zone))
        };
        self.since(on, |entry| match &entry.event.fact {
            Fact::HelpOffered(offered) => offered.help == HelpKind::HomeVisit && offered.answer != OfferAnswer::Declined,
            Fact::ContactPlanned(planned) => {
                planned.setting == Setting::Home && Some(&planned.service) == self.work.service && elsewhere(entry.event) && !over(entry)
            }
            _ => false,
        })
    }

    /// Contacts of the carers' own that the pack counts as failed, within the window. Parents who were to come together missed one contact.
    fn carers_failed(&self) -> impl Iterator<Item = &'a EventId> {
        self.failed_within_window(|who| self.work.family.carers.contains(&who))
    }

    fn reason_known(&self, on: &mut impl Grounds<'a>) -> FactValue {
        let Some(latest) = self.work.latest() else { return FactValue::NotRecorded };
        self.since(on, |entry| {
            let event = entry.event;
            event.author.is_signed() && gives_reason(event) && not_before(event, &latest.at, &self.world.zone)
        })
    }

    /// The first of the seven questions, or care that is needed now (NAF-25, STW-12).
    fn immediate_concern(&self, on: &mut impl Grounds<'a>) -> FactValue {
        const CARE: Few<FactorKind> = Few::factors(&[FactorKind::CareNeededNow]);
        let asked = self.work.since.iter().rev().find_map(|entry| match &entry.event.fact {
            Fact::ConcernsDecided(decided) => Some((decided.answer(ConcernQuestion::EndangeredNow), &entry.event.id)),
            _ => None,
        });
        let needed = self.factors(self.household(), CARE, &mut ());
        let Some((answer, event)) = asked else { return self.factors(self.household(), CARE, on) };
        // The worse of the two decides, and what is outdone by a yes is no part of the reason.
        let (yes, not_known) = (FactValue::Truth(Answer::Yes), FactValue::Truth(Answer::NotKnown));
        let counts = needed == yes || needed == not_known && answer != Answer::Yes;
        if counts {
            self.factors(self.household(), CARE, on);
        }
        if needed != yes || answer == Answer::Yes {
            on.rests_on(event);
        }
        if needed == yes || needed == not_known && answer == Answer::No { needed } else { FactValue::Truth(answer) }
    }

    /// Other contacts of the family on the day of the failed one, the day before or the day after (BOL-03).
    fn clashing(&self, on: &mut impl Grounds<'a>) -> FactValue {
        let Some(latest) = self.work.latest() else { return FactValue::from(0_usize) };
        let (day, before, after) = (latest.day, latest.day.yesterday().ok(), latest.day.tomorrow().ok());
        let near = |other: Date| other == day || Some(other) == before || Some(other) == after;
        let called_off = |kind| matches!(kind, OutcomeKind::CancelledByService | OutcomeKind::AdministrativeError);
        let is_latest = |contact: &Contact<'a>| {
            std::ptr::eq(contact, &self.world.contacts[latest.place]) || contact.is_shared && contact.id == latest.contact
        };
        let clashes = |contact: &Contact<'a>| {
            let planned = contact.planned.filter(|planned| near(planned.day))?;
            let stands = || contact.reckoned.as_ref().is_none_or(|reckoned| !called_off(reckoned.outcome));
            let clashes = !is_latest(contact) && self.household().contains(&contact.person) && stands();
            clashes.then_some(&planned.by.id)
        };
        let contacts = &self.world.contacts;
        let clashing = contacts.iter().enumerate().filter_map(|(index, contact)| {
            let event = clashes(contact)?;
            // Brothers and sisters who are to be seen at one visit have one contact: the last of them stands for all.
            let another = || contacts[index + 1..].iter().any(|other| other.id == contact.id && clashes(other).is_some());
            (!contact.is_shared || !another()).then_some(event)
        });
        count(clashing, on)
    }

    /// Every question to another agency that this follow-up asked has been answered (SWI-10).
    fn liaison_complete(&self, on: &mut impl Grounds<'a>) -> FactValue {
        let asked = || self.work.raised.iter().filter(|raised| raised.duty.action == Action::Liaise);
        if asked().next().is_none() {
            return FactValue::NotRecorded;
        }
        asked().filter_map(|raised| raised.settled.as_ref()).for_each(|(event, _)| on.rests_on(&event.id));
        asked().all(|raised| raised.settled.is_some()).into()
    }

    fn engagement(&self, on: &mut impl Grounds<'a>) -> FactValue {
        let reckoned = self.world.contacts.iter().filter(|contact| self.is_followed(contact.person));
        let reckoned = reckoned.filter_map(|contact| contact.reckoned.as_ref()).filter(|known| self.within_window(known.day));
        let offered = reckoned.filter_map(|known| {
            let came = Came::of(known.outcome, known.counts)?;
            let service = known.service.map_or("", |service| service.as_str());
            Some((known.event, Offered { at: known.instant, service, setting: known.setting, came }))
        });
        offered.clone().for_each(|(event, _)| on.rests_on(event));
        let value = class(offered.map(|(_, offered)| offered), self.world.pack.engagement.persistent_after);
        value.map_or(FactValue::NotRecorded, |class| FactValue::Code(Some(class.into())))
    }
}

/// Whether an analysis gives a reason why contacts failed, other than that nobody knows yet (BOL-03).
pub(super) fn gives_reason(event: &Event) -> bool {
    matches!(&event.fact, Fact::AnalysisSigned(analysis) if analysis.reasons.iter().any(|reason| *reason != ReasonKind::NotYetKnown))
}
