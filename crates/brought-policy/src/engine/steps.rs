//! Which event answers the steps that policies ask for beside the spine of liaison, analysis and discussion.

use super::memory::Memory;
use super::names::{Entry, Who};
use super::progress::gives_reason;
use super::reason::Reasons;
use super::work::{Raised, Work};
use super::world::World;
use crate::clock::UkClock;
use crate::deadline::{Deadline, Due};
use crate::duty::{Action, Detail, Duty, With};
use crate::pack::DocumentKind;
use brought_domain::contact::{Answer, Arranged, ContactPlanned, ResponseKind};
use brought_domain::steps::{OfferAnswer, Party, Step};
use brought_domain::work::{Ask, HowSeen, Role, SeenAnswer, Sighting};
use brought_domain::{Event, Fact, Happened, ServiceId};

/// What a duty of one follow-up is answered against.
pub(super) struct Of<'w, 'a> {
    pub(super) service: Option<&'a ServiceId>,
    /// When the latest contact failed.
    pub(super) latest: Option<Happened>,
    pub(super) person: Who,
    /// The children whom it concerns.
    pub(super) children: &'w [Who],
    /// What the reasons rest on for which anything was asked.
    pub(super) reasons: &'w Reasons<'a>,
    pub(super) memory: &'w Memory<'a>,
}

/// Whether a signed event is what such a step asks for.
pub(super) fn answers(world: &World<'_>, of: &Of<'_, '_>, raised: &mut Raised<'_>, entry: Entry<'_>) -> bool {
    let (event, child) = (entry.event, raised.asked.child);
    match (&raised.duty.detail, raised.duty.action, &event.fact) {
        (Detail::Inform { about, understood }, _, Fact::Informed(informed)) => {
            let as_asked = !understood || informed.understood == Answer::Yes;
            informed.about == *about && as_asked && informed.is_traceable() && is_told(&raised.duty.with, informed.party)
        }
        (Detail::Records(kinds), _, Fact::RecordsReviewed(reviewed)) => {
            raised.reviewed.add(reviewed.which.iter().copied());
            kinds.iter().all(|kind| raised.reviewed.have(*kind))
        }
        (Detail::Document { id, .. }, _, Fact::LetterSent(sent)) => sent.document.as_ref() == Some(id),
        (Detail::Document { kind: DocumentKind::Card, .. }, _, Fact::OutcomeRecorded(recorded)) => {
            raised.contact == Some(&recorded.contact) && recorded.responses.contains(&ResponseKind::CardLeft)
        }
        (Detail::Help(kinds), _, Fact::HelpOffered(offered)) => {
            offered.answer != OfferAnswer::NoAnswerYet && (kinds.is_empty() || kinds.contains(&offered.help))
        }
        (Detail::Step(step), _, Fact::StepTaken(taken)) => taken.step == *step,
        // Whoever asked others for address and contact details has confirmed them, in one conversation or in several (STW-08, STW-12).
        (Detail::Step(Step::ConfirmDetails), _, Fact::LiaisonRecorded(liaison)) => {
            raised.put.add(liaison.asked.iter().copied());
            [Ask::Address, Ask::ContactDetails].iter().all(|ask| raised.put.have(*ask))
        }
        (Detail::Alert { place, active }, _, Fact::AlertDecided(decided)) => {
            decided.place == *place && (!active || decided.active && !decided.directions.trim().is_empty())
        }
        (_, Action::MonthlyReview, Fact::MonthlyReviewed(_)) => true,
        (_, Action::AgreeNextStep, Fact::AgreementMade(_)) => true,
        (_, Action::EstablishReason, Fact::AnalysisSigned(_)) => gives_reason(event),
        (_, Action::EstablishLastSeen, _) => tells_when_seen(world, entry, child),
        (_, Action::PlanContact, Fact::ContactPlanned(planned)) => {
            let failed = of.latest.unwrap_or(raised.raised);
            // Of one that is over when it is written down nothing is to come.
            let is_to_come = entry.contact.is_none_or(|contact| world.contacts[contact].reckoned.is_none());
            is_to_come
                && is_planned_ahead(event, planned, &world.zone)
                && of.service.is_none_or(|service| *service == planned.service)
                && planned.planned_for.is_certainly_after(&failed, &world.zone)
                && is_the_contact(raised.duty, &raised.due, planned, &world.zone)
        }
        _ => false,
    }
}

/// Whether somebody planned a contact that the family can expect. One that is written down together with what came of it was never waiting for that.
pub(super) fn is_planned_ahead(event: &Event, planned: &ContactPlanned, zone: &UkClock) -> bool {
    // Nobody expects a visit that nobody arranged.
    planned.arranged != Arranged::Opportunistic && planned.planned_for.is_certainly_after(&event.happened, zone)
}

/// Whether a planned contact lies where and when the duty wants it. A time in weeks, months or days is that of the contact itself, so a contact
/// after its last day is another one (SWI-09); working days, hours and the like are the time in which to plan it.
fn is_the_contact(duty: &Duty, due: &Due, planned: &ContactPlanned, zone: &UkClock) -> bool {
    // Nobody expects a visit that nobody arranged.
    let in_place = planned.arranged != Arranged::Opportunistic
        && match &duty.detail {
            Detail::Setting(setting) => planned.setting == *setting,
            _ => true,
        };
    let of_the_contact = !duty.is_offer()
        && matches!(due.deadline, Deadline::CalendarDays(_) | Deadline::Weeks(_) | Deadline::Months(_) | Deadline::WeeksBetween(..));
    in_place && (!of_the_contact || planned.planned_for.day(zone) <= due.on)
}

/// Whether telling this party is what was asked.
fn is_told(with: &With, party: Party) -> bool {
    match with {
        // Both of them are children's social care (HAM-07).
        With::Party(Party::ChildrensSocialCare) => {
            matches!(party, Party::ChildrensSocialCare | Party::AllocatedSocialWorker | Party::EmergencyDutyTeam)
        }
        With::Party(wanted) => *wanted == party,
        With::SocialWorkerOrDutyTeam => matches!(party, Party::AllocatedSocialWorker | Party::EmergencyDutyTeam),
        With::Nobody | With::AnyAgency | With::Agency(_) | With::EachPlanAgency | With::Roles(_) => false,
    }
}

/// Whether it says when the child was last seen: whoever saw it and however, because this is a record and not an assurance (STW-16).
fn tells_when_seen(world: &World<'_>, entry: Entry<'_>, child: Option<Who>) -> bool {
    let is_told = |seen: &Sighting| seen.how != HowSeen::NotKnown && child.is_none_or(|child| world.id(child) == &seen.child);
    match &entry.event.fact {
        Fact::SightingRecorded(sighting) => is_told(sighting),
        Fact::LiaisonRecorded(liaison) => matches!(&liaison.seen, SeenAnswer::Seen(sighting) if is_told(sighting)),
        Fact::OutcomeRecorded(recorded) => world.says_who_was_met(recorded, entry) && child.is_none_or(|child| child == entry.about),
        _ => false,
    }
}

/// The entry that did what a duty asks before anybody asked: a card left at the very contact, another contact planned already.
pub(super) fn done_before<'a>(world: &World<'a>, work: &Work<'a>, duty: &Duty, due: &Due) -> Option<&'a Event> {
    let latest = work.latest()?;
    match (&duty.detail, duty.action) {
        (Detail::Document { kind: DocumentKind::Card, .. }, _) => latest.card_left,
        (_, Action::PlanContact) => {
            let awaited = world.contacts.iter().filter(|contact| contact.person == work.person).filter_map(|contact| contact.awaited());
            let awaited = awaited.filter(|planned| {
                Some(&planned.plan.service) == work.service
                    && planned.plan.planned_for.is_certainly_after(&latest.at, &world.zone)
                    && is_the_contact(duty, due, planned.plan, &world.zone)
            });
            let planned = awaited.map(|planned| planned.by).filter(|event| event.author.role().is_some_and(Role::may_end));
            planned.min_by_key(|event| (event.recorded_at, &event.id))
        }
        _ => None,
    }
}
